//! How sure the answers are, and what is asked next.

use otp::UnixSeconds;
use support::{Held, Kind, Question, Role, Submission, explain, investigate};

use crate::person::{NOW, code, held, holding, told};

#[test]
fn a_code_that_nothing_explains_is_told_as_that() {
    let nothing =
        ["000000", "314159", "271828", "161803"].map(|text| told(&held(), &[(text, NOW), ("555555", NOW + 40)]));
    let told = nothing.iter().find(|told| told.causes[0].kind == Kind::NothingKnown).expect("most codes match nothing");
    assert!(told.causes[0].probability > 0.9, "{told:?}");
    assert!(told.missed_one_in.is_some_and(|times| times > 10), "{told:?}");
    assert!(told.untried.contains(&Kind::OtherAccount), "{told:?}");
}

#[test]
fn what_was_at_hand_counts_as_tried() {
    let mut held = held();
    held.secrets.push(holding(Role::OtherAccount, 7));
    assert!(!told(&held, &[("123456", NOW)]).untried.contains(&Kind::OtherAccount));
}

#[test]
fn the_number_of_hypotheses_is_told_and_makes_the_chance() {
    let told = told(&held(), &[(&code(1, NOW - 5_000), NOW)]);
    let cause = &told.causes[0];
    assert!(cause.tried > 5_700 && told.tried > cause.tried, "{} of {}", cause.tried, told.tried);
    assert!((cause.chance - cause.tried as f64 / 1e6).abs() < 1e-9, "{}", cause.chance);
}

#[test]
fn a_second_code_makes_a_cause_surer() {
    let held = held();
    let one = told(&held, &[(&code(1, NOW - 40_000), NOW)]);
    let two = told(&held, &[(&code(1, NOW - 40_000), NOW), (&code(1, NOW - 39_960), NOW + 40)]);
    assert_eq!(one.causes[0].kind, Kind::DeviceClock);
    assert!(two.causes[0].probability > one.causes[0].probability);
    assert!(two.causes[0].chance < one.causes[0].chance / 1_000.0);
}

#[test]
fn the_time_that_the_device_showed_makes_a_cause_surer() {
    let text = code(1, NOW - 40_000);
    let held = held();
    let without = Submission::new(&text, UnixSeconds(NOW));
    let with = Submission { device_showed: Some(UnixSeconds(NOW - 40_020)), ..without.clone() };
    let [without, with] = [without, with].map(|submission| explain(&investigate(&held, &[submission])));
    assert!(with.causes[0].probability > without.causes[0].probability);
    assert!(with.causes[0].probability > 0.999);
}

#[test]
fn the_probabilities_add_up_to_nearly_one() {
    for text in [code(1, NOW - 90), code(1, NOW + 3_600), "000000".to_owned()] {
        let sum: f64 = told(&held(), &[(&text, NOW)]).causes.iter().map(|cause| cause.probability).sum();
        assert!((0.99..=1.000_001).contains(&sum), "{sum}");
    }
}

#[test]
fn a_device_or_the_server_is_asked_about_where_only_that_is_open() {
    let told = told(&held(), &[(&code(1, NOW - 3_000), NOW), (&code(1, NOW - 2_960), NOW + 40)]);
    assert!(matches!(told.question, Some(Question::DeviceTime | Question::OthersToo)), "{:?}", told.question);
}

#[test]
fn a_slow_clock_or_a_slow_person_is_told_apart_by_a_question() {
    let told = told(&held(), &[(&code(1, NOW - 90), NOW)]);
    assert!(told.question.is_some());
}

#[test]
fn where_the_cause_is_sure_nothing_is_asked() {
    let mut held = held();
    held.secrets.push(holding(Role::Retired, 2));
    let told = told(&held, &[(&code(2, NOW), NOW), (&code(2, NOW + 40), NOW + 40)]);
    assert_eq!(told.causes[0].kind, Kind::RetiredSecret);
    assert_eq!(told.question, None);
}

#[test]
fn without_a_code_there_is_nothing_to_tell() {
    let told = told(&Held::default(), &[]);
    assert!(told.causes.is_empty());
}
