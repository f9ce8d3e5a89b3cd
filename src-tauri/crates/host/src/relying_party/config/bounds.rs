//! The ranges of everything a configuration file may change.

use std::ops::RangeInclusive;

use relying_party::policy::Policy;
use relying_party_server::Settings;

/// The first value that is outside its range: its key, and the range in words.
pub(super) fn check(policy: &Policy, settings: &Settings) -> Option<(&'static str, String)> {
    policy.out_of_bounds().or_else(|| numbers(settings)).or_else(|| origins(settings))
}

fn numbers(settings: &Settings) -> Option<(&'static str, String)> {
    let body_bytes = u64::try_from(settings.body_bytes).unwrap_or(u64::MAX);
    let all: [(&str, u64, RangeInclusive<u64>); 2] = [
        ("server.request_seconds", settings.request_seconds, 1..=3_600),
        ("server.body_bytes", body_bytes, 4_096..=10_485_760),
    ];
    let outside = all.into_iter().find(|(_, value, range)| !range.contains(value));
    outside.map(|(key, _, range)| (key, format!("{} to {}", range.start(), range.end())))
}

fn origins(settings: &Settings) -> Option<(&'static str, String)> {
    let is_origin = |text: &String| {
        let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or_default();
        !host.is_empty() && !host.contains(|c: char| c == '/' || c == '*' || !c.is_ascii_graphic())
    };
    let fits = settings.allowed_origins.iter().all(is_origin);
    (!fits).then(|| ("server.allowed_origins", "origins such as https://example.org, without a path".to_owned()))
}
