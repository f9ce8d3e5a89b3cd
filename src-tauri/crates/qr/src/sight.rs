//! One look at a picture: where are codes, and what do they say.

use crate::bitmap::Bitmap;
use crate::budget::Budget;
use crate::corners::{Corners, find_corners};
use crate::finder::{Finder, Rim, find_finders};
use crate::grid::{Grid, fit_grids, likeness};
use crate::plane::Plane;
use crate::shades::darker;
use crate::sheet::Sheet;
use rqrr::{BitGrid, PreparedImage, SimpleGrid};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zeroize::Zeroizing;

/// Corners of one look that may lead nowhere before it ends.
const MAX_FAILURES: usize = 300;
/// Grids of one look that may be laid flat in vain before it ends.
const MAX_SHEETS_IN_VAIN: usize = 16;
/// Above this many finder patterns rqrr's search for codes takes too long: it grows with the third power.
const MAX_FINDERS_FOR_RQRR: usize = 80;
/// Grids that look less like a code, all of them and their finder patterns alone, are not laid flat.
const MIN_LIKENESS_BEFORE_SHEET: f64 = 0.8;
/// Modules that look less like a code's, once laid flat, are not decoded.
const MIN_LIKENESS_OF_SHEET: f64 = 0.8;
/// How a sheet's modules are parted into dark and light: the modules around that are compared with, and by how much
/// each is first set off from its neighbours, in quarters. The first is read most often; the others are for blurred
/// codes, for shadows and for glare.
const PARTINGS: [(usize, i32); 6] = [(6, 0), (6, 2), (6, 4), (3, 0), (12, 0), (6, 8)];

/// A place that looks like a code; with what it says, if it could be read.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    pub(crate) corners: [(f64, f64); 4],
    /// How much it looks like a code: 0 to 1.
    pub(crate) likeness: f64,
    pub(crate) payload: Option<Zeroizing<Vec<u8>>>,
}

/// What one look has seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) sights: Vec<Sight>,
    /// Finder patterns that belong to no code that was read, here or before.
    pub(crate) strays: Vec<Finder>,
}

/// Looks for codes of dark and of light modules around finder patterns, and reads them with rqrr's decoder. Patterns
/// for which `is_known` are those of codes that have been read.
pub(crate) fn look(
    plane: &Plane,
    bitmap: &Bitmap,
    rim: Rim,
    is_known: impl Fn(&Finder) -> bool,
    budget: &mut Budget,
) -> Seen {
    let finders = find_finders(bitmap, rim);
    let unknown = |finders: Vec<Finder>| finders.into_iter().filter(|finder| !is_known(finder)).collect::<Vec<_>>();
    let (dark, light) = (unknown(finders.dark), unknown(finders.light));
    let mut seen = look_around(plane, bitmap, dark, budget);
    if light.len() >= 3 {
        let inverted = look_around(&plane.inverted(), &bitmap.inverted(), light, budget);
        seen.sights.extend(inverted.sights);
        seen.strays.extend(inverted.strays);
    }
    seen
}

/// Reads the codes of dark modules whose corners are among `finders`.
fn look_around(plane: &Plane, bitmap: &Bitmap, finders: Vec<Finder>, budget: &mut Budget) -> Seen {
    let mut used = vec![false; finders.len()];
    let mut failures = 0;
    let mut sheets = MAX_SHEETS_IN_VAIN;
    let mut sights = Vec::new();
    for corners in find_corners(&finders) {
        if corners.members.iter().any(|member| used.get(*member) == Some(&true)) {
            continue;
        }
        let sight = read_corners(plane, bitmap, &corners, &mut sheets, budget);
        if sight.as_ref().is_some_and(|sight| sight.payload.is_some()) {
            for member in corners.members {
                used.iter_mut().skip(member).take(1).for_each(|used| *used = true);
            }
        } else {
            failures += 1;
        }
        sights.extend(sight);
        if failures > MAX_FAILURES || budget.is_spent() {
            break;
        }
    }
    let strays = finders.into_iter().zip(used).filter(|(_, used)| !used).map(|(finder, _)| finder).collect();
    Seen { sights, strays }
}

/// The first grid between three corners that can be read, as it lies or laid flat; else the likeliest.
fn read_corners(
    plane: &Plane,
    bitmap: &Bitmap,
    corners: &Corners,
    sheets: &mut usize,
    budget: &mut Budget,
) -> Option<Sight> {
    let mut unread: Option<Sight> = None;
    for grid in fit_grids(bitmap, corners) {
        budget.spend(Budget::GRID);
        let sight = read_as_it_lies(&grid);
        if sight.payload.is_some() {
            return Some(sight);
        }
        unread.get_or_insert(sight);
        if grid.finders.max(grid.likeness) < MIN_LIKENESS_BEFORE_SHEET || *sheets == 0 || budget.is_spent() {
            continue;
        }
        budget.spend(Budget::sheet(grid.size));
        let sight = read_laid_flat(plane, &grid);
        if sight.payload.is_some() {
            return Some(sight);
        }
        *sheets -= 1;
        if unread.as_ref().is_none_or(|unread| unread.likeness < sight.likeness) {
            unread = Some(sight);
        }
    }
    unread
}

fn read_as_it_lies(grid: &Grid) -> Sight {
    let modules = SimpleGrid::from_func(grid.size, |x, y| grid.is_dark(x, y));
    Sight { corners: grid.corners(), likeness: grid.likeness, payload: contained(|| decode(&modules)) }
}

/// Reads a grid that is bent, blurred or unevenly lit.
fn read_laid_flat(plane: &Plane, grid: &Grid) -> Sight {
    let shades = Sheet::lay(plane, grid.projection(), grid.size).shades();
    let mut best = 0.0_f64;
    for (reach, sharper) in PARTINGS {
        let dark = darker(&shades, grid.size, reach, sharper);
        let module = |x: usize, y: usize| dark.get(y * grid.size + x) == Some(&true);
        let likeness = likeness(grid.size, |(x, y)| Some(module(x, y))).all;
        best = best.max(likeness);
        if likeness < MIN_LIKENESS_OF_SHEET {
            continue;
        }
        let modules = SimpleGrid::from_func(grid.size, module);
        if let Some(payload) = contained(|| decode(&modules)) {
            return Sight { corners: grid.corners(), likeness, payload: Some(payload) };
        }
    }
    Sight { corners: grid.corners(), likeness: best, payload: None }
}

/// Looks for codes with rqrr's own search, which finds a few that [`look`] does not.
pub(crate) fn look_with_rqrr(bitmap: &Bitmap) -> Seen {
    if find_finders(bitmap, Rim::Light).dark.len() > MAX_FINDERS_FOR_RQRR {
        return Seen::default();
    }
    let is_dark = |x, y| bitmap.is_dark_at(x, y);
    let sights = contained(|| {
        let mut image = PreparedImage::prepare_from_bitmap(bitmap.width(), bitmap.height(), is_dark);
        let sights = image.detect_grids().into_iter().map(|grid| Sight {
            corners: grid.bounds.map(|point| (f64::from(point.x), f64::from(point.y))),
            likeness: likeness(grid.grid.size(), |(x, y)| Some(grid.grid.bit(y, x))).all,
            payload: decode(&grid.grid),
        });
        Some(sights.collect())
    });
    Seen { sights: sights.unwrap_or_default(), strays: Vec::new() }
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
