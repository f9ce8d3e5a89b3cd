//! `exec`: a command with a relying party of its own.

use std::io::ErrorKind;
use std::process::ExitStatus;

use tokio::process::{Child, Command};

use crate::arguments::Exec;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;
use crate::server::{self, Ask, Server, Signals};

/// The variable a command is told the server's address by.
const URL: &str = "COUNTERSIGN_URL";

pub(crate) fn run(exec: &Exec, console: Console) -> Result<Exit, Failure> {
    server::block_on(|signals| with_server(exec, console, signals))
}

async fn with_server(exec: &Exec, console: Console, mut signals: Signals) -> Result<Exit, Failure> {
    let server = tokio::select! {
        started = Server::start(&exec.server, console) => started?,
        ask = signals.next() => return Ok(Exit::Of(ask.exit())),
    };
    let ended = match command(exec, &server)?.spawn() {
        Ok(child) => until_it_ends(child, &mut signals).await,
        Err(error) => Err(not_started(exec, &error)),
    };
    // What the command itself asked for has been answered; it alone decides how this ends.
    let _told_twice = server.stop(&mut signals).await;
    ended
}

fn command(exec: &Exec, server: &Server) -> Result<Command, Failure> {
    let (program, arguments) = exec.command.split_first().ok_or_else(|| {
        Failure::new("usage", "exec needs a command", "countersign exec -- CMD").with_exit(Exit::Usage)
    })?;
    let mut command = Command::new(program);
    command.args(arguments).env(URL, &server.url).env(server::TOKEN_VARIABLE, server.admin_token.expose());
    // The key is the server's alone.
    if let Some(name) = exec.server.key.as_deref().and_then(|source| source.strip_prefix("env:")) {
        command.env_remove(name);
    }
    Ok(command)
}

async fn until_it_ends(mut child: Child, signals: &mut Signals) -> Result<Exit, Failure> {
    loop {
        tokio::select! {
            ended = child.wait() => return ended.map(exit_of).map_err(|error| {
                Failure::new("exec-lost", format!("how the command ended is not known: {error}"), "run it again")
            }),
            ask = signals.next() => forward(ask, &child),
        }
    }
}

fn not_started(exec: &Exec, error: &std::io::Error) -> Failure {
    let name = exec.command.first().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match error.kind() {
        ErrorKind::NotFound => {
            Failure::new("exec-not-found", format!("there is no command \"{name}\""), "check its name, and PATH")
                .with_exit(Exit::NoCommand)
        }
        _ => {
            let message = format!("the command \"{name}\" cannot be executed: {error}");
            let hint = "it has to be a program or a script with a #! line, with permission to be executed";
            Failure::new("exec-not-executable", message, hint).with_exit(Exit::NotExecutable)
        }
    }
}

#[cfg(unix)]
fn exit_of(status: ExitStatus) -> Exit {
    use std::os::unix::process::ExitStatusExt;
    let number = status.code().or_else(|| status.signal().map(|signal| signal.saturating_add(128)));
    Exit::Of(number.and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX))
}

/// Larger numbers do not fit here; they are failures too.
#[cfg(not(unix))]
fn exit_of(status: ExitStatus) -> Exit {
    Exit::Of(status.code().map_or(u8::MAX, |number| u8::try_from(number).unwrap_or(u8::MAX)))
}

#[cfg(unix)]
fn forward(ask: Ask, child: &Child) {
    use rustix::process::{Pid, Signal, kill_process};
    let signal = match ask {
        // The terminal has sent it to the command as well.
        Ask::Interrupt if is_in_foreground() => return,
        Ask::Interrupt => Signal::INT,
        Ask::Terminate => Signal::TERM,
        Ask::HangUp => Signal::HUP,
    };
    // Not reaped yet, so the number is still the command's.
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // It may have ended this very moment.
        let _gone = kill_process(pid, signal);
    }
}

/// Whether what is typed on the terminal, Ctrl-C among it, goes to our group of processes.
#[cfg(unix)]
fn is_in_foreground() -> bool {
    let terminal = std::fs::File::open("/dev/tty");
    terminal.is_ok_and(|terminal| rustix::termios::tcgetpgrp(terminal) == Ok(rustix::process::getpgrp()))
}

/// The console sends it to every program on it.
#[cfg(not(unix))]
fn forward(_ask: Ask, _child: &Child) {}
