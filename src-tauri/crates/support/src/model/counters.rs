//! Codes that go by a counter (RFC 4226): how far the device's is from the one expected.

use super::Weighed;
use super::seen::View;
use crate::{Class, Kind, Match, Place, Reading, Spent, Typing};

/// How far ahead and behind is looked; each doubling is as likely as the next.
const AHEAD: f64 = 1_000.0;
const BEHIND: f64 = 100.0;

/// The codes that may be skipped between two that a person reads out.
const SKIPPED: [(i64, f64); 4] = [(1, 0.85), (2, 0.1), (3, 0.03), (0, 0.02)];

/// How often something unknown comes on top of a known cause.
const UNKNOWN_ON_TOP: f64 = 0.001;

/// What may be wrong with a secret that counts, and goes by a counter.
pub(super) fn weigh(view: &View<'_>, secret: usize) -> Vec<Weighed> {
    let mut all: Vec<Weighed> = Vec::new();
    let Some(first) = view.evidence.submissions.first() else { return all };
    for found in first.matches.iter().filter(|found| found.secret == secret && found.reading == Reading::AsMeant) {
        let Place::Counter { off } = found.place else { continue };
        let Some((kind, prior)) = cause(found, off, view.digits(secret)) else { continue };
        let weight = prior * following(view, secret, off);
        match all.iter_mut().find(|known| known.kind == kind) {
            Some(known) => known.weight += weight,
            None => all.push(Weighed {
                kind,
                class: Class::Only(kind),
                weight,
                offset: Some((off, off)),
                drift: None,
                secret: Some(secret),
            }),
        }
    }
    all
}

/// What the match speaks for, and the prior of just this.
fn cause(found: &Match, off: i64, digits: f64) -> Option<(Kind, f64)> {
    let (kind, share) = match (found.typing, found.spent) {
        (Typing::AsShown, Spent::No) if found.in_window => (Kind::CodeIsRight, 1.0),
        (Typing::AsShown, Spent::No) => (Kind::CounterAhead, 1.0 / ((off.max(1)) as f64 * AHEAD.ln())),
        (Typing::AsShown, _) => (Kind::CounterBehind, 1.0 / ((1 - off).max(2) as f64 * BEHIND.ln())),
        (Typing::Mistyped, _) => (Kind::DigitMistyped, near(found, off) / (9.0 * digits)),
        (Typing::Swapped, _) => (Kind::DigitsSwapped, near(found, off) / (digits - 1.0)),
        (Typing::ZeroLost, _) => (Kind::ZeroLost, near(found, off)),
        (Typing::Missing, _) => (Kind::CodeCut, near(found, off) * 0.7 / digits),
        (Typing::Cut, _) => (Kind::CodeCut, near(found, off) * 0.3 / 4.0),
        (Typing::Extra, _) => (Kind::DigitExtra, near(found, off) / (10.0 * digits)),
    };
    Some((kind, kind.prior_in_a_thousand() * share))
}

/// Most devices are at the counter that is expected, or at one of the next.
fn near(found: &Match, off: i64) -> f64 {
    match off {
        0 => 0.7,
        _ if found.in_window => 0.06,
        _ => 0.005,
    }
}

/// The probability of every later code, where the first was of the counter `off`.
fn following(view: &View<'_>, secret: usize, off: i64) -> f64 {
    let mut probability = 1.0;
    let mut last = off;
    for (index, submission) in view.evidence.submissions.iter().enumerate() {
        let Some(any) = view.any(index).filter(|_| index > 0) else { continue };
        let any = UNKNOWN_ON_TOP * any;
        let counters =
            submission.matches.iter().filter(|found| found.secret == secret && found.typing == Typing::AsShown);
        let next = counters.filter_map(|found| match found.place {
            Place::Counter { off } => {
                SKIPPED.iter().find(|(step, _)| last + step == off).map(|(_, share)| (off, *share))
            }
            Place::Time { .. } => None,
        });
        match next.max_by(|(_, one), (_, other)| one.total_cmp(other)) {
            Some((off, share)) => {
                probability *= share + any;
                last = off;
            }
            None => probability *= any,
        }
    }
    probability
}
