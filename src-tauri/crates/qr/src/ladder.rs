//! Looks at a picture in several ways, the cheap and fruitful first, and collects what they see.

use crate::bitmap::Bitmap;
use crate::findings::Findings;
use crate::frame::Frame;
use crate::picture::Picture;
use crate::plane::Plane;
use crate::sight::{Sight, look, look_with_rqrr};
use std::borrow::Cow;
use std::io;

/// One way to look at a picture.
struct Look {
    ink: Ink,
    view: View,
    /// The square whose mean parts dark from light: the picture's short side divided by this.
    window: usize,
    eye: Eye,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ink {
    Dark,
    /// Light modules on a dark page.
    Light,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Plain,
    Blurred,
    Halved,
    Doubled,
    Quadrupled,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Eye {
    Ours,
    Rqrr,
}

/// A pixel darker than this much of the mean around it is dark, in percent.
const DARKER_THAN: u32 = 95;
/// Enlarging stops here, in pixels of the enlarged picture.
const MAX_ENLARGED: usize = 6_000_000;
/// Pictures of more pixels get only the first looks in full size, the others at half of it.
const LARGE: usize = 4_000_000;
/// Looks that every picture gets, for it may hold light, dark and soft codes side by side.
const ALWAYS: usize = 3;

const LADDER: [Look; 12] = [
    Look { ink: Ink::Dark, view: View::Plain, window: 8, eye: Eye::Ours },
    Look { ink: Ink::Light, view: View::Plain, window: 8, eye: Eye::Ours },
    Look { ink: Ink::Dark, view: View::Blurred, window: 2, eye: Eye::Ours },
    Look { ink: Ink::Dark, view: View::Plain, window: 16, eye: Eye::Ours },
    Look { ink: Ink::Dark, view: View::Doubled, window: 8, eye: Eye::Ours },
    Look { ink: Ink::Light, view: View::Doubled, window: 8, eye: Eye::Ours },
    Look { ink: Ink::Dark, view: View::Blurred, window: 8, eye: Eye::Ours },
    Look { ink: Ink::Dark, view: View::Halved, window: 8, eye: Eye::Ours },
    Look { ink: Ink::Dark, view: View::Plain, window: 2, eye: Eye::Ours },
    Look { ink: Ink::Dark, view: View::Quadrupled, window: 8, eye: Eye::Ours },
    Look { ink: Ink::Dark, view: View::Plain, window: 8, eye: Eye::Rqrr },
    Look { ink: Ink::Light, view: View::Plain, window: 8, eye: Eye::Rqrr },
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
    let mut findings = Findings::default();
    let mut in_vain = 0;
    for (step, look) in LADDER.iter().enumerate() {
        let enough = findings.has_codes() && findings.damaged() == 0 && in_vain > 0;
        if step >= ALWAYS && enough {
            break;
        }
        let papers = if step < ALWAYS { &whole } else { half.as_ref().unwrap_or(&whole) };
        let news = climb(look, papers, &mut findings, tell)?;
        in_vain = if news { 0 } else { in_vain + 1 };
    }
    tell(Frame::Done)
}

/// Looks once, on each paper, and tells what is new; gives whether a code was.
fn climb(
    look: &Look,
    papers: &Papers,
    findings: &mut Findings,
    tell: &mut impl FnMut(Frame) -> io::Result<()>,
) -> io::Result<bool> {
    let damaged = findings.damaged();
    let mut news = false;
    for plane in &papers.planes {
        let (sights, scale) = look.take(plane, papers.scale, findings);
        for code in findings.add(sights, scale) {
            tell(Frame::Code(code))?;
            news = true;
        }
    }
    if findings.damaged() != damaged {
        tell(Frame::Damaged(findings.damaged()))?;
    }
    Ok(news)
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
    /// `plane_scale` says the same of the plane's pixels.
    fn take(&self, plane: &Plane, plane_scale: f64, findings: &Findings) -> (Vec<Sight>, f64) {
        let Some((viewed, view_scale)) = self.view.of(plane) else {
            return (Vec::new(), plane_scale);
        };
        let scale = plane_scale * view_scale;
        let inked = match self.ink {
            Ink::Dark => viewed,
            Ink::Light => Cow::Owned(viewed.inverted()),
        };
        let window = inked.width().min(inked.height()) / self.window;
        let bitmap = Bitmap::local(&inked, window, DARKER_THAN);
        let sights = match self.eye {
            Eye::Ours => look(&bitmap, |finder| findings.know(finder, scale)),
            Eye::Rqrr => look_with_rqrr(&bitmap),
        };
        (sights, scale)
    }
}

impl View {
    /// The picture as it is viewed, and how many of its pixels one of the view's pixels is. `None` when this
    /// view would be too large, or too small, to show anything more.
    fn of(self, plane: &Plane) -> Option<(Cow<'_, Plane>, f64)> {
        let enlarged = |times: usize| plane.pixels().len() * times * times <= MAX_ENLARGED;
        match self {
            View::Plain => Some((Cow::Borrowed(plane), 1.0)),
            View::Blurred => Some((Cow::Owned(plane.blurred()), 1.0)),
            View::Halved => Some((Cow::Owned(plane.halved()?), 2.0)),
            View::Doubled => enlarged(2).then(|| (Cow::Owned(plane.doubled()), 0.5)),
            View::Quadrupled => enlarged(4).then(|| (Cow::Owned(plane.doubled().doubled()), 0.25)),
        }
    }
}
