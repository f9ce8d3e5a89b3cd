//! Finder patterns: the three squares at a code's corners (ISO/IEC 18004:2015, 6.3.3).

use crate::bitmap::Bitmap;
use crate::budget::Budget;

/// More patterns than the largest picture of codes has; what a hostile picture has beyond them is not looked at.
const MAX_FINDERS: usize = 300;
/// Finder patterns that are this clear are all looked at; of others only the clearest few.
const CLEAR: f64 = 0.45;
const MAX_UNCLEAR: usize = 30;
/// What looking at a pattern from all sides costs, in pixels.
const CONFIRMING: usize = 40;
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

impl Finder {
    /// Whether it is hardly anything else.
    pub(crate) fn is_clear(&self) -> bool {
        self.clarity() >= CLEAR
    }

    /// In what share of its middle's rows it was seen: 0 to about 1.
    pub(crate) fn clarity(&self) -> f64 {
        f64::from(self.sightings) / (3.0 * self.module)
    }
}

/// Finder patterns of both kinds of codes.
pub(crate) struct Finders {
    /// Dark modules on a light page.
    pub(crate) dark: Vec<Finder>,
    /// Light modules on a dark page.
    pub(crate) light: Vec<Finder>,
}

/// Every place where rows, columns and a diagonal show dark and light as 1 : 1 : 3 : 1 : 1, or light and dark.
///
/// Ends early when the budget does, and where there are more patterns than any code's.
pub(crate) fn find_finders(bitmap: &Bitmap, rim: Rim, budget: &mut Budget) -> Finders {
    let mut finders = [Vec::new(), Vec::new()];
    let mut ends = Vec::new();
    for (row, y) in bitmap.rows().zip(0..) {
        if budget.is_spent() || !finders.iter_mut().all(|finders| has_room(finders, y)) {
            break;
        }
        find_ends(row, &mut ends);
        let mut dark = row.first() == Some(&1);
        let mut runs = [0; 5];
        let mut start = 0;
        for end in &ends {
            runs.rotate_left(1);
            runs[4] = end - start;
            start = *end;
            if module_of(&runs, rim).is_some() {
                let centre = end - runs[4] - runs[3] - runs[2].div_ceil(2);
                budget.spend(CONFIRMING);
                let finder = i32::try_from(centre).ok().and_then(|x| {
                    confirm(bitmap, (x, y), &Pattern { dark, rim, most: 2 * (runs[1] + runs[2] + runs[3]) })
                });
                if let (Some(finder), Some(finders)) = (finder, finders.get_mut(usize::from(!dark))) {
                    merge(finders, finder);
                }
            }
            dark = !dark;
        }
    }
    let [dark, light] = finders.map(clearest);
    Finders { dark, light }
}

/// Where the runs of one shade end in a row.
fn find_ends(row: &[u8], ends: &mut Vec<usize>) {
    ends.clear();
    let mut before = row.first().copied().unwrap_or_default();
    let (eights, rest) = row.as_chunks::<8>();
    for (chunk, start) in eights.iter().zip((0..).step_by(8)) {
        let shades = u64::from_le_bytes(*chunk);
        let mut changes = shades ^ (shades << 8 | u64::from(before));
        while changes != 0 {
            let place = changes.trailing_zeros() / 8;
            ends.push(start + place as usize);
            changes &= changes - 1;
        }
        before = (shades >> 56) as u8;
    }
    for (shade, place) in rest.iter().zip(8 * eights.len()..) {
        if *shade != before {
            ends.push(place);
        }
        before = *shade;
    }
    ends.push(row.len());
}

fn clearest(mut finders: Vec<Finder>) -> Vec<Finder> {
    finders.retain(|finder| finder.sightings >= MIN_SIGHTINGS);
    finders.sort_by(|one, other| other.clarity().total_cmp(&one.clarity()));
    let clear = finders.iter().filter(|finder| finder.clarity() >= CLEAR).count();
    finders.truncate(clear.clamp(MAX_UNCLEAR, MAX_FINDERS));
    finders
}

/// What may lie around a finder pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rim {
    /// The quiet zone or light modules: the outer ring ends after a module.
    Light,
    /// Anything: the outer ring may run into what is beside it.
    Any,
}

