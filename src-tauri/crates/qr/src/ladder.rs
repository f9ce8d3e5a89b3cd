//! Looks at a picture in several ways, the cheap and fruitful first, and collects what they see.

use crate::bitmap::Bitmap;
use crate::budget::Budget;
use crate::diagnosis::diagnose;
use crate::finder::{Finder, Rim};
use crate::findings::Findings;
use crate::frame::Frame;
use crate::helper::Helper;
use crate::picture::Picture;
use crate::plane::Plane;
use crate::sight::{Seen, look, look_with_rqrr};
use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

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
/// A second thread is worth its while in pictures of more pixels.
const WORTH_TWO_THREADS: usize = 500_000;
/// Looks that every picture gets, for it may hold crisp and soft codes side by side; unless all that was seen is crisp.
const ALWAYS: usize = 2;
/// Codes that cover this much of a picture, in which nothing else looks like one, are all it has. Two of a size
/// cannot cover twice as much with the light around them that codes need.
const FILLED: f64 = 0.3;

/// What each brought, and what it costs: docs/QR-READING.md.
static LADDER: [Look; 12] = [
    Look { view: View::Plain, window: 8, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Blurred, window: 2, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Inverted, window: 8, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Plain, window: 16, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Sharpened(2), window: 4, percent: 98, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Halved, window: 8, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Doubled, window: 8, percent: 95, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Plain, window: 8, percent: 98, eye: Eye::Ours(Rim::Any) },
    Look { view: View::Blurred, window: 6, percent: 99, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Sharpened(4), window: 4, percent: 98, eye: Eye::Ours(Rim::Light) },
    Look { view: View::Doubled, window: 8, percent: 98, eye: Eye::Ours(Rim::Any) },
    // Last, for it cannot be stopped.
    Look { view: View::Plain, window: 8, percent: 95, eye: Eye::Rqrr },
];

/// Searches a picture and tells of each code as it is found, until it is through or `stop` is set.
///
/// # Errors
/// When nobody listens any more.
pub(crate) fn search(
    picture: Picture,
    helper: &Helper,
    stop: Arc<AtomicBool>,
    tell: &mut impl FnMut(Frame) -> io::Result<()>,
) -> io::Result<()> {
    let whole = Papers { planes: picture.into_planes().map(Arc::new).collect(), scale: 1.0 };
    let (width, height) = whole.size();
    let size = |length| u32::try_from(length).unwrap_or(u32::MAX);
    tell(Frame::Size { width: size(width), height: size(height) })?;
    let half = whole.halved_if_large();
    let pixels = width * height;
    let mut search = Search {
        whole,
        half,
        pixels,
        findings: Findings::default(),
        budget: Budget::of_a_search(stop),
        in_vain: 0,
        tell,
    };
    search.climb(helper)?;
    search.tell_obstacles()?;
    (search.tell)(if search.budget.is_stopped() { Frame::Stopped } else { Frame::Done })
}

/// A search under way.
struct Search<'a, Tell> {
    whole: Papers,
    half: Option<Papers>,
    /// How many the picture has.
    pixels: usize,
    findings: Findings,
    budget: Budget,
    /// How many looks have brought nothing since one has.
    in_vain: usize,
    tell: &'a mut Tell,
}

/// What a look at each paper has seen, with the pixels of the picture in one of its pixels along an edge.
#[derive(Default)]
struct Looked {
    seen: Vec<(Seen, f64)>,
    /// What it cost, in pixels.
    spent: usize,
}

