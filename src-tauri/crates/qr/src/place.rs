//! Where a code is.

use crate::found::Corners;

/// Four corners, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place(pub(crate) [(f64, f64); 4]);

impl Place {
    pub(crate) fn corners(&self) -> Corners {
        self.0.map(|(x, y)| (x as f32, y as f32))
    }

    fn centre(&self) -> (f64, f64) {
        let sum = self.0.iter().fold((0.0, 0.0), |sum, corner| (sum.0 + corner.0, sum.1 + corner.1));
        (sum.0 / 4.0, sum.1 / 4.0)
    }

    /// By the lengths of its diagonals' cross product.
    pub(crate) fn area(&self) -> f64 {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = self.0;
        ((x2 - x0) * (y3 - y1) - (x3 - x1) * (y2 - y0)).abs() / 2.0
    }

    pub(crate) fn overlaps(&self, other: &Place) -> bool {
        self.contains(other.centre()) || other.contains(self.centre())
    }

    /// Whether a point lies on the same side of all four edges.
    pub(crate) fn contains(&self, (x, y): (f64, f64)) -> bool {
        let next = self.0.iter().cycle().skip(1);
        let sides =
            self.0.iter().zip(next).map(|(from, to)| (to.0 - from.0) * (y - from.1) - (to.1 - from.1) * (x - from.0));
        let (left, right) = sides.fold((true, true), |(left, right), side| (left && side >= 0.0, right && side <= 0.0));
        left || right
    }
}
