//! One look at a picture: where are codes, and what do they say.

use crate::bitmap::Bitmap;
use crate::budget::Budget;
use crate::corners::{Corners, find_corners};
use crate::correction::{Correctable, check, format_module};
use crate::finder::{Finder, Rim, find_finders};
use crate::grid::{Grid, corners_of, fit_grids, likeness};
use crate::place::Place;
use crate::plane::Plane;
use crate::projection::Projection;
use crate::shades::darker;
use crate::sheet::Sheet;
use rqrr::{BitGrid, PreparedImage};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zeroize::Zeroizing;

/// Corners of one look that may lead nowhere before it ends.
const MAX_FAILURES: usize = 300;
/// So many grids are laid flat whatever that costs.
const MIN_SHEETS: usize = 2;
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

/// What noise would say once in 2 to the power of this is not read. The standard leaves as much unused in its smallest
/// codes (ISO/IEC 18004:2015, table 9, note b).
const MIN_SURE_BITS: f64 = 28.0;

/// A place that looks like a code; with what it says, if it could be read.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    pub(crate) corners: [(f64, f64); 4],
    /// Modules along an edge.
    pub(crate) modules: usize,
    /// How much it looks like a code: 0 to 1.
    pub(crate) likeness: f64,
    pub(crate) message: Option<Message>,
}

impl Sight {
    /// Whether a finder pattern lies in a code that was read.
    fn holds(&self, finder: &Finder) -> bool {
        self.message.is_some() && Place(self.corners).contains((finder.x, finder.y))
    }
}

/// What a code says, and how sure that is.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) payload: Zeroizing<Vec<u8>>,
    pub(crate) checked: Correctable,
}

/// What one look has seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) sights: Vec<Sight>,
    /// Finder patterns that belong to no code that was read, here or before.
    pub(crate) strays: Vec<Finder>,
}

/// Looks for codes of dark and of light modules around finder patterns, and reads them with rqrr's decoder. Patterns
/// for which `is_known` are those of codes that have been read; `sheets` is what may be spent on laying grids flat in
/// vain, in pixels.
pub(crate) fn look(
    plane: &Plane,
    bitmap: &Bitmap,
    (rim, sheets): (Rim, usize),
    is_known: impl Fn(&Finder) -> bool,
    budget: &mut Budget,
) -> Seen {
    let finders = find_finders(bitmap, rim, budget);
    let unknown = |finders: Vec<Finder>| finders.into_iter().filter(|finder| !is_known(finder)).collect::<Vec<_>>();
    let (dark, mut light) = (unknown(finders.dark), unknown(finders.light));
    let mut seen = look_around(plane, bitmap, dark, sheets, budget);
    light.retain(|finder| !seen.sights.iter().any(|sight| sight.holds(finder)));
    if light.len() >= 3 {
        let inverted = look_around(&plane.inverted(), &bitmap.inverted(), light, sheets, budget);
        seen.sights.extend(inverted.sights);
        seen.strays.extend(inverted.strays);
    }
    seen
}

/// A grid that could not be read as it lies, and may be when it is laid flat.
struct Bent {
    members: [usize; 3],
    projection: Projection,
    size: usize,
    /// How much it looks like a code.
    promise: f64,
}

/// Reads the codes of dark modules whose corners are among `finders`: first as they lie, then the others laid flat, the
/// likeliest first.
fn look_around(plane: &Plane, bitmap: &Bitmap, finders: Vec<Finder>, sheets: usize, budget: &mut Budget) -> Seen {
    let mut found = Found { used: vec![false; finders.len()], finders, sights: Vec::new() };
    let mut bent = Vec::new();
    let mut failures = 0;
    for corners in find_corners(&found.finders) {
        if found.uses(corners.members) {
            continue;
        }
        budget.spend(Budget::CORNERS);
        if !found.read_corners(bitmap, &corners, &mut bent, budget) {
            failures += 1;
        }
        if failures > MAX_FAILURES || budget.is_spent() {
            break;
        }
    }
    found.read_bent(plane, bent, sheets, budget);
    let strays =
        found.finders.into_iter().zip(found.used).filter(|(_, used)| !used).map(|(finder, _)| finder).collect();
    Seen { sights: found.sights, strays }
}

/// What was found around finder patterns so far.
struct Found {
    finders: Vec<Finder>,
    /// Which of them belong to codes that were read, or lie in one.
    used: Vec<bool>,
    sights: Vec<Sight>,
}

impl Found {
    fn uses(&self, members: [usize; 3]) -> bool {
        members.iter().any(|member| self.used.get(*member) == Some(&true))
    }

    fn take(&mut self, sight: Sight) {
        for (used, finder) in self.used.iter_mut().zip(&self.finders) {
            *used |= sight.holds(finder);
        }
        self.sights.push(sight);
    }

