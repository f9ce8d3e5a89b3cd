//! Processes that end with their owner, together with everything they started.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use crate::{DesktopError, PATIENCE_SECONDS};

/// A process, and the process group it leads; both are killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    name: String,
}

impl Process {
    /// Starts `command` as the leader of a process group; `package` is the Debian package to name if it is missing.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when there is no such program.
    pub fn spawn(command: &mut Command, package: &'static str) -> Result<Process, DesktopError> {
        use std::os::unix::process::CommandExt;
        let name = command.get_program().to_string_lossy().into_owned();
        match command.process_group(0).spawn() {
            Ok(child) => Ok(Process { child, name }),
            Err(error) => Err(missing(error, name, package)),
        }
    }

    /// The process's id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Has it stand still, or go on: whoever waits for it waits meanwhile.
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn stand_still(&self, still: bool) -> Result<(), DesktopError> {
        let signal = if still { Signal::STOP } else { Signal::CONT };
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let group = group.ok_or_else(|| self.not_ready("it has no number"))?;
        Ok(kill_process_group(group, signal).map_err(std::io::Error::from)?)
    }

    /// The piped standard output, once.
    pub fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// The piped standard error, once.
    pub fn take_stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr.take()
    }

    /// Writes all of the process's standard input, and closes it.
    ///
    /// # Errors
    /// When the process closed its end first.
    pub(crate) fn feed(&mut self, text: &str) -> Result<(), DesktopError> {
        if let Some(mut input) = self.child.stdin.take() {
            input.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    /// Whether the process has ended by itself.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn has_ended(&mut self) -> Result<bool, DesktopError> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// The first line of the piped standard output, without its end.
    ///
    /// # Errors
    /// [`DesktopError::NotReady`] when the process ends, or stays silent for a minute.
    pub(crate) fn first_line(&mut self) -> Result<String, DesktopError> {
        let output = self.take_stdout().ok_or_else(|| self.not_ready("its output is not piped"))?;
        let (sender, line) = mpsc::channel();
        std::thread::spawn(move || {
            let mut text = String::new();
            let read = BufReader::new(output).read_line(&mut text);
            let _ = sender.send(read.map(|_| text));
        });
        match line.recv_timeout(Duration::from_secs(PATIENCE_SECONDS)) {
            Ok(Ok(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
            Ok(_) => Err(self.not_ready("it ended")),
            Err(_) => Err(self.not_ready("it stayed silent")),
        }
    }

    fn not_ready(&self, said: &str) -> DesktopError {
        DesktopError::NotReady { program: self.name.clone(), said: said.to_owned() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The group outlives its leader while a member lives, so its number cannot belong to anyone else yet.
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// Makes `command` end with this thread, even when this process is killed and can drop nothing.
pub(crate) fn tethered(command: &Command) -> Command {
    let mut tethered = Command::new("setpriv");
    tethered.args(["--pdeathsig", "KILL", "--"]).arg(command.get_program()).args(command.get_args());
    tethered.env_clear();
    tethered.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    tethered
}

/// Runs `command` to its end with `input`, and returns its output if it succeeded.
pub(crate) fn run(command: &mut Command, input: &[u8], package: &'static str) -> Result<Output, DesktopError> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let name = command.get_program().to_string_lossy().into_owned();
    let output = start_with(command, input, package)?.wait_with_output()?;
    if output.status.success() {
        return Ok(output);
    }
    Err(DesktopError::Failed { program: name, said: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
}

/// Runs `command` to its end with `input`; whatever it leaves running keeps its outputs.
pub(crate) fn feed(command: &mut Command, input: &[u8], package: &'static str) -> Result<(), DesktopError> {
    let status = start_with(command, input, package)?.wait()?;
    if status.success() {
        return Ok(());
    }
    Err(DesktopError::Failed {
        program: command.get_program().to_string_lossy().into_owned(),
        said: status.to_string(),
    })
}

fn start_with(command: &mut Command, input: &[u8], package: &'static str) -> Result<Child, DesktopError> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(|error| missing(error, name, package))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input)?;
    }
    Ok(child)
}

/// That `program` is somewhere on the path.
pub(crate) fn find(program: &OsStr, package: &'static str) -> Result<(), DesktopError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if std::env::split_paths(&path).any(|folder| folder.join(program).is_file()) {
        return Ok(());
    }
    Err(DesktopError::Missing { program: program.to_string_lossy().into_owned(), package })
}

fn missing(error: std::io::Error, program: String, package: &'static str) -> DesktopError {
    if error.kind() == std::io::ErrorKind::NotFound {
        return DesktopError::Missing { program, package };
    }
    error.into()
}

/// Asks again and again: neither the bus nor the display tells anyone but a connection of one's own.
pub(crate) fn wait_until(
    program: &str,
    mut ready: impl FnMut() -> Result<bool, DesktopError>,
) -> Result<(), DesktopError> {
    for _ in 0..PATIENCE_SECONDS * 40 {
        if ready()? {
            return Ok(());
        }
        pause(Duration::from_millis(25));
    }
    Err(DesktopError::NotReady { program: program.to_owned(), said: "nothing is to be seen of it".to_owned() })
}

#[expect(clippy::disallowed_methods, reason = "a private desktop waits for real programs")]
pub(crate) fn pause(duration: Duration) {
    std::thread::sleep(duration);
}
