//! Names of users.

use proptest::prelude::*;
use relying_party::rules::names::UserName;

fn name(text: &str) -> Option<String> {
    UserName::new(text).map(|name| name.as_str().to_owned())
}

fn key(text: &str) -> String {
    UserName::new(text).expect("a name").key().to_owned()
}

#[test]
fn a_name_is_trimmed_and_in_its_normal_form() {
    assert_eq!(name("  anna\n").as_deref(), Some("anna"));
    assert_eq!(name("Ａｎｎａ").as_deref(), Some("Anna"));
    assert_eq!(name("Rene\u{301}e").as_deref(), Some("Renée"));
    assert_eq!(name("Anna Schmidt").as_deref(), Some("Anna Schmidt"));
}

#[test]
fn a_name_has_1_to_64_characters() {
    assert_eq!(name(""), None);
    assert_eq!(name(" \t "), None);
    assert!(name("a").is_some());
    assert!(name(&"é".repeat(64)).is_some());
    assert_eq!(name(&"é".repeat(65)), None);
    assert_eq!(name(&"a".repeat(10_000_000)), None);
}

#[test]
fn nothing_invisible_is_part_of_a_name() {
    for text in [
        "an\0na",
        "an\nna",
        "an\tna",
        "an\u{7f}na",
        "an\u{85}na",
        "an\u{200b}na",
        "an\u{202e}na",
        "an\u{2066}na",
        "\u{feff}anna",
        "an\u{ad}na",
        "an\u{e0041}na",
    ] {
        assert_eq!(name(text), None, "{text:?}");
    }
}

#[test]
fn names_that_differ_in_case_only_are_the_same() {
    for (one, other) in
        [("Anna", "aNNA"), ("STRASSE", "straße"), ("Σίσυφος", "σίσυφοσ"), ("Ａnna", "anna"), ("Éva", "e\u{301}va")]
    {
        assert_eq!(key(one), key(other));
    }
    assert_ne!(key("anna"), key("anne"));
    assert_ne!(key("anna"), key("änna"));
}

proptest! {
    #[test]
    fn a_name_is_a_name_and_keeps_its_key(text in "\\PC{0,70}") {
        if let Some(once) = UserName::new(&text) {
            let again = UserName::new(once.as_str()).expect("a name stays one");
            prop_assert_eq!(again.as_str(), once.as_str());
            prop_assert_eq!(again.key(), once.key());
            prop_assert!((1..=64).contains(&once.as_str().chars().count()));
        }
    }

    #[test]
    fn capital_letters_make_no_other_user(text in "[a-zA-Zäöüéßλσς0-9 ._@-]{1,30}") {
        if let (Some(name), Some(small)) = (UserName::new(&text), UserName::new(&text.to_lowercase())) {
            prop_assert_eq!(name.key(), small.key());
        }
    }
}
