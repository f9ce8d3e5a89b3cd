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
            add_up(&columns, &mut sums);
            let sum_to = |x: usize| sums.get(x).copied().unwrap_or_default();
            dark.extend(plane.row(y).iter().enumerate().map(|(x, pixel)| {
                let (from, to) = (x.saturating_sub(reach), (x + reach + 1).min(plane.width()));
                let around = u64::from(sum_to(to).wrapping_sub(sum_to(from)));
                let pixels = (rows * (to - from)) as u64;
                u64::from(*pixel) * pixels * 100 < around * u64::from(percent)
            }));
        }
        Bitmap { width: plane.width(), height: plane.height(), dark }
    }

    /// Dark is what is on the dark side of the one shade that best parts the picture in two (Otsu 1979).
    pub(crate) fn global(plane: &Plane) -> Self {
        let most = parting_shade(plane);
        let dark = plane.rows().flatten().map(|pixel| *pixel <= most).collect();
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

/// `sums[x]` becomes the sum of the columns before `x`; it may wrap, only differences are used.
fn add_up(columns: &[u32], sums: &mut [u32]) {
    let mut total = 0_u32;
    for (sum, column) in sums.iter_mut().skip(1).zip(columns) {
        total = total.wrapping_add(*column);
        *sum = total;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an index of 256 counters fits into a byte")]
fn parting_shade(plane: &Plane) -> u8 {
    let mut counts = [0_u64; 256];
    for pixel in plane.rows().flatten() {
        if let Some(count) = counts.get_mut(usize::from(*pixel)) {
            *count += 1;
        }
    }
    let weight = |(shade, count): (usize, &u64)| shade as f64 * *count as f64;
    let (pixels, total) = (counts.iter().sum::<u64>() as f64, counts.iter().enumerate().map(weight).sum::<f64>());
    let (mut below, mut sum, mut best, mut shade) = (0.0, 0.0, 0.0, 0);
    for (index, count) in counts.iter().enumerate() {
        below += *count as f64;
        sum += weight((index, count));
        let above = pixels - below;
        if below > 0.0 && above > 0.0 {
            let distance = sum / below - (total - sum) / above;
            let spread = below * above * distance * distance;
            if spread > best {
                (best, shade) = (spread, index as u8);
            }
        }
    }
    shade
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
                .map(|(column, row)| u64::from(shades.at(column, row)))
                .collect();
            let darker = u64::from(shades.at(x, y)) * (around.len() as u64) < around.iter().sum();
            assert_eq!(bitmap.is_dark(x as i32, y as i32), Some(darker), "{x}, {y}");
        }
    }

    #[test]
    fn the_parting_shade_lies_between_ink_and_paper() {
        let bitmap = Bitmap::global(&plane(10, 10, |x, _| if x < 3 { 90 } else { 140 }));
        assert_eq!((bitmap.is_dark(2, 5), bitmap.is_dark(3, 5), bitmap.is_dark(10, 5)), (Some(true), Some(false), None));
    }
}
