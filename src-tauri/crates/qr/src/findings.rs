//! What several looks at a picture have seen, each code once.

use crate::correction::Correctable;
use crate::finder::Finder;
use crate::found::{Corners, FoundCode};
use crate::place::Place;
use crate::sight::{Message, Sight};

/// What looks less like a code than this is not called a damaged code.
const DAMAGED_LIKENESS: f64 = 0.9;

/// The codes and the damaged codes of a picture. Two looks have seen the same code when its places overlap; two
/// copies of a code at different places are two codes.
#[derive(Clone, Default)]
pub(crate) struct Findings {
    codes: Vec<Place>,
    damaged: Vec<(Place, usize)>,
    /// Codewords that had to be corrected in all of them.
    wrong: usize,
}

/// What looks like a code and was not read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Unread {
    /// In pixels of the picture.
    pub(crate) corners: [(f64, f64); 4],
    /// Modules along an edge.
    pub(crate) modules: usize,
}

impl Findings {
    /// Takes in what one look has seen, whose pixels are `scale` pixels of the picture; gives the codes not seen
    /// before.
    pub(crate) fn add(&mut self, sights: Vec<Sight>, scale: f64) -> Vec<(FoundCode, Correctable)> {
        let mut new = Vec::new();
        for sight in sights {
            let place = Place(sight.corners.map(|(x, y)| (x * scale, y * scale)));
            if self.codes.iter().any(|known| known.overlaps(&place)) {
                continue;
            }
            if let Some(Message { payload, checked }) = sight.message {
                self.codes.push(place);
                self.wrong += checked.wrong;
                new.push((FoundCode { payload, corners: place.corners() }, checked));
            } else if sight.likeness >= DAMAGED_LIKENESS
                && !self.damaged.iter().any(|(known, _)| known.overlaps(&place))
            {
                self.damaged.push((place, sight.modules));
            }
        }
        self.damaged.retain(|(damaged, _)| !self.codes.iter().any(|code| code.overlaps(damaged)));
        new
    }

    /// Whether every code was read without an error in it.
    pub(crate) fn is_crisp(&self) -> bool {
        self.wrong == 0
    }

    pub(crate) fn has_codes(&self) -> bool {
        !self.codes.is_empty()
    }

    /// How much of the picture codes cover that were read, in its pixels.
    pub(crate) fn area(&self) -> f64 {
        self.codes.iter().map(Place::area).sum()
    }

    /// Where the damaged codes are.
    pub(crate) fn damaged_at(&self) -> Vec<Corners> {
        self.damaged.iter().map(|(place, _)| place.corners()).collect()
    }

    pub(crate) fn damaged(&self) -> u32 {
        u32::try_from(self.damaged.len()).unwrap_or(u32::MAX)
    }

    /// The places that look like a code and were not read.
    pub(crate) fn unread(&self) -> Vec<Unread> {
        self.damaged.iter().map(|(place, modules)| Unread { corners: place.0, modules: *modules }).collect()
    }

    /// Whether a finder pattern, seen by a look whose pixels are `scale` pixels of the picture, is part of a code
    /// that has been read.
    pub(crate) fn know(&self, finder: &Finder, scale: f64) -> bool {
        self.codes.iter().any(|code| code.contains((finder.x * scale, finder.y * scale)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    fn sight(x: f64, y: f64, payload: Option<&[u8]>) -> Sight {
        let corners = [(x, y), (x + 100.0, y), (x + 100.0, y + 100.0), (x, y + 100.0)];
        let checked = Correctable::default();
        let message = payload.map(|payload| Message { payload: Zeroizing::new(payload.to_vec()), checked });
        Sight { corners, modules: 25, likeness: 0.95, message }
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
