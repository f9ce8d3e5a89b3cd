//! A data key in slots, and recovery codes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::Counting;
use proptest::prelude::*;
use sealing::{Argon2Parameters, RecoveryCode, RecoveryCodeError, SealingKey, SlotError, SlotKind, Slots};

const PASSWORD: &str = "correct horse battery staple";

fn slots() -> (SealingKey, RecoveryCode, Slots) {
    let rng = &mut Counting::from(1);
    let (key, code) = (SealingKey::random(rng).unwrap(), RecoveryCode::random(rng).unwrap());
    let slots = Slots::new(&key, PASSWORD, &code, &Slots::LEAST, rng).unwrap();
    (key, code, slots)
}

#[test]
fn the_password_and_the_recovery_code_give_the_same_key_and_nothing_else_does() {
    let (key, code, slots) = slots();
    assert_eq!(slots.open(PASSWORD), Ok(key.clone()));
    assert_eq!(slots.open(&code.to_text()), Ok(key.clone()));
    assert_eq!(slots.open(&code.to_text().replace('-', " ").to_lowercase()), Ok(key));
    assert_eq!(slots.open("correct horse battery stapler"), Err(SlotError::Wrong));
    let other = RecoveryCode::random(&mut Counting::from(9)).unwrap();
    assert_eq!(slots.open(&other.to_text()), Err(SlotError::Wrong));
}

#[test]
fn a_new_password_opens_the_same_key_and_the_old_one_no_longer_does() {
    let (key, code, mut slots) = slots();
    slots.set_password(&key, "another one entirely", &Slots::LEAST, &mut Counting::from(2)).unwrap();
    assert_eq!(slots.open("another one entirely"), Ok(key.clone()));
    assert_eq!(slots.open(&code.to_text()), Ok(key.clone()));
    assert_eq!(slots.open(PASSWORD), Err(SlotError::Wrong));
    slots.remove(SlotKind::RecoveryCode).unwrap();
    assert_eq!(slots.open(&code.to_text()), Err(SlotError::Wrong));
    assert_eq!(slots.remove(SlotKind::Password), Err(SlotError::OutOfBounds));
}

#[test]
fn a_password_opens_however_its_letters_were_composed_and_however_long_it_is() {
    let rng = &mut Counting::from(3);
    let key = SealingKey::random(rng).unwrap();
    let code = RecoveryCode::random(rng).unwrap();
    let slots = Slots::new(&key, "zw\u{f6}lf \u{c4}rzte", &code, &Slots::LEAST, rng).unwrap();
    assert_eq!(slots.open("zwo\u{308}lf A\u{308}rzte"), Ok(key.clone()));
    let long = "\u{1d70e}\u{e9}".repeat(100);
    let slots = Slots::new(&key, &long, &code, &Slots::LEAST, rng).unwrap();
    assert_eq!(slots.open(&long), Ok(key.clone()));
    assert_eq!(Slots::new(&key, "1234567", &code, &Slots::LEAST, rng).unwrap_err(), SlotError::TooShort);
}

#[test]
fn slots_come_back_from_their_text_and_hostile_ones_are_refused_before_any_work() {
    let (key, _, slots) = slots();
    let text = serde_json::to_string(&slots).unwrap();
    assert_eq!(serde_json::from_str::<Slots>(&text).unwrap().open(PASSWORD), Ok(key));
    let slot = text.trim_matches(['[', ']']);
    let hostile = [
        "[]".to_owned(),
        format!("[{}]", [slot; 5].join(",")),
        // Two of one kind, each within its bounds: twice the work for each guess.
        text.replace("recovery-code", "password"),
        text.replace("\"memory_kib\":65536", "\"memory_kib\":524289"),
        text.replace("\"memory_kib\":65536,\"passes\":3", "\"memory_kib\":524288,\"passes\":9"),
        text.replace("\"passes\":3", "\"passes\":4000000000"),
        text.replace("\"lanes\":1", "\"lanes\":9"),
        text.replace("\"kind\"", "\"more\":1,\"kind\""),
    ];
    for text in hostile {
        assert!(serde_json::from_str::<Slots>(&text).is_err(), "{text}");
    }
}

/// Machines from a fast one to a very slow one, by what 64 MiB and three passes take there.
#[test]
fn opening_takes_about_half_a_second_where_a_machine_can_and_never_more_work_than_is_read() {
    let text = serde_json::to_string(&slots().2).unwrap();
    for least in [1_u64, 5, 20, 60, 100, 130, 170, 240, 260, 400, 600, 3_000] {
        let takes = |work: &Argon2Parameters| {
            let part = u64::from(work.memory_kib / 1024) * u64::from(work.passes);
            Duration::from_micros(least * 1_000 * part / (64 * 3))
        };
        let work = Slots::calibrate(takes);
        let is_least = work == Slots::LEAST;
        let is_most = (work.memory_kib, work.passes) == (256 * 1024, 16);
        assert!(is_least || takes(&work) <= Duration::from_millis(650), "{least} ms: {work:?}");
        assert!(is_most || takes(&work) >= Duration::from_millis(300), "{least} ms: {work:?}");
        let asked = format!("\"memory_kib\":{},\"passes\":{}", work.memory_kib, work.passes);
        let text = text.replace("\"memory_kib\":65536,\"passes\":3", &asked);
        assert!(serde_json::from_str::<Slots>(&text).is_ok(), "{work:?} is read");
    }
    // One without the memory for more.
    let small = Slots::calibrate(|work| match work.memory_kib {
        65_536 => Duration::from_millis(100),
        _ => Duration::MAX,
    });
    assert_eq!(small, Slots::LEAST);
}

