//! One-time codes by time.

use otp::{Algorithm, Digits, Generator, Parameters, Period, Secret, UnixSeconds};
use proptest::prelude::*;
use relying_party::policy::Window;
use relying_party::rules::totp::{Ignored, Verdict, enrolment_secret, recognise_ignored, verify};

use crate::random::Counting;

const NOW: UnixSeconds = UnixSeconds(1_800_000_015);

fn parameters(algorithm: Algorithm, digits: u32, period: u64) -> Parameters {
    Parameters::Totp {
        algorithm,
        digits: Digits::new(digits).expect("5 to 9"),
        period: Period::new(period).expect("up to a day"),
    }
}

fn usual() -> Parameters {
    parameters(Algorithm::Sha1, 6, 30)
}

fn secret(length: usize) -> Secret {
    let bytes = b"1234567890".iter().copied().cycle().take(length).collect();
    Secret::from_bytes(bytes).expect("long enough")
}

fn generator() -> Generator {
    Generator::new(&secret(20), &usual())
}

fn code_of_step(step: u64) -> otp::Code {
    generator().code_of_step(step).expect("before the end of time")
}

fn verdict(code: &str, at: u64, window: Window, last: Option<u64>) -> Verdict {
    verify(&generator(), code, UnixSeconds(at), window, last).0
}

#[test]
fn the_codes_of_rfc_6238_are_accepted_in_their_step_and_no_other() {
    // RFC 6238, appendix B.
    let times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000_u64];
    let tables = [
        (Algorithm::Sha1, 20, ["94287082", "07081804", "14050471", "89005924", "69279037", "65353130"]),
        (Algorithm::Sha256, 32, ["46119246", "68084774", "67062674", "91819424", "90698825", "77737706"]),
        (Algorithm::Sha512, 64, ["90693936", "25091201", "99943326", "93441116", "38618901", "47863826"]),
    ];
    for (algorithm, length, codes) in tables {
        let generator = Generator::new(&secret(length), &parameters(algorithm, 8, 30));
        for (time, code) in times.into_iter().zip(codes) {
            let at = |now| verify(&generator, code, UnixSeconds(now), Window::STRICT, None).0;
            let start = time / 30 * 30;
            assert_eq!(at(start), Verdict::Accepted { step: time / 30 });
            assert_eq!(at(start + 29), Verdict::Accepted { step: time / 30 });
            assert_eq!((at(start - 1), at(start + 30)), (Verdict::Wrong, Verdict::Wrong));
        }
    }
}

#[test]
fn a_step_ends_on_the_second() {
    let codes = [code_of_step(0), code_of_step(1), code_of_step(2)];
    let steps_at = |at| codes.each_ref().map(|code| verdict(code.as_str(), at, Window::STRICT, None));
    let only = |step: usize| {
        let mut all = [Verdict::Wrong; 3];
        all[step] = Verdict::Accepted { step: step as u64 };
        all
    };
    assert_eq!(steps_at(0), only(0));
    assert_eq!(steps_at(29), only(0));
    assert_eq!(steps_at(30), only(1));
    assert_eq!(steps_at(59), only(1));
    assert_eq!(steps_at(60), only(2));
}

#[test]
fn the_edges_of_every_window_are_exact() {
    let code = code_of_step(1_000);
    let windows =
        [Window::STRICT, Window::RFC, Window::LENIENT, Window { back: 2, ahead: 0 }, Window { back: 0, ahead: 5 }];
    for window in windows {
        let first = (1_000 - u64::from(window.ahead)) * 30;
        let end = (1_001 + u64::from(window.back)) * 30;
        let at = |now| verdict(code.as_str(), now, window, None);
        assert_eq!(at(first - 1), Verdict::Wrong, "{window:?}");
        assert_eq!(at(first), Verdict::Accepted { step: 1_000 });
        assert_eq!(at(end - 1), Verdict::Accepted { step: 1_000 });
        assert_eq!(at(end), Verdict::Wrong, "{window:?}");
    }
}

