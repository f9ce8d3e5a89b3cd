//! Pictures made for these tests, and the reader they are shown to.

use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbImage, imageops};
use qr::{Limits, ReadError, Reader, Reading};
use std::io::Cursor;
use std::path::PathBuf;
use std::time::Duration;

/// What an authenticator's code holds, roughly.
pub(crate) const PAYLOAD: &str = "otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example";

/// A budget that no test comes near, however busy the machine is.
pub(crate) const PATIENT: Duration = Duration::from_secs(120);

pub(crate) fn child_program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_qr-decode-child"))
}

pub(crate) fn patient() -> Limits {
    Limits { budget: PATIENT, ..Limits::default() }
}

pub(crate) fn read_within(picture: &[u8], limits: Limits) -> Result<Reading, ReadError> {
    Reader::new(child_program(), limits).read(picture)
}

pub(crate) fn read(picture: &[u8]) -> Result<Reading, ReadError> {
    read_within(picture, patient())
}

/// Reads a picture and gives the texts in it, sorted; the search must have come to its end.
pub(crate) fn texts_in(picture: &[u8]) -> Vec<String> {
    let reading = read(picture).expect("the picture is looked at");
    assert_eq!(reading.incomplete, None);
    texts(&reading)
}

pub(crate) fn texts(reading: &Reading) -> Vec<String> {
    let mut texts: Vec<String> = reading.codes.iter().map(|code| code.text().to_string()).collect();
    texts.sort();
    texts
}

/// A code with its quiet zone, black on white.
pub(crate) fn code(text: &str, module_pixels: u32) -> GrayImage {
    let png = qr::draw_png(text, module_pixels).expect("the text fits into a code");
    image::load_from_memory(&png).expect("our own PNG is valid").into_luma8()
}

/// A code whose data is scribbled over; finder, alignment and timing patterns stay.
pub(crate) fn damaged_code() -> GrayImage {
    let mut picture = code(PAYLOAD, 8);
    let modules = picture.width() / 8;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (column, row) = (x / 8, y / 8);
        let inside = (14..modules - 14).contains(&column) && (14..modules - 5).contains(&row);
        if inside && (column * 5 + row * 3) % 7 < 3 {
            *pixel = Luma([if (column + row) % 2 == 0 { 0 } else { 255 }]);
        }
    }
    picture
}

/// A plain page of one shade.
pub(crate) fn page(width: u32, height: u32, shade: u8) -> GrayImage {
    GrayImage::from_pixel(width, height, Luma([shade]))
}

/// Puts `code` on `page`, its top left corner at a place.
pub(crate) fn place(page: &mut GrayImage, code: &GrayImage, x: u32, y: u32) {
    imageops::replace(page, code, i64::from(x), i64::from(y));
}

/// What is on a desktop: windows of several shades with lines that look like text.
pub(crate) fn desktop(width: u32, height: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        let window = (x / 640 + y / 480) % 3;
        let paper = if window == 1 { 230 } else { 248 };
        let in_line = y % 24 < 12 && x % 640 > 40 && x % 640 < 560;
        let ink = in_line && (x / 3 * 7 + y / 24 * 13 + x / 11 * y / 24) % 5 < 2;
        Luma([if y % 480 < 28 {
            60
        } else if ink {
            40
        } else {
            paper
        }])
    })
}

pub(crate) fn encode(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).expect("the format takes this picture");
    bytes.into_inner()
}

pub(crate) fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    encode(image, ImageFormat::Png)
}

/// As RGB, for formats without shades of gray.
pub(crate) fn rgb(image: &GrayImage) -> RgbImage {
    DynamicImage::ImageLuma8(image.clone()).into_rgb8()
}
