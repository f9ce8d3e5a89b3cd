//! Pictures as a person has them.

use std::path::{Path, PathBuf};

use image::{GrayImage, Luma, imageops};

/// Writes a PNG of a QR code that holds `text`.
pub(crate) fn qr_png(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, qr::draw_png(text, 6).expect("the text fits a QR code")).expect("the picture is written");
    path
}

/// Writes a PNG of nothing at all: grey and as small as a PNG can be.
pub(crate) fn blank_png(folder: &Path, name: &str) -> PathBuf {
    const GREY: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\
        \0\0\0\x0aIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";
    let path = folder.join(name);
    std::fs::write(&path, GREY).expect("the picture is written");
    path
}

/// A screenshot of 1280 by 800 pixels: a web page in which nine codes stand in three rows, the fifth scribbled over.
pub(crate) fn screenshot_png(folder: &Path, name: &str, texts: &[String; 9]) -> PathBuf {
    let mut page = GrayImage::from_fn(1280, 800, |x, y| {
        let in_line = x > 40 && x < 900 && y % 26 < 9 && (x / 7 * 5 + y / 26 * 11) % 9 < 5;
        Luma([if y < 40 {
            70
        } else if in_line {
            200
        } else {
            245
        }])
    });
    for (place, text) in texts.iter().enumerate() {
        let code = if place == 4 { scribbled(code(text, 4)) } else { code(text, 4) };
        let (x, y) = place_of(place);
        imageops::replace(&mut page, &code, x.into(), y.into());
    }
    let path = folder.join(name);
    page.save(&path).expect("the picture is written");
    path
}

/// Writes a PNG of 800 by 600 pixels that are all of one light grey.
pub(crate) fn light_png(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    GrayImage::from_pixel(800, 600, Luma([245])).save(&path).expect("the picture is written");
    path
}

/// Where the upper left corner of a code of the screenshot is; the rows are crooked.
pub(crate) fn place_of(place: usize) -> (u32, u32) {
    let (column, row) = (u32::try_from(place % 3).expect("three"), u32::try_from(place / 3).expect("three"));
    (60 + column * 410 + row * 12, 60 + row * 245 - column * 8)
}

fn code(text: &str, module: u32) -> GrayImage {
    let png = qr::draw_png(text, module).expect("the text fits a QR code");
    image::load_from_memory(&png).expect("our own PNG is valid").into_luma8()
}

/// A code of four pixels a module whose data is scribbled over; what it is found by stays.
fn scribbled(mut code: GrayImage) -> GrayImage {
    let modules = code.width() / 4;
    for (x, y, pixel) in code.enumerate_pixels_mut() {
        let (column, row) = (x / 4, y / 4);
        let inside = (14..modules - 14).contains(&column) && (14..modules - 5).contains(&row);
        if inside && (column * 5 + row * 3) % 7 < 3 {
            *pixel = Luma([if (column + row) % 2 == 0 { 0 } else { 255 }]);
        }
    }
    code
}
