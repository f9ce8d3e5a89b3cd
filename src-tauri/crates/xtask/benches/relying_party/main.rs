//! The relying party against a bare server, for `cargo xtask bench relying-party`.
//!
//! Prints one line for each comparison: name, unit, ours, the other's, the goal (`-`: none), with tabs between.
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

mod bare;
mod client;
mod start;
mod users;
mod verifications;
mod world;

use std::error::Error;
use std::process::ExitCode;

/// A bench has nothing better to do with trouble than to say it and stop.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

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
    let wanted = std::env::var("COUNTERSIGN_BENCH_PARTS").unwrap_or_default();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.split(',').any(|wanted| wanted == part);
    if is_wanted("verifications") {
        verifications::measure()?;
    }
    if is_wanted("users") {
        users::measure()?;
    }
    if is_wanted("start") {
        start::measure()?;
    }
    Ok(())
}

/// Prints a row.
pub(crate) fn row(name: &str, unit: &str, ours: f64, other: f64, goal: Option<f64>) {
    let goal = goal.map_or("-".to_owned(), |goal| goal.to_string());
    println!("{name}\t{unit}\t{ours}\t{other}\t{goal}");
}

/// The value below which so many hundredths of all are.
pub(crate) fn percentile(values: &mut [f64], hundredths: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len().saturating_sub(1) * hundredths).div_ceil(100);
    values.get(place).copied().unwrap_or(f64::NAN)
}
