//! Secrets as people type them.

use otp::{Secret, SecretError, SecretWarning, parse_secret};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const HELLO: &[u8] = b"Hello!\xDE\xAD\xBE\xEF";

#[test]
fn spelling_makes_no_difference() {
    for text in [
        "JBSWY3DPEHPK3PXP",
        "jbswy3dpehpk3pxp",
        "JBSW Y3DP EHPK 3PXP",
        "jbsw-y3dp-ehpk-3pxp",
        "JBSW\u{2011}Y3DP\u{2013}EHPK\u{2014}3PXP",
        "  JBSWY3DPEHPK3PXP\r\n",
        "\u{FEFF}JBSWY3DP\u{00A0}EHPK\u{200B}3PXP",
        "JBSWY3DPEHPK3PXP====",
        "JBSWY3DPEHPK3PXP = =",
    ] {
        assert_eq!(Secret::parse_base32(text).unwrap().expose(), HELLO, "{text:?}");
    }
}

#[test]
fn bits_left_over_are_dropped_whatever_they_are() {
    for text in ["AE", "AF", "AG", "AH"] {
        assert_eq!(Secret::parse_base32(text).unwrap().expose(), b"\x01", "{text}");
    }
}

#[test]
fn lengths_that_no_bytes_give_are_read_with_a_warning() {
    for (length, odd) in
        [(16, false), (17, true), (18, false), (19, true), (20, false), (21, false), (22, true), (23, false)]
    {
        let parsed = parse_secret(&"A".repeat(length)).unwrap();
        assert_eq!(parsed.secret.expose().len(), length * 5 / 8);
        assert_eq!(parsed.warnings.contains(&SecretWarning::OddLength), odd, "{length} letters");
    }
}

#[test]
fn the_place_of_a_wrong_character_is_counted_in_the_text_as_typed() {
    for (text, position) in [("0", 1), ("JBSW 1", 6), ("ä", 1), ("AA==A", 5), ("JBSWY3DPEHPK3PXP8", 17), ("ＡＢ", 1)]
    {
        assert_eq!(Secret::parse_base32(text), Err(SecretError::NotBase32 { position }), "{text}");
    }
}

#[test]
fn no_bytes_are_no_secret() {
    for text in ["", " ", "-", "====", "A"] {
        assert_eq!(Secret::parse_base32(text), Err(SecretError::Empty), "{text:?}");
    }
    assert_eq!(Secret::from_bytes(Vec::new()), Err(SecretError::Empty));
}

#[test]
fn the_longest_secret_is_512_bytes() {
    assert_eq!(Secret::from_bytes(vec![7; 512]).unwrap().bits(), 4_096);
    assert_eq!(Secret::from_bytes(vec![7; 513]), Err(SecretError::TooLong));
}

#[test]
fn less_than_128_bits_are_worth_a_warning() {
    let warning = |bytes: usize| Secret::from_bytes(vec![7; bytes]).unwrap().short_warning();
    assert_eq!(warning(10), Some(SecretWarning::Short { bits: 80 }));
    assert_eq!(warning(15), Some(SecretWarning::Short { bits: 120 }));
    assert_eq!(warning(16), None);
}

#[test]
fn secrets_compare_by_their_bytes() {
    let secret = |bytes: &[u8]| Secret::from_bytes(bytes.to_vec()).unwrap();
    assert_eq!(secret(b"one"), secret(b"one"));
    assert_ne!(secret(b"one"), secret(b"two"));
    assert_ne!(secret(b"one"), secret(b"one "));
}

#[test]
fn a_secret_is_shown_in_groups_of_four() {
    let shown = |bytes: usize| Secret::from_bytes(vec![0; bytes]).unwrap().to_base32_in_fours().to_string();
    assert_eq!(shown(1), "AA");
    assert_eq!(shown(5), "AAAA AAAA");
    assert_eq!(shown(6), "AAAA AAAA AA");
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(4_648), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_secret_survives_its_base32(bytes in prop::collection::vec(any::<u8>(), 1..=512)) {
        let secret = Secret::from_bytes(bytes).unwrap();
        let parsed = parse_secret(&secret.to_base32()).unwrap();
        prop_assert_eq!(&parsed.secret, &secret);
        prop_assert!(!parsed.warnings.contains(&SecretWarning::OddLength));
        prop_assert!(secret.to_base32().bytes().all(|letter| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".contains(&letter)));
    }

    #[test]
    fn no_text_makes_reading_a_secret_panic(text in "\\PC*") {
        let _ = parse_secret(&text);
    }
}
