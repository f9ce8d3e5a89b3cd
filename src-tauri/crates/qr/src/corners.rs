//! Which three finder patterns belong to one code.

use crate::finder::Finder;

/// Neighbours of a pattern that are considered, the nearest first.
const MAX_NEIGHBOURS: usize = 24;

/// Three finder patterns that may be a code's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Corners {
    /// The patterns' places in the list given to [`find_corners`].
    pub(crate) members: [usize; 3],
    pub(crate) top_left: Finder,
    pub(crate) top_right: Finder,
    pub(crate) bottom_left: Finder,
    /// How far from a right-angled triangle of equal legs between clear patterns; the shorter legs win among equals.
    badness: f64,
}

/// Every three patterns that stand like a code's corners, the most regular first.
pub(crate) fn find_corners(finders: &[Finder]) -> Vec<Corners> {
    let mut found = Vec::new();
    for (index, corner) in finders.iter().enumerate() {
        let near = neighbours(finders, index);
        for (position, first) in near.iter().enumerate() {
            for second in near.iter().skip(position + 1) {
                found.extend(stand_together((index, corner), *first, *second));
            }
        }
    }
    found.sort_by(|left, right| left.badness.total_cmp(&right.badness));
    found
}

fn neighbours(finders: &[Finder], index: usize) -> Vec<(usize, &Finder)> {
    let Some(corner) = finders.get(index) else {
        return Vec::new();
    };
    let fits = |other: &Finder| {
        let alike = other.module < 1.7 * corner.module && corner.module < 1.7 * other.module;
        let modules = distance(corner, other) * 2.0 / (corner.module + other.module);
        alike && (9.0..200.0).contains(&modules)
    };
    let mut near: Vec<_> = finders.iter().enumerate().filter(|(_, other)| fits(other)).collect();
    near.sort_by(|(_, left), (_, right)| distance(corner, left).total_cmp(&distance(corner, right)));
    near.truncate(MAX_NEIGHBOURS);
    near
}

fn distance(one: &Finder, other: &Finder) -> f64 {
    (one.x - other.x).hypot(one.y - other.y)
}

fn stand_together(corner: (usize, &Finder), first: (usize, &Finder), second: (usize, &Finder)) -> Option<Corners> {
    let leg = |(_, end): (usize, &Finder)| (end.x - corner.1.x, end.y - corner.1.y);
    let (one, other) = (leg(first), leg(second));
    let lengths = (one.0.hypot(one.1), other.0.hypot(other.1));
    let slant = (one.0 * other.0 + one.1 * other.1).abs() / (lengths.0 * lengths.1);
    let unequal = (lengths.0 / lengths.1).ln().abs();
    if slant > 0.5 || unequal > 0.6 {
        return None;
    }
    let ratio = |(_, end): (usize, &Finder)| (end.module / corner.1.module).ln().abs();
    let modules = (lengths.0 + lengths.1) / corner.1.module;
    let unclear: f64 = [corner.1, first.1, second.1].iter().map(|finder| (1.0 - finder.clarity()).max(0.0)).sum();
    let badness = slant + unequal + 0.3 * (ratio(first) + ratio(second)) + 0.002 * modules + 0.5 * unclear;
    // Seen from the corner, the top right comes clockwise before the bottom left (y grows downwards).
    let clockwise = one.0 * other.1 - one.1 * other.0 > 0.0;
    let (right, left) = if clockwise { (first, second) } else { (second, first) };
    Some(Corners {
        members: [corner.0, right.0, left.0],
        top_left: *corner.1,
        top_right: *right.1,
        bottom_left: *left.1,
        badness,
    })
}
