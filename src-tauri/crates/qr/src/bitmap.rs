//! A picture in black and white, and how to come by one.

use crate::plane::Plane;

/// Which pixels are dark, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bitmap {
    width: usize,
    height: usize,
    dark: Vec<bool>,
}

impl Bitmap {
    /// Dark is what is darker than `percent` of the mean of a square of `window` pixels around it: light and shadow
    /// may differ across the picture.
    pub(crate) fn local(plane: &Plane, window: usize, percent: u32) -> Self {
        let reach = (window / 2).max(1);
        let mut dark = Vec::with_capacity(plane.width() * plane.height());
        let mut columns = vec![0_u32; plane.width()];
        let mut sums = vec![0_u32; plane.width() + 1];
        for y in 0..plane.height() {
            let rows = move_down(plane, &mut columns, y, reach);
            let total = add_up(&columns, &mut sums);
            let before = std::iter::repeat_n(&0, reach).chain(&sums);
            let behind = sums.iter().skip(reach + 1).chain(std::iter::repeat(&total));
            let around = behind.zip(before).map(|(behind, before)| behind.wrapping_sub(*before));
            dark.extend(plane.row(y).iter().zip(around).enumerate().map(|(x, (pixel, around))| {
                let pixels = rows * ((x + reach + 1).min(plane.width()) - x.saturating_sub(reach));
                u64::from(*pixel) * (pixels as u64) * 100 < u64::from(around) * u64::from(percent)
            }));
        }
        Bitmap { width: plane.width(), height: plane.height(), dark }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.height
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks_exact(self.width)
    }

    /// Whether the pixel at a place is dark; `None` outside.
    pub(crate) fn is_dark(&self, x: i32, y: i32) -> Option<bool> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if x >= self.width {
            return None;
        }
        self.dark.get(y * self.width + x).copied()
    }

    /// Whether the pixel at a place is dark; outside it is not.
    pub(crate) fn is_dark_at(&self, x: usize, y: usize) -> bool {
        x < self.width && self.dark.get(y * self.width + x) == Some(&true)
    }
}

/// Moves the sums of columns from around row `y - 1` to around row `y`; gives the number of rows in them.
fn move_down(plane: &Plane, columns: &mut [u32], y: usize, reach: usize) -> usize {
    let from = y.saturating_sub(reach);
    let to = (y + reach + 1).min(plane.height());
    let entering = if y == 0 { 0..to } else { (y + reach).min(plane.height())..to };
    for row in entering {
        for (sum, pixel) in columns.iter_mut().zip(plane.row(row)) {
            *sum += u32::from(*pixel);
        }
    }
    if y > reach {
        for (sum, pixel) in columns.iter_mut().zip(plane.row(from - 1)) {
            *sum -= u32::from(*pixel);
        }
    }
    to - from
}

/// `sums[x]` becomes the sum of the columns before `x`; it may wrap, only differences are used. Gives the last one.
fn add_up(columns: &[u32], sums: &mut [u32]) -> u32 {
    let mut total = 0_u32;
    for (sum, column) in sums.iter_mut().skip(1).zip(columns) {
        total = total.wrapping_add(*column);
        *sum = total;
    }
    total
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
