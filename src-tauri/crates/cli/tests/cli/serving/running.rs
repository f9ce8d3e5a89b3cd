//! A server that runs.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::Client;
use crate::program::{Answer, command};

pub(crate) struct Server {
    pub(crate) child: Child,
    stdout: BufReader<ChildStdout>,
    /// The first line it printed.
    pub(crate) first: String,
}

impl Server {
    /// Starts `countersign` with these words, and waits for its first line.
    pub(crate) fn start(folder: &Path, line: &str) -> Self {
        let mut server = command(folder);
        server.args(line.split(' '));
        Self::of(&mut server)
    }

    pub(crate) fn of(command: &mut Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it can be started");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output is piped"));
        let mut first = String::new();
        stdout.read_line(&mut first).expect("it writes UTF-8");
        if first.is_empty() {
            let answer: Answer = child.wait_with_output().expect("it ends").into();
            panic!("it did not start: {answer:?}");
        }
        Self { child, stdout, first: first.trim_end().to_owned() }
    }

    /// The next line it prints.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("it writes UTF-8");
        line.trim_end().to_owned()
    }

    pub(crate) fn url(&self) -> String {
        match serde_json::from_str::<Value>(&self.first) {
            Ok(view) => view["url"].as_str().expect("an address").to_owned(),
            Err(_) => self.first.clone(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&self.url())
    }

    /// Waits for its end; what it still wrote.
    pub(crate) fn end(mut self) -> Answer {
        drop(self.child.stdin.take());
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout).expect("it writes UTF-8");
        let mut answer: Answer = self.child.wait_with_output().expect("it ends").into();
        answer.stdout = stdout;
        answer
    }

    /// Sends a signal, such as `TERM`.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Tells it to stop, and holds that it does so without a word.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn stop(self) {
        self.signal("TERM");
        let answer = self.end().exits(0);
        assert_eq!((answer.stdout.as_str(), answer.stderr.as_str()), ("", ""));
    }

    /// Ends it as a power failure would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
