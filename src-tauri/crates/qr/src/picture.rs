//! An image file to shades of gray, within limits.

use crate::frame::Refusal;
use crate::limits::Limits;
use crate::plane::Plane;
use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageDecoder, ImageError, ImageReader, Rgba};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A picture as it is shown: turned upright, on paper.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) on_white: Plane,
    /// What a transparent picture looks like on a dark page; `None` when nothing shows through.
    pub(crate) on_black: Option<Plane>,
}

impl Picture {
    /// Every plane that may show something of its own.
    pub(crate) fn into_planes(self) -> impl Iterator<Item = Plane> {
        std::iter::once(self.on_white).chain(self.on_black)
    }
}

/// Decodes a PNG, JPEG, WebP, GIF or BMP (of an animation the first frame), turned as its EXIF orientation says.
/// Of a JPEG that is cut off, what came before the cut.
///
/// # Errors
/// Unknown formats, pictures over a limit (known from their headers, before pixels are decoded), broken files.
pub(crate) fn decode_picture(bytes: Vec<u8>, limits: &Limits) -> Result<Picture, Refusal> {
    let decoding = catch_unwind(AssertUnwindSafe(|| {
        let (image, orientation) = decode_pixels(bytes, limits)?;
        to_planes(image, orientation).ok_or(Refusal::Broken)
    }));
    decoding.unwrap_or(Err(Refusal::Broken))
}

fn decode_pixels(bytes: Vec<u8>, limits: &Limits) -> Result<(DynamicImage, Orientation), Refusal> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Refusal::Broken)?;
    let known = reader.format().is_some_and(|format| format.reading_enabled());
    if !known {
        return Err(Refusal::UnknownFormat);
    }
    let most = limits.memory / 2;
    let mut allowed = image::Limits::no_limits();
    allowed.max_alloc = Some(most);
    reader.limits(allowed);
    let mut decoder = reader.into_decoder().map_err(refuse)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(Refusal::TooManyPixels { width, height });
    }
    if decoder.total_bytes() > most {
        return Err(Refusal::TooMuchMemory);
    }
    // A broken orientation is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(refuse)?;
    Ok((image, orientation))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn refuse(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooMuchMemory,
        _ => Refusal::Broken,
    }
}

fn to_planes(image: DynamicImage, orientation: Orientation) -> Option<Picture> {
    if !image.color().has_alpha() {
        let on_white = upright(DynamicImage::ImageLuma8(to_gray(image)), orientation)?;
        return Some(Picture { on_white, on_black: None });
    }
    let image = to_gray_and_alpha(image);
    let see_through = image.pixels().any(|pixel| pixel.0[1] != u8::MAX);
    let on = |paper: u8| {
        let shades = image.pixels().map(|pixel| compose(pixel.0, paper)).collect();
        let plane = GrayImage::from_raw(image.width(), image.height(), shades)?;
        upright(DynamicImage::ImageLuma8(plane), orientation)
    };
    let on_black = if see_through { on(0) } else { None };
    Some(Picture { on_white: on(u8::MAX)?, on_black })
}

/// The usual kind of colour in whole numbers, for the library's own way costs as much as the search; others its way.
fn to_gray(image: DynamicImage) -> GrayImage {
    let DynamicImage::ImageRgb8(colours) = image else {
        return image.into_luma8();
    };
    let shades = colours.pixels().map(|pixel| brightness(pixel.0)).collect();
    GrayImage::from_raw(colours.width(), colours.height(), shades).unwrap_or_default()
}

fn to_gray_and_alpha(image: DynamicImage) -> GrayAlphaImage {
    let DynamicImage::ImageRgba8(colours) = image else {
        return image.into_luma_alpha8();
    };
    let shade = |Rgba([red, green, blue, alpha]): &Rgba<u8>| [brightness([*red, *green, *blue]), *alpha];
    let shades = colours.pixels().flat_map(shade).collect();
    GrayAlphaImage::from_raw(colours.width(), colours.height(), shades).unwrap_or_default()
}

/// How bright a colour is (ITU-R BT.709, 3.2).
fn brightness([red, green, blue]: [u8; 3]) -> u8 {
    let sum = 2126 * u32::from(red) + 7152 * u32::from(green) + 722 * u32::from(blue);
    u8::try_from(sum / 10_000).unwrap_or(u8::MAX)
}

/// A half transparent shade over paper.
fn compose([shade, opacity]: [u8; 2], paper: u8) -> u8 {
    let (shade, opacity, paper) = (u32::from(shade), u32::from(opacity), u32::from(paper));
    let mixed = (shade * opacity + paper * (255 - opacity) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn upright(mut image: DynamicImage, orientation: Orientation) -> Option<Plane> {
    image.apply_orientation(orientation);
    let image = image.into_luma8();
    let (width, height) = image.dimensions();
    Plane::new(usize::try_from(width).ok()?, usize::try_from(height).ok()?, image.into_raw())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_as_bright_as_the_eye_has_them() {
        assert_eq!([[0; 3], [255; 3], [255, 0, 0], [0, 255, 0], [0, 0, 255]].map(brightness), [0, 255, 54, 182, 18]);
        let colours =
            image::RgbImage::from_fn(16, 16, |x, y| image::Rgb([(16 * x) as u8, (16 * y) as u8, (x * y) as u8]));
        let theirs = DynamicImage::from(colours.clone()).into_luma8();
        let ours = to_gray(DynamicImage::from(colours));
        assert!(ours.iter().zip(theirs.iter()).all(|(one, other)| one.abs_diff(*other) <= 1));
    }

    #[test]
    fn transparency_shows_the_paper() {
        assert_eq!(compose([0, 0], 255), 255);
        assert_eq!(compose([0, 0], 0), 0);
        assert_eq!(compose([77, 255], 0), 77);
        assert_eq!(compose([0, 128], 255), 127);
    }
}
