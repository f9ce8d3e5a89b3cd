//! Backup codes.

use std::collections::HashSet;

use proptest::prelude::*;
use relying_party::rules::backup::{MOST, canonical, generate};
use sealing::{Random, RandomError};

use crate::random::Counting;

/// The system has no randomness.
struct Dry;

impl Random for Dry {
    fn fill(&mut self, _bytes: &mut [u8]) -> Result<(), RandomError> {
        Err(RandomError)
    }
}

#[test]
fn a_set_has_as_many_codes_as_were_asked_for_and_each_a_slot_of_its_own() {
    for count in [0, 1, 10, 30] {
        let set = generate(count, &mut Counting::from(1)).unwrap();
        let slots: HashSet<char> = set.iter().map(|code| code.slot).collect();
        let texts: HashSet<&str> = set.iter().map(|code| code.text.as_str()).collect();
        let secrets: HashSet<&str> = set.iter().map(|code| code.canonical.as_str()).collect();
        assert_eq!((set.len(), slots.len(), texts.len(), secrets.len()), (count, count, count, count));
    }
    assert_eq!(generate(31, &mut Counting::from(1)).unwrap().len(), MOST);
}

#[test]
fn a_code_is_three_groups_of_five_without_look_alikes() {
    for code in generate(MOST, &mut Counting::from(2)).unwrap() {
        let groups: Vec<usize> = code.text.split('-').map(str::len).collect();
        assert_eq!(groups, [5, 5, 5]);
        assert!(code.text.starts_with(code.slot));
        assert!(code.text.chars().all(|character| character == '-' || character.is_ascii_alphanumeric()));
        assert!(!code.text.contains(['O', 'I', 'L', 'Z', 'S', 'B']), "{}", code.text.as_str());
    }
}

#[test]
fn a_code_has_at_least_64_random_bits() {
    let code = generate(1, &mut Counting::from(3)).unwrap().remove(0);
    let symbols = u32::try_from(MOST).unwrap();
    assert!(f64::from(symbols).log2() * 14.0 >= 64.0);
    assert_eq!(code.canonical.chars().count(), 14);
}

#[test]
fn every_symbol_is_as_likely_as_every_other() {
    let mut rng = Counting::from(4);
    let mut counts = std::collections::HashMap::new();
    for _ in 0..1_000 {
        for code in generate(10, &mut rng).unwrap() {
            code.canonical.chars().for_each(|symbol| *counts.entry(symbol).or_insert(0_u32) += 1);
        }
    }
    // 140,000 symbols of 30: 4,667 each, with a standard deviation of 67.
    assert_eq!(counts.len(), 30);
    assert!(counts.values().all(|count| (4_300..5_050).contains(count)), "{counts:?}");
}

#[test]
fn what_people_make_of_a_code_is_forgiven() {
    let written = "A0125-8CDEF-GHJKM";
    let (slot, secret) = canonical(written).unwrap();
    assert_eq!((slot, secret.as_str()), ('A', "01258CDEFGHJKM"));
    let texts = [
        "a0125-8cdef-ghjkm",
        "A01258CDEFGHJKM",
        "  A0125 8CDEF GHJKM \r\n",
        "AOIZS-BCDEF-GHJKM",
        "aolzs-bcdef-ghjkm",
        "A0125\u{2013}8CDEF\u{2014}GHJKM",
        "A-0-1-2-5-8-C-D-E-F-G-H-J-K-M",
        "A0125\u{a0}8CDEF\u{2011}GHJKM",
    ];
    for text in texts {
        assert_eq!(canonical(text), Some((slot, secret.clone())), "{text:?}");
    }
}

#[test]
fn what_cannot_be_a_code_is_none() {
    let texts = [
        "",
        "A",
        "123456",
        "A0125-8CDEF-GHJK",
        "A0125-8CDEF-GHJKMN",
        "A0125-8CDEF-GHJK!",
        "A0125_8CDEF_GHJKM",
        "A0125-8CDEF-GHJKÄ",
        "Ａ0125-8CDEF-GHJKM",
        &"A".repeat(1_000_000),
    ];
    for text in texts {
        assert_eq!(canonical(text), None, "{}", text.len());
    }
}

#[test]
fn without_randomness_there_are_no_codes() {
    assert!(generate(10, &mut Dry).is_err());
}

#[test]
fn nothing_shows_a_code() {
    let code = generate(1, &mut Counting::from(1)).unwrap().remove(0);
    let shown = format!("{code:?}");
    assert!(!shown.contains(code.canonical.as_str()) && !shown.contains(&code.text[1..5]), "{shown}");
}

proptest! {
    #[test]
    fn the_text_of_a_code_is_read_as_its_slot_and_secret(seed: u64, count in 1_usize..=30) {
        for code in generate(count, &mut Counting::from(seed)).unwrap() {
            prop_assert_eq!(canonical(&code.text), Some((code.slot, code.canonical.clone())));
            let typed = code.text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            prop_assert_eq!(canonical(&typed), Some((code.slot, code.canonical.clone())));
        }
    }

    #[test]
    fn what_is_read_reads_the_same_again(text in "[A-Za-z0-9 -]{0,30}|\\PC*") {
        if let Some((slot, secret)) = canonical(&text) {
            let again = format!("{slot}{}", secret.as_str());
            prop_assert_eq!(canonical(&again), Some((slot, secret)));
        }
    }
}
