//! Running other programs, with an error that says which one and what to do.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::{console, failure::Failure, workspace};

/// A program about to be run in the folder of the whole project, unless told otherwise.
pub(crate) struct Run {
    command: Command,
    line: String,
}

impl Run {
    /// Any program by its name.
    pub(crate) fn program(name: impl AsRef<OsStr>) -> Self {
        let line = name.as_ref().to_string_lossy().into_owned();
        let mut command = Command::new(name);
        command.current_dir(workspace::root());
        forget_own_package(&mut command);
        Self { command, line }
    }

    /// The cargo that started this program.
    pub(crate) fn cargo() -> Self {
        let mut run = Self::program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        run.line = "cargo".to_owned();
        run
    }

    /// npm, in the folder of the user interface.
    pub(crate) fn npm() -> Self {
        Self::program(if cfg!(windows) { "npm.cmd" } else { "npm" }).folder(&workspace::ui())
    }

    /// Adds words of the command line.
    pub(crate) fn words<W: AsRef<OsStr>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        for word in words {
            self.line.push(' ');
            self.line.push_str(&word.as_ref().to_string_lossy());
            self.command.arg(word);
        }
        self
    }

    /// Runs it in another folder.
    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Sets a variable of its environment.
    pub(crate) fn environment(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Shows the command line, runs it with our own input and output, and waits.
    ///
    /// # Errors
    /// It could not be started, or ended with anything but success.
    pub(crate) fn go(mut self) -> Result<(), Failure> {
        self.announce();
        let status = self.command.status().map_err(|error| self.not_started(&error))?;
        match status.success() {
            true => Ok(()),
            false => Err(self.not_successful(&status.to_string())),
        }
    }

    /// Shows the command line, starts it with its output in a pipe, hands each line over and waits.
    ///
    /// # Errors
    /// It could not be started. How it ended is the answer: `true` for success.
    pub(crate) fn lines(mut self, mut each: impl FnMut(&str)) -> Result<bool, Failure> {
        use std::io::BufRead;
        self.announce();
        let spawned = self.command.stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| self.not_started(&error))?;
        if let Some(output) = child.stdout.take() {
            for line in std::io::BufReader::new(output).split(b'\n').map_while(Result::ok) {
                each(&String::from_utf8_lossy(&line));
            }
        }
        let status = child.wait().map_err(|error| self.not_started(&error))?;
        Ok(status.success())
    }

    /// Runs it silently and gives what it printed, without the ends of white space.
    ///
    /// # Errors
    /// It could not be started, or ended with anything but success.
    pub(crate) fn text(mut self) -> Result<String, Failure> {
        let Output { status, stdout, stderr } = self.command.output().map_err(|error| self.not_started(&error))?;
        match status.success() {
            true => Ok(String::from_utf8_lossy(&stdout).trim().to_owned()),
            false => Err(self.not_successful(&format!("{status}\n{}", String::from_utf8_lossy(&stderr).trim()))),
        }
    }

    /// Whether it can be started and succeeds; prints nothing.
    pub(crate) fn succeeds(mut self) -> bool {
        let status = self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    }

    /// The command for whoever wants to spawn it; its line is shown.
    pub(crate) fn into_command(self) -> Command {
        self.announce();
        self.command
    }

    fn announce(&self) {
        console::note(&format!("$ {}", self.line));
    }

    fn not_started(&self, error: &std::io::Error) -> Failure {
        let remedy = "install it, or check PATH; `cargo xtask setup --tests` installs what this project needs";
        Failure::new(format!("`{}` could not be started: {error}", self.line), remedy)
    }

    fn not_successful(&self, how: &str) -> Failure {
        Failure::new(format!("`{}` ended with {how}", self.line), "read its output above")
    }
}

/// Cargo tells this program about its own package; a child that inherits that may take it for its own.
fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
}

/// Whether a program of this name can be found through PATH.
pub(crate) fn is_present(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
