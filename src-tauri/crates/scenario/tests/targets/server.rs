//! One of the servers under tests/targets/, on a port of its own, for as long as a test wants it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) url: String,
    process: Child,
    /// Goes after the process: fields are dropped in their order.
    _data: tempfile::TempDir,
}

impl Server {
    /// Starts it; the first time on a machine it is installed before that.
    pub(crate) fn start(name: &'static str) -> Self {
        let data = tempfile::tempdir().unwrap();
        let python = if cfg!(windows) { "python" } else { "python3" };
        let mut command = Command::new(python);
        command.arg(folder().join("start.py")).arg(name);
        command.env("PORT", "0").env("TEST_CLOCK", "1").env("DATA", data.path());
        let process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut process = process.unwrap_or_else(|error| panic!("{python} cannot be started: {error}"));
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let server = Self { name, url: url.trim().to_owned(), process, _data: data };
        assert!(server.url.starts_with("http://127.0.0.1:"), "{name} did not start; what it said stands above");
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // What start.py started has taken its place, so this is the server itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/targets")
}
