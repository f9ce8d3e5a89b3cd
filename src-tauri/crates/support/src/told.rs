//! Evidence in the words of staff.

use std::cmp::Reverse;

use crate::words::{duration, some};
use crate::{Evidence, Form, Kind, Match, Place, Ranked, Reading, Role, SecretEvidence, Spent, Typing};

impl Place {
    /// How many steps (counters) after the verifier's own it is; negative: before.
    #[must_use]
    pub fn steps(self) -> i64 {
        match self {
            Self::Counter { off } => off,
            // The verifier is some seconds into its step; a step begins a whole number of periods from that one's start.
            Self::Time { from, period } => -(-from).div_euclid(i64::from(period.max(1))),
        }
    }

    /// Whose code it is, as people say it: "a code about 83 minutes behind".
    #[must_use]
    pub fn code_in_words(self) -> String {
        let side = if self.steps() < 0 { "behind" } else { "ahead" };
        match self {
            Self::Counter { off: 0 } => "the code of the counter that was expected".to_owned(),
            Self::Counter { off } => format!("a code {} {side}", some(off.unsigned_abs(), "counter")),
            Self::Time { .. } if self.steps() == 0 => "the code of that moment".to_owned(),
            Self::Time { from, period } => {
                let middle = from.saturating_add(i64::from(period) / 2);
                format!("a code about {} {side}", duration(middle.unsigned_abs()))
            }
        }
    }

    /// In words, such as "3 steps before (90 seconds)".
    #[must_use]
    pub fn words(self) -> String {
        let steps = self.steps();
        let side = if steps < 0 { "before" } else { "after" };
        let count = |unit: &str| format!("{} {side}", some(steps.unsigned_abs(), unit));
        match self {
            Self::Counter { .. } if steps == 0 => "the counter that was expected".to_owned(),
            Self::Counter { .. } => count("counter"),
            Self::Time { .. } if steps == 0 => "the step of that moment".to_owned(),
            Self::Time { period, .. } => {
                format!("{} ({})", count("step"), duration(steps.unsigned_abs().saturating_mul(period.into())))
            }
        }
    }
}

impl Role {
    /// Whose codes it makes, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Counts => "the secret that counts",
            Self::NotAsked => "another device of the account",
            Self::Pending => "a set-up that was not finished",
            Self::Retired => "an older set-up",
            Self::OtherForm => "the other form of the set-up",
            Self::OtherAccount => "another account of the person",
        }
    }
}

impl SecretEvidence {
    /// In words, such as "the secret that counts: SHA1, 6 digits, 30 seconds".
    #[must_use]
    pub fn words(&self) -> String {
        let (role, algorithm, digits) = (self.role.words(), self.algorithm, self.digits);
        match (self.kind, self.period) {
            (otp::Kind::Steam, _) => format!("{role}: Steam, {digits} letters"),
            (_, Some(period)) => format!("{role}: {algorithm}, {digits} digits, {period} seconds"),
            (_, None) => format!("{role}: {algorithm}, {digits} digits, by a counter"),
        }
    }
}

impl Form {
    /// In words, such as "6 digits".
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Digits { count } => format!("{count} digits"),
            Self::ForeignDigits { count } => format!("{count} digits, some of another script"),
            Self::LettersForDigits { count } => format!("{count} digits, some of them letters"),
            Self::Letters { count } => format!("{count} letters"),
            Self::BackupCode => "formed like a backup code".to_owned(),
            Self::Other => "nothing that could be a code".to_owned(),
        }
    }
}

impl Match {
    /// In words: of which secret, how it was read and typed, where it stands, and whether it would be accepted.
    #[must_use]
    pub fn words(&self, evidence: &Evidence) -> String {
        let role = evidence.secrets.get(self.secret).map_or("a secret", |secret| secret.role.words());
        let mut parts = vec![format!("{role}, {}", self.place.words())];
        parts.extend(self.reading.words());
        parts.extend(self.typing.words().map(str::to_owned));
        parts.push(if self.in_window { "accepted there" } else { "not accepted there" }.to_owned());
        parts.extend((self.spent != Spent::No).then(|| "used, or a later one was".to_owned()));
        parts.join("; ")
    }
}

