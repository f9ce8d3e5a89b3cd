//! One look at a picture with rqrr.

use crate::plane::Plane;
use rqrr::{BitGrid, Grid, PreparedImage};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zeroize::Zeroizing;

/// A place that looks like a code; with what it says, if it could be read.
#[derive(Debug)]
pub(crate) struct Sight {
    pub(crate) corners: [(f32, f32); 4],
    pub(crate) payload: Option<Zeroizing<Vec<u8>>>,
}

/// Looks for codes with rqrr's own threshold.
pub(crate) fn look_at_shades(plane: &Plane) -> Vec<Sight> {
    contained(|| {
        let shade = |x, y| plane.at(x, y);
        let mut image = PreparedImage::prepare_from_greyscale(plane.width(), plane.height(), shade);
        image.detect_grids().iter().filter_map(sight).collect()
    })
}

/// rqrr is known to panic on some pictures; then this look has seen nothing.
fn contained(look: impl FnOnce() -> Vec<Sight>) -> Vec<Sight> {
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_default()
}

fn sight<G: BitGrid>(grid: &Grid<G>) -> Option<Sight> {
    let mut payload = Zeroizing::new(Vec::new());
    let payload = grid.decode_to(&mut *payload).is_ok().then_some(payload);
    let corners = grid.bounds.map(|point| (point.x as f32, point.y as f32));
    Some(Sight { corners, payload })
}
