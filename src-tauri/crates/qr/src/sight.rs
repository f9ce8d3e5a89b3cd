//! One look at a picture: where are codes, and what do they say.

use crate::bitmap::Bitmap;
use crate::corners::find_corners;
use crate::finder::{Finder, find_finders};
use crate::grid::{Grid, fit_grids, likeness};
use rqrr::{BitGrid, PreparedImage, SimpleGrid};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zeroize::Zeroizing;

/// Corners of one look that may lead nowhere before it ends.
const MAX_FAILURES: usize = 300;
/// Above this many finder patterns rqrr's search for codes takes too long: it grows with the third power.
const MAX_FINDERS_FOR_RQRR: usize = 80;

/// A place that looks like a code; with what it says, if it could be read.
pub(crate) struct Sight {
    pub(crate) corners: [(f64, f64); 4],
    /// How much it looks like a code: 0 to 1.
    pub(crate) likeness: f64,
    pub(crate) payload: Option<Zeroizing<Vec<u8>>>,
}

/// Looks for codes around finder patterns, and reads them with rqrr's decoder. Patterns for which `is_known` are
/// those of codes that have been read.
pub(crate) fn look(bitmap: &Bitmap, is_known: impl Fn(&Finder) -> bool) -> Vec<Sight> {
    let mut finders = find_finders(bitmap);
    finders.retain(|finder| !is_known(finder));
    let mut used = vec![false; finders.len()];
    let mut failures = 0;
    let mut sights = Vec::new();
    for corners in find_corners(&finders) {
        if corners.members.iter().any(|member| used.get(*member) == Some(&true)) {
            continue;
        }
        let sight = read_first(fit_grids(bitmap, &corners));
        if sight.as_ref().is_some_and(|sight| sight.payload.is_some()) {
            for member in corners.members {
                used.iter_mut().skip(member).take(1).for_each(|used| *used = true);
            }
        } else {
            failures += 1;
        }
        sights.extend(sight);
        if failures > MAX_FAILURES {
            break;
        }
    }
    sights
}

/// The first grid that can be read; else the likeliest.
fn read_first(grids: Vec<Grid>) -> Option<Sight> {
    let mut unread = None;
    for grid in grids {
        let modules = SimpleGrid::from_func(grid.size, |x, y| grid.is_dark(x, y));
        let payload = contained(|| decode(&modules));
        let sight = Sight { corners: grid.corners(), likeness: grid.likeness, payload };
        if sight.payload.is_some() {
            return Some(sight);
        }
        unread.get_or_insert(sight);
    }
    unread
}

/// Looks for codes with rqrr's own search, which finds a few that [`look`] does not.
pub(crate) fn look_with_rqrr(bitmap: &Bitmap) -> Vec<Sight> {
    if find_finders(bitmap).len() > MAX_FINDERS_FOR_RQRR {
        return Vec::new();
    }
    let is_dark = |x, y| bitmap.is_dark_at(x, y);
    let sights = contained(|| {
        let mut image = PreparedImage::prepare_from_bitmap(bitmap.width(), bitmap.height(), is_dark);
        let sights = image.detect_grids().into_iter().map(|grid| Sight {
            corners: grid.bounds.map(|point| (f64::from(point.x), f64::from(point.y))),
            likeness: likeness(grid.grid.size(), |(x, y)| Some(grid.grid.bit(y, x))),
            payload: decode(&grid.grid),
        });
        Some(sights.collect())
    });
    sights.unwrap_or_default()
}

/// What a grid says. A grid of nothing but one colour says nothing: that is no code.
fn decode<G: BitGrid>(grid: &G) -> Option<Zeroizing<Vec<u8>>> {
    let mut payload = Zeroizing::new(Vec::new());
    rqrr::Grid::new(Borrowed(grid)).decode_to(&mut *payload).ok()?;
    (!payload.is_empty()).then_some(payload)
}

struct Borrowed<'a, G>(&'a G);

impl<G: BitGrid> BitGrid for Borrowed<'_, G> {
    fn size(&self) -> usize {
        self.0.size()
    }

    fn bit(&self, y: usize, x: usize) -> bool {
        self.0.bit(y, x)
    }
}

/// rqrr is known to panic on some pictures; then this look has seen nothing.
fn contained<T>(look: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(look)).ok().flatten()
}
