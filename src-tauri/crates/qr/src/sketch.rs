//! A small picture of a picture, to draw on where its codes are.

use std::fmt;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use zeroize::Zeroizing;

use crate::found::Corners;
use crate::plane::Plane;

/// A picture in shades of gray, at most [`Sketch::LONGEST`] pixels wide and high.
///
/// The one that a [`Reading`](crate::Reading) has shows none of the codes that were seen: nobody can read a secret
/// from it.
#[derive(Clone, PartialEq)]
pub struct Sketch {
    width: u32,
    height: u32,
    pixels: Zeroizing<Vec<u8>>,
}

/// How much larger than a code what covers it is: corners are known to about a module.
const MARGIN: f32 = 1.12;
/// What covers a code: the shade of paper in the shade.
const COVER: u8 = 0xd8;

impl Sketch {
    /// Its longest side, in pixels.
    pub const LONGEST: usize = 640;
    pub(crate) const MOST_PIXELS: usize = Sketch::LONGEST * Sketch::LONGEST;

    /// `None` when there are not as many pixels as `width` times `height`, or more than a sketch may have.
    pub(crate) fn new(width: u32, height: u32, pixels: Zeroizing<Vec<u8>>) -> Option<Self> {
        let length = usize::try_from(width).ok()?.checked_mul(usize::try_from(height).ok()?)?;
        let fits = length == pixels.len() && (1..=Sketch::MOST_PIXELS).contains(&length);
        fits.then_some(Sketch { width, height, pixels })
    }

    /// A picture, each square of so many pixels that it fits as their mean.
    pub(crate) fn of(plane: &Plane) -> Option<Self> {
        let side = plane.width().max(plane.height()).div_ceil(Sketch::LONGEST).max(1);
        let (width, height) = (plane.width().div_ceil(side), plane.height().div_ceil(side));
        let mut pixels = Zeroizing::new(Vec::with_capacity(width * height));
        let mut sums = vec![0_u32; width];
        for top in (0..plane.height()).step_by(side) {
            let rows = side.min(plane.height() - top);
            sums.fill(0);
            for row in (top..top + rows).map(|y| plane.row(y)) {
                let squares = row.chunks(side).map(|square| square.iter().map(|pixel| u32::from(*pixel)).sum::<u32>());
                sums.iter_mut().zip(squares).for_each(|(sum, square)| *sum += square);
            }
            let across = plane.row(top).chunks(side).map(<[u8]>::len);
            let means = sums.iter().zip(across).map(|(sum, across)| *sum as usize / (across * rows));
            pixels.extend(means.map(|mean| u8::try_from(mean).unwrap_or(u8::MAX)));
        }
        Sketch::new(u32::try_from(width).ok()?, u32::try_from(height).ok()?, pixels)
    }

    /// Its width, in pixels of its own.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Its height, in pixels of its own.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    pub(crate) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The same with nothing to be seen at these places of the whole picture, which is `width` by `height` pixels.
    pub(crate) fn covered<'all>(mut self, size: (u32, u32), places: impl Iterator<Item = &'all Corners>) -> Self {
        let scale = (self.width as f32 / size.0.max(1) as f32, self.height as f32 / size.1.max(1) as f32);
        for place in places {
            self.cover(&grown(place, scale));
        }
        self
    }

    fn cover(&mut self, corners: &Corners) {
        let row_length = usize::try_from(self.width).unwrap_or(usize::MAX).max(1);
        for (y, row) in self.pixels.chunks_mut(row_length).enumerate() {
            // Where the row, by its middle and its edges, crosses the place.
            let heights = [0.0, 0.5, 1.0].map(|part| y as f32 + part);
            let crossings = heights.iter().flat_map(|height| crossings(corners, *height));
            let (left, right) = crossings.fold((f32::MAX, f32::MIN), |(left, right), x| (left.min(x), right.max(x)));
            if left <= right {
                let (from, to) = (left.floor().max(0.0) as usize, right.ceil().max(0.0) as usize);
                row.iter_mut().take(to).skip(from).for_each(|pixel| *pixel = COVER);
            }
        }
    }

    /// As a PNG file; empty if it cannot be encoded, which no sketch is known to be.
    #[must_use]
    pub fn to_png(&self) -> Vec<u8> {
        let mut png = Vec::new();
        let encoded =
            PngEncoder::new(&mut png).write_image(&self.pixels, self.width, self.height, ExtendedColorType::L8);
        encoded.map(|()| png).unwrap_or_default()
    }
}

