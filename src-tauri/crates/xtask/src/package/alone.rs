//! The command line as one file that needs nothing of the system it runs on: linked with musl instead of glibc.

use std::path::PathBuf;

use crate::{command, command::Run, console, failure::Failure, workspace};

const TARGET: &str = "x86_64-unknown-linux-musl";
/// The compiler for what is written in C (SQLite), and the linker.
const COMPILER: &str = "musl-gcc";

/// A scenario needs most of it: files, a relying party with its database, codes.
const SCENARIO: &str = "tests/scenarios/replay.toml";

/// Builds it for release, and sees that it starts and plays a scenario.
pub(super) fn build() -> Result<(), Failure> {
    if !command::is_present(COMPILER) {
        return Err(Failure::new(format!("{COMPILER} is missing"), "on Debian: apt-get install musl-tools"));
    }
    let words = ["build", "--release", "--package", "countersign-cli", "--target", TARGET];
    Run::cargo().words(words).environment("CC_x86_64_unknown_linux_musl", COMPILER).go().map_err(advised)?;
    let program = program()?;
    Run::program(&program).words(["--version"]).go()?;
    Run::program(&program).words(["run", SCENARIO]).go()?;
    console::note(&format!("one static program: {}", program.display()));
    Ok(())
}

fn program() -> Result<PathBuf, Failure> {
    Ok(workspace::target()?.join(TARGET).join("release/countersign"))
}

fn advised(failure: Failure) -> Failure {
    console::note(&format!("where the target is missing: rustup target add {TARGET}"));
    failure
}
