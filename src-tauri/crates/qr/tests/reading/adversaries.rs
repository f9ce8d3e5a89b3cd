//! Pictures that mean harm: each is gone through to its end by work that is counted, so the answer is complete, and the
//! same on every machine.

use crate::common::{PAYLOAD, code, damaged_code, encode, page, place, png, read, read_within, rgb, texts};
use image::{DynamicImage, Frame, GrayImage, ImageFormat, Luma, imageops};
use qr::{Limits, ReadError};

/// Complete, and nothing read.
fn has_no_code(picture: &[u8], what: &str) {
    let reading = read(picture).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!((reading.codes.len(), reading.incomplete), (0, None), "{what}");
}

/// Finder patterns beside each other, `pitch` modules from one to the next.
fn wall(side: u32, module: u32, pitch: u32) -> GrayImage {
    GrayImage::from_fn(side, side, |x, y| {
        let (column, row) = (x / module % pitch, y / module % pitch);
        let ring = column.abs_diff(3).max(row.abs_diff(3));
        Luma([if column < 7 && row < 7 && ring != 2 { 0 } else { 255 }])
    })
}

#[test]
fn thousands_of_finder_patterns_are_gone_through() {
    for (side, module, pitch) in [(1_300, 2, 10), (3_000, 1, 9), (4_000, 4, 17), (2_000, 3, 8)] {
        let picture = wall(side, module, pitch);
        has_no_code(&png(picture.clone()), &format!("{side} pixels, {module} a module, every {pitch}"));
        let mut inverted = picture;
        imageops::invert(&mut inverted);
        has_no_code(&png(inverted), "inverted");
    }
}

#[test]
fn damaged_codes_end_the_search_and_do_not_hide_a_good_one() {
    let mut picture = page(700, 700, 255);
    let damaged = imageops::resize(&damaged_code(), 190, 190, imageops::FilterType::Triangle);
    for number in 0..8 {
        place(&mut picture, &damaged, number % 3 * 220 + 10, number / 3 * 220 + 10);
    }
    let good = imageops::resize(&code(PAYLOAD, 4), 190, 190, imageops::FilterType::Triangle);
    place(&mut picture, &good, 450, 450);
    let reading = read(&png(picture)).expect("the picture is looked at");
    assert_eq!((texts(&reading), reading.incomplete), (vec![PAYLOAD.to_owned()], None));
    assert!(reading.damaged >= 6, "{}", reading.damaged);
}

#[test]
fn noise_and_stripes_are_gone_through() {
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    has_no_code(&png(GrayImage::from_fn(3_000, 2_000, |_, _| Luma([noise()]))), "noise");
    has_no_code(&png(GrayImage::from_fn(4_000, 4_000, |x, _| Luma([if x % 2 == 0 { 0 } else { 255 }]))), "stripes");
    has_no_code(
        &png(GrayImage::from_fn(4_000, 4_000, |x, y| Luma([if (x + y) % 2 == 0 { 0 } else { 255 }]))),
        "checkers",
    );
}

#[test]
fn the_largest_pictures_are_answered() {
    for (width, height) in [(1, 100_000), (100_000, 1), (640, 100_000), (8_000, 8_000)] {
        has_no_code(&png(page(width, height, 255)), &format!("{width} x {height}"));
    }
    let full = wall(8_000, 3, 11);
    has_no_code(&png(full), "64 megapixels of finder patterns");
    let hundred_megapixels = png(page(10_000, 10_000, 255));
    let refused = ReadError::TooManyPixels { width: 10_000, height: 10_000, most: Limits::default().max_pixels };
    assert_eq!(read(&hundred_megapixels), Err(refused));
}

#[test]
fn of_an_animation_of_a_thousand_pictures_one_is_decoded() {
    let frames = (0..1_000).map(|number| {
        let shown = if number == 0 { code("first", 3) } else { page(87, 87, 255) };
        Frame::new(DynamicImage::from(shown).into_rgba8())
    });
    let mut animation = Vec::new();
    image::codecs::gif::GifEncoder::new(&mut animation).encode_frames(frames).expect("pictures of a size");
    // Memory for one of them, not for all.
    let reading = read_within(&animation, Limits { memory: 32 << 20, ..crate::common::patient() });
    assert_eq!(reading.map(|reading| texts(&reading)), Ok(vec!["first".to_owned()]));
}

#[test]
fn every_truncation_is_an_answer() {
    let whole = rgb(&code(PAYLOAD, 2));
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp] {
        let bytes = encode(whole.clone(), format);
        for part in 1..12 {
            let cut = &bytes[..bytes.len() * part / 12];
            match read(cut) {
                Ok(reading) => assert_eq!(reading.incomplete, None, "{format:?}, {part} of 12"),
                Err(error) => {
                    assert!(matches!(error, ReadError::Broken | ReadError::UnknownFormat), "{format:?}: {error}")
                }
            }
        }
    }
}

/// Its output is inherited as descriptor 5 too, and ends only when that is closed: while the child still waits for the
/// picture.
#[cfg(unix)]
#[test]
fn a_child_has_closed_what_it_inherited_before_it_has_the_picture() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let arguments = ["5000", "1000000", "1000000", "1073741824"];
    let mut child = Command::new("sh")
        .args(["-c", r#"exec "$0" "$@" 5>&1 1>/dev/null"#])
        .arg(crate::common::child_program())
        .arg(qr::CHILD_ARGUMENT)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("there is a shell");
    let mut told = Vec::new();
    child.stdout.take().expect("it is piped").read_to_end(&mut told).expect("it can be read");
    assert!(told.is_empty());
    assert_eq!(child.try_wait().expect("it is ours"), None, "the output ended since the child did");
    child.kill().expect("it is ours");
    child.wait().expect("it is ours");
}
