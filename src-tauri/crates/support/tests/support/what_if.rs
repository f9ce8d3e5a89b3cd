//! Would the person have got in, had something been otherwise? And what a picture of it shows.

use otp::UnixSeconds;
use support::{
    Change, Evidence, Held, Kind, Obstacle, Refusal, Role, Scale, Submission, WhatIf, Window, explain, investigate,
    timeline, what_if,
};

use crate::person::{NOW, code, held, holding};

const NOTHING: Change = Change { window: None, clock_mended: false, set_up_again: false, fresh_code: false };
const CLOCK: Change = Change { clock_mended: true, ..NOTHING };
const AGAIN: Change = Change { set_up_again: true, ..NOTHING };
const FRESH: Change = Change { fresh_code: true, ..NOTHING };

fn within(back: u32, ahead: u32) -> Change {
    Change { window: Some(Window { back, ahead }), ..NOTHING }
}

/// The first code was rejected, the others were read out since.
fn evidence(held: &Held, typed: &[(&str, u64)]) -> Evidence {
    let submissions = typed
        .iter()
        .enumerate()
        .map(|(place, (text, at))| Submission { read_out: place > 0, ..Submission::new(text, UnixSeconds(*at)) });
    investigate(held, &submissions.collect::<Vec<_>>())
}

fn supposing(evidence: &Evidence, change: Change) -> WhatIf {
    what_if(evidence, &explain(evidence), &change)
}

