//! How long sessions live.

use otp::UnixSeconds;
use relying_party::policy::SessionPolicy;
use relying_party::rules::session::{Kind, is_alive, is_fresh, lifetime, needs_touch};

fn at(seconds: u64) -> UnixSeconds {
    UnixSeconds(1_800_000_000 + seconds)
}

fn is_full_alive(last_seen: u64, now: u64) -> bool {
    is_alive(at(0), at(last_seen), at(43_200), Kind::Full, &SessionPolicy::default(), at(now))
}

#[test]
fn a_half_login_lives_five_minutes_and_never_more_than_ten() {
    let lasts =
        |seconds| lifetime(Kind::Partial, &SessionPolicy { partial_seconds: seconds, ..SessionPolicy::default() });
    assert_eq!((lasts(300), lasts(600), lasts(601), lasts(u64::MAX)), (300, 600, 600, 600));
    let policy = SessionPolicy::default();
    let is_alive_at = |now| is_alive(at(0), at(0), at(300), Kind::Partial, &policy, at(now));
    assert!(is_alive_at(0) && is_alive_at(299) && !is_alive_at(300));
}

#[test]
fn a_full_session_ends_when_it_is_not_used_for_half_an_hour() {
    assert!(is_full_alive(0, 1_799));
    assert!(!is_full_alive(0, 1_800));
    assert!(is_full_alive(1_799, 3_598));
}

#[test]
fn a_full_session_ends_after_half_a_day_whatever_happens() {
    assert!(is_full_alive(43_199, 43_199));
    assert!(!is_full_alive(43_199, 43_200));
}

#[test]
fn a_policy_that_became_shorter_ends_sessions_too() {
    let policy = SessionPolicy { absolute_seconds: 600, ..SessionPolicy::default() };
    let is_alive_at = |now| is_alive(at(0), at(now), at(43_200), Kind::Full, &policy, at(now));
    assert!(is_alive_at(599) && !is_alive_at(600));
}

#[test]
fn a_clock_that_went_back_ends_no_session() {
    assert!(is_alive(at(50), at(60), at(350), Kind::Partial, &SessionPolicy::default(), at(0)));
}

#[test]
fn not_every_use_is_noted() {
    let policy = SessionPolicy::default();
    assert!(!needs_touch(at(0), &policy, at(29)) && needs_touch(at(0), &policy, at(30)));
    let short = SessionPolicy { idle_seconds: 40, ..policy };
    assert!(!needs_touch(at(0), &short, at(9)) && needs_touch(at(0), &short, at(10)));
}

#[test]
fn a_check_is_fresh_up_to_its_last_second_and_never_before_it_was_made() {
    assert!(is_fresh(at(0), 300, at(300)) && !is_fresh(at(0), 300, at(301)));
    assert!(!is_fresh(at(10), 300, at(9)));
    assert!(!is_fresh(UnixSeconds(0), 300, at(0)));
}
