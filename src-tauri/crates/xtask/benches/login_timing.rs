//! Whether the time of a login tells known users from unknown ones, for `cargo xtask torture timing`.
//!
//! The hash is as small as it may be: what is beside it weighs more then. Every user is asked for once, so nobody is
//! slowed, and the four kinds of login come in a new order each round, so that a busy machine slows all of them alike.
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

#[path = "relying_party/client.rs"]
mod client;
#[expect(dead_code, reason = "the bench of the relying party uses more of it")]
#[path = "relying_party/world.rs"]
mod world;

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use client::Client;
use sealing::random_bytes;
use world::World;

/// A bench has nothing better to do with trouble than to say it and stop.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const ROUNDS: u64 = 125;
/// Logins before the first that counts.
const WARM: u64 = 20;
/// Of times that are alike, a run in a thousand looks this different.
const ALARM: f64 = 0.001;
const KINDS: [(&str, bool, bool); 4] = [
    ("known name, right password", true, true),
    ("known name, wrong password", true, false),
    ("unknown name, another's right password", false, true),
    ("unknown name, wrong password", false, false),
];

/// `cargo test --benches` starts this without `--bench`: then there is nothing to measure.
fn main() -> ExitCode {
    if !std::env::args().any(|word| word == "--bench") {
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let times = tokio::runtime::Runtime::new()?.block_on(measure())?;
    for ((kind, ..), times) in KINDS.iter().zip(&times) {
        println!("{kind:<40} {} logins, median {:.3} ms", times.len(), median(times));
    }
    let [_, known, unknown_right, unknown] = &times;
    let alike =
        [("known or unknown, wrong password", known, unknown), ("unknown, either password", unknown_right, unknown)];
    let mut told_apart = None;
    for (name, first, second) in alike {
        let chance = rank_test(first, second);
        println!("rank test (Mann-Whitney), {name}: p = {chance:.4}");
        if chance < ALARM {
            told_apart = Some(format!("the time tells them apart: {name} (p = {chance:.6})"));
        }
    }
    told_apart.map_or(Ok(()), |what| Err(what.into()))
}

/// The times of each kind, in milliseconds.
async fn measure() -> Outcome<[Vec<f64>; 4]> {
    let folder = tempfile::tempdir()?;
    let world = World::new(&folder.path().join("logins.sqlite"), 2 * (ROUNDS + WARM)).await?;
    let address = world.address();
    let done = tokio::task::spawn_blocking(move || log_in(Client::connect(address)?)).await??;
    world.running.stop().await;
    Ok(done)
}

fn log_in(mut client: Client) -> Outcome<[Vec<f64>; 4]> {
    let mut times = [const { Vec::new() }; 4];
    for round in 0..ROUNDS + WARM {
        for place in order()? {
            let (Some((_, is_known, is_right)), Some(times)) = (KINDS.get(place), times.get_mut(place)) else {
                continue;
            };
            let name = if *is_known { "user" } else { "nobody" };
            let number = 2 * round + u64::from(*is_right);
            let password = if *is_right { "a quiet green harbour" } else { "a quiet grey harbour!" };
            let body = format!("{{\"username\":\"{name}{number}\",\"password\":\"{password}\"}}");
            let start = Instant::now();
            let (status, _) = client.send("POST", "/api/v1/login", "", &body)?;
            let took = start.elapsed().as_secs_f64() * 1_000.0;
            let expected = if *is_known && *is_right { 200 } else { 401 };
            if status != expected {
                return Err(format!("{name}{number} was answered {status} instead of {expected}").into());
            }
            if round >= WARM {
                times.push(took);
            }
        }
    }
    Ok(times)
}

/// The four kinds in a random order.
fn order() -> Outcome<[usize; 4]> {
    let mut order = [0, 1, 2, 3];
    for (last, byte) in [3_usize, 2, 1].into_iter().zip(random_bytes::<3>(&mut host::os::OsRandom)?.iter()) {
        order.swap(last, usize::from(*byte) % (last + 1));
    }
    Ok(order)
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How often two samples of one distribution differ at least so much in their ranks (Mann and Whitney 1947, both sides,
/// by the normal distribution; times are never equal enough for ties to matter).
fn rank_test(first: &[f64], second: &[f64]) -> f64 {
    let (n, m) = (first.len() as f64, second.len() as f64);
    let wins: f64 = first.iter().map(|one| second.iter().filter(|other| one > other).count() as f64).sum();
    let spread = (n * m * (n + m + 1.0) / 12.0).sqrt();
    both_tails((wins - n * m / 2.0) / spread)
}

/// The normal distribution beyond this many deviations, on both sides (Abramowitz and Stegun 7.1.26: to 1.5e-7).
fn both_tails(deviations: f64) -> f64 {
    let x = deviations.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let sum = 1.061_405_429_f64;
    let sum = sum.mul_add(t, -1.453_152_027).mul_add(t, 1.421_413_741).mul_add(t, -0.284_496_736);
    sum.mul_add(t, 0.254_829_592) * t * (-x * x).exp()
}