#[test]
fn a_window_at_the_beginning_or_the_end_of_time_ends_there() {
    let (generator, window) = (generator(), Window { back: 20, ahead: 20 });
    let accepted = verify(&generator, code_of_step(0).as_str(), UnixSeconds(0), window, None);
    assert_eq!(accepted, (Verdict::Accepted { step: 0 }, 21));
    let (verdict, hmacs) = verify(&generator, "000000", UnixSeconds(u64::MAX), window, None);
    assert!(verdict == Verdict::Wrong && hmacs <= 41);
}

#[test]
fn years_past_2038_and_2106_are_years_like_others() {
    for now in [(1_u64 << 31) - 1, 1 << 31, (1 << 32) - 1, 1 << 32, 253_402_300_799] {
        let code = code_of_step(now / 30);
        assert_eq!(verdict(code.as_str(), now, Window::RFC, None), Verdict::Accepted { step: now / 30 });
    }
}

#[test]
fn a_used_code_is_replayed_for_every_second_of_its_window() {
    let code = code_of_step(1_000);
    for now in 999 * 30..1_002 * 30 {
        let at = verdict(code.as_str(), now, Window::RFC, Some(1_000));
        assert_eq!(at, Verdict::Replayed { step: 1_000 }, "at {now}");
    }
}

#[test]
fn an_older_code_after_a_newer_one_is_replayed() {
    let (older, newer) = (code_of_step(999), code_of_step(1_001));
    assert_eq!(verdict(older.as_str(), 30_000, Window::RFC, Some(1_000)), Verdict::Replayed { step: 999 });
    assert_eq!(verdict(newer.as_str(), 30_000, Window::RFC, Some(1_000)), Verdict::Accepted { step: 1_001 });
}

#[test]
fn a_clock_that_steps_back_brings_no_used_code_back() {
    let last = Some(1_000);
    for step in 900..=1_000 {
        let at_its_time = verdict(code_of_step(step).as_str(), step * 30, Window::STRICT, last);
        assert_eq!(at_its_time, Verdict::Replayed { step });
    }
}

/// Two steps of this secret in one wide window have the same code.
fn twins() -> (Secret, Parameters, u64, u64) {
    let parameters = parameters(Algorithm::Sha1, 5, 30);
    let secret = secret(20);
    let generator = Generator::new(&secret, &parameters);
    let codes: Vec<String> =
        (0..4_000).map(|step| generator.code_of_step(step).expect("early").as_str().to_owned()).collect();
    let pairs = (1..40).flat_map(|apart| (0..3_900).map(move |step| (step, step + apart)));
    let (one, other) = pairs.into_iter().find(|(one, other)| codes.get(*one) == codes.get(*other)).expect("some do");
    (secret, parameters, one as u64, other as u64)
}

#[test]
fn of_several_matching_steps_the_newest_unspent_is_taken() {
    let (secret, parameters, older, newer) = twins();
    let generator = Generator::new(&secret, &parameters);
    let code = generator.code_of_step(older).unwrap();
    let window = Window { back: 20, ahead: 20 };
    let at = UnixSeconds((older + newer) / 2 * 30);
    let with = |last| verify(&generator, code.as_str(), at, window, last).0;
    assert_eq!(with(None), Verdict::Accepted { step: newer });
    assert_eq!(with(Some(older)), Verdict::Accepted { step: newer });
    assert_eq!(with(Some(newer - 1)), Verdict::Accepted { step: newer });
    assert_eq!(with(Some(newer)), Verdict::Replayed { step: newer });
}

#[test]
fn every_step_of_the_window_is_computed_whatever_the_code() {
    for window in [Window::STRICT, Window::RFC, Window::LENIENT] {
        let code = code_of_step(NOW.0 / 30);
        for (code, last) in [(code.as_str(), None), (code.as_str(), Some(u64::MAX)), ("000000", None), ("", None)] {
            assert_eq!(verify(&generator(), code, NOW, window, last).1, window.width());
        }
    }
}

#[test]
fn codes_of_another_length_match_nothing() {
    let code = code_of_step(NOW.0 / 30);
    for wrong in [&code.as_str()[..5], &format!("{}0", code.as_str()), &format!("0{}", code.as_str())] {
        assert_eq!(verdict(wrong, NOW.0, Window::RFC, None), Verdict::Wrong);
    }
}