impl Reading {
    fn words(self) -> Option<String> {
        Some(match self {
            Self::AsMeant => return None,
            Self::Ignored { algorithm, digits, period, .. } => {
                let all = [(algorithm, "algorithm"), (digits, "digits"), (period, "period")];
                let ignored: Vec<&str> = all.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect();
                format!("another {} taken", ignored.join(" and "))
            }
            Self::SecretAsText { .. } => "its text taken for the secret".to_owned(),
            Self::SecretAsHex { .. } => "its hexadecimal text taken for the secret".to_owned(),
            Self::SecretDecodedTwice { .. } => "decoded once more".to_owned(),
            Self::LookAlike { .. } => "letters of it confused".to_owned(),
            Self::Cut { bytes } => format!("only its first {bytes} bytes"),
        })
    }
}

impl Typing {
    fn words(self) -> Option<&'static str> {
        match self {
            Self::AsShown => None,
            Self::ZeroLost => Some("without its zero at the front"),
            Self::Swapped => Some("two digits swapped"),
            Self::Mistyped => Some("one digit wrong"),
            Self::Missing => Some("one digit missing"),
            Self::Cut => Some("digits missing"),
            Self::Extra => Some("one digit too many"),
        }
    }
}

impl Evidence {
    /// The matches of a submission, what is easiest to believe first: nothing misread, nothing mistyped, and near.
    #[must_use]
    pub fn plainest_matches(&self, submission: usize) -> Vec<&Match> {
        let matches = self.submissions.get(submission).map_or(&[] as &[Match], |one| &one.matches);
        let mut sorted: Vec<&Match> = matches.iter().collect();
        sorted.sort_by_key(|found| {
            let is_plain = found.reading == Reading::AsMeant && found.typing == Typing::AsShown;
            let counts = self.secrets.get(found.secret).is_some_and(|secret| secret.role == Role::Counts);
            (Reverse(is_plain), Reverse(counts), found.place.steps().unsigned_abs())
        });
        sorted
    }
}

impl Ranked {
    /// How far the clock or the counter is off, in words; none where that is no part of the cause.
    #[must_use]
    pub fn off_in_words(&self) -> Option<String> {
        let offset = self.offset.as_ref()?;
        let is_of_a_clock =
            matches!(self.kind, Kind::DeviceClock | Kind::TimeZone | Kind::WrongDate | Kind::ServerClock);
        match self.kind {
            Kind::CounterAhead | Kind::CounterBehind => {
                let off = offset.from.midpoint(offset.until);
                let side = if off < 0 { "behind" } else { "ahead" };
                Some(format!("{} {side}", some(off.unsigned_abs(), "counter")))
            }
            _ => is_of_a_clock.then(|| crate::words::off(Some(offset))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_counted_from_the_verifiers_own() {
        let steps = |from: i64| Place::Time { from, period: 30 }.steps();
        let told: Vec<i64> = [0, -29, -30, 1, 30, -3_005].into_iter().map(steps).collect();
        assert_eq!(told, [0, 0, -1, 1, 1, -100]);
        assert_eq!(Place::Counter { off: 7 }.steps(), 7);
    }

    #[test]
    fn a_place_is_told_as_people_do() {
        let by_time = |from: i64| Place::Time { from, period: 30 }.words();
        assert_eq!(by_time(-10), "the step of that moment");
        assert_eq!(by_time(-40), "1 step before (30 seconds)");
        assert_eq!(by_time(-5_005), "166 steps before (83 minutes)");
        assert_eq!(by_time(65), "3 steps after (90 seconds)");
        assert_eq!(Place::Counter { off: 12 }.words(), "12 counters after");
    }

    #[test]
    fn a_code_is_so_far_behind_or_ahead() {
        let by_time = |from: i64| Place::Time { from, period: 30 }.code_in_words();
        assert_eq!(by_time(-10), "the code of that moment");
        assert_eq!(by_time(-4_983), "a code about 83 minutes behind");
        assert_eq!(by_time(-7_515), "a code about 2 hours and 5 minutes behind");
        assert_eq!(by_time(35), "a code about 50 seconds ahead");
        assert_eq!(Place::Counter { off: 1 }.code_in_words(), "a code 1 counter ahead");
        assert_eq!(Place::Counter { off: 0 }.code_in_words(), "the code of the counter that was expected");
    }
}
