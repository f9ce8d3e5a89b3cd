//! The ranges of everything a policy may say.

use std::ops::RangeInclusive;

use super::{ContextualRule, Policy, SecondFactorRule, ThrottlePolicy, Window};

const DAY: u64 = 86_400;

type Number = (&'static str, u64, RangeInclusive<u64>);

impl Policy {
    /// The first value that is outside its range: its key as in a configuration file, and the range in words.
    pub fn out_of_bounds(&self) -> Option<(&'static str, String)> {
        let outside = numbers(self).into_iter().find(|(_, value, range)| !range.contains(value));
        let outside = outside.map(|(key, _, range)| (key, format!("{} to {}", range.start(), range.end())));
        outside.or_else(|| texts(self).map(|(key, words)| (key, words.to_owned())))
    }
}

fn numbers(policy: &Policy) -> Vec<Number> {
    let mut all = of_people(policy);
    all.extend(of_codes(policy));
    all.extend(of_throttle(THROTTLE, &policy.throttle, 100));
    all.extend(of_throttle(SOURCE_THROTTLE, &policy.source_throttle, u64::from(u32::MAX)));
    all.push(("policy.rules", policy.rules.len() as u64, 0..=100));
    all
}

fn of_people(policy: &Policy) -> Vec<Number> {
    let (password, session) = (&policy.password, &policy.session);
    vec![
        ("policy.password.minimum_characters", password.minimum_characters.into(), 8..=64),
        ("policy.password.maximum_characters", password.maximum_characters.into(), 64..=4_096),
        ("policy.session.partial_seconds", session.partial_seconds, 1..=600),
        ("policy.session.idle_seconds", session.idle_seconds, 1..=30 * DAY),
        ("policy.session.absolute_seconds", session.absolute_seconds, 1..=30 * DAY),
        ("policy.session.password_check_seconds", session.password_check_seconds, 1..=DAY),
        ("policy.session.second_factor_check_seconds", session.second_factor_check_seconds, 1..=DAY),
    ]
}

fn of_codes(policy: &Policy) -> Vec<Number> {
    let (totp, backup, sent) = (&policy.totp, &policy.backup_codes, &policy.out_of_band);
    let widest = 0..=u64::from(Window::WIDEST);
    vec![
        ("policy.totp.digits", totp.digits.value().into(), 6..=8),
        ("policy.totp.window.back", totp.window.back.into(), widest.clone()),
        ("policy.totp.window.ahead", totp.window.ahead.into(), widest),
        ("policy.totp.pending_seconds", totp.pending_seconds, 1..=DAY),
        ("policy.totp.maximum_devices", totp.maximum_devices.into(), 1..=100),
        ("policy.totp.retired_seconds", totp.retired_seconds, 0..=365 * DAY),
        ("policy.backup_codes.count", backup.count.into(), 1..=30),
        ("policy.backup_codes.warn_at", backup.warn_at.into(), 0..=30),
        ("policy.backup_codes.lifetime_seconds", backup.lifetime_seconds.unwrap_or(DAY), 1..=3_650 * DAY),
        ("policy.out_of_band.lifetime_seconds", sent.lifetime_seconds, 1..=600),
        ("policy.out_of_band.maximum_addresses", sent.maximum_addresses.into(), 0..=100),
        ("policy.rejected_codes.lifetime_seconds", policy.rejected_codes.lifetime_seconds, 1..=DAY),
        ("policy.journal.keep_seconds", policy.journal.keep_seconds, DAY..=3_650 * DAY),
        ("policy.journal.most", policy.journal.most.into(), 1_000..=100_000_000),
        ("policy.journal.alike_a_minute", policy.journal.alike_a_minute.into(), 1..=10_000),
        ("policy.rejected_codes.most", policy.rejected_codes.most.into(), 0..=20),
    ]
}

const THROTTLE: [&str; 4] = [
    "policy.throttle.free_failures",
    "policy.throttle.longest_wait_seconds",
    "policy.throttle.lock_after",
    "policy.throttle.forget_after_seconds",
];

const SOURCE_THROTTLE: [&str; 4] = [
    "policy.source_throttle.free_failures",
    "policy.source_throttle.longest_wait_seconds",
    "policy.source_throttle.lock_after",
    "policy.source_throttle.forget_after_seconds",
];

fn of_throttle(keys: [&'static str; 4], throttle: &ThrottlePolicy, most: u64) -> [Number; 4] {
    let [free, longest, lock, forget] = keys;
    [
        (free, throttle.free_failures.into(), 0..=most),
        (longest, throttle.longest_wait_seconds, 1..=900),
        (lock, throttle.lock_after.unwrap_or(1).into(), 1..=most),
        (forget, throttle.forget_after_seconds.unwrap_or(1), 1..=365 * DAY),
    ]
}

fn texts(policy: &Policy) -> Option<(&'static str, &'static str)> {
    let issuer = policy.issuer.trim();
    let is_issuer =
        (1..=64).contains(&issuer.chars().count()) && !issuer.contains(|c: char| c.is_control() || c == ':');
    if !is_issuer {
        return Some(("policy.issuer", "1 to 64 characters, none of them a colon or a control character"));
    }
    if policy.source_throttle.lock_after.is_some() {
        return Some(("policy.source_throttle.lock_after", "left out: a source address is slowed, never locked"));
    }
    let skips_always = |rule: &ContextualRule| {
        rule.second_factor == SecondFactorRule::Skip && rule.networks.is_empty() && rule.groups.is_empty()
    };
    if policy.rules.iter().any(skips_always) {
        return Some(("policy.rules", "rules that name a network or a group where they skip the second factor"));
    }
    None
}
