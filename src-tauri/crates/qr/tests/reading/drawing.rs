//! What is drawn can be read.

use crate::common::{PAYLOAD, texts_in};
use qr::{DrawError, draw_for_terminal, draw_png, draw_svg};

/// As long as addresses get: names of many letters outside ASCII, a secret of 64 bytes.
const LONGEST_USUAL: &str = "otpauth://totp/%D0%9F%D1%80%D0%B8%D0%BC%D0%B5%D1%80:anna-katharina.example%40mail.example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA&issuer=%D0%9F%D1%80%D0%B8%D0%BC%D0%B5%D1%80&algorithm=SHA512&digits=8&period=60";

#[test]
fn drawn_codes_are_read_back() {
    let long = "x".repeat(1_500);
    for text in [PAYLOAD, "1", "Grüße, 世界", &long] {
        for module_pixels in [2, 4, 8] {
            let picture = draw_png(text, module_pixels).expect("the text fits");
            assert_eq!(texts_in(&picture), [text], "{module_pixels} pixels a module");
        }
    }
}

/// Pixels along an edge at which the enrolment page, the window's dialog and its walk show the SVG, on screens of one, one
/// and a half and two pixels a point.
const SHOWN: [u32; 3] = [256, 384, 512];

/// Pixels a module: a reader's own size, the API's PNG, `show --png`.
const MODULE_PIXELS: [u32; 3] = [4, 6, 8];

#[test]
fn what_the_program_draws_is_read_by_two_of_three_outside_readers_and_by_us() {
    for side in SHOWN {
        read_by_all(&svg_at(PAYLOAD, side), PAYLOAD, &format!("SVG of {side} pixels"));
    }
    for text in [PAYLOAD, LONGEST_USUAL] {
        for module_pixels in MODULE_PIXELS {
            read_by_all(
                &crate::common::code(text, module_pixels),
                text,
                &format!("PNG of {module_pixels} pixels a module"),
            );
        }
    }
}

/// Read on light and dark pages by everybody; light on dark, as some viewers turn pictures, by us.
fn read_by_all(drawn: &image::GrayImage, text: &str, what: &str) {
    for shade in [255, 128, 20] {
        let mut shown = crate::common::page(drawn.width() + 100, drawn.height() + 80, shade);
        crate::common::place(&mut shown, drawn, 50, 40);
        let read: Vec<String> = crate::outside::outside_readers_read(&shown).into_iter().flatten().collect();
        assert!(read.len() >= 2 && read.iter().all(|read| read == text), "{what} on a page of shade {shade}: {read:?}");
        assert_eq!(texts_in(&crate::common::png(shown)), [text], "{what} on a page of shade {shade}, by us");
    }
    let mut dark = drawn.clone();
    image::imageops::invert(&mut dark);
    assert_eq!(texts_in(&crate::common::png(dark)), [text], "{what}, inverted");
}

/// Pixels of a character, wide and high, as terminals have them.
const CHARACTERS: [(u32, u32); 4] = [(8, 16), (8, 17), (9, 18), (10, 21)];

#[test]
fn drawings_for_terminals_are_read_by_two_of_three_outside_readers_and_by_us() {
    for text in [PAYLOAD, LONGEST_USUAL] {
        for character in CHARACTERS {
            let painted = painted(&draw_for_terminal(text).expect("the text fits").lines, character);
            read_by_all(&painted, text, &format!("characters of {character:?} pixels"));
        }
    }
}

/// A drawing as a terminal paints it; the colours are the drawing's own.
fn painted(lines: &str, (wide, high): (u32, u32)) -> image::GrayImage {
    let rows: Vec<Vec<char>> =
        lines.lines().map(|line| line.chars().filter(|letter| " █▀▄".contains(*letter)).collect()).collect();
    image::GrayImage::from_fn(rows[0].len() as u32 * wide, rows.len() as u32 * high, |x, y| {
        let letter = rows[(y / high) as usize][(x / wide) as usize];
        let dark = if y % high < high / 2 { "█▀" } else { "█▄" };
        image::Luma([if dark.contains(letter) { 0 } else { 255 }])
    })
}

/// The SVG as a browser paints it without smoothing: each pixel has the shade at its middle.
fn svg_at(text: &str, side: u32) -> image::GrayImage {
    let modules = modules_of(&draw_svg(text).expect("the text fits"));
    let module = |pixel: u32| (f64::from(2 * pixel + 1) / f64::from(2 * side) * f64::from(modules.width())) as u32;
    image::GrayImage::from_fn(side, side, |x, y| *modules.get_pixel(module(x), module(y)))
}

#[test]
fn an_svg_has_the_same_modules_as_the_png() {
    let svg = draw_svg(PAYLOAD).expect("the text fits");
    assert_eq!(modules_of(&svg), crate::common::code(PAYLOAD, 1));
}

/// Draws the path of an SVG of ours, a pixel a module.
fn modules_of(svg: &str) -> image::GrayImage {
    let view_box = svg.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a view box");
    let side = view_box.parse().expect("a whole number");
    let mut drawn = crate::common::page(side, side, 255);
    let path = svg.split("d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
    for run in path.split('M').skip(1) {
        let numbers: Vec<u32> = run.split(['h', 'v', 'z', ' ', '-']).filter_map(|part| part.parse().ok()).collect();
        let [x, y, length, height, back] = numbers[..] else { panic!("unexpected path {run}") };
        assert_eq!((height, back), (1, length));
        for x in x..x + length {
            drawn.put_pixel(x, y, image::Luma([0]));
        }
    }
    drawn
}

#[test]
fn an_svg_passes_a_strict_content_security_policy() {
    let svg = draw_svg("<&\"'>").expect("the text fits");
    for forbidden in ["style", "<script", "href", "<?xml", "&"] {
        assert!(!svg.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn a_quiet_zone_of_four_modules_is_left() {
    let picture = image::load_from_memory(&draw_png("x", 3).expect("the text fits")).expect("a PNG").into_luma8();
    assert_eq!(picture.width(), (21 + 8) * 3);
    let dark: Vec<(u32, u32)> =
        picture.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] == 0).map(|(x, y, _)| (x, y)).collect();
    let edges = 12..picture.width() - 12;
    assert!(dark.iter().all(|(x, y)| edges.contains(x) && edges.contains(y)));
    assert!(dark.contains(&(12, 12)));
}

#[test]
fn what_cannot_be_drawn_says_why() {
    assert_eq!(draw_svg(""), Err(DrawError::Empty));
    assert_eq!(draw_png(&"x".repeat(2_953), 1).map(|_| ()), Ok(()));
    assert_eq!(draw_svg(&"x".repeat(2_954)), Err(DrawError::TooLong { bytes: 2_954 }));
    assert_eq!(draw_png("x", 0), Err(DrawError::ModuleSize { module_pixels: 0 }));
    assert_eq!(draw_png("x", 65), Err(DrawError::ModuleSize { module_pixels: 65 }));
}
