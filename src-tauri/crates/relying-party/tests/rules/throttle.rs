//! How guessing is slowed.

use otp::UnixSeconds;
use proptest::prelude::*;
use relying_party::policy::{ThrottleKind, ThrottlePolicy};
use relying_party::rules::throttle::{Record, Refused, charge, evaluations_in_a_day, forgive};

const DAY: u64 = 86_400;
const START: u64 = 1_800_000_000;

fn usual() -> ThrottlePolicy {
    ThrottlePolicy::default()
}

fn endless() -> ThrottlePolicy {
    ThrottlePolicy { lock_after: None, ..usual() }
}

/// Guesses as soon as it may, so many times; says how long it had to wait before each guess, and what is known then.
fn waits(policy: &ThrottlePolicy, guesses: usize) -> (Vec<u64>, Record) {
    let (mut now, mut record, mut waits) = (START, Record::default(), Vec::new());
    for _ in 0..guesses {
        let wait = charge(Some(&record), policy, UnixSeconds(now)).err().map_or(0, |refused| refused.retry_after);
        now += wait;
        waits.push(wait);
        record = charge(Some(&record), policy, UnixSeconds(now)).expect("the wait is over");
    }
    (waits, record)
}

/// As many guesses every second as are let through.
fn let_through(policy: &ThrottlePolicy, seconds: u64) -> u32 {
    let (mut record, mut count) = (None, 0);
    for now in START..START + seconds {
        while let Ok(charged) = charge(record.as_ref(), policy, UnixSeconds(now)) {
            (record, count) = (Some(charged), count + 1);
        }
    }
    count
}

#[test]
fn the_wait_doubles_from_the_fifth_failure_up_to_a_quarter_of_an_hour() {
    let (waits, _) = waits(&usual(), 20);
    assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]);
}

#[test]
fn a_guess_is_refused_until_the_last_second_of_its_wait() {
    let (_, record) = waits(&usual(), 10);
    let end = record.next_allowed_at.0;
    assert_eq!(end, record.window_start.0 + 32);
    for now in record.window_start.0..end {
        let refused = charge(Some(&record), &usual(), UnixSeconds(now)).unwrap_err();
        assert_eq!(refused, Refused { retry_after: end - now, locked: false });
    }
    assert!(charge(Some(&record), &usual(), UnixSeconds(end)).is_ok());
}

#[test]
fn the_hundredth_failure_in_a_row_locks_for_good() {
    let (_, record) = waits(&usual(), 99);
    assert!(!record.locked);
    let record = charge(Some(&record), &usual(), record.next_allowed_at).unwrap();
    assert!(record.locked && record.consecutive == 100);
    for now in [0, record.next_allowed_at.0, START + 365 * DAY, u64::MAX] {
        let refused = charge(Some(&record), &usual(), UnixSeconds(now)).unwrap_err();
        assert!(refused.locked);
    }
}

#[test]
fn time_alone_forgives_nothing_where_the_wait_doubles() {
    let (_, record) = waits(&usual(), 20);
    let later = UnixSeconds(record.next_allowed_at.0 + 30 * DAY);
    let charged = charge(Some(&record), &usual(), later).unwrap();
    assert_eq!(charged.next_allowed_at.0 - later.0, 900);
    assert_eq!(charged.consecutive, 21);
}

#[test]
fn a_right_guess_forgives_everything_even_the_hundredth() {
    let (_, record) = waits(&usual(), 100);
    let forgiven = forgive(record.window_start);
    assert_eq!(forgiven, Record { window_start: record.window_start, ..Record::default() });
    assert!(charge(Some(&forgiven), &usual(), record.window_start).is_ok());
}

#[test]
fn a_scope_never_seen_is_as_one_forgiven() {
    assert_eq!(
        charge(None, &usual(), UnixSeconds(START)),
        charge(Some(&Record::default()), &usual(), UnixSeconds(START))
    );
}

#[test]
fn five_in_fifteen_minutes_are_five_and_then_none_for_a_quarter_of_an_hour() {
    let policy = ThrottlePolicy { lock_after: None, ..ThrottlePolicy::five_in_fifteen_minutes() };
    let (waits, _) = waits(&policy, 16);
    assert_eq!(waits, [0, 0, 0, 0, 0, 900, 0, 0, 0, 0, 900, 0, 0, 0, 0, 900]);
}

