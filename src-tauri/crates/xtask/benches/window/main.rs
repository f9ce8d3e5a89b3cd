//! Opens the real window and a bare one in turn, for `cargo xtask bench window`.
//!
//! Prints one line for each comparison: name, unit, ours, the bare window's, with tabs between.
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod seed;

use std::process::ExitCode;

/// `cargo test --benches` starts this without `--bench`: then there is nothing to measure.
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(target_os = "linux")]
fn run(words: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    match words {
        [word, count] if word == seed::ARGUMENT => seed::fill_keyring(count.parse()?),
        words if words.iter().any(|word| word == "--bench") => measure::measure(),
        _ => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn run(_words: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    Err("the window is measured on Linux only: it needs a display and a keyring of its own".into())
}