impl fmt::Debug for Sketch {
    /// Without the picture.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sketch { width, height, .. } = self;
        formatter.debug_struct("Sketch").field("width", width).field("height", height).finish_non_exhaustive()
    }
}

/// A place in a sketch's pixels, with a margin.
fn grown(place: &Corners, scale: (f32, f32)) -> Corners {
    let (x, y) = place.iter().fold((0.0, 0.0), |sum, corner| (sum.0 + corner.0 / 4.0, sum.1 + corner.1 / 4.0));
    place.map(|corner| ((x + (corner.0 - x) * MARGIN) * scale.0, (y + (corner.1 - y) * MARGIN) * scale.1))
}

/// Where a line at this height crosses the sides of a place.
fn crossings(corners: &Corners, height: f32) -> impl Iterator<Item = f32> {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).filter_map(move |(from, to)| {
        let is_between = (from.1.min(to.1)..=from.1.max(to.1)).contains(&height);
        let part = (height - from.1) / (to.1 - from.1);
        // A side along the line has its ends in its neighbours.
        (is_between && part.is_finite()).then_some(from.0 + part * (to.0 - from.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch_of(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Sketch {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| shade(x, y)).collect();
        Sketch::of(&Plane::new(width, height, pixels).expect("a whole plane")).expect("a sketch")
    }

    fn at(sketch: &Sketch, x: usize, y: usize) -> u8 {
        sketch.pixels()[y * sketch.width as usize + x]
    }

    #[test]
    fn a_small_picture_is_its_own_sketch() {
        let sketch = sketch_of(3, 2, |x, y| u8::try_from(10 * x + y).expect("small"));
        assert_eq!((sketch.width(), sketch.height(), sketch.pixels()), (3, 2, &[0, 10, 20, 1, 11, 21][..]));
    }

    #[test]
    fn a_large_picture_is_made_small_whatever_its_shape() {
        for (width, height) in [(1281, 10), (10, 5000), (641, 641), (1, 100_000)] {
            let sketch = sketch_of(width, height, |x, _| if x == 0 { 90 } else { 100 });
            assert!(sketch.width() <= 640 && sketch.height() <= 640, "{width} x {height}: {sketch:?}");
            assert!(sketch.pixels().iter().all(|pixel| (90..=100).contains(pixel)));
        }
        assert_eq!(at(&sketch_of(1280, 2, |x, y| if (x + y) % 2 == 0 { 0 } else { 200 }), 5, 0), 100);
    }

    #[test]
    fn what_is_covered_is_covered_to_its_edges_and_nothing_else_is() {
        let black = sketch_of(100, 100, |_, _| 0);
        let upright = [(20.0, 20.0), (40.0, 20.0), (40.0, 40.0), (20.0, 40.0)];
        let covered = black.clone().covered((100, 100), [&upright].into_iter());
        for (x, y, shade) in [(19, 19, COVER), (40, 40, COVER), (30, 30, COVER), (16, 30, 0), (30, 44, 0)] {
            assert_eq!(at(&covered, x, y), shade, "{x}, {y}");
        }
        // Turned by an eighth, and in a picture of ten times the size.
        let turned = [(500.0, 300.0), (700.0, 500.0), (500.0, 700.0), (300.0, 500.0)];
        let covered = black.covered((1000, 1000), [&turned].into_iter());
        for (x, y, shade) in [(50, 31, COVER), (31, 50, COVER), (50, 50, COVER), (31, 31, 0), (69, 69, 0)] {
            assert_eq!(at(&covered, x, y), shade, "{x}, {y}");
        }
    }

    #[test]
    fn places_outside_a_picture_cover_what_is_inside() {
        let corners = [(-30.0, -30.0), (10.0, -30.0), (10.0, 5.0), (-30.0, 5.0)];
        let covered = sketch_of(20, 20, |_, _| 0).covered((20, 20), [&corners].into_iter());
        assert_eq!((at(&covered, 0, 0), at(&covered, 19, 19)), (COVER, 0));
    }

    #[test]
    fn a_sketch_is_as_large_as_it_says() {
        assert_eq!(Sketch::new(2, 2, vec![0; 3].into()), None);
        assert_eq!(Sketch::new(0, 0, Vec::new().into()), None);
        assert_eq!(Sketch::new(641, 640, vec![0; 641 * 640].into()), None);
    }
}
