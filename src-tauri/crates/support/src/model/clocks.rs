//! How far clocks are off, and how long a person takes: the priors over time.

/// How a clock is supposed to be off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// Right but for seconds; now and then off by up to ten minutes as a second mistake.
    Near,
    /// Off, by any amount from twenty seconds to a day: each doubling is as likely as the next.
    Device,
    /// Off by quarters of hours, set by hand to the minute.
    Zone,
    /// Off by whole days.
    Date,
}

/// The least and the most that a clock is supposed to be off, in seconds.
const LEAST: f64 = 20.0;
const MOST: f64 = 86_400.0;

/// How often a second mistake is a clock that is off by up to ten minutes.
const SECOND_MISTAKE: f64 = 0.06;

/// Where a right clock is, and one set by hand, in seconds.
const RIGHT: f64 = 3.0;
const BY_HAND: f64 = 25.0;

impl Clock {
    /// The probability of an offset of so many whole seconds.
    pub(super) fn density(self, offset: i64) -> f64 {
        let seconds = offset as f64;
        match self {
            Self::Near => {
                let second = if offset.abs() <= 600 { SECOND_MISTAKE / 1_201.0 } else { 0.0 };
                (1.0 - SECOND_MISTAKE) * laplace(seconds, RIGHT) + second
            }
            Self::Device if (LEAST..=MOST).contains(&seconds.abs()) => 0.5 / (seconds.abs() * (MOST / LEAST).ln()),
            Self::Device => 0.0,
            Self::Zone => zone(offset),
            Self::Date => date(offset),
        }
    }

    /// Offsets that are likely without any match there.
    pub(super) fn usual(self) -> std::ops::Range<i64> {
        match self {
            Self::Near => -12..13,
            Self::Device | Self::Zone | Self::Date => 0..0,
        }
    }
}

/// Double-sided exponential: most errors are small, and large ones are not impossible.
fn laplace(seconds: f64, scale: f64) -> f64 {
    (-seconds.abs() / scale).exp() / (2.0 * scale)
}

/// An hour most of all (summer time), then whole hours, half ones, quarters; 14 hours at most.
fn zone(offset: i64) -> f64 {
    let quarters = (offset as f64 / 900.0).round() as i64;
    let weight = match quarters.abs() {
        0 | 57.. => return 0.0,
        4 => 0.2,
        quarters if quarters % 4 == 0 => 0.46 / 26.0,
        quarters if quarters % 2 == 0 => 0.1 / 28.0,
        _ => 0.04 / 56.0,
    };
    weight * laplace((offset - quarters * 900) as f64, BY_HAND)
}

/// One day most of all, seven at most.
fn date(offset: i64) -> f64 {
    let days = (offset as f64 / MOST).round() as i64;
    let weight = match days.abs() {
        1 => 0.25,
        2 => 0.08,
        3..=6 => 0.03,
        7 => 0.05,
        _ => return 0.0,
    };
    weight * laplace((offset - days * 86_400) as f64, BY_HAND)
}

/// How a code gets from the device to the verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    /// Read, typed and sent within seconds.
    Usual,
    /// Sent a minute or several after it was read.
    Late,
    /// The code that the device shows next.
    Early,
    /// One that was used.
    Again,
    /// As [`Self::Usual`], and accepted.
    Right,
}

/// The time from reading a code to sending it, in seconds: the mean, and for late ones what goes before.
const USUAL: f64 = 7.0;
const LATE: f64 = 80.0;
const LATE_FROM: f64 = 20.0;
const LATE_MOST: f64 = 600.0;

impl Hand {
    /// The probability that a code of the offsets `from` until `until` comes from a device whose clock is off by `offset`.
    pub(super) fn reaches(self, offset: i64, (from, until): (i64, i64)) -> f64 {
        // It was read so many seconds before it was sent.
        let (least, most) = ((offset - until + 1) as f64, (offset - from + 1) as f64);
        let between = |shape: &dyn Fn(f64) -> f64| (shape(most) - shape(least)).max(0.0);
        match self {
            Self::Usual | Self::Right | Self::Again => between(&|seconds| within(seconds, USUAL)),
            Self::Late => between(&|seconds| within((seconds - LATE_FROM).min(LATE_MOST), LATE)),
            Self::Early => {
                let period = until - from;
                between(&|seconds| within(seconds + period as f64, USUAL))
            }
        }
    }
}

/// An exponential time with this mean is at most `seconds`.
fn within(seconds: f64, mean: f64) -> f64 {
    if seconds <= 0.0 { 0.0 } else { 1.0 - (-seconds / mean).exp() }
}

/// The offsets around the heaviest that carry nearly all of the weight.
pub(super) fn carrying(offsets: &[(i64, f64)]) -> Option<(i64, i64)> {
    let heaviest = offsets.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
    let mut carrying = offsets.iter().filter(|(_, weight)| *weight >= heaviest * 0.02 && *weight > 0.0);
    let (first, _) = carrying.next()?;
    Some((*first, carrying.next_back().map_or(*first, |(last, _)| *last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_priors_of_the_clocks_add_up_to_one() {
        for (clock, reach) in
            [(Clock::Near, 700), (Clock::Device, 90_000), (Clock::Zone, 60_000), (Clock::Date, 700_000)]
        {
            let sum: f64 = (-reach..=reach).map(|offset| clock.density(offset)).sum();
            assert!((0.97..1.03).contains(&sum), "{clock:?} adds up to {sum}");
        }
    }

    #[test]
    fn a_code_comes_from_somewhere() {
        for hand in [Hand::Usual, Hand::Late, Hand::Early] {
            let steps = (-60_i64..=60).map(|step| hand.reaches(7, (step * 30 - 11, step * 30 + 19)));
            let sum: f64 = steps.sum();
            assert!((0.98..1.001).contains(&sum), "{hand:?} adds up to {sum}");
        }
    }

    #[test]
    fn what_is_read_and_typed_at_once_is_of_the_step_shown() {
        assert!(Hand::Usual.reaches(0, (-15, 15)) > 0.8);
        assert!(Hand::Late.reaches(0, (-15, 15)) == 0.0);
        assert!(Hand::Early.reaches(0, (15, 45)) > 0.8);
    }
}
