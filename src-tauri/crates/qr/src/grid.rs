//! The modules of a code, read off a picture once its corners are known.

use crate::bitmap::Bitmap;
use crate::corners::Corners;
use crate::finder::Finder;
use crate::layout::read_version;
use crate::projection::Projection;

/// Grids whose finder patterns fit less well than this are not codes, unless all that is known of them fits so well.
const MIN_LIKENESS: f64 = 0.75;
/// How much more a module of a timing pattern tells than one of a finder pattern, which has been seen already.
const TIMING_WEIGHT: u32 = 2;

/// A code's modules, and where they lie.
pub(crate) struct Grid {
    pub(crate) size: usize,
    projection: Projection,
    /// As [`likeness`] has it.
    pub(crate) likeness: f64,
    /// The same of the finder patterns alone.
    pub(crate) finders: f64,
    dark: Vec<bool>,
}

impl Grid {
    /// The code's outer corners, in pixels: top left, top right, bottom right, bottom left.
    pub(crate) fn corners(&self) -> [(f64, f64); 4] {
        corners_of(&self.projection, self.size)
    }

    pub(crate) fn projection(&self) -> &Projection {
        &self.projection
    }

    pub(crate) fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && self.dark.get(y * self.size + x) == Some(&true)
    }
}

/// Where a projection has the corners of a code of `size` modules an edge.
pub(crate) fn corners_of(projection: &Projection, size: usize) -> [(f64, f64); 4] {
    let size = size as f64;
    [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)].map(|(u, v)| projection.map(u, v))
}

/// The grids that fit the corners, the likeliest first; of several sizes because the size is only estimated.
pub(crate) fn fit_grids(bitmap: &Bitmap, corners: &Corners) -> Vec<Grid> {
    let Some(modules) = leg_modules(bitmap, corners) else {
        return Vec::new();
    };
    let mut sizes: Vec<usize> = (1..=40).map(|version| 17 + 4 * version).collect();
    sizes.sort_by(|one, other| {
        let off = |size: &usize| (*size as f64 - 7.0 - modules).abs();
        off(one).total_cmp(&off(other))
    });
    let told = sizes.iter().take(3).filter(|size| **size >= 37).find_map(|size| {
        let flat = flat_projection(corners, *size)?;
        read_version(*size, |place| module(bitmap, &flat, place))
    });
    let told =
        told.map(|version| 17 + 4 * version).filter(|size| (*size as f64 - 7.0 - modules).abs() < 0.15 * modules);
    if let Some(told) = told {
        sizes.retain(|size| *size != told);
        sizes.insert(0, told);
        sizes.truncate(1);
    }
    let mut grids: Vec<Grid> = sizes.iter().take(3).filter_map(|size| fit_grid(bitmap, corners, *size)).collect();
    grids.sort_by(|one, other| other.likeness.total_cmp(&one.likeness));
    grids
}

/// How many modules lie between two neighbouring finder patterns' centres, by the mean of both legs.
fn leg_modules(bitmap: &Bitmap, corners: &Corners) -> Option<f64> {
    let right = leg(bitmap, &corners.top_left, &corners.top_right);
    let down = leg(bitmap, &corners.top_left, &corners.bottom_left);
    match (right, down) {
        (Some(right), Some(down)) => Some((right + down) / 2.0),
        (one, other) => one.or(other),
    }
}

fn leg(bitmap: &Bitmap, from: &Finder, to: &Finder) -> Option<f64> {
    let length = (to.x - from.x).hypot(to.y - from.y);
    let step = ((to.x - from.x) / length, (to.y - from.y) / length);
    let widths = [from, to].map(|finder| {
        let ahead = half_width(bitmap, finder, step)?;
        let behind = half_width(bitmap, finder, (-step.0, -step.1))?;
        Some((ahead + behind) / 7.0)
    });
    let module = match widths {
        [Some(one), Some(other)] => (one + other) / 2.0,
        [one, other] => one.or(other)?,
    };
    Some(length / module)
}

