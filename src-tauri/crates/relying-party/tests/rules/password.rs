//! Passwords.

use proptest::prelude::*;
use relying_party::policy::PasswordPolicy;
use relying_party::rules::password::{PasswordProblem, check_new, normalise};

fn problem(password: &str) -> Option<PasswordProblem> {
    problem_of("anna", password)
}

fn problem_of(name: &str, password: &str) -> Option<PasswordProblem> {
    check_new(password, name, &PasswordPolicy::default()).err()
}

#[test]
fn length_is_counted_in_characters_of_the_normal_form() {
    let (too_short, too_long) = (PasswordProblem::TooShort { minimum: 8 }, PasswordProblem::TooLong { maximum: 256 });
    assert_eq!(problem(""), Some(too_short));
    assert_eq!(problem("vwkq-zj"), Some(too_short));
    assert_eq!(problem("vwkq-zjx"), None);
    assert_eq!(problem("e\u{301}e\u{301}e\u{301}e\u{301}"), Some(too_short));
    assert_eq!(problem("päßwörtë"), None);
    assert_eq!(problem("日本語の合言葉です"), None);
    let long = "correct horse battery ".repeat(12);
    assert_eq!(problem(&long[..256]), None);
    assert_eq!(problem(&long[..257]), Some(too_long));
    assert_eq!(problem(&"x".repeat(10_000_000)), Some(too_long));
}

#[test]
fn nothing_but_length_is_asked_of_its_characters() {
    for password in ["correct horse battery staple", "tvkwqpgdrn", "4902718365", "        vwk", "🐎🔋📎✅🌧️🎩🚲🧊"]
    {
        assert_eq!(problem(password), None, "{password}");
    }
}

#[test]
fn the_commonest_passwords_are_refused() {
    let passwords = [
        "password",
        "Password",
        "PASSWORD1",
        "password123",
        "Password1!",
        "p@ssw0rd",
        "P4$$w0rd2026",
        "iloveyou",
        "sunshine1",
        "princess!",
        "football99",
        "welcome1",
        "Welcome2026!",
        "letmein!!",
        "trustno1",
        "superman",
        "baseball",
        "1q2w3e4r",
        "1qaz2wsx",
        "qwer1234",
        "abcd1234",
        "admin123!",
        "changeme",
        "Summer2026!",
        "monkey12345",
        "hello world",
        "passw0rd123!",
    ];
    for password in passwords {
        assert_eq!(problem(password), Some(PasswordProblem::TooCommon), "{password}");
    }
}

#[test]
fn runs_of_keys_and_repeated_parts_are_refused() {
    let passwords = [
        "12345678",
        "123456789012",
        "87654321",
        "00000000",
        "aaaaaaaaaaaa",
        "qwertyuiop",
        "poiuytrewq",
        "asdfghjkl;",
        "qwertzuiop",
        "azertyuiop",
        "abcdefgh",
        "hgfedcba",
        "qwerty123456",
        "aaabbbcccddd",
        "!@#$%^&*",
        "abababab",
        "xy7xy7xy7xy7",
        "12ab12ab12ab",
    ];
    for password in passwords {
        assert_eq!(problem(password), Some(PasswordProblem::TooCommon), "{password}");
    }
}

#[test]
fn little_more_than_a_name_is_refused() {
    let refused = [
        ("anna", "anna12345"),
        ("anna", "ANNA-2026"),
        ("anna", "xanna7q1"),
        ("Bartholomew", "bartholomew"),
        ("anna.schmidt@example.org", "anna.schmidt!"),
        ("bob", "Countersign2026"),
        ("bob", "bobbobbob.1"),
    ];
    for (name, password) in refused {
        assert_eq!(problem_of(name, password), Some(PasswordProblem::ContainsName), "{password}");
    }
}

#[test]
fn a_name_inside_a_long_password_does_no_harm() {
    assert_eq!(problem_of("anna", "annapurna is a mountain"), None);
    assert_eq!(problem_of("al", "al-vwkqz7"), None);
    assert_eq!(problem_of("", "vwkqz7-p"), None);
}

#[test]
fn the_same_password_is_the_same_whatever_composed_it() {
    assert_eq!(normalise("cafe\u{301} \u{212b}ngstrom"), normalise("café ångstrom".replace('å', "Å").as_str()));
    let checked = check_new("cafe\u{301} wiring", "anna", &PasswordPolicy::default()).unwrap();
    assert_eq!(checked, normalise("café wiring"));
}

#[test]
fn case_and_spaces_are_part_of_a_password() {
    assert_ne!(normalise("Vwkqz7-p"), normalise("vwkqz7-p"));
    assert_eq!(normalise("  vwkqz7-p ").as_str(), "  vwkqz7-p ");
}

#[test]
fn compatible_characters_stay_apart() {
    assert_ne!(normalise("ﬁ"), normalise("fi"));
}

#[test]
fn every_problem_has_a_name_and_a_remedy() {
    let problems = [
        PasswordProblem::TooShort { minimum: 8 },
        PasswordProblem::TooLong { maximum: 256 },
        PasswordProblem::TooCommon,
        PasswordProblem::ContainsName,
    ];
    for problem in problems {
        assert!(problem.code().starts_with("password-") && !problem.hint().is_empty());
    }
}

proptest! {
    #[test]
    fn what_is_accepted_is_normal_and_within_the_bounds(password in "\\PC{0,40}", name in "\\PC{0,10}") {
        if let Ok(normal) = check_new(&password, &name, &PasswordPolicy::default()) {
            prop_assert!((8..=256).contains(&normal.chars().count()));
            prop_assert_eq!(normalise(&normal), normal.clone());
            prop_assert_eq!(normalise(&password), normal);
        }
    }
}
