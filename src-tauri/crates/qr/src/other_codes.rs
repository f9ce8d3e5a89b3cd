//! Codes of other kinds: recognised, so that a person hears what the picture shows, and not read.

use crate::bitmap::Bitmap;
use crate::obstacle::OtherCode;

/// A code of another kind and its corners, in pixels.
pub(crate) type Recognised = (OtherCode, [(f64, f64); 4]);

/// Rows that are looked at for bars.
const BAR_ROWS: usize = 60;
/// Bars and gaps that a bar code has at least.
const MIN_BARS: usize = 24;
/// Rows of a bullseye that must show it.
const MIN_SIGHTINGS: usize = 2;
/// Modules along an edge of the Data Matrix codes that are one square (ISO/IEC 16022:2006, table 7).
const MATRIX_SIZES: [usize; 9] = [10, 12, 14, 16, 18, 20, 22, 24, 26];

/// The first code of another kind that a picture shows.
pub(crate) fn find_other_code(bitmap: &Bitmap) -> Option<Recognised> {
    find_bullseye(bitmap).or_else(|| find_matrix(bitmap)).or_else(|| find_bars(bitmap))
}

/// Where the runs of one shade begin in a row, and where the last one ends.
fn borders(row: &[u8]) -> Vec<usize> {
    let changes = row.windows(2).zip(1..).filter(|(pair, _)| pair.first() != pair.last()).map(|(_, place)| place);
    std::iter::once(0).chain(changes).chain([row.len()]).collect()
}

/// Whether all lengths are about the same, and what their mean is.
fn even(lengths: impl Iterator<Item = usize> + Clone) -> Option<f64> {
    let (count, sum) = lengths.clone().fold((0, 0), |(count, sum), length| (count + 1, sum + length));
    let mean = sum as f64 / f64::from(count.max(1));
    let alike = |length: usize| (length as f64 - mean).abs() <= 0.5 + 0.25 * mean;
    (mean >= 1.5 && lengths.into_iter().all(alike)).then_some(mean)
}

/// An Aztec code's middle: squares around each other, dark and light in turn, each a module thick (ISO/IEC 24778:2008,
/// 5.2).
fn find_bullseye(bitmap: &Bitmap) -> Option<Recognised> {
    let mut seen: Vec<(f64, f64, f64)> = Vec::new();
    for (row, y) in bitmap.rows().zip(0..) {
        let borders = borders(row);
        for runs in borders.windows(8) {
            let (Some(start), Some(end)) = (runs.first(), runs.last()) else { continue };
            let middle = (start + end) / 2;
            if row.get(middle) != Some(&1) {
                continue;
            }
            let lengths = runs.windows(2).map(|pair| pair.last().unwrap_or(&0) - pair.first().unwrap_or(&0));
            let Some(module) = even(lengths) else { continue };
            let place = (middle as i32, y);
            let around = [(0, 1), (1, 1), (1, -1)].iter().all(|step| is_ringed(bitmap, place, *step, module));
            if around {
                let (x, y) = (middle as f64, f64::from(y));
                let known = seen.iter().filter(|(known_x, known_y, _)| (known_x - x).hypot(known_y - y) < 1.5 * module);
                if known.count() + 1 >= MIN_SIGHTINGS {
                    let reach = 7.5 * module;
                    return Some((OtherCode::Aztec, square((x - reach, y - reach), 2.0 * reach)));
                }
                seen.push((x, y, module));
            }
        }
    }
    None
}