/// From a finder pattern's centre to its outer edge: 3.5 modules. Where the ring runs into what is beside it, the
/// 2.5 modules inside it tell.
fn half_width(bitmap: &Bitmap, finder: &Finder, step: (f64, f64)) -> Option<f64> {
    const FINE: f64 = 0.25;
    let mut travelled = 0.0;
    let mut inside = 0.0;
    for wanted in [true, false, true] {
        inside = travelled;
        while sample(bitmap, finder.x + step.0 * travelled, finder.y + step.1 * travelled) == Some(wanted) {
            travelled += FINE;
            if travelled > 8.0 * finder.module {
                break;
            }
        }
        if travelled == inside {
            return None;
        }
    }
    let expected = inside / 2.5 * 3.5;
    Some(if travelled > 1.2 * expected { expected } else { travelled })
}

fn sample(bitmap: &Bitmap, x: f64, y: f64) -> Option<bool> {
    bitmap.is_dark(x.floor() as i32, y.floor() as i32)
}

/// Where the modules are if the code is seen from straight above.
fn flat_projection(corners: &Corners, size: usize) -> Option<Projection> {
    let far = size as f64 - 3.5;
    let finders = [&corners.top_left, &corners.top_right, &corners.bottom_left].map(|finder| (finder.x, finder.y));
    let [top_left, top_right, bottom_left] = finders;
    let fourth = (top_right.0 + bottom_left.0 - top_left.0, top_right.1 + bottom_left.1 - top_left.1);
    let places = [(3.5, 3.5), (far, 3.5), (far, far), (3.5, far)];
    Projection::between(places, [top_left, top_right, fourth, bottom_left])
}

fn fit_grid(bitmap: &Bitmap, corners: &Corners, size: usize) -> Option<Grid> {
    let far = size as f64 - 3.5;
    let [top_left, top_right, bottom_left] =
        [&corners.top_left, &corners.top_right, &corners.bottom_left].map(|finder| (finder.x, finder.y));
    let flat = flat_projection(corners, size)?;
    let known = |projection: &Projection| likeness(size, |place| module(bitmap, projection, place));
    let flat_likeness = known(&flat);
    if flat_likeness.finders.max(flat_likeness.all) < MIN_LIKENESS {
        return None;
    }
    let aligned = find_alignment(bitmap, &flat, size).and_then(|alignment| {
        let places = [(3.5, 3.5), (far, 3.5), (far - 3.0, far - 3.0), (3.5, far)];
        Projection::between(places, [top_left, top_right, alignment, bottom_left])
    });
    let (projection, likeness) = match aligned.map(|aligned| (aligned, known(&aligned))) {
        Some((aligned, likeness)) if likeness.all >= flat_likeness.all => (aligned, likeness),
        _ => (flat, flat_likeness),
    };
    Some(read_grid(bitmap, projection, size, likeness))
}

/// Searches the alignment pattern nearest the fourth corner, around where a flat code has it.
fn find_alignment(bitmap: &Bitmap, flat: &Projection, size: usize) -> Option<(f64, f64)> {
    if size < 25 {
        return None;
    }
    let centre = size as f64 - 6.5;
    let reach = 8 + i32::try_from(size).ok()? / 5;
    let offsets = (-reach..=reach).flat_map(|down| (-reach..=reach).map(move |right| (right, down)));
    let mut best: Option<(f64, (f64, f64))> = None;
    for (right, down) in offsets {
        let place = (centre + f64::from(right) * 0.5, centre + f64::from(down) * 0.5);
        if !may_be_alignment(bitmap, flat, place) {
            continue;
        }
        let distance = f64::from(right).hypot(f64::from(down)) * 0.5;
        let score = alignment_likeness(bitmap, flat, place) - 0.15 * distance;
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, place));
        }
    }
    let (_, place) = best?;
    let refined = refine(bitmap, flat, place);
    (alignment_likeness(bitmap, flat, refined) >= 21.0).then(|| flat.map(refined.0, refined.1))
}

