//! The examples for other languages, each run for real as its first lines say: `countersign exec --control -- …`.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// Runs a command with a relying party of its own, which has these known bugs.
fn executed(bugs: &[&str], command: &[&str]) -> Output {
    let mut exec = Command::new(PROGRAM);
    exec.args(["exec", "--control"]).args(bugs.iter().flat_map(|bug| ["--bug", bug])).arg("--").args(command);
    exec.current_dir(root()).env("COUNTERSIGN", PROGRAM).output().unwrap()
}

#[track_caller]
fn passes(command: &[&str]) {
    let done = executed(&[], command);
    assert!(done.status.success(), "{}", said(&done));
}

/// The same command against a server that takes a code twice: a test that stays green tests nothing.
#[track_caller]
fn fails_against_a_bug(command: &[&str]) {
    let done = executed(&["same-step-replay"], command);
    assert!(!done.status.success(), "{}", said(&done));
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

fn install(program: &str, words: &[&str]) {
    let done = Command::new(program).args(words).current_dir(root()).output().unwrap();
    assert!(done.status.success(), "{program} {words:?}: {}", said(&done));
}

#[test]
fn curl_and_the_shell() {
    let command = ["bash", "examples/curl/test.sh"];
    passes(&command);
    fails_against_a_bug(&command);
}

#[test]
fn pytest() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pytest");
    let python = folder.join("bin/python").display().to_string();
    if !folder.join("bin/pytest").exists() {
        install("python3", &["-m", "venv", &folder.display().to_string()]);
        install(&python, &["-m", "pip", "install", "--quiet", "-r", "examples/pytest/requirements.txt"]);
    }
    let command = [python.as_str(), "-m", "pytest", "-p", "no:cacheprovider", "examples/pytest"];
    passes(&command);
    fails_against_a_bug(&command);
}

#[test]
fn playwright_in_a_real_chromium() {
    if !root().join("examples/playwright/node_modules/playwright-core").exists() {
        install("npm", &["ci", "--ignore-scripts", "--prefix", "examples/playwright"]);
    }
    let command = ["npm", "test", "--prefix", "examples/playwright"];
    passes(&command);
    fails_against_a_bug(&command);
}
