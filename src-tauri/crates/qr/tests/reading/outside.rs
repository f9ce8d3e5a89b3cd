//! Readers of other people, for the codes drawn by us.

use image::GrayImage;
use rxing::common::HybridBinarizer;
use rxing::qrcode::QRCodeReader;
use rxing::{BinaryBitmap, Luma8Source, Reader};

/// What each of three outside readers reads in a picture.
pub(crate) fn outside_readers_read(picture: &GrayImage) -> [Option<String>; 3] {
    [rxing_reads(picture), rqrr_reads(picture), quircs_reads(picture)]
}

/// rqrr with a finder of its own, which is not how this crate uses it.
fn rqrr_reads(picture: &GrayImage) -> Option<String> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let shade = |x: usize, y: usize| picture.get_pixel(x as u32, y as u32).0[0];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, shade);
    prepared.detect_grids().iter().find_map(|grid| Some(grid.decode().ok()?.1))
}

fn rxing_reads(picture: &GrayImage) -> Option<String> {
    let shades = Luma8Source::new(picture.as_raw().clone(), picture.width(), picture.height()).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(shades));
    Some(QRCodeReader::new().decode(&mut bitmap).ok()?.getText().to_owned())
}

fn quircs_reads(picture: &GrayImage) -> Option<String> {
    let mut quirc = quircs::Quirc::default();
    let codes = quirc.identify(picture.width() as usize, picture.height() as usize, picture);
    let payloads: Vec<_> = codes.flatten().filter_map(|code| code.decode().ok()).map(|code| code.payload).collect();
    match payloads.as_slice() {
        [only] => String::from_utf8(only.clone()).ok(),
        _ => None,
    }
}
