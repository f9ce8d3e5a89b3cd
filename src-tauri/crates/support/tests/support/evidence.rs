//! What the evidence holds, and what it never does.

use otp::{Parameters, UnixSeconds};
use support::{Evidence, Form, Held, Place, Role, Spent, Submission, explain, investigate};

use crate::person::{NOW, code, held, holding, secret};

fn found(held: &Held, typed: &[(&str, u64)]) -> Evidence {
    let submissions: Vec<Submission<'_>> =
        typed.iter().map(|(text, at)| Submission::new(text, UnixSeconds(*at))).collect();
    investigate(held, &submissions)
}

#[test]
fn it_holds_no_secret_no_code_and_no_time_of_day() {
    let mut held = held();
    held.secrets.push(holding(Role::Retired, 2));
    let codes = [code(1, NOW - 4_000), code(2, NOW), code(1, NOW)];
    let typed: Vec<(&str, u64)> = codes.iter().map(String::as_str).zip([NOW, NOW + 40, NOW + 80]).collect();
    let evidence = found(&held, &typed);
    let text = serde_json::to_string(&evidence).unwrap() + &format!("{evidence:?} {:?}", explain(&evidence));
    for code in &codes {
        assert!(!text.contains(code.as_str()), "a code is in it");
    }
    for seed in [1, 2] {
        let key = secret(seed);
        assert!(!text.contains(key.to_base32().as_str()), "a secret is in it");
        assert!(!text.contains(&format!("{:?}", key.expose())), "a secret is in it");
    }
    assert!(!text.contains(&NOW.to_string()) && !text.contains(&(NOW / 30).to_string()), "a time is in it");
}

#[test]
fn a_submission_hides_its_text_from_logs() {
    assert!(!format!("{:?}", Submission::new("123456", UnixSeconds(NOW))).contains("123456"));
}

#[test]
fn it_says_where_the_code_belongs_and_whether_that_is_looked_at() {
    let evidence = found(&held(), &[(&code(1, NOW), NOW)]);
    let submission = &evidence.submissions[0];
    assert_eq!(submission.form, Form::Digits { count: 6 });
    let here = submission.matches.iter().find(|found| found.in_window).unwrap();
    assert_eq!((here.secret, here.spent), (0, Spent::No));
    let Place::Time { from, period } = here.place else { panic!("a code by time") };
    assert_eq!((from, period), (-((NOW % 30) as i64), 30));
}

#[test]
fn submissions_are_told_in_the_order_of_time() {
    let evidence = found(&held(), &[("111111", NOW + 90), ("222222", NOW)]);
    assert_eq!(evidence.submissions.iter().map(|submission| submission.after).collect::<Vec<_>>(), [0, 90]);
}

#[test]
fn a_step_that_two_codes_look_at_is_computed_once() {
    let one = found(&held(), &[("111111", NOW)]).hmacs;
    let two = found(&held(), &[("111111", NOW), ("222222", NOW + 30)]).hmacs;
    // A step more at the end of each range that is looked at.
    assert!(two > one && two < one + 200, "{one} and {two}");
}

#[test]
fn a_day_to_either_side_and_whole_days_to_a_week_are_looked_at() {
    for (off, is_looked_at) in [
        (86_400_i64, true),
        (-86_400, true),
        (2 * 86_400, true),
        (-7 * 86_400, true),
        (86_400 + 7_200, false),
        (-8 * 86_400, false),
    ] {
        let text = code(1, NOW.checked_add_signed(off).unwrap());
        let evidence = found(&held(), &[(&text, NOW)]);
        let is_found = evidence.submissions[0].matches.iter().any(|found| match found.place {
            Place::Time { from, .. } => (from..from + 30).contains(&off),
            Place::Counter { .. } => false,
        });
        assert_eq!(is_found, is_looked_at, "{off}");
    }
}

#[test]
fn two_mistakes_at_once_are_looked_for_within_ten_minutes_only() {
    for (off, is_looked_at) in [(-590_i64, true), (590, true), (-700, false), (700, false)] {
        let right = code(1, NOW.checked_add_signed(off).unwrap());
        let evidence = found(&held(), &[(&right[..5], NOW)]);
        let is_found = evidence.submissions[0].matches.iter().any(|found| match found.place {
            Place::Time { from, .. } => (from..from + 30).contains(&off),
            Place::Counter { .. } => false,
        });
        assert_eq!(is_found, is_looked_at, "{off}");
    }
}

#[test]
fn nothing_panics_at_the_ends_of_time() {
    for at in [0, 1, u64::MAX, u64::MAX / 2] {
        let evidence = found(&held(), &[("123456", at)]);
        assert_eq!(evidence.submissions.len(), 1);
        let _ = explain(&evidence);
    }
    let steam = Held {
        secrets: vec![support::HeldSecret { parameters: Parameters::Steam, ..holding(Role::Counts, 1) }],
        ..Held::default()
    };
    for text in ["", "B5N8C", "🦀🦀🦀🦀🦀", "123456789012", "1234567890123", "-", "０"] {
        let _ = explain(&found(&steam, &[(text, NOW)]));
        let _ = explain(&found(&held(), &[(text, NOW)]));
    }
}

#[test]
fn it_can_be_written_down_and_read_again() {
    let evidence = found(&held(), &[(&code(1, NOW - 4_000), NOW)]);
    let text = serde_json::to_string(&evidence).unwrap();
    let read: Evidence = serde_json::from_str(&text).unwrap();
    assert_eq!(read, evidence);
    assert_eq!(explain(&read), explain(&evidence));
}
