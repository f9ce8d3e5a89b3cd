//! Finder patterns: the three squares at a code's corners (ISO/IEC 18004:2015, 6.3.3).

use crate::bitmap::Bitmap;

/// More patterns than the largest picture of codes has; what a hostile picture has beyond them is not looked at.
const MAX_FINDERS: usize = 300;
/// Rows that must show the same pattern before it counts.
const MIN_SIGHTINGS: u32 = 2;

/// A finder pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Finder {
    /// Its centre, in pixels; the middle of the first pixel is 0.5.
    pub(crate) x: f64,
    /// See `x`.
    pub(crate) y: f64,
    /// Length of a module, in pixels, as rows and columns see it: up to 1.4 times too long in a turned code.
    pub(crate) module: f64,
    /// In how many rows it was seen.
    pub(crate) sightings: u32,
}

/// Every place where rows, columns and a diagonal show dark and light as 1 : 1 : 3 : 1 : 1.
pub(crate) fn find_finders(bitmap: &Bitmap) -> Vec<Finder> {
    let mut finders: Vec<Finder> = Vec::new();
    for (row, y) in bitmap.rows().zip(0..) {
        let mut runs = [0; 5];
        let mut end = 0;
        for run in row.chunk_by(|left, right| left == right) {
            runs.rotate_left(1);
            runs[4] = run.len();
            end += run.len();
            if run.first() == Some(&true) && module_of(&runs).is_some() {
                let centre = end - runs[4] - runs[3] - runs[2].div_ceil(2);
                if let Some(finder) = i32::try_from(centre).ok().and_then(|x| confirm(bitmap, x, y)) {
                    merge(&mut finders, finder);
                }
            }
        }
    }
    finders.retain(|finder| finder.sightings >= MIN_SIGHTINGS);
    finders.sort_by_key(|finder| std::cmp::Reverse(finder.sightings));
    finders.truncate(MAX_FINDERS);
    finders
}

/// The length of a module, if runs of dark and light are those of a finder pattern.
fn module_of(runs: &[usize; 5]) -> Option<f64> {
    let module = runs.iter().sum::<usize>() as f64 / 7.0;
    let fits = runs.iter().zip([1.0, 1.0, 3.0, 1.0, 1.0]).all(|(run, modules)| {
        let tolerance = 0.5 + if modules > 1.0 { 1.5 } else { 0.75 } * module;
        *run > 0 && (*run as f64 - modules * module).abs() <= tolerance
    });
    (fits && module >= 1.0).then_some(module)
}

fn confirm(bitmap: &Bitmap, x: i32, y: i32) -> Option<Finder> {
    let (down, tall) = cross(bitmap, x, y, (0, 1))?;
    let y = y + down.round() as i32;
    let (right, wide) = cross(bitmap, x, y, (1, 0))?;
    cross(bitmap, x, y, (1, 1)).or_else(|| cross(bitmap, x, y, (1, -1)))?;
    let alike = wide < 2.0 * tall && tall < 2.0 * wide;
    alike.then(|| Finder {
        x: f64::from(x) + 0.5 + right,
        y: f64::from(y) + 0.5 + (down - down.round()),
        module: (wide + tall) / 2.0,
        sightings: 1,
    })
}

/// Looks along a line through a dark pixel; gives how far the pattern's centre is from it, and the module's length.
fn cross(bitmap: &Bitmap, x: i32, y: i32, step: (i32, i32)) -> Option<(f64, f64)> {
    let [middle_ahead, light_ahead, dark_ahead] = walk(bitmap, (x, y), step)?;
    let [middle_behind, light_behind, dark_behind] = walk(bitmap, (x, y), (-step.0, -step.1))?;
    let middle = middle_ahead + middle_behind - 1;
    let module = module_of(&[dark_behind, light_behind, middle, light_ahead, dark_ahead])?;
    Some(((middle_ahead as f64 - middle_behind as f64) / 2.0, module))
}

/// Lengths of the dark, light and dark runs from a place on. `None` when it is not dark or there are no three runs.
fn walk(bitmap: &Bitmap, (mut x, mut y): (i32, i32), step: (i32, i32)) -> Option<[usize; 3]> {
    let mut lengths = [0; 3];
    for (length, wanted) in lengths.iter_mut().zip([true, false, true]) {
        while bitmap.is_dark(x, y) == Some(wanted) {
            *length += 1;
            (x, y) = (x + step.0, y + step.1);
        }
        if *length == 0 {
            return None;
        }
    }
    Some(lengths)
}

fn merge(finders: &mut Vec<Finder>, seen: Finder) {
    if let Some(known) = finders.iter_mut().rev().find(|known| same_place(known, &seen)) {
        let before = f64::from(known.sightings);
        let mean = |old: f64, new: f64| (old * before + new) / (before + 1.0);
        known.x = mean(known.x, seen.x);
        known.y = mean(known.y, seen.y);
        known.module = mean(known.module, seen.module);
        known.sightings += 1;
    } else if finders.len() < 4 * MAX_FINDERS {
        finders.push(seen);
    }
}

fn same_place(one: &Finder, other: &Finder) -> bool {
    let near = 2.0 * one.module;
    let alike = one.module < 1.8 * other.module && other.module < 1.8 * one.module;
    alike && (one.x - other.x).abs() < near && (one.y - other.y).abs() < near
}