impl<Tell: FnMut(Frame) -> io::Result<()>> Search<'_, Tell> {
    /// Looks until nothing more is to be expected: at large pictures, from the second look on, with both threads.
    fn climb(&mut self, helper: &Helper) -> io::Result<()> {
        let mut steps = LADDER.iter().enumerate();
        while let Some((step, look)) = steps.next() {
            if self.budget.is_spent() {
                break;
            }
            let first = look.at(self.papers(step), self.findings.clone(), self.budget.clone());
            let is_worth_two = step > 0 && self.pixels > WORTH_TWO_THREADS && helper.is_there();
            let paired = if is_worth_two { steps.next() } else { None };
            let (one, other) = match paired {
                Some((step, look)) => {
                    helper.both(first, look.at(self.papers(step), self.findings.clone(), self.budget.clone()))
                }
                None => (first(), Looked::default()),
            };
            let is_through = self.take(step, one)? || (paired.is_some() && self.take(step + 1, other)?);
            if is_through {
                break;
            }
        }
        Ok(())
    }

    /// The size of the picture that a step looks at.
    fn papers(&self, step: usize) -> &Papers {
        if step == 0 { &self.whole } else { self.half.as_ref().unwrap_or(&self.whole) }
    }

    /// Takes in what a look has seen and tells what is new; whether nothing more is to be expected.
    fn take(&mut self, step: usize, looked: Looked) -> io::Result<bool> {
        (self.tell)(Frame::Step(step))?;
        self.budget.spend(looked.spent);
        let damaged = self.findings.damaged_at();
        let (mut news, mut strays) = (false, 0);
        for (seen, scale) in looked.seen {
            for (code, checked) in self.findings.add(seen.sights, scale) {
                let wrong = u32::try_from(checked.wrong).unwrap_or(u32::MAX);
                (self.tell)(Frame::Checked { wrong, sure_bits: checked.sure_bits as u32 })?;
                (self.tell)(Frame::Code(code))?;
                news = true;
            }
            let is_stray = |finder: &&Finder| finder.is_clear() && !self.findings.know(finder, scale);
            strays += seen.strays.iter().filter(is_stray).count();
        }
        let damaged_now = self.findings.damaged_at();
        if damaged_now != damaged {
            (self.tell)(Frame::Damaged(damaged_now))?;
        }
        self.in_vain = if news { 0 } else { self.in_vain + 1 };
        Ok(self.is_through(step, strays))
    }

    /// Whether everything is read, after a step that saw so many clear finder patterns of no code.
    fn is_through(&self, step: usize, strays: usize) -> bool {
        let read = self.findings.has_codes() && self.findings.damaged() == 0;
        let filled = strays == 0 && self.findings.area() >= FILLED * self.pixels as f64;
        let crisp = strays == 0 && self.findings.is_crisp();
        read && (filled || crisp || (step + 1 >= ALWAYS && self.in_vain > 0))
    }

    /// Tells what stood in the way of reading, where something did.
    fn tell_obstacles(&mut self) -> io::Result<()> {
        let nothing_read = !self.findings.has_codes();
        let papers = self.half.as_ref().unwrap_or(&self.whole);
        let plane = papers.planes.first().filter(|_| nothing_read || self.findings.damaged() > 0);
        if let Some(plane) = plane.filter(|_| !self.budget.is_stopped()) {
            for obstacle in diagnose(plane, papers.scale, &self.findings.unread(), nothing_read) {
                (self.tell)(Frame::Obstacle(obstacle))?;
            }
        }
        Ok(())
    }
}

/// A picture on white paper and, if it shows, on black, in one size.
struct Papers {
    planes: Vec<Arc<Plane>>,
    /// Pixels of the picture in one of the planes' pixels, along an edge.
    scale: f64,
}

impl Papers {
    fn size(&self) -> (usize, usize) {
        self.planes.first().map_or((0, 0), |plane| (plane.width(), plane.height()))
    }

    fn halved_if_large(&self) -> Option<Papers> {
        let large = self.planes.iter().any(|plane| plane.pixels().len() > LARGE);
        let halved = || self.planes.iter().map(|plane| plane.halved().map(Arc::new)).collect();
        let planes: Option<Vec<_>> = if large { halved() } else { None };
        planes.map(|planes| Papers { planes, scale: 2.0 * self.scale })
    }
}

impl Look {
    /// This look at every paper.
    fn at(
        &'static self,
        papers: &Papers,
        findings: Findings,
        budget: Budget,
    ) -> impl FnOnce() -> Looked + Send + use<> {
        let (planes, scale) = (papers.planes.clone(), papers.scale);
        move || {
            let mut left = budget.clone();
            let seen = planes.iter().map(|plane| self.take(plane, scale, &findings, &mut left)).collect();
            Looked { seen, spent: left.spent_since(&budget) }
        }
    }

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
            Eye::Ours(rim) => {
                look(&viewed, &bitmap, (rim, self.sheets()), |finder| findings.know(finder, scale), budget)
            }
            Eye::Rqrr => look_with_rqrr(&bitmap, budget),
        };
        (seen, scale)
    }
}

impl Look {
    /// What it may spend on laying grids flat in vain, in pixels: more in the looks that read most codes.
    fn sheets(&self) -> usize {
        let reads_most = self.view == View::Plain || self.window == 2;
        if reads_most && self.eye == Eye::Ours(Rim::Light) { 8_000_000 } else { 4_000_000 }
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
