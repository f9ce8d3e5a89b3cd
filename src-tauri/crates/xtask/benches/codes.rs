//! 10,000 codes against 10,000 bare HMACs of the same secrets, for `cargo xtask bench codes`.
//!
//! Prints one line for each comparison: name, nanoseconds of ours, nanoseconds of the bare HMACs, with tabs between.
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

use std::hint::black_box;
use std::time::Instant;

use hmac::{Hmac, KeyInit, Mac};
use otp::{Algorithm, Digits, Generator, Parameters, Period, Secret, UnixSeconds};
use sha1::Sha1;

const ACCOUNTS: u32 = 10_000;
const REPETITIONS: usize = 41;
const INSTANT: UnixSeconds = UnixSeconds(1_700_000_000);

fn main() {
    // `cargo test --benches` starts this without `--bench`: then there is nothing to measure.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    let secrets: Vec<Vec<u8>> = (0..ACCOUNTS).map(secret).collect();
    let generators: Vec<Generator> = secrets.iter().map(|bytes| generator(bytes)).collect();
    let mut ours = Vec::with_capacity(REPETITIONS);
    let mut bare = Vec::with_capacity(REPETITIONS);
    for _ in 0..REPETITIONS {
        ours.push(nanoseconds(|| generators.iter().for_each(|generator| _ = black_box(generator.code_at(INSTANT)))));
        bare.push(nanoseconds(|| secrets.iter().for_each(|bytes| _ = black_box(hmac(bytes)))));
    }
    println!("TOTP, SHA-1, 6 digits, 160-bit secrets\t{}\t{}", median(ours), median(bare));
}

/// Twenty bytes that differ for each account.
fn secret(number: u32) -> Vec<u8> {
    (0..5).flat_map(|word: u32| number.wrapping_mul(2_654_435_761).wrapping_add(word).to_be_bytes()).collect()
}

fn generator(bytes: &[u8]) -> Generator {
    let secret = Secret::from_bytes(bytes.to_vec()).expect("twenty bytes make a secret");
    let digits = Digits::new(6).expect("six digits are allowed");
    let period = Period::new(30).expect("thirty seconds are allowed");
    let parameters = Parameters::Totp { algorithm: Algorithm::Sha1, digits, period };
    Generator::new(&secret, &parameters)
}

/// What RFC 4226 (5.3) asks of HMAC for one code: the key, eight bytes of counter, the tag.
fn hmac(bytes: &[u8]) -> [u8; 20] {
    let mut mac = Hmac::<Sha1>::new_from_slice(bytes).expect("HMAC takes keys of every length");
    mac.update(&(INSTANT.0 / 30).to_be_bytes());
    mac.finalize().into_bytes().into()
}

fn nanoseconds(work: impl FnOnce()) -> u128 {
    let start = Instant::now();
    work();
    start.elapsed().as_nanos()
}

fn median(mut values: Vec<u128>) -> u128 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
