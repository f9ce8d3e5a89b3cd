//! What each cause makes of the evidence: its prior times the probability of what was seen.
//!
//! A cause supposes a clock (an offset in whole seconds, by a prior of its own), a reading of the secret, and what a
//! person does to some of the codes. A hypothesis gives exactly one code, so the probability of a code is that of the
//! hypotheses that match it; what nothing explains is one of all codes there are.

mod clocks;
mod counters;
mod drift;
mod seen;

use clocks::{Clock, Hand};
use seen::{Slip, View};

use crate::{Class, Evidence, Kind, Match, Place, Reading, Role, Typing};

/// A cause with what it is worth.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weighed {
    pub(crate) kind: Kind,
    pub(crate) class: Class,
    /// Not normalised.
    pub(crate) weight: f64,
    /// The offsets of the clock that carry it, in seconds; for counters, counters.
    pub(crate) offset: Option<(i64, i64)>,
    /// Seconds that the clock gains a day, where it is not steady.
    pub(crate) drift: Option<f64>,
    /// Which secret.
    pub(crate) secret: Option<usize>,
}

/// Everything that matched or may be, weighed.
pub(crate) fn weigh(evidence: &Evidence) -> Vec<Weighed> {
    let view = View::of(evidence);
    if !view.has_codes() {
        return Vec::new();
    }
    let mut all = vec![nothing(&view)];
    for (index, secret) in evidence.secrets.iter().enumerate() {
        let share = 1.0 / view.count(secret.role);
        let causes = match (secret.role, secret.period) {
            (Role::Counts, None) => counters::weigh(&view, index),
            (Role::Counts, Some(_)) => by_time(&view, index),
            (role, _) => of_another(&view, index, role),
        };
        all.extend(causes.into_iter().map(|cause| Weighed { weight: cause.weight * share, ..cause }));
    }
    all.retain(|cause| cause.weight > 0.0 || cause.kind == Kind::NothingKnown);
    all
}

/// None of the catalogue: any code may be, alone or before one that is right. What could not be tried is among it.
fn nothing(view: &View<'_>) -> Weighed {
    let untried: f64 = untried(view.evidence).iter().map(|kind| kind.prior_in_a_thousand()).sum();
    let prior = Kind::NothingKnown.prior_in_a_thousand() + untried;
    let weight = prior * view.garbage();
    Weighed {
        kind: Kind::NothingKnown,
        class: Class::Only(Kind::NothingKnown),
        weight,
        offset: None,
        drift: None,
        secret: None,
    }
}

/// The causes that nothing was at hand to try.
pub(crate) fn untried(evidence: &Evidence) -> Vec<Kind> {
    let kinds = [
        (Role::Retired, Kind::RetiredSecret),
        (Role::Pending, Kind::PendingSecret),
        (Role::NotAsked, Kind::NotAskedDevice),
        (Role::OtherForm, Kind::OtherForm),
        (Role::OtherAccount, Kind::OtherAccount),
    ];
    let is_held = |role: Role| evidence.secrets.iter().any(|secret| secret.role == role);
    kinds.into_iter().filter(|(role, _)| !is_held(*role)).map(|(_, kind)| kind).collect()
}

/// Codes of a secret that is not the one that counts.
fn of_another(view: &View<'_>, secret: usize, role: Role) -> Vec<Weighed> {
    let (kind, again) = match role {
        Role::Retired => (Kind::RetiredSecret, 0.95),
        Role::Pending => (Kind::PendingSecret, 0.95),
        Role::NotAsked => (Kind::NotAskedDevice, 0.8),
        Role::OtherForm => (Kind::OtherForm, 0.99),
        Role::OtherAccount => (Kind::OtherAccount, 0.8),
        Role::Counts => return Vec::new(),
    };
    let slip =
        Slip { secret, reading: Reading::AsMeant, typings: vec![(Typing::AsShown, 1.0)], again, hand: Hand::Usual };
    Supposed { kind, clock: Clock::Near, share: 1.0, slip }.weigh(view)
}

/// Everything that may be wrong with a secret that counts, and goes by time.
fn by_time(view: &View<'_>, secret: usize) -> Vec<Weighed> {
    let as_meant = Slip {
        secret,
        reading: Reading::AsMeant,
        typings: vec![(Typing::AsShown, 1.0)],
        again: 1.0,
        hand: Hand::Usual,
    };
    let mut all = Vec::new();
    let clocks = [
        (Kind::DeviceClock, Clock::Device),
        (Kind::TimeZone, Clock::Zone),
        (Kind::WrongDate, Clock::Date),
        (Kind::ServerClock, Clock::Device),
    ];
    for (kind, clock) in clocks {
        all.extend(Supposed { kind, clock, share: 1.0, slip: as_meant.clone() }.weigh(view));
    }
    all.extend(drift::weigh(view, secret));
    for (kind, again, hand) in [
        (Kind::TypedLate, 0.5, Hand::Late),
        (Kind::NextCode, 0.3, Hand::Early),
        (Kind::Replay, 0.4, Hand::Again),
        (Kind::CodeIsRight, 1.0, Hand::Right),
    ] {
        let slip = Slip { again, hand, ..as_meant.clone() };
        all.extend(Supposed { kind, clock: Clock::Near, share: 1.0, slip }.weigh(view));
    }
    for Typo { kind, typings, again } in typos(view.evidence.secrets.get(secret).map_or(6, |secret| secret.digits)) {
        let slip = Slip { typings, again, ..as_meant.clone() };
        all.extend(Supposed { kind, clock: Clock::Near, share: 1.0, slip }.weigh(view));
    }
    for reading in view.readings(secret) {
        let (kind, share) = of_reading(&reading);
        let slip = Slip { reading, ..as_meant.clone() };
        all.extend(Supposed { kind, clock: Clock::Near, share, slip }.weigh(view));
    }
    all
}

