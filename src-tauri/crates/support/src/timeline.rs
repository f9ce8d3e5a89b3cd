//! What a picture of a rejection shows: the steps that are accepted, where the code stands, and what the clocks say.

use serde::Serialize;

use crate::{Evidence, Explanation, Kind, Match, Place, Ranked, Role, Spent, Typing, Window, match_of, rejected};

/// Everything the picture shows. Steps are counted from the verifier's own step of that moment, negative: before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Timeline {
    /// What the steps are.
    pub scale: Scale,
    /// The steps that are accepted.
    pub window: Window,
    /// How far into its own step the verifier's clock was, in seconds; none where no match tells.
    pub second: Option<u32>,
    /// The step of the rejected code; none where it is the code of no step that was looked at.
    pub code: Option<i64>,
    /// Whether it is that which stands in its way: it had been used, or is accepted there and a later one had been used.
    pub is_used: bool,
    /// Whether it is a code of another secret than the one that counts, or of the same one read wrongly.
    pub is_foreign: bool,
    /// Whether it was typed otherwise than it was shown.
    pub is_mistyped: bool,
    /// How far the device's clock is ahead, at least and at most, in seconds; negative: behind. None where nothing tells.
    pub device: Option<(i64, i64)>,
    /// The steps of codes that were read out besides, each from the verifier's step of its own moment.
    pub read_out: Vec<i64>,
}

/// What the steps of a timeline are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Scale {
    /// Steps of so many seconds.
    Time {
        /// In seconds.
        period: u32,
    },
    /// Counters: 0 is the one expected next.
    Counter,
}

/// Puts together what a picture shows.
#[must_use]
pub fn timeline(evidence: &Evidence, explanation: &Explanation) -> Timeline {
    let cause = cause_of_the_code(explanation);
    let found = cause.and_then(|cause| match_of(evidence, cause.kind, cause.offset.as_ref()));
    let role = found.and_then(|found| evidence.secrets.get(found.secret)).map(|secret| secret.role);
    Timeline {
        scale: scale(evidence, found),
        window: evidence.window,
        second: found.and_then(|found| second(found.place)),
        code: found.map(|found| found.place.steps()),
        is_used: found
            .is_some_and(|found| found.spent == Spent::Newest || found.spent == Spent::Older && found.in_window),
        is_foreign: found.is_some_and(|found| found.reading != crate::Reading::AsMeant)
            || role.is_some_and(|role| role != Role::Counts),
        is_mistyped: found.is_some_and(|found| found.typing != Typing::AsShown),
        device: device(evidence, cause),
        read_out: found.map_or_else(Vec::new, |found| read_out(evidence, found)),
    }
}

/// What the code itself says: where the verifier did not look at it, that stands beneath.
pub(crate) fn cause_of_the_code(explanation: &Explanation) -> Option<&Ranked> {
    explanation.beneath.first().or(explanation.causes.first())
}

fn second(place: Place) -> Option<u32> {
    let Place::Time { from, period } = place else { return None };
    u32::try_from((-from).rem_euclid(i64::from(period.max(1)))).ok()
}

fn scale(evidence: &Evidence, found: Option<&Match>) -> Scale {
    if let Some(found) = found {
        return match found.place {
            Place::Time { period, .. } => Scale::Time { period },
            Place::Counter { .. } => Scale::Counter,
        };
    }
    let counting = evidence.secrets.iter().find(|secret| secret.role == Role::Counts).or(evidence.secrets.first());
    match counting {
        Some(secret) => secret.period.map_or(Scale::Counter, |period| Scale::Time { period }),
        None => Scale::Time { period: 30 },
    }
}

/// What somebody saw on the device, else what the cause says of its clock.
fn device(evidence: &Evidence, cause: Option<&Ranked>) -> Option<(i64, i64)> {
    if let Some(showed) = rejected(evidence).and_then(|submission| submission.device_showed) {
        return Some((showed, showed));
    }
    let is_of_its_clock = |cause: &&Ranked| {
        matches!(cause.kind, Kind::DeviceClock | Kind::TimeZone | Kind::WrongDate | Kind::ServerClock)
    };
    cause.filter(is_of_its_clock).and_then(|cause| cause.offset).map(|offset| (offset.from, offset.until))
}

/// Codes of the same secret, read in the same way, that the person read out.
fn read_out(evidence: &Evidence, rejected: &Match) -> Vec<i64> {
    let submissions = evidence.submissions.iter().filter(|submission| submission.read_out);
    let alike = |found: &&Match| found.secret == rejected.secret && found.reading == rejected.reading;
    let nearest = |found: &&Match| found.place.steps().abs_diff(rejected.place.steps());
    submissions
        .filter_map(|submission| submission.matches.iter().filter(alike).min_by_key(nearest))
        .map(|found| found.place.steps())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_step_begins_tells_how_far_into_its_own_the_verifier_was() {
        let told: Vec<Option<u32>> =
            [0, -29, -30, 1, 30, -3_005].into_iter().map(|from| second(Place::Time { from, period: 30 })).collect();
        assert_eq!(told, [Some(0), Some(29), Some(0), Some(29), Some(0), Some(5)]);
        assert_eq!(second(Place::Counter { off: 3 }), None);
    }
}
