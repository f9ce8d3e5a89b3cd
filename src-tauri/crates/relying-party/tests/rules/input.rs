//! What was typed into the one box for codes.

use proptest::prelude::*;
use relying_party::rules::backup::generate;
use relying_party::rules::input::{CodeInput, read_code};
use zeroize::Zeroizing;

use crate::random::Counting;

fn one_time(code: &str) -> CodeInput {
    CodeInput::OneTime(Zeroizing::new(code.to_owned()))
}

#[test]
fn digits_are_read_with_spaces_or_one_dash_between_them() {
    let texts =
        ["123456", " 123456\n", "123 456", "12 34 56", "1 2 3 4 5 6", "123-456", "1-23456", "123  456", "\u{a0}123456"];
    for text in texts {
        assert_eq!(read_code(text, &[6]), one_time("123456"), "{text:?}");
    }
}

#[test]
fn everything_else_is_refused() {
    let texts = [
        "",
        " ",
        "-",
        "1234567",
        "12345",
        "-123456",
        "123456-",
        "+123456",
        "123_456",
        "12-34-56",
        "123 - 456",
        "123--456",
        "123\t456",
        "123\u{a0}456",
        "123.456",
        "12345a",
        "0x1234",
        "1e5000",
        "12345½",
        "１２３４５６",
        "١٢٣٤٥٦",
        "१२३४५६",
        "123\u{200b}456",
        "123456\0",
        "𝟏𝟐𝟑𝟒𝟓𝟔",
        "123456; DROP TABLE users",
    ];
    for text in texts {
        assert_eq!(read_code(text, &[6]), CodeInput::Unreadable, "{text:?}");
    }
}

#[test]
fn only_the_lengths_of_the_users_devices_are_codes() {
    assert_eq!(read_code("12345678", &[6, 8]), one_time("12345678"));
    assert_eq!(read_code("1234567", &[6, 8]), CodeInput::Unreadable);
    assert_eq!(read_code("123456", &[]), CodeInput::Unreadable);
}

#[test]
fn leading_zeros_stay() {
    assert_eq!(read_code("000 001", &[6]), one_time("000001"));
}

#[test]
fn a_backup_code_is_told_by_its_shape() {
    for made in generate(30, &mut Counting::from(1)).unwrap() {
        let read = read_code(&made.text, &[6, 8]);
        assert_eq!(read, CodeInput::Backup { slot: made.slot, code: made.canonical.clone() });
    }
}

#[test]
fn a_guess_of_digits_is_never_taken_for_a_backup_code() {
    for length in 1..=9 {
        let text = "7".repeat(length);
        for lengths in [vec![], vec![6], vec![5, 6, 7, 8, 9]] {
            assert!(!matches!(read_code(&text, &lengths), CodeInput::Backup { .. }));
        }
    }
}

#[test]
fn long_texts_are_not_looked_at() {
    let text = format!("123{}456", " ".repeat(100_000));
    assert_eq!(read_code(&text, &[6]), CodeInput::Unreadable);
    assert_eq!(read_code(&format!("{}123456", " ".repeat(100_000)), &[6]), one_time("123456"));
}

#[test]
fn nothing_shows_a_code() {
    let made = generate(1, &mut Counting::from(1)).unwrap().remove(0);
    let shown = format!("{:?} {:?}", read_code("123456", &[6]), read_code(&made.text, &[6]));
    assert!(!shown.contains("123456") && !shown.contains(made.canonical.as_str()), "{shown}");
}

proptest! {
    #[test]
    fn a_code_that_is_read_is_ascii_digits_of_a_length_asked_for(text in "[-0-9 ０-９_+٠-٩]{0,12}|\\PC*") {
        if let CodeInput::OneTime(code) = read_code(&text, &[6, 8]) {
            prop_assert!(code.len() == 6 || code.len() == 8);
            prop_assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(digits, code.as_str());
        }
    }

    #[test]
    fn every_code_is_read_as_itself(code in "[0-9]{6}") {
        prop_assert_eq!(read_code(&code, &[6]), one_time(&code));
    }
}
