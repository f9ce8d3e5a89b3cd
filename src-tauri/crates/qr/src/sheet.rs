//! A code laid flat: its picture as the corners suggest, and how that still bends away from the modules.

use crate::layout::known_modules;
use crate::plane::Plane;
use crate::projection::Projection;

/// Pixels along a module of the sheet.
const FINE: i32 = 4;
/// Modules between two knots of the mesh.
const STEP: usize = 4;
/// Modules on each side of a knot that have a say in where it lies.
const REACH: i32 = 4;
/// How far from its neighbours a knot is looked for, in the sheet's pixels.
const SEARCH: i32 = 2;

/// A code's surroundings, straightened by a projection.
pub(crate) struct Sheet {
    /// Modules along an edge of the code.
    modules: usize,
    /// Pixels before the code's first module.
    margin: i32,
    /// Pixels along an edge.
    side: usize,
    pixels: Vec<u16>,
    /// For each module 1 if it has to be light, -1 if it has to be dark, 0 if it may be both.
    known: Vec<i8>,
}

/// Where each knot has to be moved, in the sheet's pixels.
struct Mesh {
    knots: usize,
    moves: Vec<(i32, i32)>,
}

impl Sheet {
    /// Lays flat the code of `modules` modules an edge that `projection` finds in `plane`.
    pub(crate) fn lay(plane: &Plane, projection: &Projection, modules: usize) -> Self {
        let around = 3 + modules / 8;
        let fine = usize::try_from(FINE).unwrap_or_default();
        let margin = i32::try_from(around).unwrap_or_default() * FINE;
        let side = (modules + 2 * around) * fine;
        let mut pixels = Vec::with_capacity(side * side);
        let module = |index: usize| (index as f64 + 0.5) / f64::from(FINE) - around as f64;
        for y in 0..side {
            pixels.extend((0..side).map(|x| {
                let (x, y) = projection.map(module(x), module(y));
                plane.shade(x, y)
            }));
        }
        let mut sheet = Sheet { modules, margin, side, pixels, known: known_modules(modules) };
        sheet.soften();
        sheet
    }

    /// Each pixel becomes the mean of itself, its right, its lower and its lower right neighbour.
    fn soften(&mut self) {
        let side = self.side;
        let mean = |index: usize| {
            let at = |offset: usize| self.pixels.get(index + offset).map_or(0, |pixel| *pixel);
            at(0) + at(1) + at(side) + at(side + 1)
        };
        self.pixels = (0..self.pixels.len()).map(mean).collect();
    }

    fn at(&self, x: i32, y: i32) -> i32 {
        let inside = |value: i32| usize::try_from(value).unwrap_or_default().min(self.side - 1);
        self.pixels.get(inside(y) * self.side + inside(x)).map_or(0, |pixel| i32::from(*pixel))
    }

    fn known(&self, column: i32, row: i32) -> i8 {
        let place = |value: i32| usize::try_from(value).unwrap_or_default();
        self.known.get(place(row) * self.modules + place(column)).copied().unwrap_or_default()
    }

    /// The shade of a module whose middle is moved by so many pixels.
    fn module(&self, column: i32, row: i32, (right, down): (i32, i32)) -> i32 {
        let middle = |index: i32| self.margin + index * FINE + FINE / 2 - 1;
        self.at(middle(column) + right, middle(row) + down)
    }

    /// The shades of all modules, row by row, after the bends have been followed from the finder patterns on.
    pub(crate) fn shades(&self) -> Vec<i32> {
        let mesh = self.follow();
        let modules = 0..self.modules;
        let places = modules.clone().flat_map(|row| modules.clone().map(move |column| (column, row)));
        places.map(|(column, row)| self.module(column as i32, row as i32, mesh.at(column, row))).collect()
    }

    fn follow(&self) -> Mesh {
        let knots = self.modules.div_ceil(STEP) + 1;
        let mut mesh = Mesh { knots, moves: vec![(0, 0); knots * knots] };
        let mut done = vec![false; knots * knots];
        let far = self.modules as f64 - 3.5;
        let from_finder = |(right, down): &(usize, usize)| {
            let (x, y) = ((right * STEP) as f64, (down * STEP) as f64);
            [(3.5, 3.5), (far, 3.5), (3.5, far)].iter().map(|(u, v)| (x - u).hypot(y - v)).fold(f64::MAX, f64::min)
        };
        let mut order: Vec<(usize, usize)> =
            (0..knots).flat_map(|down| (0..knots).map(move |right| (right, down))).collect();
        order.sort_by(|one, other| from_finder(one).total_cmp(&from_finder(other)));
        for place in &order {
            let expected = if from_finder(place) < 5.0 { Some((0, 0)) } else { mesh.expected(*place, &done) };
            let moved = self.settle(*place, expected.unwrap_or_default());
            mesh.set(*place, moved);
            if let Some(done) = done.get_mut(place.1 * knots + place.0) {
                *done = true;
            }
        }
        for place in &order {
            let expected = mesh.expected(*place, &done).unwrap_or_default();
            let own = mesh.knot(place.0, place.1);
            mesh.set(*place, self.settle(*place, ((own.0 + expected.0) / 2, (own.1 + expected.1) / 2)));
        }
        mesh
    }

