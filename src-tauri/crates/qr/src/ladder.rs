//! Looks at a picture in several ways, the cheap and fruitful first, and collects what they see.

use crate::bitmap::Bitmap;
use crate::budget::Budget;
use crate::finder::{Finder, Rim};
use crate::findings::Findings;
use crate::frame::Frame;
use crate::picture::Picture;
use crate::plane::Plane;
use crate::sight::{Seen, look, look_with_rqrr};
use std::borrow::Cow;
use std::io;

/// One way to look at a picture.
struct Look {
    view: View,
    /// The square whose mean parts dark from light: the picture's short side divided by this.
    window: usize,
    /// A pixel darker than this much of the mean around it is dark, in percent.
    percent: u32,
    eye: Eye,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Plain,
    Inverted,
    Blurred,
    Halved,
    Doubled,
    /// Set off from the mean of so many pixels to each side.
    Sharpened(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Eye {
    Ours(Rim),
    Rqrr,
}

/// Enlarging stops here, in pixels of the enlarged picture.
const MAX_ENLARGED: usize = 6_000_000;
/// Pictures of more pixels get only the first look in full size, the others at half of it.
const LARGE: usize = 4_000_000;
/// Looks that every picture gets, for it may hold crisp and soft codes side by side.
const ALWAYS: usize = 2;
/// Codes that cover this much of a picture, in which nothing else looks like one, are all it has. Two of a size
/// cannot cover twice as much with the light around them that codes need.
const FILLED: f64 = 0.3;

/// What each brought, and what it costs: docs/QR-READING.md.
const LADDER: [Look; 12] = [
    Look { view: View::Plain, window: 8, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Blurred, window: 2, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Inverted, window: 8, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Plain, window: 16, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Sharpened(2), window: 4, percent: 98, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Halved, window: 8, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Doubled, window: 8, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Plain, window: 8, percent: 98, eye: Eye::Ours(Rim::Any) },
    Look { view: View::Plain, window: 8, percent: 95, eye: Eye::Rqrr },
    Look { view: View::Blurred, window: 6, percent: 99, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Sharpened(4), window: 4, percent: 98, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Doubled, window: 8, percent: 98, eye: Eye::Ours(Rim::Any) },
];

/// Searches a picture and tells of each code as it is found.
///
/// # Errors
/// When nobody listens any more.
pub(crate) fn search(picture: &Picture, tell: &mut impl FnMut(Frame) -> io::Result<()>) -> io::Result<()> {
    let size = |length| u32::try_from(length).unwrap_or(u32::MAX);
    tell(Frame::Size { width: size(picture.on_white.width()), height: size(picture.on_white.height()) })?;
    let whole = Papers { planes: picture.planes().map(Cow::Borrowed).collect(), scale: 1.0 };
    let half = whole.halved_if_large();
    let pixels = picture.on_white.pixels().len();
    let mut search = Search { findings: Findings::default(), budget: Budget::of_a_search(), tell };
    let mut in_vain = 0;
    for (step, look) in LADDER.iter().enumerate() {
        let papers = if step == 0 { &whole } else { half.as_ref().unwrap_or(&whole) };
        (search.tell)(Frame::Step(step))?;
        let climbed = search.climb(look, papers)?;
        in_vain = if climbed.news { 0 } else { in_vain + 1 };
        let findings = &search.findings;
        let read = findings.has_codes() && findings.damaged() == 0;
        let filled = climbed.strays == 0 && findings.area() >= FILLED * pixels as f64;
        if read && (filled || (step + 1 >= ALWAYS && in_vain > 0)) {
            break;
        }
    }
    (search.tell)(Frame::Done)
}

/// A search under way.
struct Search<'a, Tell> {
    findings: Findings,
    budget: Budget,
    tell: &'a mut Tell,
}

/// What a look at all papers brought.
#[derive(Default)]
struct Climbed {
    /// Whether a code was seen that was not known.
    news: bool,
    /// How many clear finder patterns belong to no code that was read.
    strays: usize,
}

impl<Tell: FnMut(Frame) -> io::Result<()>> Search<'_, Tell> {
    /// Looks once, on each paper, and tells what is new.
    fn climb(&mut self, look: &Look, papers: &Papers) -> io::Result<Climbed> {
        let damaged = self.findings.damaged();
        let mut climbed = Climbed::default();
        for plane in &papers.planes {
            let (seen, scale) = look.take(plane, papers.scale, &self.findings, &mut self.budget);
            for code in self.findings.add(seen.sights, scale) {
                (self.tell)(Frame::Code(code))?;
                climbed.news = true;
            }
            let is_stray = |finder: &&Finder| finder.is_clear() && !self.findings.know(finder, scale);
            climbed.strays += seen.strays.iter().filter(is_stray).count();
        }
        if self.findings.damaged() != damaged {
            (self.tell)(Frame::Damaged(self.findings.damaged()))?;
        }
        Ok(climbed)
    }
}