    /// Whether one of the grids between three corners can be read as it lies. If none can, the likeliest is noted, and
    /// those are added to `bent` that look like codes.
    fn read_corners(&mut self, bitmap: &Bitmap, corners: &Corners, bent: &mut Vec<Bent>, budget: &mut Budget) -> bool {
        let mut unread: Option<Sight> = None;
        for grid in fit_grids(bitmap, corners) {
            budget.spend(Budget::grid(grid.size));
            let sight = read_as_it_lies(&grid);
            if sight.message.is_some() {
                self.take(sight);
                return true;
            }
            unread.get_or_insert(sight);
            let promise = grid.finders.max(grid.likeness);
            if promise >= MIN_LIKENESS_BEFORE_SHEET {
                let (members, projection, size) = (corners.members, *grid.projection(), grid.size);
                bent.push(Bent { members, projection, size, promise });
            }
        }
        self.sights.extend(unread);
        false
    }

    fn read_bent(&mut self, plane: &Plane, mut bent: Vec<Bent>, sheets: usize, budget: &mut Budget) {
        bent.sort_by(|one, other| other.promise.total_cmp(&one.promise));
        let (mut tried, mut left) = (0, sheets);
        for grid in bent {
            let cost = Budget::sheet(grid.size);
            if budget.is_spent() || (tried >= MIN_SHEETS && left < cost) {
                break;
            }
            if self.uses(grid.members) {
                continue;
            }
            budget.spend(cost);
            let sight = read_laid_flat(plane, &grid);
            if sight.message.is_none() {
                tried += 1;
                left = left.saturating_sub(cost);
            }
            self.take(sight);
        }
    }
}

fn read_as_it_lies(grid: &Grid) -> Sight {
    let message = decode(grid.size, |x, y| grid.is_dark(x, y));
    Sight { corners: grid.corners(), modules: grid.size, likeness: grid.likeness, message }
}

/// Reads a grid that is bent, blurred or unevenly lit.
fn read_laid_flat(plane: &Plane, grid: &Bent) -> Sight {
    let corners = corners_of(&grid.projection, grid.size);
    let shades = Sheet::lay(plane, &grid.projection, grid.size).shades();
    let mut best = 0.0_f64;
    for (reach, sharper) in PARTINGS {
        let dark = darker(&shades, grid.size, reach, sharper);
        let module = |x: usize, y: usize| dark.get(y * grid.size + x) == Some(&true);
        let likeness = likeness(grid.size, |(x, y)| Some(module(x, y))).all;
        best = best.max(likeness);
        if likeness < MIN_LIKENESS_OF_SHEET {
            continue;
        }
        if let Some(message) = decode(grid.size, module) {
            return Sight { corners, modules: grid.size, likeness, message: Some(message) };
        }
    }
    Sight { corners, modules: grid.size, likeness: best, message: None }
}

/// Looks for codes with rqrr's own search, which finds a few that [`look`] does not.
pub(crate) fn look_with_rqrr(bitmap: &Bitmap, budget: &mut Budget) -> Seen {
    if find_finders(bitmap, Rim::Light, budget).dark.len() > MAX_FINDERS_FOR_RQRR {
        return Seen::default();
    }
    let is_dark = |x, y| bitmap.is_dark_at(x, y);
    let sights = contained(|| {
        let mut image = PreparedImage::prepare_from_bitmap(bitmap.width(), bitmap.height(), is_dark);
        let sights = image.detect_grids().into_iter().map(|grid| Sight {
            corners: grid.bounds.map(|point| (f64::from(point.x), f64::from(point.y))),
            modules: grid.grid.size(),
            likeness: likeness(grid.grid.size(), |(x, y)| Some(grid.grid.bit(y, x))).all,
            message: decode(grid.grid.size(), |x, y| grid.grid.bit(y, x)),
        });
        Some(sights.collect())
    });
    Seen { sights: sights.unwrap_or_default(), strays: Vec::new() }
}

/// What modules say, upright or mirrored.
fn decode(size: usize, is_dark: impl Fn(usize, usize) -> bool) -> Option<Message> {
    decode_upright(size, &is_dark).or_else(|| decode_upright(size, &|x, y| is_dark(y, x)))
}

/// Nothing is read that noise might say, and nothing of modules of one colour: that is no code.
fn decode_upright(size: usize, is_dark: &dyn Fn(usize, usize) -> bool) -> Option<Message> {
    let checked = check(size, is_dark).filter(|checked| checked.sure_bits >= MIN_SURE_BITS)?;
    let modules = Modules { size, is_dark, format: checked.format.word() };
    contained(|| {
        let mut payload = Zeroizing::new(Vec::new());
        rqrr::Grid::new(modules).decode_to(&mut *payload).ok()?;
        (!payload.is_empty()).then_some(Message { payload, checked })
    })
}

/// Modules for rqrr, with the format as it was corrected.
struct Modules<'a> {
    size: usize,
    is_dark: &'a dyn Fn(usize, usize) -> bool,
    format: u16,
}

impl BitGrid for Modules<'_> {
    fn size(&self) -> usize {
        self.size
    }

    fn bit(&self, y: usize, x: usize) -> bool {
        let in_format = x.max(y) == 8 && x != 6 && y != 6;
        let bit = if in_format { (0..15).find(|bit| format_module(*bit) == (x, y)) } else { None };
        bit.map_or_else(|| (self.is_dark)(x, y), |bit| self.format >> bit & 1 == 1)
    }
}

/// rqrr is known to panic on some pictures; then this look has seen nothing.
fn contained<T>(look: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(look)).ok().flatten()
}
