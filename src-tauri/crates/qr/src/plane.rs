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

    /// The shade at a place, mixed from the four pixels around it; outside the nearest pixel's.
    pub(crate) fn shade(&self, x: f64, y: f64) -> u16 {
        let along = |value: f64, length: usize| {
            let value = (value - 0.5).clamp(0.0, (length - 1) as f64);
            let near = value as usize;
            (near, (near + 1).min(length - 1), ((value - near as f64) * 256.0) as u32)
        };
        let ((left, right, x), (upper, lower, y)) = (along(x, self.width), along(y, self.height));
        let at = |x: usize, y: usize| self.pixels.get(y * self.width + x).map_or(0, |pixel| u32::from(*pixel));
        let upper = at(left, upper) * (256 - x) + at(right, upper) * x;
        let lower = at(left, lower) * (256 - x) + at(right, lower) * x;
        u16::try_from((upper * (256 - y) + lower * y) >> 12).unwrap_or(u16::MAX)
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

    /// Each pixel set off from the mean of the square around it, `reach` pixels to each side.
    pub(crate) fn sharpened(&self, reach: usize) -> Self {
        let mut pixels = Vec::with_capacity(self.pixels.len());
        self.around(reach, |row, around| {
            let sharp = |(pixel, (sum, count)): (&u8, &(u32, f32))| {
                let pixel = f32::from(*pixel);
                (pixel + 3.0 * (pixel - *sum as f32 / count)).clamp(0.0, 255.0) as u8
            };
            pixels.extend(row.iter().zip(around).map(sharp));
        });
        Plane { pixels, ..*self }
    }

    /// Gives each row, with the sum of the pixels around each of its pixels, `reach` to every side, and their number.
    pub(crate) fn around(&self, reach: usize, mut each: impl FnMut(&[u8], &[(u32, f32)])) {
        let count = |x: usize| ((x + reach + 1).min(self.width) - x.saturating_sub(reach)) as f32;
        let counts: Vec<f32> = (0..self.width).map(count).collect();
        let mut columns = vec![0_u32; self.width];
        let mut together = Vec::with_capacity(self.width);
        // The sums before each pixel, with `reach` more of the first and the last one.
        let mut sums = vec![0_u32; self.width + 2 * reach + 1];
        for y in 0..self.height {
            let rows = self.move_down(&mut columns, y, reach) as f32;
            let mut total = 0_u32;
            for (sum, column) in sums.iter_mut().skip(reach + 1).zip(columns.iter()) {
                // It may wrap: only differences are used.
                total = total.wrapping_add(*column);
                *sum = total;
            }
            sums.iter_mut().skip(self.width + reach + 1).for_each(|sum| *sum = total);
            let behind = sums.get(2 * reach + 1..).unwrap_or_default();
            let around = behind.iter().zip(&sums).map(|(behind, before)| behind.wrapping_sub(*before));
            together.clear();
            together.extend(around.zip(&counts).map(|(sum, count)| (sum, rows * count)));
            each(self.row(y), &together);
        }
    }

    /// Moves the sums of columns from around row `y - 1` to around row `y`; gives the number of rows in them.
    fn move_down(&self, columns: &mut [u32], y: usize, reach: usize) -> usize {
        let from = y.saturating_sub(reach);
        let to = (y + reach + 1).min(self.height);
        let entering = if y == 0 { 0..to } else { (y + reach).min(self.height)..to };
        for row in entering {
            columns.iter_mut().zip(self.row(row)).for_each(|(sum, pixel)| *sum += u32::from(*pixel));
        }
        if y > reach {
            columns.iter_mut().zip(self.row(from - 1)).for_each(|(sum, pixel)| *sum -= u32::from(*pixel));
        }
        to - from
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
