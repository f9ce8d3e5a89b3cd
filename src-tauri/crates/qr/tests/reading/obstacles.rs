//! What is said when nothing is read, each by a picture made for it.

use crate::common::{PAYLOAD, code, damaged_code, desktop, page, place, png, read};
use image::{GrayImage, Luma, imageops};
use qr::{Obstacle, OtherCode, Outline};
use rxing::{BarcodeFormat, MultiFormatWriter, Writer};

fn obstacles(picture: GrayImage) -> Vec<Obstacle> {
    let reading = read(&png(picture)).expect("the picture is looked at");
    assert_eq!((reading.codes.len(), reading.incomplete), (0, None));
    reading.obstacles
}

/// Whether an outline's middle is near a place.
fn is_around(outline: Outline, (x, y): (i32, i32)) -> bool {
    let middle = |along: fn(&(i32, i32)) -> i32| outline.iter().map(along).sum::<i32>() / 4;
    (middle(|corner| corner.0) - x).abs() < 20 && (middle(|corner| corner.1) - y).abs() < 20
}

#[test]
fn a_dark_picture_is_called_too_dark() {
    // Nothing but a sensor's noise; a code that is one shade darker than its paper would still be read.
    let dark = GrayImage::from_fn(400, 300, |x, y| Luma([(x * 31 % 7 + y * 17 % 5) as u8]));
    assert_eq!(obstacles(dark), [Obstacle::TooDark]);
}

#[test]
fn a_blurred_code_is_called_too_blurred() {
    let blurred = imageops::blur(&code(PAYLOAD, 8), 6.6);
    let found = obstacles(blurred);
    assert!(matches!(found.as_slice(), [Obstacle::TooBlurred { .. }]), "{found:?}");
}

#[test]
fn a_picture_out_of_focus_is_called_too_blurred() {
    let mut screen = page(600, 600, 230);
    place(&mut screen, &code(PAYLOAD, 8), 100, 100);
    assert_eq!(obstacles(imageops::blur(&screen, 14.0)), [Obstacle::TooBlurred { corners: None }]);
}

#[test]
fn a_code_of_too_few_pixels_is_called_too_small() {
    // 1.3 pixels a module, each the mean of what it covers.
    let large = code(PAYLOAD, 13);
    let side = large.width() / 10;
    let mut screen = page(400, 300, 255);
    let small = imageops::resize(&large, side, side, imageops::FilterType::Triangle);
    place(&mut screen, &scribbled(small), 150, 100);
    let found = obstacles(screen);
    let [Obstacle::TooSmall { tenths, corners }] = found[..] else { panic!("{found:?}") };
    assert!((11..=15).contains(&tenths), "{tenths}");
    assert!(is_around(corners, (150 + side as i32 / 2, 100 + side as i32 / 2)), "{corners:?}");
}

/// Every second row of the data mixed with its neighbour, as bad scaling does.
fn scribbled(mut small: GrayImage) -> GrayImage {
    let side = small.width();
    for (x, y) in (side * 2 / 5..side * 4 / 5).flat_map(|x| (side * 2 / 5..side * 9 / 10).map(move |y| (x, y))) {
        if (x + y) % 3 == 0 {
            let shade = small.get_pixel(x, y - 1).0[0];
            small.put_pixel(x, y, Luma([255 - shade]));
        }
    }
    small
}

#[test]
fn damaged_codes_are_told_with_their_places() {
    let mut screen = page(900, 500, 255);
    let damaged = damaged_code();
    for x in [10, 450] {
        place(&mut screen, &damaged, x, 20);
    }
    let half = damaged.width() as i32 / 2;
    let mut places: Vec<Outline> = Vec::new();
    for obstacle in obstacles(screen) {
        let Obstacle::Unreadable { corners } = obstacle else { panic!("{obstacle:?}") };
        assert!(obstacle.to_string().contains("cannot be read"));
        places.push(corners);
    }
    places.sort();
    let [left, right] = places[..] else { panic!("{places:?}") };
    assert!(is_around(left, (10 + half, 20 + half)) && is_around(right, (450 + half, 20 + half)), "{places:?}");
}

#[test]
fn codes_of_other_kinds_are_named() {
    let kinds = [
        (BarcodeFormat::AZTEC, "https://example.com/an-aztec-code", 0, OtherCode::Aztec),
        (BarcodeFormat::AZTEC, "A", 0, OtherCode::Aztec),
        // Twenty codewords: a square one.
        (BarcodeFormat::DATA_MATRIX, "0123456789012345678901234567890123456789", 0, OtherCode::DataMatrix),
        (BarcodeFormat::EAN_13, "4006381333931", 60, OtherCode::Bars),
        (BarcodeFormat::CODE_128, "countersign 128", 50, OtherCode::Bars),
        (BarcodeFormat::CODE_39, "COUNTERSIGN", 50, OtherCode::Bars),
    ];
    for (format, text, height, kind) in kinds {
        for pixels in [2, 3, 5] {
            let drawn = drawn(format, text, height, pixels);
            let mut screen = desktop(drawn.width() + 300, drawn.height() + 200);
            let mut white = page(drawn.width() + 40, drawn.height() + 40, 255);
            place(&mut white, &drawn, 20, 20);
            place(&mut screen, &white, 100, 60);
            for picture in [screen.clone(), imageops::rotate90(&screen)] {
                let found = obstacles(picture);
                let [Obstacle::OtherCode { kind: said, .. }] = found[..] else {
                    panic!("{format:?}, {pixels}: {found:?}")
                };
                assert_eq!(said, kind, "{format:?}, {pixels} pixels a module");
            }
        }
    }
}

/// A code as rxing draws it, so many pixels a module.
fn drawn(format: BarcodeFormat, text: &str, height: u32, pixels: u32) -> GrayImage {
    let bits = MultiFormatWriter.encode(text, &format, 1, 1).expect("the text fits");
    let tall = if height == 0 { bits.getHeight() } else { height };
    GrayImage::from_fn(bits.getWidth() * pixels, tall * pixels, |x, y| {
        Luma([if bits.get(x / pixels, y / pixels % bits.getHeight()) { 0 } else { 255 }])
    })
}

#[test]
fn pictures_without_anything_say_nothing_of_it() {
    for picture in [page(400, 300, 255), page(1, 1, 200), page(1, 3000, 128), desktop(1280, 800)] {
        assert_eq!(obstacles(picture), []);
    }
}

#[test]
fn every_obstacle_has_a_remedy_and_a_name() {
    let corners = [(0, 0), (10, 0), (10, 10), (0, 10)];
    let all = [
        Obstacle::TooDark,
        Obstacle::TooBlurred { corners: Some(corners) },
        Obstacle::TooBlurred { corners: None },
        Obstacle::TooSmall { tenths: 13, corners },
        Obstacle::Unreadable { corners },
        Obstacle::OtherCode { kind: OtherCode::DataMatrix, corners },
    ];
    for obstacle in all {
        assert!(!obstacle.hint().is_empty() && !obstacle.code().is_empty());
    }
    assert_eq!(
        all[3].to_string(),
        "the small squares of the QR code in this picture are about 1.3 pixels wide; at least 2 are needed"
    );
    assert_eq!(all[5].to_string(), "a Data Matrix code is in this picture, and no QR code");
}