#[test]
fn codes_by_a_counter_are_none_by_time() {
    let parameters =
        Parameters::Hotp { algorithm: Algorithm::Sha1, digits: Digits::default(), counter: otp::Counter::new(1) };
    let generator = Generator::new(&secret(20), &parameters);
    assert_eq!(verify(&generator, "287082", UnixSeconds(1), Window::RFC, None), (Verdict::Wrong, 0));
}

#[test]
fn a_new_secret_is_as_long_as_the_output_of_its_hmac() {
    for (algorithm, length) in [(Algorithm::Sha1, 20), (Algorithm::Sha256, 32), (Algorithm::Sha512, 64)] {
        let made = enrolment_secret(&parameters(algorithm, 6, 30), &mut Counting::from(1)).unwrap();
        assert_eq!(made.expose().len(), length);
        assert_ne!(made, enrolment_secret(&parameters(algorithm, 6, 30), &mut Counting::from(2)).unwrap());
    }
}

#[test]
fn an_app_that_ignores_a_parameter_is_recognised() {
    let cases = [
        (parameters(Algorithm::Sha256, 6, 30), usual(), Ignored::Algorithm),
        (parameters(Algorithm::Sha512, 6, 30), usual(), Ignored::Algorithm),
        (parameters(Algorithm::Sha1, 8, 30), usual(), Ignored::Digits),
        (parameters(Algorithm::Sha1, 6, 60), usual(), Ignored::Period),
        (parameters(Algorithm::Sha512, 8, 60), parameters(Algorithm::Sha1, 8, 60), Ignored::Algorithm),
        (parameters(Algorithm::Sha512, 8, 60), parameters(Algorithm::Sha512, 6, 60), Ignored::Digits),
        (parameters(Algorithm::Sha512, 8, 60), parameters(Algorithm::Sha512, 8, 30), Ignored::Period),
        (parameters(Algorithm::Sha1, 8, 60), usual(), Ignored::Digits),
        (parameters(Algorithm::Sha256, 8, 60), usual(), Ignored::Algorithm),
    ];
    for (named, used, ignored) in cases {
        let code = otp::code_at(&secret(64), &used, NOW).unwrap();
        let found = recognise_ignored(&secret(64), &named, code.as_str(), NOW, Window::RFC);
        assert_eq!(found, Some(ignored), "{named:?}");
    }
}

#[test]
fn where_nothing_was_ignored_nothing_is_recognised() {
    let code = otp::code_at(&secret(20), &usual(), NOW).unwrap();
    assert_eq!(recognise_ignored(&secret(20), &usual(), code.as_str(), NOW, Window::RFC), None);
    let others = parameters(Algorithm::Sha256, 8, 60);
    assert_eq!(recognise_ignored(&secret(20), &others, "000000", NOW, Window::RFC), None);
    let old = otp::code_at(&secret(20), &usual(), UnixSeconds(NOW.0 - 90)).unwrap();
    assert_eq!(recognise_ignored(&secret(20), &others, old.as_str(), NOW, Window::RFC), None);
}

proptest! {
    #[test]
    fn a_step_is_accepted_only_above_the_last_one_and_inside_the_window(
        now in 0_u64..1 << 40,
        period in 1_u64..=120,
        back in 0_u8..=4,
        ahead in 0_u8..=4,
        offset in -6_i64..=6,
        spent in prop::option::of(-6_i64..=6),
    ) {
        let generator = Generator::new(&secret(20), &parameters(Algorithm::Sha1, 9, period));
        let current = now / period;
        let (step, last) = (current.saturating_add_signed(offset), spent.map(|spent| current.saturating_add_signed(spent)));
        let code = generator.code_of_step(step).unwrap();
        let window = Window { back, ahead };
        let (verdict, _) = verify(&generator, code.as_str(), UnixSeconds(now), window, last);
        let is_inside = step + u64::from(back) >= current && step <= current + u64::from(ahead);
        let expected = match last {
            _ if !is_inside => Verdict::Wrong,
            Some(last) if step <= last => Verdict::Replayed { step },
            _ => Verdict::Accepted { step },
        };
        prop_assert_eq!(verdict, expected);
    }

    #[test]
    fn any_text_may_be_offered_as_a_code(code: String, now: u64, last: Option<u64>) {
        let _ = verify(&generator(), &code, UnixSeconds(now), Window::RFC, last);
    }
}
