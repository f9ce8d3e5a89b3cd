//! Pictures and addresses as a person has them.

use std::path::Path;

use base64::Engine as _;
use image::{GrayImage, Luma};

/// 160 bits; base32 of the 20 bytes RFC 6238 computes its examples with.
pub(crate) const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
pub(crate) const OTHER_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

pub(crate) fn address(issuer: &str, name: &str, secret: &str) -> String {
    format!("otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}")
}

/// The QR code of `text`, as the bytes of a PNG file.
pub(crate) fn png(text: &str) -> Vec<u8> {
    qr::draw_png(text, 4).expect("the text fits a QR code")
}

/// Writes a picture with the QR codes of `texts` beside each other.
pub(crate) fn write_codes(folder: &Path, name: &str, texts: &[&str]) {
    let codes = texts.iter().map(|text| image::load_from_memory(&png(text)).unwrap().into_luma8());
    let codes: Vec<GrayImage> = codes.collect();
    let width = codes.iter().map(GrayImage::width).sum();
    let height = codes.iter().map(GrayImage::height).max().unwrap_or(40);
    let mut page = GrayImage::from_pixel(width, height, Luma([255]));
    let mut left = 0;
    for code in codes {
        image::imageops::replace(&mut page, &code, left, 0);
        left += i64::from(code.width());
    }
    page.save(folder.join(name)).unwrap();
}

/// Writes a picture of 800 by 800 pixels with pictures on it, each at a place.
pub(crate) fn write_page(folder: &Path, name: &str, pictures: &[(&Vec<u8>, i64, i64)]) {
    let mut page = GrayImage::from_pixel(800, 800, Luma([255]));
    for (picture, x, y) in pictures {
        image::imageops::replace(&mut page, &image::load_from_memory(picture).unwrap().into_luma8(), *x, *y);
    }
    page.save(folder.join(name)).unwrap();
}

/// Writes a picture without any code.
pub(crate) fn write_blank(folder: &Path, name: &str) {
    GrayImage::from_pixel(60, 60, Luma([255])).save(folder.join(name)).unwrap();
}

/// Writes a picture of a code whose middle is painted over.
pub(crate) fn write_damaged(folder: &Path, name: &str) {
    let mut code = image::load_from_memory(&png(&address("A", "a", SECRET))).unwrap().into_luma8();
    let side = code.width();
    for x in side / 3..side * 4 / 5 {
        for y in side / 3..side * 4 / 5 {
            code.put_pixel(x, y, Luma([if (x / 4 + y / 4) % 2 == 0 { 0 } else { 255 }]));
        }
    }
    code.save(folder.join(name)).unwrap();
}

/// Writes a picture taken with hardly any light.
pub(crate) fn write_dark(folder: &Path, name: &str) {
    GrayImage::from_fn(200, 200, |x, y| Luma([(x * 31 % 7 + y * 17 % 5) as u8])).save(folder.join(name)).unwrap();
}

/// One address of an export of several accounts, picture `index` (from 0) of `total`. Written out here, so that the
/// judge shares no code with the judged.
pub(crate) fn export(index: u8, total: u8, accounts: &[(&str, &str, &[u8])]) -> String {
    let mut payload = Vec::new();
    for (issuer, name, secret) in accounts {
        let fields =
            [field(1, secret), field(2, name.as_bytes()), field(3, issuer.as_bytes()), vec![0x20, 1, 0x28, 1, 0x30, 2]];
        payload.extend(field(1, &fields.concat()));
    }
    // Version, number of pictures, this picture, id.
    payload.extend([0x10, 1, 0x18, total, 0x20, index, 0x28, 77]);
    let data = base64::engine::general_purpose::STANDARD.encode(payload).replace('+', "%2B").replace('/', "%2F");
    format!("otpauth-migration://offline?data={data}")
}

/// A protobuf field of bytes, shorter than 128 of them.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).ok().filter(|length| *length < 128).expect("the field is short");
    [&[number << 3 | 2, length], bytes].concat()
}
