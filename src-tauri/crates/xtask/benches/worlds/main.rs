//! Tenants and scenarios, for `cargo xtask bench worlds`.
//!
//! Prints one line for each comparison: name, unit, ours, the other's, the goal (`-`: none), with tabs between.
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

#[path = "../relying_party/client.rs"]
mod client;
mod json;
mod month;
mod tenants;

use std::error::Error;
use std::process::ExitCode;

/// A bench has nothing better to do with trouble than to say it and stop.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// `cargo test --benches` starts this without `--bench`: then there is nothing to measure.
fn main() -> ExitCode {
    if !std::env::args().any(|word| word == "--bench") {
        return ExitCode::SUCCESS;
    }
    match tenants::measure().and_then(|()| month::measure()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a row.
pub(crate) fn row(name: &str, unit: &str, ours: f64, other: f64, goal: Option<f64>) {
    let goal = goal.map_or("-".to_owned(), |goal| goal.to_string());
    println!("{name}\t{unit}\t{ours}\t{other}\t{goal}");
}
