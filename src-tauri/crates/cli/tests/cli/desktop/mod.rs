//! The same with a real keyring, clipboard and terminal, on a desktop of one's own.

mod adding;
mod automatic_backups;
mod changing;
mod clipboard;
mod codes;
mod failures;
mod lock;
mod moving;
mod portal;
mod relying_party;
mod screen;
mod showing;
mod states;
mod terminal;

use std::path::PathBuf;
use std::process::Command;

use private_desktop::{Desktop, Services};
use serde_json::Value;

use crate::pictures::{SECRET, address};
use crate::program::{Answer, PROGRAM, answer};

/// A desktop, and a folder in which commands run.
pub(crate) struct Desk {
    pub(crate) desktop: Desktop,
}

impl Desk {
    pub(crate) fn start() -> Self {
        Self::with(Services::Keyring)
    }

    pub(crate) fn with(services: Services) -> Self {
        Self { desktop: Desktop::start_with(services).expect("a private desktop starts") }
    }

    /// One account of the usual kind, GitHub: ada.
    pub(crate) fn with_account() -> Self {
        let desk = Self::start();
        desk.add(&address("GitHub", "ada", SECRET));
        desk
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.desktop.folder().join("home")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.desktop.command(PROGRAM);
        command.args(arguments).current_dir(self.folder());
        command
    }

    /// Runs a line of words.
    pub(crate) fn run(&self, line: &str) -> Answer {
        self.run_with(line, b"")
    }

    pub(crate) fn run_with(&self, line: &str, input: &[u8]) -> Answer {
        let arguments: Vec<&str> = line.split(' ').collect();
        answer(&mut self.command(&arguments), input)
    }

    /// Stores an address, which must go well.
    pub(crate) fn add(&self, uri: &str) -> Value {
        self.run_with("add - --json", uri.as_bytes()).exits(0).json()
    }

    /// The accounts in the keyring, as `list` gives them.
    pub(crate) fn accounts(&self) -> Vec<Value> {
        self.run("list --json --store keyring").exits(0).json()["accounts"].as_array().unwrap().clone()
    }
}

/// A code by an independent judge.
pub(crate) fn oathtool(arguments: &[&str]) -> String {
    let output = Command::new("oathtool").args(arguments).output().expect("oathtool is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
