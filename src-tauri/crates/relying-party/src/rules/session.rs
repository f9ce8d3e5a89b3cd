//! How long sessions live.

use otp::UnixSeconds;

use crate::policy::SessionPolicy;

/// The longest a half login or a session for replacing a factor lives, in seconds, whatever the policy says.
pub const LONGEST_PARTIAL_SECONDS: u64 = 600;

/// A use is noted when the one noted last is so old, in seconds: not every request has to write.
const TOUCH_SECONDS: u64 = 30;

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The second step of a login, nothing else.
    Partial,
    /// Everything its user may.
    Full,
    /// Replacing the second factor, nothing else.
    Replacement,
}

/// How long a session of this kind lives at most, in seconds.
pub fn lifetime(kind: Kind, policy: &SessionPolicy) -> u64 {
    match kind {
        Kind::Partial => policy.partial_seconds.min(LONGEST_PARTIAL_SECONDS),
        Kind::Replacement => LONGEST_PARTIAL_SECONDS,
        Kind::Full => policy.absolute_seconds,
    }
}

/// Whether a session is alive: before its end, before the end a policy that became shorter gives it, and used lately.
pub fn is_alive(
    created_at: UnixSeconds,
    last_seen_at: UnixSeconds,
    expires_at: UnixSeconds,
    kind: Kind,
    policy: &SessionPolicy,
    now: UnixSeconds,
) -> bool {
    let within = |start: UnixSeconds, seconds: u64| start.until(now) < seconds;
    now < expires_at && within(created_at, lifetime(kind, policy)) && within(last_seen_at, policy.idle_seconds)
}

/// Whether a use of a session is to be noted: its idle end moves in steps, so that not every request writes.
/// Never rarer than four times in the idle time.
pub fn needs_touch(last_seen_at: UnixSeconds, policy: &SessionPolicy, now: UnixSeconds) -> bool {
    last_seen_at.until(now) >= TOUCH_SECONDS.min(policy.idle_seconds / 4)
}

/// Whether a check (of the password, of the second factor) is no older than `most_seconds`. One of a time that is yet
/// to come is none.
pub fn is_fresh(checked_at: UnixSeconds, most_seconds: u64, now: UnixSeconds) -> bool {
    checked_at <= now && checked_at.until(now) <= most_seconds
}