#[test]
fn a_recovery_code_with_a_letter_that_is_another_was_mistyped() {
    let (_, code, slots) = slots();
    let code = code.to_text();
    for at in [0, 14, 34] {
        let other = if code.as_bytes()[at] == b'7' { "8" } else { "7" };
        let mut mistyped = code.to_string();
        mistyped.replace_range(at..=at, other);
        assert_eq!(slots.open(&mistyped), Err(SlotError::CodeMistyped));
    }
    assert_eq!(slots.open(&code[1..]), Err(SlotError::Wrong));
    assert_eq!(slots.open("not the password"), Err(SlotError::Wrong));
}

#[test]
fn a_recovery_code_opens_with_the_dashes_that_other_programs_make() {
    let (key, code, slots) = slots();
    for dash in [
        "\u{2010}",
        "\u{2011}",
        "\u{2013}",
        "\u{2014}",
        "\u{2212}",
        "\u{ad}",
        "\u{ff0d}",
        "\u{fe63}",
        " \u{2012}\u{2003}",
    ] {
        assert_eq!(slots.open(&code.to_text().replace('-', dash)), Ok(key.clone()), "{dash:?}");
    }
}

#[test]
fn a_slot_is_bound_to_its_kind_and_never_made_weak() {
    let (key, code, slots) = slots();
    let text = serde_json::to_string(&slots).unwrap();
    let swapped = text.replace("\"password\"", "\"x\"").replace("\"recovery-code\"", "\"password\"");
    let swapped: Slots = serde_json::from_str(&swapped.replace("\"x\"", "\"recovery-code\"")).unwrap();
    let letters = code.to_text().replace('-', "");
    assert_eq!(swapped.open(&letters), Err(SlotError::Wrong));
    assert_eq!(swapped.open(PASSWORD), Err(SlotError::Wrong));
    let rng = &mut Counting::from(5);
    for weak in [(65_535, 3), (65_536, 2)] {
        let weak = Argon2Parameters::new(weak.0, weak.1, 1).unwrap();
        assert_eq!(Slots::new(&key, PASSWORD, &code, &weak, rng).unwrap_err(), SlotError::TooWeak);
    }
}

#[test]
fn nothing_secret_is_in_debug() {
    let (key, code, slots) = slots();
    let shown = format!("{key:?} {code:?} {slots:?}");
    assert!(!shown.contains(&*key.to_hex()) && !shown.contains(&*code.to_text()), "{shown}");
}

proptest! {
    #[test]
    fn a_recovery_code_is_read_as_it_was_printed(seed: u64) {
        let code = RecoveryCode::random(&mut Counting::from(seed)).unwrap();
        let text = code.to_text();
        prop_assert_eq!(text.len(), 35);
        prop_assert!(!text.contains(['I', 'L', 'O', 'U']));
        prop_assert_eq!(&RecoveryCode::parse(&text).unwrap().to_text(), &text);
        let read_aloud = text.to_lowercase().replace('0', "o").replace('1', "l");
        prop_assert_eq!(&RecoveryCode::parse(&read_aloud).unwrap().to_text(), &text);
    }

    #[test]
    fn a_mistyped_letter_or_two_swapped_ones_are_noticed(seed: u64, place in 0_usize..30, by in 1_usize..32) {
        const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let code = RecoveryCode::random(&mut Counting::from(seed)).unwrap();
        let letters: Vec<char> = code.to_text().replace('-', "").chars().collect();
        let mut typed = letters.clone();
        let value = ALPHABET.chars().position(|letter| letter == typed[place]).unwrap();
        typed[place] = ALPHABET.chars().nth((value + by) % 32).unwrap();
        prop_assert_eq!(RecoveryCode::parse(&String::from_iter(&typed)).unwrap_err(), RecoveryCodeError::Checksum);
        let mut swapped = letters.clone();
        swapped.swap(place, (place + 1) % 30);
        if swapped != letters {
            prop_assert_eq!(RecoveryCode::parse(&String::from_iter(&swapped)).unwrap_err(), RecoveryCodeError::Checksum);
        }
        prop_assert_eq!(RecoveryCode::parse(&String::from_iter(&letters[1..])).unwrap_err(), RecoveryCodeError::Shape);
    }
}