/// A picture on white paper and, if it shows, on black, in one size.
struct Papers<'a> {
    planes: Vec<Cow<'a, Plane>>,
    /// Pixels of the picture in one of the planes' pixels, along an edge.
    scale: f64,
}

impl Papers<'_> {
    fn halved_if_large(&self) -> Option<Papers<'static>> {
        let large = self.planes.iter().any(|plane| plane.pixels().len() > LARGE);
        let halved = || self.planes.iter().map(|plane| plane.halved().map(Cow::Owned)).collect();
        let planes: Option<Vec<_>> = if large { halved() } else { None };
        planes.map(|planes| Papers { planes, scale: 2.0 * self.scale })
    }
}

impl Look {
    /// What this look sees that `findings` do not know, and how many pixels of the picture one of its pixels is;
    /// `plane_scale` says the same of the plane's pixels. Nothing when the budget does not allow it.
    fn take(&self, plane: &Plane, plane_scale: f64, findings: &Findings, budget: &mut Budget) -> (Seen, f64) {
        let cost = self.view.pixels(plane.pixels().len());
        if !budget.affords(cost) {
            return (Seen::default(), plane_scale);
        }
        let Some((viewed, view_scale)) = self.view.of(plane) else {
            return (Seen::default(), plane_scale);
        };
        budget.spend(cost);
        let scale = plane_scale * view_scale;
        let window = viewed.width().min(viewed.height()) / self.window;
        let bitmap = Bitmap::local(&viewed, window, self.percent);
        let seen = match self.eye {
            Eye::Ours(rim) => look(&viewed, &bitmap, rim, |finder| findings.know(finder, scale), budget),
            Eye::Rqrr => look_with_rqrr(&bitmap),
        };
        (seen, scale)
    }
}

impl View {
    /// The picture as it is viewed, and how many of its pixels one of the view's pixels is. `None` when this
    /// view would be too large, or too small, to show anything more.
    fn of(self, plane: &Plane) -> Option<(Cow<'_, Plane>, f64)> {
        match self {
            View::Plain => Some((Cow::Borrowed(plane), 1.0)),
            View::Inverted => Some((Cow::Owned(plane.inverted()), 1.0)),
            View::Blurred => Some((Cow::Owned(plane.blurred()), 1.0)),
            View::Halved => Some((Cow::Owned(plane.halved()?), 2.0)),
            View::Doubled => {
                let enlarged = 4 * plane.pixels().len() <= MAX_ENLARGED;
                enlarged.then(|| (Cow::Owned(plane.doubled()), 0.5))
            }
            View::Sharpened(reach) => Some((Cow::Owned(plane.sharpened(reach)), 1.0)),
        }
    }

    /// How many pixels are gone through to look at a picture of `pixels` in this view.
    fn pixels(self, pixels: usize) -> usize {
        match self {
            View::Plain | View::Inverted | View::Halved => pixels,
            View::Blurred | View::Sharpened(_) => 2 * pixels,
            View::Doubled => 5 * pixels,
        }
    }
}
