//! What people show to an authenticator.

use crate::common::{PAYLOAD, code, desktop, encode, page, place, png, read, rgb, texts_in};
use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, imageops};

#[test]
fn every_format_is_read() {
    let picture = rgb(&code(PAYLOAD, 4));
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp] {
        assert_eq!(texts_in(&encode(picture.clone(), format)), [PAYLOAD], "{format:?}");
    }
}

#[test]
fn sixteen_bits_gray_and_palettes_are_read() {
    let gray = DynamicImage::ImageLuma8(code(PAYLOAD, 4));
    for picture in [DynamicImage::from(gray.to_luma16()), gray.to_rgb16().into(), gray.to_rgba16().into(), gray.clone()]
    {
        assert_eq!(texts_in(&png(picture)), [PAYLOAD]);
    }
    // The GIF encoder makes palettes.
    assert_eq!(texts_in(&encode(gray.to_rgba8(), ImageFormat::Gif)), [PAYLOAD]);
}

#[test]
fn of_an_animation_the_first_picture_is_read() {
    let frames =
        [code("first", 4), code("second", 4)].map(|frame| image::Frame::new(DynamicImage::from(frame).into_rgba8()));
    let mut animation = Vec::new();
    image::codecs::gif::GifEncoder::new(&mut animation).encode_frames(frames).expect("two frames of a size");
    assert_eq!(texts_in(&animation), ["first"]);
}

#[test]
fn dark_mode_codes_are_read() {
    let mut dark = code(PAYLOAD, 3);
    imageops::invert(&mut dark);
    assert_eq!(texts_in(&png(dark.clone())), [PAYLOAD]);
    let mut screen = page(1280, 800, 30);
    place(&mut screen, &dark, 500, 200);
    assert_eq!(texts_in(&png(screen)), [PAYLOAD]);
}

#[test]
fn light_and_dark_codes_in_one_picture_are_read() {
    let mut screen = page(1000, 500, 255);
    let mut dark = code("dark", 5);
    imageops::invert(&mut dark);
    place(&mut screen, &code("light", 5), 50, 100);
    place(&mut screen, &dark, 600, 100);
    assert_eq!(texts_in(&png(screen)), ["dark", "light"]);
}

#[test]
fn nine_codes_in_one_picture_are_read() {
    let mut screen = page(1500, 1500, 250);
    let names: Vec<String> = (1..=9).map(|number| format!("{PAYLOAD}&number={number}")).collect();
    for (index, name) in (0..).zip(&names) {
        place(&mut screen, &code(name, 5), index % 3 * 490 + 10, index / 3 * 490 + 10);
    }
    assert_eq!(texts_in(&png(screen)), names);
}

#[test]
fn the_same_code_at_two_places_is_two_codes() {
    let mut screen = page(1000, 400, 255);
    for x in [20, 600] {
        place(&mut screen, &code("twice", 8), x, 50);
    }
    assert_eq!(texts_in(&png(screen)), ["twice", "twice"]);
}

#[test]
fn a_code_on_a_4k_screen_is_read() {
    let mut screen = desktop(3840, 2160);
    place(&mut screen, &code(PAYLOAD, 4), 2900, 1400);
    let reading = read(&png(rgb(&screen))).expect("the picture is looked at");
    assert_eq!(crate::common::texts(&reading), [PAYLOAD]);
    assert_eq!((reading.width, reading.height, reading.incomplete), (3840, 2160, None));
}

#[test]
fn a_code_on_a_bottle_is_read() {
    // The columns of a code around a cylinder that shows 90 degrees of it.
    let flat = code(PAYLOAD, 8);
    let side = f64::from(flat.width());
    let radius = side / 2.0 / 45_f64.to_radians();
    let seen = radius * 45_f64.to_radians().sin();
    let mut bottle = page(flat.width() + 40, flat.height() + 40, 200);
    let along = 0..flat.width();
    for (x, y) in along.clone().flat_map(|y| along.clone().map(move |x| (x, y))) {
        let across = f64::from(x) - side / 2.0;
        if across.abs() < seen {
            let from = (across / radius).asin() * radius + side / 2.0;
            bottle.put_pixel(x + 20, y + 20, *flat.get_pixel((from as u32).min(flat.width() - 1), y));
        }
    }
    assert_eq!(texts_in(&png(bottle)), [PAYLOAD]);
}

