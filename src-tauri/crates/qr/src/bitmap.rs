//! A picture in black and white, and how to come by one.

use crate::plane::Plane;

/// Which pixels are dark, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bitmap {
    width: usize,
    height: usize,
    /// 1 where it is dark, 0 elsewhere.
    dark: Vec<u8>,
}

impl Bitmap {
    /// Dark is what is darker than `percent` of the mean of a square of `window` pixels around it: light and shadow
    /// may differ across the picture.
    pub(crate) fn local(plane: &Plane, window: usize, percent: u32) -> Self {
        let mut dark = Vec::with_capacity(plane.width() * plane.height());
        plane.around((window / 2).max(1), |pixels, around| {
            let darker = |(pixel, (sum, count)): (&u8, &(u32, f32))| {
                // Exact enough: both sides have 24 bits.
                u8::from(f32::from(*pixel) * count * 100.0 < *sum as f32 * percent as f32)
            };
            dark.extend(pixels.iter().zip(around).map(darker));
        });
        Bitmap { width: plane.width(), height: plane.height(), dark }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// Each row's pixels, 1 where it is dark.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.dark.chunks_exact(self.width)
    }

    /// Whether the pixel at a place is dark; `None` outside.
    pub(crate) fn is_dark(&self, x: i32, y: i32) -> Option<bool> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if x >= self.width {
            return None;
        }
        self.dark.get(y * self.width + x).map(|dark| *dark == 1)
    }

    /// The pixels from a place on in the direction of `step` (-1, 0 or 1 each way), to the edge: 1 where it is dark.
    pub(crate) fn line(&self, (x, y): (i32, i32), step: (i32, i32)) -> impl Iterator<Item = u8> {
        let room = |at: i32, step: i32, length: usize| match (usize::try_from(at), step.signum()) {
            (Err(_), _) => 0,
            (Ok(at), 1) => length.saturating_sub(at),
            (Ok(at), -1) if at < length => at + 1,
            (Ok(at), 0) if at < length => usize::MAX,
            _ => 0,
        };
        let count = room(x, step.0, self.width).min(room(y, step.1, self.height));
        let [x, y, right, down, width] =
            [x, y, step.0, step.1, i32::try_from(self.width).unwrap_or(i32::MAX)].map(|value| value as isize);
        let (start, stride) = (y * width + x, down * width + right);
        let at = move |index: usize| usize::try_from(start + stride * index as isize).unwrap_or(usize::MAX);
        (0..count).map_while(move |index| self.dark.get(at(index)).copied())
    }

    /// Whether the pixel at a place is dark; outside it is not.
    pub(crate) fn is_dark_at(&self, x: usize, y: usize) -> bool {
        x < self.width && self.dark.get(y * self.width + x) == Some(&1)
    }

    /// Rows and columns exchanged.
    pub(crate) fn transposed(&self) -> Self {
        let column = |x: usize| self.dark.iter().skip(x).step_by(self.width);
        Bitmap { width: self.height, height: self.width, dark: (0..self.width).flat_map(column).copied().collect() }
    }

    /// Light and dark exchanged.
    pub(crate) fn inverted(&self) -> Self {
        Bitmap { dark: self.dark.iter().map(|dark| 1 - dark).collect(), ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Plane {
        let pixels = (0..width * height).map(|index| shade(index % width, index / width)).collect();
        Plane::new(width, height, pixels).expect("as many pixels as there are")
    }

    #[test]
    fn local_darkness_follows_the_light() {
        // A checkerboard under light that grows from left to right.
        let light = |x: usize, y: usize| if (x + y).is_multiple_of(2) { 20 + 2 * x } else { 10 + x };
        let bitmap = Bitmap::local(&plane(100, 40, |x, y| light(x, y) as u8), 8, 95);
        for (x, y) in [(0, 1), (50, 20), (99, 39), (99, 0)] {
            assert_eq!(bitmap.is_dark(x, y), Some((x + y) % 2 == 1), "{x}, {y}");
        }
    }

    #[test]
    fn local_means_are_those_of_the_square_around() {
        let shades = plane(23, 17, |x, y| ((x * 37 + y * 101) % 251) as u8);
        let bitmap = Bitmap::local(&shades, 6, 100);
        for (x, y) in (0..23_usize).flat_map(|x| (0..17_usize).map(move |y| (x, y))) {
            let columns = x.saturating_sub(3)..(x + 4).min(23);
            let around: Vec<u64> = columns
                .flat_map(|column| (y.saturating_sub(3)..(y + 4).min(17)).map(move |row| (column, row)))
                .map(|(column, row)| u64::from(shades.row(row)[column]))
                .collect();
            let darker = u64::from(shades.row(y)[x]) * (around.len() as u64) < around.iter().sum();
            assert_eq!(bitmap.is_dark(x as i32, y as i32), Some(darker), "{x}, {y}");
        }
    }
}
