//! Bugs by attacks.

use scenario::attacks::Verdict;
use scenario::{AcceptedSteps, ClockControl, Kind};

use crate::{Bug, Double, ended, every, one};

#[tokio::test]
async fn each_bug_is_found_by_the_attack_meant_for_it() {
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        let finding = one(&Double::new(&[bug]), bug.attack()).await;
        if finding.verdict != Verdict::Broken {
            missed.push(format!("{bug:?}: {} {}", finding.verdict.name(), finding.why));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[tokio::test]
async fn each_bug_that_a_login_in_one_call_can_have_is_found_there_too() {
    let two_steps_only = [
        Bug::ReadsThenWritesTheBackupCode,
        Bug::BackupCodesStay,
        Bug::OldSetStays,
        Bug::AnybodysBackupCode,
        Bug::CodeOfTheNamed,
        Bug::PasswordForgives,
        Bug::HalfSeesSecret,
        Bug::HalfRemoves,
        Bug::HalfIsFull,
        Bug::KeepsTheHalf,
        Bug::HalfEnrols,
        Bug::TrustsAll,
    ];
    let mut missed = Vec::new();
    for bug in Bug::ALL.into_iter().filter(|bug| !two_steps_only.contains(bug)) {
        let finding = one(&in_one_call(&[bug]), bug.attack()).await;
        if finding.verdict != Verdict::Broken {
            missed.push(format!("{bug:?}: {} {}", finding.verdict.name(), finding.why));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[tokio::test]
async fn a_right_server_withstands_every_attack() {
    let report = every(&Double::new(&[])).await;
    assert_eq!(ended(&report, Verdict::Broken), [""; 0]);
    assert_eq!(ended(&report, Verdict::Inconclusive), [""; 0]);
    assert_eq!(ended(&report, Verdict::NotApplicable), [""; 0]);
}

#[tokio::test]
async fn a_right_server_with_a_login_in_one_call_withstands_them_too() {
    let report = every(&in_one_call(&[])).await;
    assert_eq!(ended(&report, Verdict::Broken), [""; 0]);
    assert_eq!(ended(&report, Verdict::Inconclusive), [""; 0]);
    assert!(report.count(Verdict::Held) >= 20, "{:#?}", ended(&report, Verdict::NotApplicable));
}

#[tokio::test]
async fn where_nobody_moves_the_clock_attacks_wait_together() {
    let double = Double::new(&[]).described(|description| description.clock = ClockControl::None);
    let report = every(&double).await;
    assert_eq!(ended(&report, Verdict::Broken), [""; 0]);
    let clock = report.findings.iter().find(|finding| finding.attack.name == "clock-step-back").unwrap();
    assert_eq!(clock.verdict, Verdict::NotApplicable);
}

#[tokio::test]
async fn codes_compared_as_numbers_are_found_where_time_passes_by_waiting_too() {
    let waiting = Double::new(&[Bug::ComparesNumbers]).described(|description| description.clock = ClockControl::None);
    let finding = one(&waiting, "lenient-parsing").await;
    assert_eq!(finding.verdict, Verdict::Broken, "{}", finding.why);
    assert!(finding.why.contains("begins with 0, it with a plus in the place of the 0"), "{}", finding.why);
}

#[tokio::test]
async fn what_could_not_be_tried_is_not_said_to_have_held() {
    let waiting = Double::new(&[]).without_zeros().described(|description| description.clock = ClockControl::None);
    let finding = one(&waiting, "lenient-parsing").await;
    assert_eq!(finding.verdict, Verdict::Inconclusive, "{}", finding.why);
    let why = "whether codes are compared as numbers could not be tried: of the 36 codes there were within the time it \
               may wait, none begins with 0";
    assert!(finding.why.ends_with(why), "{}", finding.why);
}

#[tokio::test]
async fn steps_the_profile_states_are_chosen_and_others_are_a_hole() {
    let stated = AcceptedSteps { back: 2, ahead: 2 };
    let lenient = Double::new(&[]).accepting(2).described(|description| description.window = Some(stated));
    assert_eq!(one(&lenient, "wide-window").await.verdict, Verdict::Chosen);
    let silent = Double::new(&[]).accepting(2).described(|description| description.window = None);
    assert_eq!(one(&silent, "wide-window").await.verdict, Verdict::Broken);
    let strict = Double::new(&[]).accepting(0);
    assert_eq!(one(&strict, "wide-window").await.verdict, Verdict::Held);
}

#[tokio::test]
async fn a_strict_and_a_lenient_server_withstand_every_attack() {
    for steps in [0, 2] {
        let stated = u32::try_from(steps).unwrap();
        let window = Some(AcceptedSteps { back: stated, ahead: stated });
        let double = Double::new(&[]).accepting(steps).described(|description| description.window = window);
        let report = every(&double).await;
        assert_eq!(ended(&report, Verdict::Broken), [""; 0]);
        assert_eq!(ended(&report, Verdict::Inconclusive), [""; 0]);
    }
}

#[tokio::test]
async fn what_the_profile_chose_is_no_hole() {
    let double = Double::new(&[Bug::KeepsTheSession]).described(|description| {
        description.chosen.insert("session-fixation".to_owned(), "sessions are bound to a key".to_owned());
    });
    let finding = one(&double, "session-fixation").await;
    assert_eq!(finding.verdict, Verdict::Chosen);
    assert!(finding.why.ends_with("chosen: sessions are bound to a key"), "{}", finding.why);
}

/// A server without a second request in its login.
fn in_one_call(bugs: &[Bug]) -> Double {
    let parts = [Kind::SecondStep, Kind::UseBackupCode, Kind::TrustThisBrowser];
    Double::new(bugs).described(|description| description.actions.retain(|kind| !parts.contains(kind)))
}