    /// Where a knot lies so that the modules around it are met in their middles: there they differ most.
    fn settle(&self, (right, down): (usize, usize), expected: (i32, i32)) -> (i32, i32) {
        let last = i32::try_from(self.modules).unwrap_or_default() - 1;
        let range = |knot: usize| {
            let centre = i32::try_from(knot * STEP).unwrap_or_default();
            (centre - REACH).max(0).min(last - REACH)..=(centre + REACH - 1).min(last).max(REACH)
        };
        let (columns, rows) = (range(right), range(down));
        let mut best = (f64::MIN, expected);
        for (x, y) in (-SEARCH..=SEARCH).flat_map(|y| (-SEARCH..=SEARCH).map(move |x| (x, y))) {
            let moved = (expected.0 + x, expected.1 + y);
            let places = || rows.clone().flat_map(|row| columns.clone().map(move |column| (column, row)));
            let (mut count, mut sum) = (0, 0);
            for (column, row) in places() {
                count += 1;
                sum += self.module(column, row, moved);
            }
            let mean = sum / count.max(1);
            let contrast: i32 = places()
                .map(|(column, row)| {
                    let above = self.module(column, row, moved) - mean;
                    match self.known(column, row) {
                        0 => above.abs(),
                        known => 2 * above * i32::from(known),
                    }
                })
                .sum();
            let score = f64::from(contrast) * (1.0 - 0.02 * f64::from(x * x + y * y));
            if score > best.0 {
                best = (score, moved);
            }
        }
        best.1
    }
}

impl Mesh {
    fn knot(&self, right: usize, down: usize) -> (i32, i32) {
        let last = self.knots - 1;
        self.moves.get(down.min(last) * self.knots + right.min(last)).copied().unwrap_or_default()
    }

    fn set(&mut self, (right, down): (usize, usize), moved: (i32, i32)) {
        if let Some(knot) = self.moves.get_mut(down * self.knots + right) {
            *knot = moved;
        }
    }

    /// The mean of the neighbours that are done, continued as they bend.
    fn expected(&self, (right, down): (usize, usize), done: &[bool]) -> Option<(i32, i32)> {
        let is_done = |right: i32, down: i32| {
            let (right, down) = (usize::try_from(right).ok()?, usize::try_from(down).ok()?);
            (right < self.knots && *done.get(down * self.knots + right)?).then(|| self.knot(right, down))
        };
        let (right, down) = (right as i32, down as i32);
        let (mut sum, mut weight) = ((0, 0), 0);
        for (x, y) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)] {
            let Some(near) = is_done(right + x, down + y) else { continue };
            let continued = is_done(right + 2 * x, down + 2 * y)
                .map_or(near, |far| (near.0 + (near.0 - far.0).clamp(-1, 1), near.1 + (near.1 - far.1).clamp(-1, 1)));
            let share = if x * y == 0 { 2 } else { 1 };
            sum.0 += share * (near.0 + continued.0);
            sum.1 += share * (near.1 + continued.1);
            weight += 2 * share;
        }
        let mean = |sum: i32| (f64::from(sum) / f64::from(weight)).round() as i32;
        (weight > 0).then(|| (mean(sum.0), mean(sum.1)))
    }

    /// The move of a module between four knots.
    fn at(&self, column: usize, row: usize) -> (i32, i32) {
        let (right, down) = (column / STEP, row / STEP);
        let share = |index: usize| (2 * (index % STEP) + 1) as i32;
        let (x, y) = (share(column), share(row));
        let whole = 2 * STEP as i32;
        let corners = [
            (self.knot(right, down), (whole - x) * (whole - y)),
            (self.knot(right + 1, down), x * (whole - y)),
            (self.knot(right, down + 1), (whole - x) * y),
            (self.knot(right + 1, down + 1), x * y),
        ];
        let sum = corners.iter().fold((0, 0), |sum, (knot, share)| (sum.0 + knot.0 * share, sum.1 + knot.1 * share));
        let mean = |sum: i32| (f64::from(sum) / f64::from(whole * whole)).round() as i32;
        (mean(sum.0), mean(sum.1))
    }
}
