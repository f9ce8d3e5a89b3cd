//! The codes of RFC 4226, appendix D, of RFC 6238, appendix B, and Steam's.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::path::PathBuf;

use otp::{Algorithm, Counter, Digits, Generator, Parameters, Period, Secret, UnixSeconds, code_at, window_at};
use serde::Deserialize;
use serde::de::DeserializeOwned;

fn vectors<T: DeserializeOwned>(file: &str) -> T {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors").join(file);
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn secret_from_hex(hex: &str) -> Secret {
    let bytes =
        hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
    Secret::from_bytes(bytes.collect()).unwrap()
}

#[derive(Deserialize)]
struct Rfc4226 {
    secret_hex: String,
    code: Vec<CounterCode>,
}

#[derive(Deserialize)]
struct CounterCode {
    counter: u64,
    truncated: u32,
    code: String,
}

fn hotp(digits: u32, counter: u64) -> Parameters {
    let digits = Digits::new(digits).unwrap();
    Parameters::Hotp { algorithm: Algorithm::Sha1, digits, counter: Counter::new(counter) }
}

#[test]
fn rfc_4226_appendix_d() {
    let vectors: Rfc4226 = vectors("rfc4226/appendix-d.toml");
    let secret = secret_from_hex(&vectors.secret_hex);
    assert_eq!(vectors.code.len(), 10);
    for CounterCode { counter, code, .. } in vectors.code {
        let made = code_at(&secret, &hotp(6, counter), UnixSeconds(1_000)).unwrap();
        assert_eq!(made.as_str(), code, "counter {counter}");
    }
}

#[test]
fn codes_of_five_to_nine_digits_are_the_end_of_the_truncated_number() {
    let vectors: Rfc4226 = vectors("rfc4226/appendix-d.toml");
    let secret = secret_from_hex(&vectors.secret_hex);
    for CounterCode { counter, truncated, .. } in vectors.code {
        let all = format!("{truncated:010}");
        for digits in 5..=9 {
            let made = code_at(&secret, &hotp(digits, counter), UnixSeconds(0)).unwrap();
            assert_eq!(made.as_str(), &all[10 - digits as usize..], "counter {counter}");
        }
    }
}

#[test]
fn a_generator_looks_ahead_from_its_counter() {
    let vectors: Rfc4226 = vectors("rfc4226/appendix-d.toml");
    let generator = Generator::new(&secret_from_hex(&vectors.secret_hex), &hotp(6, 0));
    for CounterCode { counter, code, .. } in vectors.code {
        assert_eq!(generator.code_of_counter(Counter::new(counter)).unwrap().as_str(), code);
    }
}

#[derive(Deserialize)]
struct Rfc6238 {
    algorithm: Algorithm,
    secret_hex: String,
    digits: Digits,
    period: Period,
    code: Vec<TimeCode>,
}

#[derive(Deserialize)]
struct TimeCode {
    time: u64,
    step: u64,
    code: String,
}

#[test]
fn rfc_6238_appendix_b_sha1() {
    assert_rfc_6238("rfc6238/appendix-b-sha1.toml", Algorithm::Sha1);
}

#[test]
fn rfc_6238_appendix_b_sha256() {
    assert_rfc_6238("rfc6238/appendix-b-sha256.toml", Algorithm::Sha256);
}

#[test]
fn rfc_6238_appendix_b_sha512() {
    assert_rfc_6238("rfc6238/appendix-b-sha512.toml", Algorithm::Sha512);
}

fn assert_rfc_6238(file: &str, expected: Algorithm) {
    let Rfc6238 { algorithm, secret_hex, digits, period, code } = vectors(file);
    assert_eq!((algorithm, code.len()), (expected, 6));
    let secret = secret_from_hex(&secret_hex);
    let parameters = Parameters::Totp { algorithm, digits, period };
    for TimeCode { time, step, code } in code {
        let now = UnixSeconds(time);
        let window = window_at(&secret, &parameters, now).unwrap();
        assert_eq!((window.code.as_str(), window.step), (code.as_str(), step), "time {time}");
        assert_eq!(code_at(&secret, &parameters, now).unwrap().as_str(), code, "time {time}");
        assert_eq!(code_at(&secret, &parameters, window.valid_until).unwrap(), window.next, "time {time}");
        assert_eq!(Generator::new(&secret, &parameters).code_of_step(step).unwrap(), window.code, "time {time}");
    }
}

#[derive(Deserialize)]
struct Steam {
    code: Vec<SteamCode>,
}

#[derive(Deserialize)]
struct SteamCode {
    secret: String,
    time: u64,
    code: String,
}

#[test]
fn codes_of_steam() {
    let vectors: Steam = vectors("steam/codes.toml");
    assert!(!vectors.code.is_empty());
    for SteamCode { secret, time, code } in vectors.code {
        let made = code_at(&Secret::parse_base32(&secret).unwrap(), &Parameters::Steam, UnixSeconds(time)).unwrap();
        assert_eq!(made.as_str(), code, "time {time}");
    }
}

#[test]
fn a_secret_of_26_letters_makes_the_code_its_site_expects() {
    let secret = Secret::parse_base32("S46SQCPPTCNPROMHWYBDCTBZXV").unwrap();
    let code = code_at(&secret, &Parameters::default(), UnixSeconds(1_612_380_872)).unwrap();
    assert_eq!(code.as_str(), "100172");
}