#[test]
fn a_code_without_a_quiet_zone_is_read_on_a_dark_page() {
    let whole = code(PAYLOAD, 6);
    let cut = imageops::crop_imm(&whole, 24, 24, whole.width() - 48, whole.height() - 48).to_image();
    let mut dark = page(700, 600, 20);
    place(&mut dark, &cut, 150, 120);
    assert_eq!(texts_in(&png(dark)), [PAYLOAD]);
}

#[test]
fn a_code_of_hardly_any_contrast_is_read() {
    for (ink, paper) in [(20, 30), (120, 130), (226, 235)] {
        let mut faint = code(PAYLOAD, 4);
        faint.pixels_mut().for_each(|pixel| pixel.0[0] = if pixel.0[0] == 0 { ink } else { paper });
        assert_eq!(texts_in(&png(faint)), [PAYLOAD], "{ink} on {paper}");
    }
}

#[test]
fn a_code_of_single_pixel_modules_is_read() {
    let mut screen = page(300, 200, 255);
    place(&mut screen, &code(PAYLOAD, 1), 100, 80);
    assert_eq!(texts_in(&png(screen)), [PAYLOAD]);
}

#[test]
fn transparent_codes_are_read_on_any_paper() {
    for ink in [0, 255] {
        let see_through = image::GrayAlphaImage::from_fn(300, 300, |_, _| image::LumaA([ink, 0]));
        let mut picture = DynamicImage::from(see_through).into_luma_alpha8();
        for (x, y, pixel) in code(PAYLOAD, 6).enumerate_pixels() {
            if x < 300 && y < 300 && pixel.0[0] == 0 {
                picture.put_pixel(x, y, image::LumaA([ink, 255]));
            }
        }
        assert_eq!(texts_in(&png(picture)), [PAYLOAD], "ink of shade {ink}");
    }
}

#[test]
fn bytes_that_are_no_utf8_arrive_unchanged() {
    let bytes = b"Z\xfcrich \xff\x00\x80";
    let modules = qrcode::QrCode::new(bytes).expect("ten bytes fit");
    let dark = modules.to_colors();
    let side = modules.width() as u32 + 8;
    let small = image::GrayImage::from_fn(side, side, |x, y| {
        let inside = (4..side - 4).contains(&x) && (4..side - 4).contains(&y);
        let is_dark = inside && dark[((y - 4) * (side - 8) + x - 4) as usize] == qrcode::Color::Dark;
        image::Luma([if is_dark { 0 } else { 255 }])
    });
    let picture = imageops::resize(&small, side * 5, side * 5, imageops::FilterType::Nearest);
    let reading = read(&png(picture)).expect("the picture is looked at");
    assert_eq!(reading.codes.len(), 1);
    assert_eq!(reading.codes[0].payload.as_slice(), bytes);
    assert_eq!(reading.codes[0].text().as_str(), "Zürich \u{ff}\0\u{80}");
}

#[test]
fn a_camera_s_rotation_is_undone() {
    let mut upright = page(700, 400, 255);
    place(&mut upright, &code(PAYLOAD, 4), 30, 20);
    let upright = DynamicImage::from(upright);
    // The inverse of each orientation: all but the quarter turns are their own.
    for (stored, inverse) in [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 8), (7, 7), (8, 6)] {
        let mut turned = upright.clone();
        turned.apply_orientation(Orientation::from_exif(inverse).expect("a valid orientation"));
        let picture = with_orientation(&encode(turned, ImageFormat::Jpeg), stored);
        let reading = read(&picture).expect("the picture is looked at");
        assert_eq!(crate::common::texts(&reading), [PAYLOAD], "orientation {stored}");
        assert_eq!((reading.width, reading.height), (700, 400), "orientation {stored}");
        let (x, y) = reading.codes[0].corners[0];
        // A quiet zone of 4 modules of 4 pixels.
        assert!((x - 46.0).abs() < 8.0 && (y - 36.0).abs() < 8.0, "orientation {stored}: {x}, {y}");
    }
}

/// Puts an EXIF segment with an orientation behind a JPEG's first marker (EXIF 2.3, 4.5.4 and 4.6.4).
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
    exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).expect("a short segment");
    let (start, rest) = jpeg.split_at(2);
    [start, &[0xff, 0xe1], &length.to_be_bytes(), &exif, rest].concat()
}
