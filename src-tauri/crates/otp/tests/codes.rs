//! Windows of time, the ends of counting, and what codes give away.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use otp::{
    Algorithm, CodeError, Counter, Digits, Generator, ParameterError, Parameters, Period, Secret, UnixSeconds, code_at,
    window_at,
};

fn secret() -> Secret {
    Secret::from_bytes(b"12345678901234567890".to_vec()).unwrap()
}

fn totp(period: u64) -> Parameters {
    let period = Period::new(period).unwrap();
    Parameters::Totp { algorithm: Algorithm::Sha1, digits: Digits::default(), period }
}

fn hotp(counter: u64) -> Parameters {
    Parameters::Hotp { algorithm: Algorithm::Sha1, digits: Digits::default(), counter: Counter::new(counter) }
}

#[test]
fn a_window_says_what_is_valid_and_until_when() {
    let window = window_at(&secret(), &totp(30), UnixSeconds(59)).unwrap();
    assert_eq!((window.step, window.valid_from, window.valid_until), (1, UnixSeconds(30), UnixSeconds(60)));
    assert_eq!(window.code.as_str(), "287082");
    assert_eq!(window.next.as_str(), "359152");
    assert_eq!(window.seconds_left(UnixSeconds(59)), 1);
    assert_eq!(window.seconds_left(UnixSeconds(30)), 30);
    assert_eq!(window.seconds_left(UnixSeconds(60)), 0);
    assert_eq!(window.seconds_left(UnixSeconds(61)), 0);
}

#[test]
fn the_first_second_of_1970_has_a_code() {
    let window = window_at(&secret(), &totp(30), UnixSeconds(0)).unwrap();
    assert_eq!((window.code.as_str(), window.step), ("755224", 0));
}

#[test]
fn a_window_that_goes_on_is_the_same_as_a_fresh_one() {
    let generator = Generator::new(&secret(), &totp(30));
    let mut window = generator.window_at(UnixSeconds(0)).unwrap();
    for now in [1, 29, 30, 59, 60, 61, 300, 270, 10] {
        window = generator.window_after(&window, UnixSeconds(now)).unwrap();
        assert_eq!(window, generator.window_at(UnixSeconds(now)).unwrap(), "second {now}");
    }
}

#[test]
fn periods_of_a_second_and_of_a_day_work() {
    for (period, now, step) in [(1, 59, 59), (86_400, 86_399, 0), (86_400, 86_400, 1)] {
        let window = window_at(&secret(), &totp(period), UnixSeconds(now)).unwrap();
        assert_eq!(window.step, step);
        assert_eq!(window.valid_until.0 - window.valid_from.0, period);
    }
}

#[test]
fn a_time_that_cannot_be_counted_is_an_error() {
    for parameters in [totp(1), totp(30), totp(86_400), Parameters::Steam] {
        let last = UnixSeconds(u64::MAX);
        assert_eq!(code_at(&secret(), &parameters, last), Err(CodeError::TimeOverflow));
        assert_eq!(window_at(&secret(), &parameters, last), Err(CodeError::TimeOverflow));
        assert_eq!(Generator::new(&secret(), &parameters).code_of_step(u64::MAX), Err(CodeError::TimeOverflow));
    }
}

#[test]
fn the_last_time_that_can_be_counted_has_a_code() {
    for parameters in [totp(1), totp(30), totp(86_400), Parameters::Steam] {
        let period = u64::from(parameters.period().unwrap());
        let end_of_time = u64::MAX / period * period;
        assert!(window_at(&secret(), &parameters, UnixSeconds(end_of_time - 1)).is_ok());
        assert!(window_at(&secret(), &parameters, UnixSeconds(end_of_time)).is_err());
    }
}

#[test]
fn hotp_has_a_code_at_every_counter_and_no_window() {
    for counter in [0, 1, u64::MAX - 1, u64::MAX] {
        assert_eq!(code_at(&secret(), &hotp(counter), UnixSeconds(0)).unwrap().as_str().len(), 6);
        assert_eq!(window_at(&secret(), &hotp(counter), UnixSeconds(0)), Err(CodeError::NoTime));
    }
    assert_eq!(Generator::new(&secret(), &hotp(0)).code_of_step(0), Err(CodeError::NoTime));
    assert_eq!(Generator::new(&secret(), &totp(30)).code_of_counter(Counter::new(0)), Err(CodeError::NoCounter));
}

