//! A picture in shades of gray.

/// Brightness values, row by row; 0 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plane {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Plane {
    /// `None` when `pixels` are not `width` times `height`, or there are none.
    pub(crate) fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        let fits = width.checked_mul(height) == Some(pixels.len()) && !pixels.is_empty();
        fits.then_some(Plane { width, height, pixels })
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.height
    }

    pub(crate) fn short_side(&self) -> usize {
        self.width.min(self.height)
    }

    pub(crate) fn rows(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width)
    }

    /// The row at `y`; empty below the last one.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        self.pixels.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// Light and dark exchanged.
    pub(crate) fn inverted(&self) -> Self {
        Plane { pixels: self.pixels.iter().map(|pixel| !pixel).collect(), ..*self }
    }

    /// The brightness at a place; the edge's when it lies outside.
    pub(crate) fn at(&self, x: usize, y: usize) -> u8 {
        let place = y.min(self.height - 1) * self.width + x.min(self.width - 1);
        self.pixels.get(place).copied().unwrap_or(u8::MAX)
    }
}
