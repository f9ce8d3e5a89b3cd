//! How guessing is slowed. A guess is counted before it is looked at, and forgiven when it was right.

use otp::UnixSeconds;

use crate::policy::{ThrottleKind, ThrottlePolicy};

/// A quarter of an hour, in seconds: the window of `five-in-15-minutes`, and what a clock may go back unnoticed.
const QUARTER: u64 = 900;

/// A day, in seconds.
const DAY: u64 = 86_400;

/// So many guesses in a day are as good as any number.
const NO_LIMIT: u32 = 1_000_000;

/// What is known of one scope: an account and factor, or a source address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    /// Guesses not forgiven, none of them a quarter of an hour after the one before.
    pub failures: u32,
    /// Guesses not forgiven since the last one that was.
    pub consecutive: u32,
    /// When the quarter of an hour began that ends with `failures` forgotten: at the last guess.
    pub window_start: UnixSeconds,
    /// No guess is looked at before.
    pub next_allowed_at: UnixSeconds,
    /// No guess is looked at until an administrator unlocks it.
    pub locked: bool,
}

impl Record {
    /// The end of the last wait, or the last guess where there was none, in Unix seconds.
    fn next_or_last(&self) -> u64 {
        self.next_allowed_at.0.max(self.window_start.0)
    }
}

/// A guess that is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// How long to wait, in seconds; 0 where waiting does not help.
    pub retry_after: u64,
    /// Whether only an administrator can help.
    pub locked: bool,
}

/// Counts a guess, as wrong until [`forgive`]. The record it returns has to be written before the guess is looked at.
///
/// A clock that went back by more than a quarter of an hour ends a wait, so that nobody waits for the time it had;
/// by less, it lengthens one by as much. (Requests that waited carry an older `now` too: they must not pass.)
///
/// # Errors
/// [`Refused`]: not to be looked at; nothing is to be written.
pub fn charge(record: Option<&Record>, policy: &ThrottlePolicy, now: UnixSeconds) -> Result<Record, Refused> {
    let before = record.copied().unwrap_or_default();
    if before.locked {
        return Err(Refused { retry_after: 0, locked: true });
    }
    let went_back = now.0.saturating_add(QUARTER) < before.window_start.0;
    let has_to_wait = before.next_allowed_at > before.window_start && now < before.next_allowed_at;
    if has_to_wait && !went_back {
        return Err(Refused { retry_after: now.until(before.next_allowed_at), locked: false });
    }
    // The later of both, where requests overtook one another.
    let at = if went_back { now } else { now.max(before.window_start) };
    Ok(charged(&before, policy, at))
}

fn charged(before: &Record, policy: &ThrottlePolicy, at: UnixSeconds) -> Record {
    let is_over = at.0.saturating_sub(before.window_start.0) >= QUARTER;
    let failures = if is_over { 1 } else { before.failures.saturating_add(1) };
    let is_quiet = policy.forget_after_seconds.is_some_and(|quiet| at.0.saturating_sub(before.next_or_last()) >= quiet);
    let consecutive = if is_quiet { 1 } else { before.consecutive.saturating_add(1) };
    let wait = match policy.kind {
        ThrottleKind::Doubling => doubled(consecutive, policy),
        ThrottleKind::FiveInFifteenMinutes if failures >= policy.free_failures => QUARTER,
        ThrottleKind::FiveInFifteenMinutes | ThrottleKind::Off => 0,
    };
    Record {
        failures,
        consecutive,
        window_start: at,
        next_allowed_at: UnixSeconds(at.0.saturating_add(wait)),
        locked: policy.lock_after.is_some_and(|most| consecutive >= most),
    }
}

/// 1, 2, 4 … seconds after the free failures, up to the longest wait.
fn doubled(consecutive: u32, policy: &ThrottlePolicy) -> u64 {
    match consecutive.saturating_sub(policy.free_failures) {
        0 => 0,
        over => 1_u64.checked_shl(over - 1).unwrap_or(u64::MAX).min(policy.longest_wait_seconds),
    }
}

/// The guess was right: all that is known is forgotten.
#[must_use]
pub fn forgive(now: UnixSeconds) -> Record {
    Record { window_start: now, ..Record::default() }
}

/// One guess was right, and the others of the same source stay: gives back what it cost, whatever came between.
#[must_use]
pub fn give_back(record: &Record, policy: &ThrottlePolicy) -> Record {
    let consecutive = record.consecutive.saturating_sub(1);
    let failures = record.failures.saturating_sub(1);
    let waits = match policy.kind {
        ThrottleKind::Doubling => doubled(consecutive, policy) > 0,
        ThrottleKind::FiveInFifteenMinutes => failures >= policy.free_failures,
        ThrottleKind::Off => false,
    };
    let next_allowed_at = if waits { record.next_allowed_at } else { record.next_allowed_at.min(record.window_start) };
    Record { failures, consecutive, next_allowed_at, ..*record }
}

/// How many guesses at most somebody gets looked at in one day who never guesses right; 1,000,000 and more count as
/// 1,000,000. Exact where failures are not forgotten, else a little above what can be reached.
#[must_use]
pub fn evaluations_in_a_day(policy: &ThrottlePolicy) -> u32 {
    match (policy.forget_after_seconds, policy.kind) {
        (_, ThrottleKind::Off) => policy.lock_after.unwrap_or(NO_LIMIT),
        (None, _) => without_a_pause(policy),
        (Some(quiet), ThrottleKind::Doubling) => with_pauses(policy, quiet),
        // The quarter of an hour forgets by itself; what a pause brings is that nothing is ever locked.
        (Some(_), ThrottleKind::FiveInFifteenMinutes) => {
            without_a_pause(&ThrottlePolicy { lock_after: None, forget_after_seconds: None, ..policy.clone() })
        }
    }
}

/// Guesses whenever a guess is looked at.
fn without_a_pause(policy: &ThrottlePolicy) -> u32 {
    let (mut record, mut now, mut count) = (None, UnixSeconds(0), 0);
    while now.0 < DAY && count < NO_LIMIT {
        match charge(record.as_ref(), policy, now) {
            Ok(charged) => (record, count) = (Some(charged), count + 1),
            Err(Refused { locked: true, .. }) => break,
            Err(Refused { retry_after, .. }) => now = UnixSeconds(now.0 + retry_after),
        }
    }
    count
}

/// Guesses, and pauses after as many guesses as pay best until all is forgotten. The day may end in the middle of a
/// wait and a pause, so they do not count.
fn with_pauses(policy: &ThrottlePolicy, quiet: u64) -> u32 {
    let day = u128::from(DAY) + u128::from(policy.longest_wait_seconds) + u128::from(quiet);
    let (mut waited, mut most) = (0_u64, 0_u128);
    for guesses in 1..=NO_LIMIT {
        if waited >= DAY {
            break;
        }
        waited = waited.saturating_add(doubled(guesses, policy));
        let round = u128::from(waited) + u128::from(quiet);
        most = most.max((u128::from(guesses) * day).checked_div(round).unwrap_or(u128::MAX));
    }
    u32::try_from(most).unwrap_or(NO_LIMIT).min(NO_LIMIT)
}
