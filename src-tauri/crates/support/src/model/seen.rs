//! The evidence as the model looks at it, and how likely it is under a supposition.

use super::clocks::{Clock, Hand};
use super::interval;
use crate::{Evidence, Form, Match, Reading, Role, Spent, Typing};

/// How often something unknown comes on top of a known cause.
const UNKNOWN_ON_TOP: f64 = 0.001;

/// How often a text that nothing explains has the length of a code.
const RIGHT_LENGTH: f64 = 0.9;

/// How near the codes of others are to where they should be, in seconds, and how often.
const OTHERS_NEAR: i64 = 45;
const OTHERS_SHARE: f64 = 0.85;

/// How near to its clock a person reads the time, in seconds, and how often they read it right.
const SHOWN_NEAR: i64 = 75;
const SHOWN_SHARE: f64 = 0.97;

/// Two days, in seconds.
const ANYWHERE: f64 = 172_801.0;

/// What is wrong with some or all of the codes.
#[derive(Debug, Clone)]
pub(super) struct Slip {
    /// Of which secret they are.
    pub(super) secret: usize,
    /// How the app read it.
    pub(super) reading: Reading,
    /// What the person made of them, with the probability of each single text.
    pub(super) typings: Vec<(Typing, f64)>,
    /// How likely it is that it happens to a code; 1: to all.
    pub(super) again: f64,
    /// How they got to the verifier.
    pub(super) hand: Hand,
}

impl Slip {
    /// Whether it is the person who changed the code.
    fn is_of_typing(&self) -> bool {
        self.typings.iter().all(|(typing, _)| *typing != Typing::AsShown)
    }

    /// Whether it happens to one code and says nothing of the others: such a one, read in time, may come a step late all
    /// the same, which a verifier that looks at the current step only refuses.
    fn is_of_one_code(&self) -> bool {
        self.is_of_typing() || self.hand == Hand::Again
    }

    /// The probability of a single text of this kind.
    fn share(&self, typing: Typing) -> f64 {
        self.typings.iter().find(|(known, _)| *known == typing).map_or(0.0, |(_, share)| *share)
    }
}

/// How likely one code is.
struct OneCode {
    /// Where what is supposed happened to it, and it is rejected.
    wrong: f64,
    /// The same, and it is accepted all the same.
    accepted: f64,
    /// Where it did not happen to it.
    right: f64,
}

/// The evidence, with what is computed of it once.
pub(super) struct View<'e> {
    pub(super) evidence: &'e Evidence,
    /// For each submission: one of all codes there are; none where it is no code.
    uniform: Vec<Option<f64>>,
    /// For each submission: the probability of a code that is right, its matches where the verifier looks.
    right: Vec<f64>,
}

impl<'e> View<'e> {
    pub(super) fn of(evidence: &'e Evidence) -> Self {
        let right = |matches: &[Match]| -> f64 {
            let accepted = matches.iter().filter(|found| is_accepted(found));
            accepted.filter_map(interval).map(usual).sum()
        };
        Self {
            evidence,
            uniform: evidence.submissions.iter().map(|submission| uniform(evidence, submission.form)).collect(),
            right: evidence.submissions.iter().map(|submission| right(&submission.matches)).collect(),
        }
    }

    /// How many secrets there are of a role.
    pub(super) fn count(&self, role: Role) -> f64 {
        self.evidence.secrets.iter().filter(|secret| secret.role == role).count().max(1) as f64
    }

    /// One of all codes there are; none where it is no code.
    pub(super) fn any(&self, submission: usize) -> Option<f64> {
        self.uniform.get(submission).copied().flatten()
    }

    /// Whether anything is a code at all.
    pub(super) fn has_codes(&self) -> bool {
        self.uniform.iter().any(Option::is_some)
    }

    /// The length of the codes of a secret.
    pub(super) fn digits(&self, secret: usize) -> f64 {
        f64::from(self.evidence.secrets.get(secret).map_or(6, |secret| secret.digits))
    }

