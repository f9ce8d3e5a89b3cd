//! What several looks at a picture have seen, each code once.

use crate::finder::Finder;
use crate::found::FoundCode;
use crate::sight::Sight;

/// What looks less like a code than this is not called a damaged code.
const DAMAGED_LIKENESS: f64 = 0.9;

/// The codes and the damaged codes of a picture. Two looks have seen the same code when its places overlap; two
/// copies of a code at different places are two codes.
#[derive(Default)]
pub(crate) struct Findings {
    codes: Vec<Place>,
    damaged: Vec<Place>,
}

/// Four corners, in pixels of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place([(f64, f64); 4]);

impl Findings {
    /// Takes in what one look has seen, whose pixels are `scale` pixels of the picture; gives the codes not seen
    /// before.
    pub(crate) fn add(&mut self, sights: Vec<Sight>, scale: f64) -> Vec<FoundCode> {
        let mut new = Vec::new();
        for sight in sights {
            let place = Place(sight.corners.map(|(x, y)| (x * scale, y * scale)));
            if self.codes.iter().any(|known| known.overlaps(&place)) {
                continue;
            }
            if let Some(payload) = sight.payload {
                self.codes.push(place);
                new.push(FoundCode { payload, corners: place.0.map(|(x, y)| (x as f32, y as f32)) });
            } else if sight.likeness >= DAMAGED_LIKENESS && !self.damaged.iter().any(|known| known.overlaps(&place)) {
                self.damaged.push(place);
            }
        }
        self.damaged.retain(|damaged| !self.codes.iter().any(|code| code.overlaps(damaged)));
        new
    }

    pub(crate) fn has_codes(&self) -> bool {
        !self.codes.is_empty()
    }

    /// How much of the picture codes cover that were read, in its pixels.
    pub(crate) fn area(&self) -> f64 {
        self.codes.iter().map(Place::area).sum()
    }

    pub(crate) fn damaged(&self) -> u32 {
        u32::try_from(self.damaged.len()).unwrap_or(u32::MAX)
    }

    /// Whether a finder pattern, seen by a look whose pixels are `scale` pixels of the picture, is part of a code
    /// that has been read.
    pub(crate) fn know(&self, finder: &Finder, scale: f64) -> bool {
        self.codes.iter().any(|code| code.contains((finder.x * scale, finder.y * scale)))
    }
}

impl Place {
    fn centre(&self) -> (f64, f64) {
        let sum = self.0.iter().fold((0.0, 0.0), |sum, corner| (sum.0 + corner.0, sum.1 + corner.1));
        (sum.0 / 4.0, sum.1 / 4.0)
    }

    /// By the lengths of its diagonals' cross product.
    fn area(&self) -> f64 {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = self.0;
        ((x2 - x0) * (y3 - y1) - (x3 - x1) * (y2 - y0)).abs() / 2.0
    }

    fn overlaps(&self, other: &Place) -> bool {
        self.contains(other.centre()) || other.contains(self.centre())
    }

    /// Whether a point lies on the same side of all four edges.
    fn contains(&self, (x, y): (f64, f64)) -> bool {
        let next = self.0.iter().cycle().skip(1);
        let sides =
            self.0.iter().zip(next).map(|(from, to)| (to.0 - from.0) * (y - from.1) - (to.1 - from.1) * (x - from.0));
        let (left, right) = sides.fold((true, true), |(left, right), side| (left && side >= 0.0, right && side <= 0.0));
        left || right
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    fn sight(x: f64, y: f64, payload: Option<&[u8]>) -> Sight {
        let corners = [(x, y), (x + 100.0, y), (x + 100.0, y + 100.0), (x, y + 100.0)];
        Sight { corners, likeness: 0.95, payload: payload.map(|payload| Zeroizing::new(payload.to_vec())) }
    }

    #[test]
    fn a_code_seen_twice_is_one_code() {
        let mut findings = Findings::default();
        assert_eq!(findings.add(vec![sight(0.0, 0.0, Some(b"a"))], 1.0).len(), 1);
        assert_eq!(findings.add(vec![sight(2.0, 1.0, Some(b"a"))], 1.0).len(), 0);
        // In a picture of twice the size.
        assert_eq!(findings.add(vec![sight(50.0, 50.0, Some(b"a"))], 0.5).len(), 0);
        assert_eq!(findings.add(vec![sight(200.0, 0.0, Some(b"a"))], 1.0).len(), 1);
    }

    #[test]
    fn a_damaged_code_is_one_until_it_is_read() {
        let mut findings = Findings::default();
        findings.add(vec![sight(0.0, 0.0, None), sight(1.0, 1.0, None), sight(500.0, 0.0, None)], 1.0);
        assert_eq!((findings.damaged(), findings.has_codes()), (2, false));
        findings.add(vec![sight(0.0, 2.0, Some(b"a")), sight(0.0, 0.0, None)], 1.0);
        assert_eq!((findings.damaged(), findings.has_codes()), (1, true));
    }

    #[test]
    fn what_hardly_looks_like_a_code_is_not_damaged() {
        let mut findings = Findings::default();
        findings.add(vec![Sight { likeness: 0.8, ..sight(0.0, 0.0, None) }], 1.0);
        assert_eq!(findings.damaged(), 0);
    }

    #[test]
    fn finders_of_codes_that_were_read_are_known() {
        let mut findings = Findings::default();
        findings.add(vec![sight(100.0, 100.0, Some(b"a"))], 1.0);
        let finder = |x, y| Finder { x, y, module: 3.0, sightings: 5 };
        assert!(findings.know(&finder(110.0, 110.0), 1.0) && findings.know(&finder(220.0, 220.0), 0.5));
        assert!(!findings.know(&finder(90.0, 110.0), 1.0));
    }
}
