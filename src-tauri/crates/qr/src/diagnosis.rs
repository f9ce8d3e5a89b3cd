//! Why nothing was read, by what a picture shows.

use crate::bitmap::Bitmap;
use crate::findings::Unread;
use crate::obstacle::{Obstacle, Outline};
use crate::other_codes::find_other_code;
use crate::plane::Plane;
use crate::projection::Projection;

/// Modules have to be so many pixels long.
const MIN_MODULE: f64 = 2.0;
/// More obstacles are not told of.
const MAX_OBSTACLES: usize = 20;
/// Where all but one in two hundred pixels are darker than this, it is too dark.
const DARK: usize = 40;
/// Of the contrast in a picture this much has to lie between two neighbouring pixels somewhere, or nothing is sharp.
const SHARP_PICTURE: f64 = 0.08;
/// Of the contrast in a finder pattern this much has to lie within half a module, or it is blurred.
const SHARP_CODE: f64 = 0.4;

/// What stands in the way at each unread place; where there is none and `nothing_read`, what the picture as a whole
/// tells. The plane's pixels are `scale` pixels of the picture.
pub(crate) fn diagnose(plane: &Plane, scale: f64, unread: &[Unread], nothing_read: bool) -> Vec<Obstacle> {
    let places = unread.iter().take(MAX_OBSTACLES).map(|place| of_a_place(plane, scale, place));
    let mut obstacles: Vec<Obstacle> = places.collect();
    if obstacles.is_empty() && nothing_read {
        obstacles.extend(of_the_picture(plane, scale));
    }
    obstacles
}

fn of_a_place(plane: &Plane, scale: f64, place: &Unread) -> Obstacle {
    let corners = outline(place.corners, 1.0);
    let next = place.corners.iter().cycle().skip(1);
    let around: f64 = place.corners.iter().zip(next).map(|(from, to)| (to.0 - from.0).hypot(to.1 - from.1)).sum();
    let module = around / 4.0 / place.modules as f64;
    if module < MIN_MODULE {
        return Obstacle::TooSmall { tenths: (module * 10.0) as u32, corners };
    }
    match sharpness(plane, place.corners.map(|(x, y)| (x / scale, y / scale)), place.modules) {
        Some(sharp) if sharp < SHARP_CODE => Obstacle::TooBlurred { corners: Some(corners) },
        _ => Obstacle::Unreadable { corners },
    }
}

fn outline(corners: [(f64, f64); 4], scale: f64) -> Outline {
    corners.map(|(x, y)| ((x * scale).round() as i32, (y * scale).round() as i32))
}

/// How much of the contrast along the middles of a code's finder patterns lies within half a module: the median of
/// them all.
fn sharpness(plane: &Plane, corners: [(f64, f64); 4], modules: usize) -> Option<f64> {
    const FINE: f64 = 0.125;
    let side = modules as f64;
    let projection = Projection::between([(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)], corners)?;
    let mut sharp = Vec::with_capacity(6);
    for (x, y) in [(3.5, 3.5), (side - 3.5, 3.5), (3.5, side - 3.5)] {
        for (right, down) in [(1.0, 0.0), (0.0, 1.0)] {
            let shades: Vec<f64> = (-36..=36)
                .map(|step| {
                    let off = f64::from(step) * FINE;
                    let (x, y) = projection.map(x + off * right, y + off * down);
                    f64::from(plane.shade(x, y))
                })
                .collect();
            let (least, most) =
                shades.iter().fold((f64::MAX, f64::MIN), |(least, most), shade| (least.min(*shade), most.max(*shade)));
            let steps = shades.iter().zip(shades.iter().skip(4)).map(|(one, other)| (one - other).abs());
            sharp.push(steps.fold(0.0, f64::max) / (most - least).max(1.0));
        }
    }
    sharp.sort_by(f64::total_cmp);
    sharp.get(sharp.len() / 2).copied()
}

fn of_the_picture(plane: &Plane, scale: f64) -> Option<Obstacle> {
    let mut counts = [0_usize; 256];
    for pixel in plane.pixels() {
        if let Some(count) = counts.get_mut(usize::from(*pixel)) {
            *count += 1;
        }
    }
    let lightest = shade_above(&counts, plane.pixels().len() / 200);
    if lightest < DARK {
        return Some(Obstacle::TooDark);
    }
    let window = plane.width().min(plane.height()) / 8;
    let bitmap = Bitmap::local(plane, window, 95);
    let other = find_other_code(&bitmap).or_else(|| find_other_code(&bitmap.inverted()));
    if let Some((kind, corners)) = other {
        return Some(Obstacle::OtherCode { kind, corners: outline(corners, scale) });
    }
    let darkest = shade_above(&counts, plane.pixels().len() * 199 / 200);
    let contrast = lightest.saturating_sub(darkest) as f64;
    let is_soft = contrast >= 30.0 && f64::from(steepest(plane)) < SHARP_PICTURE * contrast;
    is_soft.then_some(Obstacle::TooBlurred { corners: None })
}

/// The shade that only so many pixels are lighter than.
fn shade_above(counts: &[usize; 256], lighter: usize) -> usize {
    let mut seen = 0;
    let shade = counts.iter().enumerate().rev().find(|(_, count)| {
        seen += **count;
        seen > lighter
    });
    shade.map_or(0, |(shade, _)| shade)
}

/// The largest difference of two pixels beside each other.
fn steepest(plane: &Plane) -> u8 {
    let rows = plane.pixels().chunks_exact(plane.width());
    let differences = rows.flat_map(|row| row.windows(2)).map(|pair| match pair {
        [one, other] => one.abs_diff(*other),
        _ => 0,
    });
    differences.max().unwrap_or_default()
}