#[test]
fn five_in_fifteen_minutes_count_anew_after_a_quarter_of_an_hour_without_a_failure() {
    let policy = ThrottlePolicy::five_in_fifteen_minutes();
    let (_, record) = waits(&policy, 4);
    let at = |seconds| charge(Some(&record), &policy, UnixSeconds(START + seconds)).unwrap();
    assert_eq!((at(899).failures, at(899).next_allowed_at.0), (5, START + 1_799));
    assert_eq!((at(900).failures, at(900).next_allowed_at.0), (1, START + 900));
    assert_eq!(at(900).consecutive, 5);
}

#[test]
fn guesses_at_one_moment_gain_nothing_over_guesses_one_by_one() {
    let (mut record, mut count) = (None, 0);
    for _ in 0..5_000 {
        if let Ok(charged) = charge(record.as_ref(), &usual(), UnixSeconds(START)) {
            (record, count) = (Some(charged), count + 1);
        }
    }
    assert_eq!(count, 5);
}

#[test]
fn a_request_that_waited_and_brings_an_older_time_does_not_pass() {
    let (_, record) = waits(&usual(), 12);
    for late in 0..=900 {
        assert!(charge(Some(&record), &usual(), UnixSeconds(record.window_start.0 - late)).is_err());
    }
    let (_, free) = waits(&usual(), 3);
    let charged = charge(Some(&free), &usual(), UnixSeconds(START - 10)).unwrap();
    assert_eq!(charged.window_start, UnixSeconds(START));
}

#[test]
fn a_clock_that_went_back_far_ends_the_wait_and_starts_the_next_from_there() {
    let (_, record) = waits(&usual(), 12);
    let back = UnixSeconds(START - 365 * DAY);
    let charged = charge(Some(&record), &usual(), back).unwrap();
    assert_eq!((charged.consecutive, charged.window_start), (13, back));
    assert_eq!(charged.next_allowed_at, UnixSeconds(back.0 + 256));
    assert_eq!(charge(Some(&charged), &usual(), back).unwrap_err().retry_after, 256);
}

#[test]
fn a_clock_that_went_back_unlocks_nothing() {
    let (_, record) = waits(&usual(), 100);
    assert!(charge(Some(&record), &usual(), UnixSeconds(0)).unwrap_err().locked);
}

#[test]
fn what_somebody_with_the_password_can_evaluate_in_a_day_is_known() {
    assert_eq!(evaluations_in_a_day(&usual()), 100);
    assert_eq!(evaluations_in_a_day(&endless()), 109);
    assert_eq!(evaluations_in_a_day(&ThrottlePolicy::five_in_fifteen_minutes()), 100);
    let five = ThrottlePolicy { lock_after: None, ..ThrottlePolicy::five_in_fifteen_minutes() };
    assert_eq!(evaluations_in_a_day(&five), 480);
    assert_eq!(evaluations_in_a_day(&ThrottlePolicy::of_a_source()), 432_600);
}

#[test]
fn a_policy_that_does_not_slow_is_said_to_have_no_limit() {
    let none = ThrottlePolicy { longest_wait_seconds: 0, ..endless() };
    assert_eq!(evaluations_in_a_day(&none), 1_000_000);
    assert_eq!(evaluations_in_a_day(&ThrottlePolicy { free_failures: u32::MAX, ..endless() }), 1_000_000);
}

#[test]
fn guessing_every_second_of_a_day_gains_no_more_than_is_said() {
    for policy in [usual(), endless(), ThrottlePolicy::five_in_fifteen_minutes()] {
        assert_eq!(let_through(&policy, DAY), evaluations_in_a_day(&policy), "{policy:?}");
    }
    let of_a_source = ThrottlePolicy::of_a_source();
    assert!(let_through(&of_a_source, DAY) <= evaluations_in_a_day(&of_a_source));
}

/// Guesses in rounds of `round`, and pauses between them until all is forgotten.
fn with_pauses(policy: &ThrottlePolicy, round: usize, quiet: u64) -> u32 {
    let (mut record, mut now, mut count) = (Record::default(), START, 0);
    while now < START + DAY {
        for _ in 0..round {
            let wait = charge(Some(&record), policy, UnixSeconds(now)).err().map_or(0, |refused| refused.retry_after);
            now += wait;
            match charge(Some(&record), policy, UnixSeconds(now)) {
                Ok(charged) if now < START + DAY => (record, count) = (charged, count + 1),
                _ => break,
            }
        }
        now = record.next_allowed_at.0.max(record.window_start.0).max(now) + quiet.max(1);
    }
    count
}