/// Whether the person gets in: as good as certainly, certainly not, or nobody can tell.
fn gets_in(evidence: &Evidence, change: Change) -> Option<bool> {
    let told = supposing(evidence, change);
    match (told.gets_in > 0.9, told.rejected > 0.9) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

#[test]
fn a_clock_that_is_far_off_is_mended_or_bridged_by_a_window_that_reaches_it() {
    let slow = evidence(&held(), &[(&code(1, NOW - 5_000), NOW), (&code(1, NOW - 4_960), NOW + 40)]);
    let told = supposing(&slow, NOTHING);
    assert_eq!(told.left, [Obstacle::OutsideWindow]);
    let needed = told.needed.unwrap();
    assert_eq!((needed, told.code), (Window { back: 167, ahead: 1 }, Some(-167)));
    assert_eq!(gets_in(&slow, NOTHING), Some(false));
    assert_eq!(gets_in(&slow, CLOCK), Some(true));
    assert_eq!(supposing(&slow, CLOCK).code, Some(0));
    assert_eq!(gets_in(&slow, within(2, 2)), Some(false));
    assert_eq!(gets_in(&slow, within(166, 0)), Some(false));
    assert_eq!(gets_in(&slow, within(167, 0)), Some(true));
    for change in [AGAIN, FRESH] {
        assert_eq!(gets_in(&slow, change), Some(false), "its clock is off all the same: {change:?}");
    }
}

#[test]
fn a_code_a_little_behind_is_mended_by_a_clock_or_by_haste_as_likely_as_each_is() {
    let late = evidence(&held(), &[(&code(1, NOW - 90), NOW)]);
    let members = explain(&late).causes[0].members.clone();
    let of = |kind: Kind| members.iter().find(|member| member.kind == kind).unwrap().probability;
    let (clock, haste) = (of(Kind::DeviceClock), of(Kind::TypedLate));
    for (change, helped, not_helped) in [(CLOCK, clock, haste), (FRESH, haste, clock)] {
        let told = supposing(&late, change);
        assert!((helped..1.0 - not_helped).contains(&told.gets_in), "{change:?}: {told:?}");
        assert!(told.rejected >= not_helped, "{change:?}: {told:?}");
    }
    assert_eq!(gets_in(&late, Change { fresh_code: true, ..CLOCK }), Some(true));
    assert_eq!(gets_in(&late, within(3, 1)), Some(true));
}

#[test]
fn a_code_that_was_used_needs_the_next_one_and_no_window() {
    let mut held = held();
    held.secrets[0].last_step = Some(NOW / 30);
    let used = evidence(&held, &[(&code(1, NOW), NOW)]);
    assert_eq!(supposing(&used, NOTHING).left, [Obstacle::Used]);
    assert!(timeline(&used, &explain(&used)).is_used);
    for change in [CLOCK, within(10, 10)] {
        assert_eq!(gets_in(&used, change), Some(false), "{change:?}");
    }
    assert_eq!(gets_in(&used, FRESH), Some(true));
    assert_eq!(supposing(&used, NOTHING).needed, None);
}

#[test]
fn a_clock_that_is_behind_what_was_accepted_since_is_shown_as_behind_and_no_window_helps() {
    let mut held = held();
    held.secrets[0].last_step = Some(NOW / 30);
    let slow = evidence(&held, &[(&code(1, NOW - 5_000), NOW), (&code(1, NOW - 4_960), NOW + 40)]);
    assert!(!timeline(&slow, &explain(&slow)).is_used);
    assert_eq!(supposing(&slow, NOTHING).left, [Obstacle::OutsideWindow, Obstacle::Used]);
    assert_eq!(supposing(&slow, NOTHING).needed, None);
    assert_eq!(gets_in(&slow, CLOCK), Some(true));
}

#[test]
fn another_secret_needs_a_new_set_up() {
    let held = Held { secrets: vec![holding(Role::Counts, 1), holding(Role::Retired, 2)], ..Held::default() };
    let old = evidence(&held, &[(&code(2, NOW), NOW)]);
    assert_eq!(supposing(&old, NOTHING).left, [Obstacle::OtherSecret]);
    for change in [CLOCK, FRESH, within(10, 10)] {
        assert_eq!(gets_in(&old, change), Some(false), "{change:?}");
    }
    assert_eq!(gets_in(&old, AGAIN), Some(true));
    assert!(timeline(&old, &explain(&old)).is_foreign);
}

#[test]
fn an_app_that_ignores_the_period_ignores_it_again() {
    let mut held = held();
    held.secrets[0].parameters = otp::Parameters::Totp {
        algorithm: otp::Algorithm::Sha1,
        digits: Default::default(),
        period: otp::Period::new(60).unwrap(),
    };
    let typed = evidence(&held, &[(&code(1, NOW), NOW), (&code(1, NOW + 60), NOW + 60)]);
    assert_eq!(explain(&typed).causes[0].kind, Kind::IgnoresPeriod);
    for change in [AGAIN, FRESH, CLOCK] {
        assert_eq!(gets_in(&typed, change), Some(false), "{change:?}");
        assert_eq!(supposing(&typed, change).left, [Obstacle::AppReads]);
    }
}

#[test]
fn a_lock_stands_before_everything_and_a_wait_ends() {
    let refused = |refusal: Refusal| {
        let slow = code(1, NOW - 5_000);
        let before = Submission::new(&slow, UnixSeconds(NOW));
        let last = Submission { refusal: Some(refusal), ..Submission::new("", UnixSeconds(NOW + 5)) };
        investigate(&held(), &[before, last])
    };
    let all = Change {
        window: Some(Window { back: 200, ahead: 200 }),
        clock_mended: true,
        set_up_again: true,
        fresh_code: true,
    };
    assert_eq!(supposing(&refused(Refusal::Locked), all).left, [Obstacle::Locked]);
    assert_eq!(supposing(&refused(Refusal::Throttled), CLOCK).left, [Obstacle::Throttled]);
    assert_eq!(gets_in(&refused(Refusal::Throttled), FRESH), Some(false), "the clock is off, too");
    assert_eq!(gets_in(&refused(Refusal::Throttled), Change { fresh_code: true, ..CLOCK }), Some(true));
}

#[test]
fn what_nothing_explains_nobody_can_tell() {
    let foreign = evidence(&held(), &[(&code(9, NOW), NOW), (&code(9, NOW + 60), NOW + 60)]);
    assert_eq!(explain(&foreign).causes[0].kind, Kind::NothingKnown);
    for change in [NOTHING, CLOCK, AGAIN, FRESH, within(10, 10)] {
        let told = supposing(&foreign, change);
        assert!(told.gets_in < 0.1 && told.rejected < 0.1, "{change:?}: {told:?}");
        assert_eq!((told.left, told.code), (Vec::new(), None));
    }
}

#[test]
fn a_counter_that_is_ahead_needs_a_window_that_reaches_it() {
    let mut held = Held { window: Window { back: 0, ahead: 5 }, ..held() };
    let at = |counter: u64| otp::Parameters::Hotp {
        algorithm: otp::Algorithm::Sha1,
        digits: Default::default(),
        counter: otp::Counter::new(counter),
    };
    held.secrets[0].parameters = at(10);
    let shown = |counter: u64| {
        let generator = otp::Generator::new(&held.secrets[0].secret, &at(0));
        generator.code_of_counter(otp::Counter::new(counter)).unwrap().as_str().to_owned()
    };
    let ahead = evidence(&held, &[(&shown(40), NOW), (&shown(41), NOW + 30)]);
    assert_eq!(explain(&ahead).causes[0].kind, Kind::CounterAhead);
    assert_eq!(timeline(&ahead, &explain(&ahead)).scale, Scale::Counter);
    assert_eq!(gets_in(&ahead, NOTHING), Some(false));
    let needed = supposing(&ahead, NOTHING).needed.unwrap();
    assert_eq!(gets_in(&ahead, Change { window: Some(needed), ..NOTHING }), Some(true));
    assert_eq!(gets_in(&ahead, AGAIN), Some(true));
}

#[test]
fn a_wider_window_makes_guessing_easier() {
    let slow = evidence(&held(), &[(&code(1, NOW - 5_000), NOW)]);
    assert!((supposing(&slow, NOTHING).guess - 3e-6).abs() < 1e-12);
    assert!((supposing(&slow, within(2, 2)).guess - 5e-6).abs() < 1e-12);
}

#[test]
fn the_picture_shows_the_codes_step_the_clocks_and_what_is_accepted() {
    let (first, next) = (code(1, NOW - 5_000), code(1, NOW - 4_960));
    let submissions = [Submission::new(&first, UnixSeconds(NOW)), Submission::read_out(&next, UnixSeconds(NOW + 40))];
    let slow = investigate(&held(), &submissions);
    let told = timeline(&slow, &explain(&slow));
    assert_eq!((told.scale, told.window), (Scale::Time { period: 30 }, Window { back: 1, ahead: 1 }));
    assert_eq!((told.code, told.second), (Some(-167), Some(u32::try_from(NOW % 30).unwrap())));
    let (from, until) = told.device.unwrap();
    assert!(from <= -5_000 && -5_000 <= until, "{from} to {until}");
    assert!(!told.is_used && !told.is_foreign && !told.is_mistyped);
    assert_eq!(told.read_out.len(), 1);
}

#[test]
fn the_picture_shows_no_step_where_nothing_matches() {
    let foreign = evidence(&held(), &[(&code(9, NOW), NOW), (&code(9, NOW + 60), NOW + 60)]);
    let told = timeline(&foreign, &explain(&foreign));
    assert_eq!((told.code, told.second, told.device), (None, None, None));
    assert_eq!(told.scale, Scale::Time { period: 30 });
}

#[test]
fn the_time_that_somebody_saw_on_the_device_is_where_its_clock_is() {
    let text = code(1, NOW - 5_000);
    let seen = Submission { device_showed: Some(UnixSeconds(NOW - 4_990)), ..Submission::new(&text, UnixSeconds(NOW)) };
    let slow = investigate(&held(), &[seen]);
    assert_eq!(timeline(&slow, &explain(&slow)).device, Some((-4_990, -4_990)));
}
