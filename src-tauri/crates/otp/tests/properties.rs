//! parse∘print is the identity, and no text makes reading panic.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use otp::{Algorithm, Counter, Digits, KeyUri, Parameters, Period, Secret, UnixSeconds, code_at, parse_uri};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Text as an address can carry it: in one line, and trimmed.
fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,40}",
        "[a-z]{1,8}(\\+[a-z]{1,8})?@example\\.(com|org)",
        "[:+%&=?#/]{0,8}",
        "[\\PC]{0,20}",
        Just("Steam".to_owned()),
    ]
    .prop_map(|text| {
        let line = text.replace(['\u{2028}', '\u{2029}'], " ");
        line.trim_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}').to_owned()
    })
}

fn issuer() -> impl Strategy<Value = Option<String>> {
    label().prop_map(|text| Some(text).filter(|text| !text.is_empty()))
}

fn algorithm() -> impl Strategy<Value = Algorithm> {
    prop_oneof![Just(Algorithm::Sha1), Just(Algorithm::Sha256), Just(Algorithm::Sha512)]
}

fn digits() -> impl Strategy<Value = Digits> {
    (5_u32..=9).prop_map(|digits| Digits::new(digits).unwrap())
}

fn period() -> impl Strategy<Value = Period> {
    prop_oneof![Just(30), 1_u64..=86_400].prop_map(|period| Period::new(period).unwrap())
}

fn parameters() -> impl Strategy<Value = Parameters> {
    prop_oneof![
        (algorithm(), digits(), period()).prop_map(|(algorithm, digits, period)| Parameters::Totp {
            algorithm,
            digits,
            period
        }),
        (algorithm(), digits(), 0..u64::MAX).prop_map(|(algorithm, digits, counter)| Parameters::Hotp {
            algorithm,
            digits,
            counter: Counter::new(counter)
        }),
        Just(Parameters::Steam),
    ]
}

fn extra() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("x[ -~]{0,8}", "\\PC{0,12}"), 0..4)
}

fn account() -> impl Strategy<Value = KeyUri> {
    let secret = prop::collection::vec(any::<u8>(), 1..=64).prop_map(|bytes| Secret::from_bytes(bytes).unwrap());
    (issuer(), issuer(), label(), secret, parameters(), extra()).prop_map(
        |(issuer, label_issuer, name, secret, parameters, extra)| {
            // The label's issuer is kept only beside another one.
            let label_issuer = label_issuer.filter(|text| issuer.is_some() && issuer.as_ref() != Some(text));
            KeyUri { issuer, label_issuer, name, secret, parameters, extra }
        },
    )
}

/// Something like an address, with faults.
fn almost_an_address() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("otpauth://".to_owned()),
        Just("steam://".to_owned()),
        Just("totp/".to_owned()),
        Just("hotp/".to_owned()),
        Just("?secret=JBSWY3DPEHPK3PXP".to_owned()),
        Just("&digits=".to_owned()),
        Just("&period=".to_owned()),
        Just("&counter=".to_owned()),
        Just("&issuer=".to_owned()),
        Just("&encoder=steam".to_owned()),
        Just("%".to_owned()),
        Just("%3A".to_owned()),
        Just(":".to_owned()),
        "-?[0-9]{0,22}",
        "\\PC{0,6}",
        any::<String>(),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_024, rng_seed: RngSeed::Fixed(6_238), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_back_as_the_same_account(account in account()) {
        let printed = account.print();
        let parsed = parse_uri(&printed).map_err(|error| TestCaseError::fail(error.code()))?;
        prop_assert_eq!(&parsed.uri, &account);
        prop_assert_eq!(parsed.uri.print(), printed);
    }

    #[test]
    fn what_is_printed_is_plain_ascii_in_one_line(account in account()) {
        prop_assert!(account.print().bytes().all(|byte| byte.is_ascii_graphic()));
    }

    #[test]
    fn whatever_is_read_is_printed_and_read_back(text in almost_an_address()) {
        if let Ok(parsed) = parse_uri(&text) {
            let again = parse_uri(&parsed.uri.print()).map_err(|error| TestCaseError::fail(error.code()))?;
            prop_assert_eq!(again.uri, parsed.uri);
        }
    }

    #[test]
    fn whatever_is_read_makes_codes_at_any_time(account in account(), now in any::<u64>()) {
        let _ = code_at(&account.secret, &account.parameters, UnixSeconds(now));
    }

    #[test]
    fn no_text_makes_reading_panic(text in any::<String>()) {
        let _ = parse_uri(&text);
        let _ = otp::migration::parse_migration_uri(&text);
    }
}
