//! 1,000 records behind a lock, in a sealed file and in a backup, for `cargo xtask bench store`.
//!
//! Prints one line for each comparison: name, unit, ours, the other's, the goal (`-`: none), with tabs between.
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod world;

use std::process::ExitCode;

/// `cargo test --benches` starts this without `--bench`: then there is nothing to measure.
#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    let is_told = |word: &str| words.iter().any(|other| other == word);
    let measured = match (is_told(measure::IN_KEYRING), is_told("--bench")) {
        (true, _) => measure::in_keyring(),
        (false, true) => measure::all(),
        (false, false) => Ok(()),
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
