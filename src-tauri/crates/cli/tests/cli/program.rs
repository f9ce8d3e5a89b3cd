//! Runs `countersign`.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");

/// What a command answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    /// The answer on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error on standard error.
    pub(crate) fn error(&self) -> Value {
        let last = self.stderr.lines().last().unwrap_or_default();
        serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Holds that it ended so, and gives it back.
    #[track_caller]
    pub(crate) fn exits(self, exit: i32) -> Self {
        assert_eq!(self.exit, exit, "{self:?}");
        self
    }

    /// Holds that the text is nowhere in what was shown.
    #[track_caller]
    pub(crate) fn hides(self, secret: &str) -> Self {
        let dense = |text: &str| text.replace([' ', '-'], "").to_uppercase();
        for shown in [&self.stdout, &self.stderr] {
            assert!(!dense(shown).contains(&dense(secret)), "{self:?}");
        }
        self
    }
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self {
            exit: output.status.code().expect("it was not killed"),
            stdout: String::from_utf8(output.stdout).expect("it writes UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("it writes UTF-8"),
        }
    }
}

/// Runs it in `folder` with accounts kept in memory, and nothing on standard input.
pub(crate) fn run<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Answer {
    run_with(folder, arguments, b"")
}

/// As [`run`], with bytes on standard input.
pub(crate) fn run_with<A: AsRef<OsStr>>(folder: &Path, arguments: &[A], input: &[u8]) -> Answer {
    answer(command(folder).args(arguments), input)
}

/// The command, in surroundings of its own.
pub(crate) fn command(folder: &Path) -> Command {
    surrounded(Command::new(PROGRAM), folder)
}

/// The command as from a terminal: it ends at a hang-up also where these tests were told to outlive one.
#[cfg(target_os = "linux")]
pub(crate) fn command_of_a_terminal(folder: &Path) -> Command {
    let mut command = surrounded(Command::new("env"), folder);
    command.args(["--default-signal=HUP", PROGRAM]);
    command
}

fn surrounded(mut command: Command, folder: &Path) -> Command {
    command.env_clear().env("COUNTERSIGN_STORE", "memory").env("HOME", folder).current_dir(folder);
    for inherited in ["PATH", "SystemRoot", "USERPROFILE", "LOCALAPPDATA", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(inherited) {
            command.env(inherited, value);
        }
    }
    command
}

/// Runs a command to its end.
pub(crate) fn answer(command: &mut Command, input: &[u8]) -> Answer {
    output(command, input).into()
}

/// As [`answer`], of one that gives bytes.
pub(crate) fn output(command: &mut Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it can be started");
    // A command that refuses its arguments does not read.
    let _unread = child.stdin.take().expect("its input is piped").write_all(input);
    child.wait_with_output().expect("it ends")
}

/// A recovery code with another first letter.
pub(crate) fn mistyped(code: &str) -> String {
    let (first, rest) = code.split_at(1);
    format!("{}{rest}", if first == "7" { "8" } else { "7" })
}
