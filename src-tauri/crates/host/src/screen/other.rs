//! Windows and macOS, by their own ways to look at a screen.

use xcap::Monitor;
use xcap::image::{RgbaImage, imageops};
use zeroize::Zeroizing;

use super::{Part, ScreenError, refused, to_png};

pub(super) fn picture(part: Part) -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    match part {
        Part::All => all_screens(),
        Part::Chosen => Err(ScreenError::WholeOnly),
    }
}

/// Every monitor, one beside the other: monitors of several densities have no common places.
fn all_screens() -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    let monitors = Monitor::all().map_err(refused)?;
    let pictures = monitors.iter().map(|monitor| monitor.capture_image().map_err(refused));
    let pictures: Vec<RgbaImage> = pictures.collect::<Result<_, _>>()?;
    let width = pictures.iter().map(RgbaImage::width).fold(0, u32::saturating_add);
    let height = pictures.iter().map(RgbaImage::height).max().ok_or(ScreenError::NoScreen)?;
    let mut all = RgbaImage::new(width, height);
    let mut left = 0;
    for picture in &pictures {
        imageops::replace(&mut all, picture, left, 0);
        left += i64::from(picture.width());
    }
    let colours = all.pixels().flat_map(|pixel| pixel.0.into_iter().take(3));
    let colours = Zeroizing::new(colours.collect::<Vec<u8>>());
    to_png(all.width(), all.height(), &colours)
}