    /// Every reading of a secret but the right one that anything matches, once each.
    pub(super) fn readings(&self, secret: usize) -> Vec<Reading> {
        let matches = self.evidence.submissions.iter().flat_map(|submission| &submission.matches);
        let mut readings: Vec<Reading> = matches
            .filter(|found| found.secret == secret && found.reading != Reading::AsMeant)
            .map(|found| found.reading)
            .collect();
        readings.sort_unstable();
        readings.dedup();
        readings
    }

    /// Every code from nowhere, or some of them beside right ones.
    pub(super) fn garbage(&self) -> f64 {
        let pairs = self.uniform.iter().zip(&self.right).filter_map(|(any, right)| Some(((*any)?, *right)));
        let pairs: Vec<(f64, f64)> = pairs.collect();
        let looked = self.evidence.submissions.iter().filter(|submission| submission.device_showed.is_some()).count();
        let anywhere = (1.0 / ANYWHERE).powi(i32::try_from(looked).unwrap_or(i32::MAX));
        // The clock of the device may be off as well.
        self.others(0) * (0.7 * self.shown(0) + 0.3 * anywhere) * some_of(&pairs, 0.6)
    }

    /// The probability of what is known of others, where the clock of the server is off by this much.
    pub(super) fn others(&self, offset: i64) -> f64 {
        let near = |other: &i64| match (other - offset).abs() <= OTHERS_NEAR {
            true => OTHERS_SHARE / (2 * OTHERS_NEAR + 1) as f64 + (1.0 - OTHERS_SHARE) / ANYWHERE,
            false => (1.0 - OTHERS_SHARE) / ANYWHERE,
        };
        self.evidence.others.iter().map(near).product()
    }

    /// The offsets at which anything of the supposition matches, with those that are likely anyway; none: nothing does.
    pub(super) fn offsets(&self, slip: &Slip, clock: Clock) -> Option<Vec<i64>> {
        let mut offsets = Vec::new();
        for found in self.evidence.submissions.iter().flat_map(|submission| &submission.matches) {
            if let Some((from, until)) = interval(found).filter(|_| self.belongs(found, slip)) {
                offsets.extend(from..until + 30);
            }
        }
        if offsets.is_empty() {
            return None;
        }
        offsets.extend(clock.usual());
        offsets.sort_unstable();
        offsets.dedup();
        Some(offsets)
    }

    fn belongs(&self, found: &Match, slip: &Slip) -> bool {
        let typing = slip.typings.iter().any(|(typing, _)| *typing == found.typing);
        let fits = match slip.hand {
            Hand::Again => found.spent == Spent::Newest || (found.spent == Spent::Older && found.in_window),
            Hand::Right => is_accepted(found),
            // One that is looked at and was used is rejected for that alone.
            Hand::Usual | Hand::Late | Hand::Early => !(is_plain(found) && found.in_window && found.spent != Spent::No),
        };
        found.secret == slip.secret && found.reading == slip.reading && typing && fits
    }

    /// The probability of all codes under the supposition; `is_clock`: a code that is accepted is no sign of it.
    pub(super) fn likelihood(&self, slip: &Slip, offset: i64, is_clock: bool) -> f64 {
        self.joint(slip, is_clock, |_| offset)
    }

    /// The same for a clock whose offset is another one at each code.
    pub(super) fn joint(&self, slip: &Slip, is_clock: bool, offset: impl Fn(usize) -> i64) -> f64 {
        let known = 1.0 - UNKNOWN_ON_TOP;
        let mut pairs = Vec::with_capacity(self.uniform.len());
        let mut shown = 1.0;
        for (index, any) in self.uniform.iter().enumerate() {
            let (Some(any), here) = (any, offset(index)) else { continue };
            let code = self.code(slip, index, here);
            let right = if is_clock { code.accepted } else { code.right };
            pairs.push((known * code.wrong + UNKNOWN_ON_TOP * any, known * right));
            shown *= self.shown_at(index, here);
        }
        // For a clock it is no chance which of the codes are accepted.
        shown * if is_clock { one_wrong(&pairs) } else { some_of(&pairs, slip.again) }
    }