/// Whether three rings are crossed on both sides of a place, each about a module thick.
fn is_ringed(bitmap: &Bitmap, place: (i32, i32), step: (i32, i32), module: f64) -> bool {
    let rings = |sign: i32| -> Option<Vec<usize>> {
        let (mut x, mut y) = place;
        let mut lengths = Vec::with_capacity(4);
        for dark in [true, false, true, false] {
            let mut length = 0;
            while bitmap.is_dark(x, y) == Some(dark) && (length as f64) < 3.0 * module {
                length += 1;
                (x, y) = (x + sign * step.0, y + sign * step.1);
            }
            lengths.push(length);
        }
        Some(lengths)
    };
    let (Some(ahead), Some(behind)) = (rings(1), rings(-1)) else { return false };
    let fits = |length: usize, modules: f64| (length as f64 - modules * module).abs() <= 1.0 + 0.4 * module;
    let [ahead_middle, ahead_rings @ ..] = ahead.as_slice() else { return false };
    let [behind_middle, behind_rings @ ..] = behind.as_slice() else { return false };
    fits((ahead_middle + behind_middle).saturating_sub(1), 1.0)
        && ahead_rings.iter().chain(behind_rings).all(|ring| fits(*ring, 1.0))
}

fn square((x, y): (f64, f64), side: f64) -> [(f64, f64); 4] {
    [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
}

/// A Data Matrix code that stands upright, in any of its four turns: two neighbouring edges all dark, the other two dark
/// and light in turn (ISO/IEC 16022:2006, 5.1).
fn find_matrix(bitmap: &Bitmap) -> Option<Recognised> {
    for (row, y) in bitmap.rows().zip(0..) {
        for pair in borders(row).windows(2) {
            let (Some(start), Some(end)) = (pair.first(), pair.last()) else { continue };
            let (start, length) = (*start as i32, (end - start) as i32);
            if length < 20 || row.get(*pair.first()?) != Some(&1) {
                continue;
            }
            // The dark edge is the upper or the lower one: the code lies below or above this row.
            for top in [y, y - length + 1] {
                if is_matrix(bitmap, (start, top), length) {
                    let corner = (f64::from(start), f64::from(top));
                    return Some((OtherCode::DataMatrix, square(corner, f64::from(length))));
                }
            }
        }
    }
    None
}

fn is_matrix(bitmap: &Bitmap, (left, top): (i32, i32), side: i32) -> bool {
    let dark = |x: f64, y: f64| bitmap.is_dark(left + x as i32, top + y as i32) == Some(true);
    let side = f64::from(side);
    // A dark edge down one side at least, or there is nothing to look at more closely.
    let down = |x: f64| [0.2, 0.4, 0.6, 0.8].iter().all(|part| dark(x, part * side));
    if !down(1.0) && !down(side - 2.0) {
        return false;
    }
    MATRIX_SIZES.iter().any(|size| {
        let module = side / *size as f64;
        if module < 2.0 {
            return false;
        }
        let at = |column: usize, row: usize| dark((column as f64 + 0.5) * module, (row as f64 + 0.5) * module);
        let last = size - 1;
        let edges: [Vec<bool>; 4] = [
            (0..*size).map(|along| at(along, 0)).collect(),
            (0..*size).map(|along| at(last, along)).collect(),
            (0..*size).map(|along| at(along, last)).collect(),
            (0..*size).map(|along| at(0, along)).collect(),
        ];
        let solid = |edge: &[bool]| edge.iter().filter(|dark| **dark).count() + 1 >= edge.len();
        let turning = |edge: &[bool]| edge.windows(2).filter(|pair| pair.first() == pair.last()).count() <= 1;
        let [upper, right, lower, left] = &edges;
        let turns = [
            (upper, right, lower, left),
            (right, lower, left, upper),
            (lower, left, upper, right),
            (left, upper, right, lower),
        ];
        turns.iter().any(|(one, two, three, four)| solid(one) && solid(two) && turning(three) && turning(four))
    })
}

/// A bar code that stands upright or lies on its side: many bars, of more than one width, as tall as a code's.
fn find_bars(bitmap: &Bitmap) -> Option<Recognised> {
    let upright = find_upright_bars(bitmap).map(|corners| (OtherCode::Bars, corners));
    let turned = |corners: [(f64, f64); 4]| (OtherCode::Bars, corners.map(|(x, y)| (y, x)));
    upright.or_else(|| find_upright_bars(&bitmap.transposed()).map(turned))
}

fn find_upright_bars(bitmap: &Bitmap) -> Option<[(f64, f64); 4]> {
    let step = (bitmap.height() / BAR_ROWS).max(1);
    for (row, y) in bitmap.rows().zip(0..).skip(step / 2).step_by(step) {
        let borders = borders(row);
        for bars in bars_in(&borders) {
            let (Some(start), Some(end)) = (bars.first(), bars.last()) else { continue };
            let tall = (end - start) as i32 / 7;
            if is_tall(bitmap, bars, y, tall) {
                let (left, right, upper, lower) = (*start as f64, *end as f64, f64::from(y), f64::from(y + tall));
                return Some([(left, upper), (right, upper), (right, lower), (left, lower)]);
            }
        }
    }
    None
}

/// Stretches of a row whose runs may be bars and gaps of one code: none more than six times as wide as another.
fn bars_in(borders: &[usize]) -> Vec<&[usize]> {
    let widths: Vec<usize> =
        borders.windows(2).map(|pair| pair.last().unwrap_or(&0) - pair.first().unwrap_or(&0)).collect();
    let mut found = Vec::new();
    let mut start = 0;
    while start + MIN_BARS < widths.len() {
        let (mut least, mut most, mut end) = (usize::MAX, 0, start);
        for width in widths.iter().skip(start) {
            (least, most) = (least.min(*width), most.max(*width));
            if most > 6 * least {
                break;
            }
            end += 1;
        }
        let (least, most) = widths.get(start..end).map_or((0, 0), |widths| {
            (widths.iter().copied().min().unwrap_or_default(), widths.iter().copied().max().unwrap_or_default())
        });
        let enough = end - start >= MIN_BARS;
        if enough && 2 * most >= 3 * least {
            found.extend(borders.get(start..=end));
        }
        start = if enough { end } else { start + 1 };
    }
    found
}

/// Whether the same borders are met in the rows below, as far as `tall`.
fn is_tall(bitmap: &Bitmap, bars: &[usize], y: i32, tall: i32) -> bool {
    (1..=4).all(|part| {
        let row = y + tall * part / 4;
        let met = bars.iter().filter(|border| {
            let x = **border as i32;
            let side = |x: i32| bitmap.is_dark(x, row);
            // A border may have moved by a pixel.
            (-1..=1).any(|off| side(x + off - 1).is_some() && side(x + off - 1) != side(x + off))
                && (-1..=1).any(|off| side(x + off) == bitmap.is_dark(x, y))
        });
        met.count() * 20 >= (bars.len() - 2) * 19
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    fn bitmap(width: usize, height: usize, is_dark: impl Fn(usize, usize) -> bool) -> Bitmap {
        let shade = |index: usize| if is_dark(index % width, index / width) { 0 } else { 255 };
        let plane = Plane::new(width, height, (0..width * height).map(shade).collect()).expect("as many as there are");
        Bitmap::local(&plane, 40, 95)
    }

    #[test]
    fn lines_of_text_and_checkers_are_no_code() {
        let text = bitmap(400, 300, |x, y| y % 24 < 12 && (x / 3 * 7 + y / 24 * 13 + x / 11 * y / 24) % 5 < 2);
        let checkers = bitmap(400, 300, |x, y| (x / 4 + y / 4) % 2 == 0);
        let stripes = bitmap(400, 300, |x, _| x / 4 % 2 == 0);
        for picture in [text, checkers, stripes] {
            assert_eq!(find_other_code(&picture), None);
        }
    }

    #[test]
    fn a_bullseye_is_an_aztec_code_s() {
        let rings = bitmap(120, 120, |x, y| {
            x.abs_diff(60).max(y.abs_diff(60)) / 2 % 2 == 0 && x.abs_diff(60).max(y.abs_diff(60)) < 20
        });
        assert_eq!(find_other_code(&rings).map(|(kind, _)| kind), Some(OtherCode::Aztec));
    }
}