#[test]
fn a_counter_moves_on_and_stops_at_its_end() {
    assert_eq!(Counter::new(7).next(), Ok(Counter::new(8)));
    assert_eq!(Counter::new(u64::MAX - 1).next(), Ok(Counter::new(u64::MAX)));
    assert_eq!(Counter::new(u64::MAX).next(), Err(CodeError::CounterOverflow));
}

#[test]
fn every_length_and_algorithm_makes_codes_of_that_length() {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for digits in 5..=9 {
            let digits = Digits::new(digits).unwrap();
            let parameters = Parameters::Totp { algorithm, digits, period: Period::default() };
            for now in 0..300 {
                let code = code_at(&secret(), &parameters, UnixSeconds(now * 30)).unwrap();
                assert_eq!(code.as_str().len(), usize::from(digits.value()));
                assert!(code.as_str().bytes().all(|digit| digit.is_ascii_digit()));
            }
        }
    }
}

#[test]
fn digits_and_periods_outside_their_range_are_refused() {
    for digits in [0, 1, 4, 10, 11, 255, 256, 261, u32::MAX] {
        assert_eq!(Digits::new(digits), Err(ParameterError::Digits));
    }
    for period in [0, 86_401, u64::from(u32::MAX) + 31, u64::MAX] {
        assert_eq!(Period::new(period), Err(ParameterError::Period));
    }
}

#[test]
fn codes_compare_by_their_characters() {
    let at = |seconds| code_at(&secret(), &totp(30), UnixSeconds(seconds)).unwrap();
    assert_eq!(at(30), at(59));
    assert_ne!(at(30), at(60));
    assert_ne!(at(30), code_at(&secret(), &Parameters::Steam, UnixSeconds(30)).unwrap());
}

#[test]
fn debug_texts_show_neither_code_nor_secret() {
    let window = window_at(&secret(), &totp(30), UnixSeconds(59)).unwrap();
    let said = format!("{window:?} {:?} {:?}", Generator::new(&secret(), &totp(30)), secret());
    assert!(!said.contains("287082") && !said.contains("359152") && !said.contains("123456"), "{said}");
    assert!(said.contains("160 bits"));
}

#[test]
fn algorithms_are_read_in_every_spelling_and_written_in_one() {
    for (text, algorithm) in [
        ("SHA1", Algorithm::Sha1),
        ("sha-1", Algorithm::Sha1),
        ("HMAC-SHA-256", Algorithm::Sha256),
        ("hmacsha512", Algorithm::Sha512),
        ("Sha_512", Algorithm::Sha512),
    ] {
        assert_eq!(text.parse(), Ok(algorithm));
    }
    for text in ["", "MD5", "SHA", "SHA2", "SHA384", "HMAC", "SHA256SHA256"] {
        assert_eq!(text.parse::<Algorithm>(), Err(ParameterError::Algorithm), "{text}");
    }
    assert_eq!(serde_json::to_string(&Algorithm::Sha256).unwrap(), "\"SHA256\"");
    assert_eq!(serde_json::from_str::<Algorithm>("\"SHA512\"").unwrap(), Algorithm::Sha512);
    assert_eq!(Algorithm::Sha1.to_string(), "SHA1");
}

#[test]
fn numbers_from_a_file_are_checked_too() {
    assert_eq!(serde_json::from_str::<Digits>("9").unwrap().value(), 9);
    assert!(serde_json::from_str::<Digits>("10").is_err());
    assert_eq!(serde_json::from_str::<Period>("86400").unwrap().seconds(), 86_400);
    assert!(serde_json::from_str::<Period>("0").is_err());
    assert_eq!(serde_json::to_string(&(Digits::default(), Period::default(), Counter::new(3))).unwrap(), "[6,30,3]");
}
