//! A clock that gains or loses: two codes far enough apart tell by how much a day.

use super::clocks::{Clock, Hand};
use super::seen::{Slip, View};
use super::{Weighed, interval};
use crate::{Class, Kind, Match, Reading, Typing};

/// Codes nearer to each other say nothing about a drift, in seconds.
const APART: i64 = 1_800;

/// The least and the most a clock is supposed to gain or lose a day, in seconds.
const LEAST: f64 = 0.5;
const MOST: f64 = 3_600.0;

/// How many of the clocks that are off are not steady.
const SHARE: f64 = 0.25;

const DAY: f64 = 86_400.0;

/// A drifting clock, by the first and the last code.
pub(super) fn weigh(view: &View<'_>, secret: usize) -> Vec<Weighed> {
    let submissions = &view.evidence.submissions;
    let (Some(first), Some(last)) = (submissions.first(), submissions.last()) else { return Vec::new() };
    let apart = last.after - first.after;
    if apart < APART {
        return Vec::new();
    }
    let mut all: Vec<Weighed> = Vec::new();
    for one in first.matches.iter().filter(|found| is_plain(found, secret)) {
        for other in last.matches.iter().filter(|found| is_plain(found, secret)) {
            all.extend(between(view, secret, (one, other), apart));
        }
    }
    all
}

fn is_plain(found: &Match, secret: usize) -> bool {
    found.secret == secret && found.reading == Reading::AsMeant && found.typing == Typing::AsShown
}

/// The clock that passes through the middles of two matches.
fn between(view: &View<'_>, secret: usize, (one, other): (&Match, &Match), apart: i64) -> Option<Weighed> {
    let ((from, until), (later, _)) = (interval(one)?, interval(other)?);
    let days = apart as f64 / DAY;
    let drift = (later - from) as f64 / days;
    // The rates that stay within the two steps are as wide as a step in the time between.
    let width = (until - from) as f64 / days;
    if !(LEAST..=MOST).contains(&drift.abs()) {
        return None;
    }
    let density = 0.5 / (drift.abs() * (MOST / LEAST).ln()) * width;
    let typings = vec![(Typing::AsShown, 1.0)];
    let slip = Slip { secret, reading: Reading::AsMeant, typings, again: 1.0, hand: Hand::Usual };
    let start = view.evidence.submissions.first().map_or(0, |submission| submission.after);
    let mut sum = 0.0;
    for offset in from..until {
        let at = |index: usize| {
            let after = view.evidence.submissions.get(index).map_or(0, |submission| submission.after - start);
            offset + (after as f64 / DAY * drift).round() as i64
        };
        // A drift begins with a clock that is right.
        let before = Clock::Device.density(offset) + Clock::Near.density(offset);
        sum += before * view.joint(&slip, true, at);
    }
    let prior = Kind::DeviceClock.prior_in_a_thousand() * SHARE;
    let class = Class::of(Kind::DeviceClock, later, !view.evidence.others.is_empty());
    Some(Weighed {
        kind: Kind::DeviceClock,
        class,
        weight: prior * density.min(1.0) * sum * view.others(0),
        offset: Some((later, later + until - from - 1)),
        drift: Some(drift),
        secret: Some(secret),
    })
}
