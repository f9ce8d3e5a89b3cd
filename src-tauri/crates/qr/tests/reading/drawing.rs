//! What is drawn can be read.

use crate::common::{PAYLOAD, texts_in};
use qr::{DrawError, draw_png, draw_svg};

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

#[test]
fn drawn_codes_are_read_by_rqrr_alone_and_by_us_in_dark_mode() {
    for module_pixels in [3, 4, 8] {
        let picture = draw_png(PAYLOAD, module_pixels).expect("the text fits");
        let light = image::load_from_memory(&picture).expect("our own PNG is valid").into_luma8();
        let mut dark = light.clone();
        image::imageops::invert(&mut dark);
        assert_eq!(texts_in(&crate::common::png(dark)), [PAYLOAD], "{module_pixels} pixels a module, dark");
        let (width, height) = (light.width() as usize, light.height() as usize);
        let shade = |x: usize, y: usize| light.get_pixel(x as u32, y as u32).0[0];
        let mut other = rqrr::PreparedImage::prepare_from_greyscale(width, height, shade);
        let texts: Vec<String> = other.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect();
        assert_eq!(texts, [PAYLOAD], "{module_pixels} pixels a module");
    }
}

#[test]
fn an_svg_has_the_same_modules_as_the_png() {
    let svg = draw_svg(PAYLOAD).expect("the text fits");
    let png = image::load_from_memory(&draw_png(PAYLOAD, 1).expect("the text fits")).expect("a PNG").into_luma8();
    assert!(svg.contains(&format!(r#"viewBox="0 0 {0} {0}""#, png.width())));
    let mut drawn = crate::common::page(png.width(), png.height(), 255);
    let path = svg.split("d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
    for run in path.split('M').skip(1) {
        let numbers: Vec<u32> = run.split(['h', 'v', 'z', ' ', '-']).filter_map(|part| part.parse().ok()).collect();
        let [x, y, length, height, back] = numbers[..] else { panic!("unexpected path {run}") };
        assert_eq!((height, back), (1, length));
        for x in x..x + length {
            drawn.put_pixel(x, y, image::Luma([0]));
        }
    }
    assert_eq!(drawn, png);
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
