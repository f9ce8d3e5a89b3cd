//! The device of a story: as far off as the evidence says, and with the mistakes it shows.

use std::collections::BTreeSet;

use support::{Kind, Match, Place, Reading, Role, Typing};

use super::Matched;
use crate::{DeviceDescription, Quirk};

/// A day, in seconds.
const DAY: f64 = 86_400.0;

/// What gives the code once more.
#[derive(Debug, Clone, Default)]
pub(super) struct Imitation {
    /// The mistakes of the app and of the person.
    pub(super) quirks: BTreeSet<Quirk>,
    /// How far ahead the code stands in time, in seconds: the middle of its step; negative: behind.
    pub(super) off: i64,
    /// The first second of its step, seen from the relying party, and the length of it.
    pub(super) from: i64,
    /// In seconds.
    pub(super) period: u32,
    /// What has to be found again.
    pub(super) matched: Option<Matched>,
    /// Whether it depends on the digits of the code.
    pub(super) by_digits: bool,
}

impl Imitation {
    /// The first and the last second of its step.
    pub(super) fn step(&self) -> (i64, i64) {
        (self.from, self.from.saturating_add(i64::from(self.period)).saturating_sub(1))
    }

    /// Whether one clock gives its own code and those of these steps.
    pub(super) fn can_be_right_for(&self, steps: &[(i64, i64)], another: (i64, i64)) -> bool {
        self.common(steps.iter().copied().chain([another])).is_some()
    }

    /// Sets its clock to one that gives the codes of these steps, too.
    pub(super) fn set_right_for(&mut self, steps: &[(i64, i64)]) {
        if let Some((from, until)) = self.common(steps.iter().copied()).filter(|_| !steps.is_empty()) {
            self.off = if from <= 0 && until >= 0 { 0 } else { from.midpoint(until) };
        }
    }

    fn common(&self, steps: impl Iterator<Item = (i64, i64)>) -> Option<(i64, i64)> {
        let (from, until) = steps.fold(self.step(), |all, step| (all.0.max(step.0), all.1.min(step.1)));
        (from <= until).then_some((from, until))
    }

    /// Of a match; none where no device of ours makes such a mistake.
    pub(super) fn of(found: &Match, role: Role) -> Option<Self> {
        let Place::Time { from, period } = found.place else { return None };
        let mut quirks = BTreeSet::new();
        quirks.extend(reading_quirks(found.reading)?);
        let (quirk, typing) = typing_quirk(found.typing);
        quirks.extend(quirk);
        let matched = Matched { role, reading: imitated(found.reading), typing, place: found.place };
        let is_current = from <= 0 && from.saturating_add(i64::from(period)) > 0;
        let off = if is_current { 0 } else { from.saturating_add(i64::from(period) / 2) };
        let by_digits = typing != Typing::AsShown || matches!(found.reading, Reading::LookAlike { .. });
        Some(Self { quirks, off, from, period, matched: Some(matched), by_digits })
    }

    /// A code of no device that the relying party knows.
    pub(super) fn of_a_stranger(period: u32) -> Self {
        Self { quirks: BTreeSet::from([Quirk::AnotherAccount]), period, ..Self::default() }
    }

    /// The device: its clock is off by what is needed at the time `at`, in seconds since the start.
    pub(super) fn device(&self, kind: Kind, drift: Option<f64>, at: i64) -> DeviceDescription {
        let quirks = self.quirks.clone();
        if matches!(kind, Kind::TypedLate | Kind::NextCode | Kind::Replay | Kind::ServerClock) {
            return DeviceDescription { quirks, ..DeviceDescription::default() };
        }
        let drift = drift.unwrap_or(0.0);
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "seconds of a few days")]
        let drifted = (at as f64 / DAY * drift).floor() as i64;
        DeviceDescription { offset: self.off.saturating_sub(drifted), drift, quirks }
    }
}

fn reading_quirks(reading: Reading) -> Option<Vec<Quirk>> {
    Some(match reading {
        Reading::AsMeant => Vec::new(),
        Reading::Ignored { default: false, .. } | Reading::SecretDecodedTwice { .. } => return None,
        Reading::Ignored { algorithm, digits, period, .. } => {
            let all =
                [(algorithm, Quirk::IgnoresAlgorithm), (digits, Quirk::IgnoresDigits), (period, Quirk::IgnoresPeriod)];
            all.into_iter().filter(|(ignores, _)| *ignores).map(|(_, quirk)| quirk).collect()
        }
        Reading::SecretAsText { .. } => vec![Quirk::SecretAsAscii],
        Reading::SecretAsHex { .. } => vec![Quirk::SecretAsHex],
        Reading::LookAlike { .. } => vec![Quirk::LookAlikesTyped],
        Reading::Cut { .. } => vec![Quirk::SecretCut],
    })
}

/// The mistake of ours that stands for one of a kind.
fn imitated(reading: Reading) -> Reading {
    match reading {
        Reading::SecretAsText { .. } => Reading::SecretAsText { form: 0 },
        Reading::SecretAsHex { .. } => Reading::SecretAsHex { form: 0 },
        Reading::LookAlike { .. } => Reading::LookAlike { form: 0 },
        Reading::Cut { .. } => Reading::Cut { bytes: 10 },
        other => other,
    }
}

fn typing_quirk(typing: Typing) -> (Option<Quirk>, Typing) {
    match typing {
        Typing::AsShown => (None, Typing::AsShown),
        Typing::ZeroLost => (Some(Quirk::DropsLeadingZeros), Typing::ZeroLost),
        Typing::Swapped => (Some(Quirk::SwapsDigits), Typing::Swapped),
        Typing::Mistyped => (Some(Quirk::MistypesADigit), Typing::Mistyped),
        Typing::Missing | Typing::Cut => (Some(Quirk::LeavesOutADigit), Typing::Missing),
        Typing::Extra => (Some(Quirk::TypesADigitTwice), Typing::Extra),
    }
}

/// Whether what was found again is what was to be found: the number of a way of misreading means nothing without the
/// secret.
#[must_use]
pub fn is_found_again(wanted: &Matched, found: &Match, role: Role) -> bool {
    let is_alike = match (wanted.reading, found.reading) {
        (Reading::LookAlike { .. }, Reading::LookAlike { .. }) => true,
        (wanted, found) => wanted == found,
    };
    is_alike && role == wanted.role && found.typing == wanted.typing && found.place == wanted.place
}
