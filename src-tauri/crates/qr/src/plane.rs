//! A picture in shades of gray, and other sizes of it.

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

    pub(crate) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The row at `y`; the last one's below it.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        let start = y.min(self.height - 1) * self.width;
        self.pixels.get(start..start + self.width).unwrap_or_default()
    }

    /// Light and dark exchanged.
    pub(crate) fn inverted(&self) -> Self {
        Plane { pixels: self.pixels.iter().map(|pixel| !pixel).collect(), ..*self }
    }

    /// Each pixel mixed with its eight neighbours, by a quarter, a half and a quarter in both directions.
    pub(crate) fn blurred(&self) -> Self {
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height {
            let rows = self.row(y.saturating_sub(1)).iter().zip(self.row(y)).zip(self.row(y + 1));
            let mixed = rows.map(|((above, here), below)| u16::from(*above) + 2 * u16::from(*here) + u16::from(*below));
            pixels.extend(neighbours(mixed).windows(3).map(|near| match near {
                [left, here, right] => byte((left + 2 * here + right + 8) / 16),
                _ => 0,
            }));
        }
        Plane { pixels, ..*self }
    }

    /// Twice as wide and high, shades between the pixels mixed (bilinear).
    pub(crate) fn doubled(&self) -> Self {
        let mut pixels = Vec::with_capacity(4 * self.pixels.len());
        for y in 0..2 * self.height {
            let near = y / 2;
            let far = if y % 2 == 0 { near.saturating_sub(1) } else { near + 1 };
            let mixed =
                self.row(near).iter().zip(self.row(far)).map(|(near, far)| 3 * u16::from(*near) + u16::from(*far));
            pixels.extend(neighbours(mixed).windows(3).flat_map(|near| match near {
                [left, here, right] => [byte((left + 3 * here + 8) / 16), byte((3 * here + right + 8) / 16)],
                _ => [0, 0],
            }));
        }
        Plane { width: 2 * self.width, height: 2 * self.height, pixels }
    }

    /// Half as wide and high, four pixels mixed to one; an odd last row or column is left out. `None` when nothing
    /// remains.
    pub(crate) fn halved(&self) -> Option<Self> {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let pairs = self.row(2 * y).chunks_exact(2).zip(self.row(2 * y + 1).chunks_exact(2));
            pixels.extend(pairs.map(|(upper, lower)| {
                let sum: u16 = upper.iter().chain(lower).map(|pixel| u16::from(*pixel)).sum();
                byte((sum + 2) / 4)
            }));
        }
        Plane::new(width, height, pixels)
    }
}

/// The values with the first and the last one repeated, so that each has a neighbour on both sides.
fn neighbours(values: impl Iterator<Item = u16>) -> Vec<u16> {
    let mut padded: Vec<u16> = Vec::with_capacity(values.size_hint().0 + 2);
    padded.push(0);
    padded.extend(values);
    let (first, last) = (padded.get(1).copied().unwrap_or_default(), padded.last().copied().unwrap_or_default());
    if let Some(edge) = padded.first_mut() {
        *edge = first;
    }
    padded.push(last);
    padded
}

/// A mean of bytes is a byte.
fn byte(mean: u16) -> u8 {
    u8::try_from(mean).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(width: usize, height: usize, pixels: &[u8]) -> Plane {
        Plane::new(width, height, pixels.to_vec()).expect("as many pixels as there are")
    }

    #[test]
    fn a_plane_has_as_many_pixels_as_it_says() {
        assert_eq!(Plane::new(2, 2, vec![0; 3]), None);
        assert_eq!(Plane::new(0, 2, vec![]), None);
        assert_eq!(Plane::new(usize::MAX, 2, vec![0; 3]), None);
    }

    #[test]
    fn one_shade_stays_what_it_is() {
        for shade in [0, 7, 255] {
            let flat = plane(5, 3, &[shade; 15]);
            assert_eq!(flat.blurred(), flat);
            assert_eq!(flat.doubled(), plane(10, 6, &[shade; 60]));
            assert_eq!(flat.halved(), Some(plane(2, 1, &[shade; 2])));
            assert_eq!(flat.inverted().inverted(), flat);
        }
    }

    #[test]
    fn a_dot_spreads_when_blurred() {
        let dot = plane(3, 3, &[0, 0, 0, 0, 160, 0, 0, 0, 0]);
        assert_eq!(dot.blurred(), plane(3, 3, &[10, 20, 10, 20, 40, 20, 10, 20, 10]));
    }

    #[test]
    fn doubling_keeps_places_and_halving_undoes_it() {
        let edge = plane(4, 1, &[0, 0, 200, 200]);
        assert_eq!(edge.doubled(), plane(8, 2, &[0, 0, 0, 50, 150, 200, 200, 200].repeat(2)));
        assert_eq!(edge.doubled().halved(), Some(plane(4, 1, &[0, 25, 175, 200])));
    }

    #[test]
    fn a_single_pixel_cannot_be_halved() {
        assert_eq!(plane(1, 5, &[0; 5]).halved(), None);
    }
}