#[test]
fn pauses_until_failures_are_forgotten_gain_no_more_than_is_said() {
    for quiet in [60, 3_600, 40_000] {
        for policy in [ThrottlePolicy::of_a_source(), endless(), usual(), ThrottlePolicy::five_in_fifteen_minutes()] {
            let policy = ThrottlePolicy { forget_after_seconds: Some(quiet), ..policy };
            let said = evaluations_in_a_day(&policy);
            let first = usize::try_from(policy.free_failures).unwrap();
            for round in (1..20).map(|more| first + more).chain([1, 2, first, 60, 90]) {
                let reached = with_pauses(&policy, round, quiet);
                assert!(reached <= said || said == 1_000_000, "{policy:?}: {reached} by {round}, said {said}");
            }
        }
    }
}

#[test]
fn a_pause_makes_failures_forgotten_only_where_the_policy_says_so() {
    let policy = ThrottlePolicy { forget_after_seconds: Some(60), ..usual() };
    let (_, record) = waits(&policy, 12);
    let after = |policy: &ThrottlePolicy, pause| {
        charge(Some(&record), policy, UnixSeconds(record.next_allowed_at.0 + pause)).unwrap().consecutive
    };
    assert_eq!((after(&policy, 59), after(&policy, 60)), (13, 1));
    assert_eq!(after(&usual(), 365 * DAY), 13);
}

#[test]
fn what_is_locked_stays_locked_however_long_the_pause() {
    let policy = ThrottlePolicy { forget_after_seconds: Some(60), ..usual() };
    let (_, record) = waits(&policy, 100);
    assert!(charge(Some(&record), &policy, UnixSeconds(START + 365 * DAY)).unwrap_err().locked);
}

fn policies() -> impl Strategy<Value = ThrottlePolicy> {
    let kinds = prop_oneof![Just(ThrottleKind::Doubling), Just(ThrottleKind::FiveInFifteenMinutes)];
    (kinds, 0_u32..20, 1_u64..2_000, prop::option::of(1_u32..200), prop::option::of(0_u64..5_000)).prop_map(
        |(kind, free_failures, longest, lock_after, forget_after_seconds)| ThrottlePolicy {
            kind,
            free_failures,
            longest_wait_seconds: longest,
            lock_after,
            forget_after_seconds,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_pattern_of_guesses_gets_more_through_in_a_day_than_is_said(
        policy in policies(),
        mut times in prop::collection::vec(0..DAY, 0..2_000),
    ) {
        times.sort_unstable();
        let (mut record, mut count) = (None, 0);
        for now in times {
            if let Ok(charged) = charge(record.as_ref(), &policy, UnixSeconds(START + now)) {
                (record, count) = (Some(charged), count + 1);
            }
        }
        prop_assert!(count <= evaluations_in_a_day(&policy));
    }

    #[test]
    fn in_no_quarter_of_an_hour_are_there_more_than_five(mut times in prop::collection::vec(0..10_000_u64, 0..400)) {
        times.sort_unstable();
        let policy = ThrottlePolicy { lock_after: None, ..ThrottlePolicy::five_in_fifteen_minutes() };
        let (mut record, mut through) = (None, Vec::new());
        for now in times {
            if let Ok(charged) = charge(record.as_ref(), &policy, UnixSeconds(START + now)) {
                record = Some(charged);
                through.push(now);
            }
        }
        prop_assert!(through.windows(6).all(|six| six[5] - six[0] >= 900));
    }

    #[test]
    fn nobody_waits_longer_than_the_longest_wait_and_what_the_clock_may_go_back(
        policy in policies(),
        before in 0_u64..u64::MAX / 2,
        now: u64,
        guesses in 0_u32..300,
    ) {
        let record = Record { failures: guesses, consecutive: guesses, window_start: UnixSeconds(before), ..Record::default() };
        let charged = charge(Some(&record), &policy, UnixSeconds(before)).expect("no wait so far");
        if let Err(refused) = charge(Some(&charged), &policy, UnixSeconds(now)) {
            prop_assert!(refused.locked || refused.retry_after <= policy.longest_wait_seconds.max(900) + 900);
        }
    }
}