/// Whether a place is dark and has light beside it: a quick look before all 25 modules are counted.
fn may_be_alignment(bitmap: &Bitmap, flat: &Projection, (u, v): (f64, f64)) -> bool {
    let is_dark = |right: f64, down: f64| {
        let (x, y) = flat.map(u + right, v + down);
        sample(bitmap, x, y) == Some(true)
    };
    let beside = [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)];
    is_dark(0.0, 0.0) && beside.iter().filter(|(right, down)| is_dark(*right, *down)).count() <= 1
}

/// Moves to the middle of the places that look as good as this one.
fn refine(bitmap: &Bitmap, flat: &Projection, place: (f64, f64)) -> (f64, f64) {
    let near = |fine: i32| f64::from(fine) * 0.125;
    let places = (-6..=6).flat_map(|down| (-6..=6).map(move |right| (near(right), near(down))));
    let scored: Vec<_> = places
        .map(|(right, down)| (place.0 + right, place.1 + down))
        .map(|place| (alignment_likeness(bitmap, flat, place), place))
        .collect();
    let most = scored.iter().map(|(score, _)| *score).fold(0.0, f64::max);
    let best: Vec<_> = scored.iter().filter(|(score, _)| *score >= most).map(|(_, place)| *place).collect();
    let count = best.len().max(1) as f64;
    (best.iter().map(|place| place.0).sum::<f64>() / count, best.iter().map(|place| place.1).sum::<f64>() / count)
}

/// How many of the 25 modules around a place are those of an alignment pattern.
fn alignment_likeness(bitmap: &Bitmap, flat: &Projection, (u, v): (f64, f64)) -> f64 {
    let modules = (-2..=2_i32).flat_map(|down| (-2..=2_i32).map(move |right| (right, down)));
    let alike = modules.filter(|(right, down)| {
        let (x, y) = flat.map(u + f64::from(*right), v + f64::from(*down));
        let ring = right.abs().max(down.abs());
        sample(bitmap, x, y) == Some(ring != 1)
    });
    alike.count() as f64
}

fn read_grid(bitmap: &Bitmap, projection: Projection, size: usize, likeness: Likeness) -> Grid {
    let places = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let dark = places.map(|place| module(bitmap, &projection, place) == Some(true)).collect();
    Grid { size, projection, likeness: likeness.all, finders: likeness.finders, dark }
}

/// Whether the module in a column and row is dark, by its middle.
fn module(bitmap: &Bitmap, projection: &Projection, (column, row): (usize, usize)) -> Option<bool> {
    let (x, y) = projection.map(column as f64 + 0.5, row as f64 + 0.5);
    sample(bitmap, x, y)
}

/// How much modules look like a code's, by those whose colour is known: 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Likeness {
    /// Finder patterns alone.
    pub(crate) finders: f64,
    /// Finder and timing patterns.
    pub(crate) all: f64,
}

/// How many of the modules whose colour is known, those of finder and timing patterns, have it.
pub(crate) fn likeness(size: usize, module: impl Fn((usize, usize)) -> Option<bool>) -> Likeness {
    let alike = |place: (usize, usize), dark: bool| u32::from(module(place) == Some(dark));
    let far = size - 7;
    let mut finders = 0;
    for (left, top) in [(0, 0), (far, 0), (0, far)] {
        for (x, y) in (0..7_usize).flat_map(|y| (0..7_usize).map(move |x| (x, y))) {
            let ring = x.abs_diff(3).max(y.abs_diff(3));
            finders += alike((left + x, top + y), ring != 2);
        }
    }
    // Weighed so that in small codes the timing patterns are heard beside the finders.
    let timing: u32 =
        (8..size - 8).map(|along| alike((along, 6), along % 2 == 0) + alike((6, along), along % 2 == 0)).sum();
    let modules = TIMING_WEIGHT * 2 * (size as u32 - 16) + 147;
    Likeness {
        finders: f64::from(finders) / 147.0,
        all: f64::from(finders + TIMING_WEIGHT * timing) / f64::from(modules),
    }
}
