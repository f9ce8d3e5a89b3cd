//! Whether this computer's clock can be believed: codes are made from it.

use std::time::Duration;

use otp::UnixSeconds;

use crate::os;

/// 2020-01-01 00:00 UTC. This program is younger, so a clock before that is wrong.
const YEAR_2020: UnixSeconds = UnixSeconds(1_577_836_800);

/// A clock that was moved further than this costs codes, in seconds.
const MOST_MOVED: u64 = 30;

/// Why codes may be wrong although everything else is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// As after an empty battery.
    #[error("this computer's clock shows a time before the year 2020, so its codes are wrong")]
    Before2020,
    /// It was set while the program ran.
    #[error("this computer's clock was moved {} by {}", if *.forward { "forward" } else { "back" }, in_words(*.by))]
    Jumped {
        /// Towards later times.
        forward: bool,
        /// How far, in seconds.
        by: u64,
    },
}

impl ClockError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Before2020 => "clock-before-2020",
            Self::Jumped { .. } => "clock-jumped",
        }
    }

    /// What to do.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Before2020 => {
                "set the date and time in the system's settings, best by turning on the automatic time; your accounts are untouched"
            }
            Self::Jumped { .. } => {
                "if that set it right, all is well; if not, sites refuse the codes until it is right again: turn on the automatic time in the system's settings"
            }
        }
    }
}

/// Whether a clock shows a time that cannot be.
#[must_use]
pub fn trouble(now: UnixSeconds) -> Option<ClockError> {
    (now < YEAR_2020).then_some(ClockError::Before2020)
}

/// Notices that the clock is moved while a program runs.
#[derive(Debug, Clone, Copy)]
pub struct ClockWatch {
    began: UnixSeconds,
    /// Time that passed since the machine was started, at the beginning; none where the system does not say.
    steady: Option<Duration>,
}

impl ClockWatch {
    /// From now on.
    #[must_use]
    pub fn start() -> Self {
        Self { began: os::now(), steady: os::since_start_of_machine() }
    }

    /// What is wrong with the clock now. A clock that was moved and moved back is right again.
    #[must_use]
    pub fn trouble(&self, now: UnixSeconds) -> Option<ClockError> {
        trouble(now).or_else(|| self.jumped(now, os::since_start_of_machine()?))
    }

    fn jumped(&self, now: UnixSeconds, steady: Duration) -> Option<ClockError> {
        let passed = steady.saturating_sub(self.steady?).as_secs();
        let expected = self.began.0.saturating_add(passed);
        let by = now.0.abs_diff(expected);
        (by > MOST_MOVED).then_some(ClockError::Jumped { forward: now.0 > expected, by })
    }
}

/// Rounded, so that it reads well and stays the same from one second to the next.
fn in_words(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..=89 => return "about a minute".to_owned(),
        90..=5_399 => (seconds.saturating_add(30) / 60, "minute"),
        5_400..=129_599 => (seconds.saturating_add(1_800) / 3_600, "hour"),
        _ => (seconds.saturating_add(43_200) / 86_400, "day"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSeconds = UnixSeconds(1_700_000_000);

    fn watch() -> ClockWatch {
        ClockWatch { began: NOW, steady: Some(Duration::from_secs(1_000)) }
    }

    #[test]
    fn a_clock_before_2020_is_wrong_whatever_else_is_known() {
        assert_eq!(trouble(UnixSeconds(1_577_836_799)), Some(ClockError::Before2020));
        assert_eq!(trouble(UnixSeconds(1_577_836_800)), None);
        assert_eq!(watch().trouble(UnixSeconds(0)), Some(ClockError::Before2020));
    }

    #[test]
    fn a_clock_that_goes_on_with_the_machine_was_not_moved() {
        assert_eq!(watch().jumped(UnixSeconds(NOW.0 + 86_400), Duration::from_secs(87_400)), None);
        assert_eq!(watch().jumped(UnixSeconds(NOW.0 + 30), Duration::from_secs(1_000)), None);
    }

    #[test]
    fn a_clock_that_was_moved_is_told_with_the_way_and_how_far() {
        let said =
            |now: u64| watch().jumped(UnixSeconds(now), Duration::from_secs(1_000)).map(|error| error.to_string());
        assert_eq!(said(NOW.0 + 31).unwrap(), "this computer's clock was moved forward by about a minute");
        assert_eq!(said(NOW.0 - 3_600).unwrap(), "this computer's clock was moved back by 60 minutes");
        assert_eq!(said(NOW.0 + 7_201).unwrap(), "this computer's clock was moved forward by 2 hours");
        assert_eq!(said(NOW.0 - 3 * 86_400).unwrap(), "this computer's clock was moved back by 3 days");
    }
}