/// The length of a module, if runs of dark and light are those of a finder pattern: each of the small ones 0.25 to 1.75
/// modules and half a pixel, the middle 1.5 to 4.5. In whole numbers, for it is asked of every run of a picture.
fn module_of(runs: &[usize; 5], rim: Rim) -> Option<f64> {
    let [outer, near, middle, far, end] = runs.map(|run| i64::try_from(run).unwrap_or(i64::MAX / 64));
    let (inner, whole) = (near + middle + far, outer + near + middle + far + end);
    let (sum, modules) = match rim {
        Rim::Light => (whole, 7),
        Rim::Any => (inner, 5),
    };
    let off = |run: i64, of: i64| 4 * (modules * run - of * sum);
    let (room, middle_room) = (2 * modules + 3 * sum, 2 * modules + 6 * sum);
    let is_outer = |run: i64| off(run, 1).abs() <= room || (rim == Rim::Any && off(run, 1) > 0);
    let fits = off(middle, 3).abs() <= middle_room
        && off(near, 1).abs() <= room
        && off(far, 1).abs() <= room
        && is_outer(outer)
        && is_outer(end);
    let none_is_missing = near > 0 && far > 0 && middle > 0 && outer > 0 && end > 0;
    (fits && none_is_missing && sum >= modules).then_some(sum as f64 / modules as f64)
}

/// What is looked for around a place.
struct Pattern {
    /// Whether its middle is dark.
    dark: bool,
    rim: Rim,
    /// No run is followed further than this, in pixels: a hostile picture has runs as long as itself.
    most: usize,
}

fn confirm(bitmap: &Bitmap, (x, y): (i32, i32), pattern: &Pattern) -> Option<Finder> {
    let (down, tall) = cross(bitmap, (x, y), (0, 1), pattern)?;
    let y = y + down.round() as i32;
    let (right, wide) = cross(bitmap, (x, y), (1, 0), pattern)?;
    cross(bitmap, (x, y), (1, 1), pattern).or_else(|| cross(bitmap, (x, y), (1, -1), pattern))?;
    let alike = wide < 2.0 * tall && tall < 2.0 * wide;
    alike.then(|| Finder {
        x: f64::from(x) + 0.5 + right,
        y: f64::from(y) + 0.5 + (down - down.round()),
        module: (wide + tall) / 2.0,
        sightings: 1,
    })
}

/// Looks along a line through a pixel; gives how far the pattern's centre is from it, and the module's length.
fn cross(bitmap: &Bitmap, place: (i32, i32), step: (i32, i32), pattern: &Pattern) -> Option<(f64, f64)> {
    let [middle_ahead, near_ahead, far_ahead] = walk(bitmap, place, step, pattern)?;
    let [middle_behind, near_behind, far_behind] = walk(bitmap, place, (-step.0, -step.1), pattern)?;
    let middle = middle_ahead + middle_behind - 1;
    let module = module_of(&[far_behind, near_behind, middle, near_ahead, far_ahead], pattern.rim)?;
    Some(((middle_ahead as f64 - middle_behind as f64) / 2.0, module))
}

/// Lengths of the runs from a place on: of the pattern's shade, of the other, and of its own again. `None` when there
/// are no three runs.
fn walk(bitmap: &Bitmap, place: (i32, i32), step: (i32, i32), pattern: &Pattern) -> Option<[usize; 3]> {
    let mut pixels = bitmap.line(place, step).peekable();
    let mut lengths = [0; 3];
    for (length, wanted) in lengths.iter_mut().zip([pattern.dark, !pattern.dark, pattern.dark]) {
        while *length < pattern.most && pixels.next_if(|pixel| (*pixel == 1) == wanted).is_some() {
            *length += 1;
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
    } else {
        finders.push(seen);
    }
}

/// Whether more patterns may be taken in, once those are forgotten that were seen too seldom above row `y`.
fn has_room(finders: &mut Vec<Finder>, y: i32) -> bool {
    if finders.len() >= 4 * MAX_FINDERS {
        finders.retain(|finder| finder.sightings >= MIN_SIGHTINGS || finder.y + 4.0 * finder.module > f64::from(y));
    }
    finders.len() < 4 * MAX_FINDERS
}

fn same_place(one: &Finder, other: &Finder) -> bool {
    let near = 2.0 * one.module;
    let alike = one.module < 1.8 * other.module && other.module < 1.8 * one.module;
    alike && (one.x - other.x).abs() < near && (one.y - other.y).abs() < near
}