/// What a person does to a code: with how likely each single text is then, and how often it happens again.
struct Typo {
    kind: Kind,
    typings: Vec<(Typing, f64)>,
    again: f64,
}

/// The slips of typing, for a code of so many digits.
fn typos(digits: u8) -> [Typo; 5] {
    let digits = f64::from(digits);
    let missing = vec![(Typing::Missing, 0.7 / digits), (Typing::Cut, 0.3 / 4.0)];
    [
        Typo { kind: Kind::DigitMistyped, typings: vec![(Typing::Mistyped, 1.0 / (9.0 * digits))], again: 0.2 },
        Typo { kind: Kind::DigitsSwapped, typings: vec![(Typing::Swapped, 1.0 / (digits - 1.0))], again: 0.25 },
        Typo { kind: Kind::CodeCut, typings: missing, again: 0.3 },
        Typo { kind: Kind::ZeroLost, typings: vec![(Typing::ZeroLost, 1.0)], again: 0.2 },
        Typo { kind: Kind::DigitExtra, typings: vec![(Typing::Extra, 1.0 / (10.0 * digits))], again: 0.2 },
    ]
}

/// The cause a reading speaks for, and its share among the readings of that cause.
fn of_reading(reading: &Reading) -> (Kind, f64) {
    match *reading {
        Reading::AsMeant => (Kind::CodeIsRight, 0.0),
        Reading::Ignored { algorithm, digits, period, default } => {
            let kind = match (algorithm, digits, period) {
                (true, false, false) => Kind::IgnoresAlgorithm,
                (false, true, false) => Kind::IgnoresDigits,
                (false, false, true) => Kind::IgnoresPeriod,
                _ => Kind::IgnoresSeveral,
            };
            (kind, if default { 0.8 } else { 0.05 })
        }
        Reading::SecretAsText { form } => (Kind::SecretAsText, if form == 0 { 0.7 } else { 0.075 }),
        Reading::SecretAsHex { form } => (Kind::SecretAsHex, if form == 0 { 0.6 } else { 0.4 }),
        Reading::SecretDecodedTwice { .. } => (Kind::SecretDecodedTwice, 0.5),
        // Some thirty ways of taking letters for others in a key of 32.
        Reading::LookAlike { .. } => (Kind::SecretLookAlike, 1.0 / 30.0),
        Reading::Cut { bytes } => (Kind::SecretCut, if matches!(bytes, 10 | 20) { 0.3 } else { 0.02 }),
    }
}

/// The offsets of one class, and what they weigh.
struct Sum {
    class: Class,
    weight: f64,
    offsets: Vec<(i64, f64)>,
}

/// A cause: a clock, and what is wrong with some or all of the codes.
struct Supposed {
    kind: Kind,
    clock: Clock,
    /// Its share of the prior of its kind.
    share: f64,
    slip: Slip,
}

impl Supposed {
    /// Sums over every offset of the clock at which anything matches; one answer for each class.
    fn weigh(&self, view: &View<'_>) -> Vec<Weighed> {
        let Some(offsets) = view.offsets(&self.slip, self.clock) else { return Vec::new() };
        let prior = self.kind.prior_in_a_thousand() * self.share;
        let is_server = self.kind == Kind::ServerClock;
        let mut sums: Vec<Sum> = Vec::new();
        for offset in offsets {
            let density = self.clock.density(offset);
            if density <= 0.0 {
                continue;
            }
            let others = view.others(if is_server { offset } else { 0 });
            let weight = prior * density * others * view.likelihood(&self.slip, offset, is_clock(self.kind));
            let class = Class::of(self.kind, offset, !view.evidence.others.is_empty());
            match sums.iter_mut().find(|sum| sum.class == class) {
                Some(sum) => {
                    sum.weight += weight;
                    sum.offsets.push((offset, weight));
                }
                None => sums.push(Sum { class, weight, offsets: vec![(offset, weight)] }),
            }
        }
        let told = sums.into_iter().map(|sum| Weighed {
            kind: self.kind,
            class: sum.class,
            weight: sum.weight,
            offset: clocks::carrying(&sum.offsets),
            drift: None,
            secret: Some(self.slip.secret),
        });
        told.collect()
    }
}

fn is_clock(kind: Kind) -> bool {
    matches!(kind, Kind::DeviceClock | Kind::TimeZone | Kind::WrongDate | Kind::ServerClock)
}

/// The interval of a match by time: from, and one past its end.
fn interval(found: &Match) -> Option<(i64, i64)> {
    match found.place {
        Place::Time { from, period } => Some((from, from + i64::from(period))),
        Place::Counter { .. } => None,
    }
}