    /// The probability of one code, in the ways it may have come.
    fn code(&self, slip: &Slip, index: usize, offset: i64) -> OneCode {
        let (mut wrong, mut accepted, mut spared) = (0.0, 0.0, 0.0);
        let submission = self.evidence.submissions.get(index);
        for found in submission.into_iter().flat_map(|submission| &submission.matches) {
            let Some(interval) = interval(found) else { continue };
            if self.belongs(found, slip) {
                let part = slip.share(found.typing) * self.reaches(found, slip, offset, interval);
                let sum = if is_accepted(found) && slip.hand != Hand::Right { &mut accepted } else { &mut wrong };
                *sum += part;
            } else if slip.is_of_one_code() && found.secret == slip.secret && is_plain(found) {
                spared += Hand::Usual.reaches(offset, interval);
            }
        }
        let usual = self.right.get(index).copied().unwrap_or(0.0);
        OneCode { wrong, accepted, right: accepted.max(spared).max(usual) }
    }

    fn reaches(&self, found: &Match, slip: &Slip, offset: i64, interval: (i64, i64)) -> f64 {
        match (slip.hand, found.spent) {
            // Which code was used last is known; when it is used again is not asked.
            (Hand::Again, Spent::Newest) => 0.9,
            (Hand::Again, _) => 0.05,
            (hand, _) => hand.reaches(offset, interval),
        }
    }

    fn shown(&self, offset: i64) -> f64 {
        (0..self.uniform.len()).map(|index| self.shown_at(index, offset)).product()
    }

    /// The probability of what the device's clock showed.
    fn shown_at(&self, index: usize, offset: i64) -> f64 {
        let Some(showed) = self.evidence.submissions.get(index).and_then(|submission| submission.device_showed) else {
            return 1.0;
        };
        let anywhere = (1.0 - SHOWN_SHARE) / ANYWHERE;
        match (showed - offset).abs() <= SHOWN_NEAR {
            true => SHOWN_SHARE / (2 * SHOWN_NEAR + 1) as f64 + anywhere,
            false => anywhere,
        }
    }
}

/// Of each code: how likely it is where it is wrong, and where it is right. At least one is wrong, each with `share`.
fn some_of(pairs: &[(f64, f64)], share: f64) -> f64 {
    let both: f64 = pairs.iter().map(|(wrong, right)| share * wrong + (1.0 - share) * right).product();
    let all_right: f64 = pairs.iter().map(|(_, right)| (1.0 - share) * right).product();
    let any_wrong = 1.0 - (1.0 - share).powi(i32::try_from(pairs.len()).unwrap_or(i32::MAX));
    (both - all_right) / any_wrong
}

/// Of each code: how likely it is where it is rejected, and where it is accepted. At least one is rejected.
fn one_wrong(pairs: &[(f64, f64)]) -> f64 {
    let both: f64 = pairs.iter().map(|(wrong, right)| wrong + right).product();
    both - pairs.iter().map(|(_, right)| right).product::<f64>()
}

/// Whether the verifier would accept it.
fn is_accepted(found: &Match) -> bool {
    found.in_window && found.spent == Spent::No && is_plain(found)
}

fn is_plain(found: &Match) -> bool {
    found.typing == Typing::AsShown && found.reading == Reading::AsMeant
}

/// How likely a code of this interval is from a clock that is right.
fn usual(interval: (i64, i64)) -> f64 {
    (-6..=6).map(|offset| Clock::Near.density(offset) * Hand::Usual.reaches(offset, interval)).sum()
}

/// One of all codes of its length.
fn uniform(evidence: &Evidence, form: Form) -> Option<f64> {
    let length = |count: u8| match evidence.secrets.iter().any(|secret| secret.digits == count) {
        true => RIGHT_LENGTH,
        false => (1.0 - RIGHT_LENGTH) / 3.0,
    };
    match form {
        Form::Digits { count } | Form::ForeignDigits { count } | Form::LettersForDigits { count } => {
            Some(length(count) * 0.1_f64.powi(i32::from(count)))
        }
        Form::Letters { count } => Some(length(count) * (1.0 / 26.0_f64).powi(i32::from(count))),
        Form::BackupCode | Form::Other => None,
    }
}
