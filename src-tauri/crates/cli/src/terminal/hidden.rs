//! A line that the terminal does not show as it is typed. However the program ends, the terminal is put back before.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use rpassword::ConfigBuilder;
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use crate::server::Signals;

/// What a special key of a terminal is set to for none (`_POSIX_VDISABLE`).
const NO_KEY: u8 = if cfg!(any(target_os = "linux", target_os = "android")) { 0 } else { 0xff };

/// The terminal while it is asked. Who changes it, or ends the program because of a signal, holds the lock.
static ASKED: Mutex<Option<Quiet>> = Mutex::new(None);

static WATCHED: Once = Once::new();

/// A terminal that shows nothing, and how it was.
struct Quiet {
    terminal: File,
    before: Termios,
}

impl Quiet {
    /// Ctrl-C stays a signal, for every program of the terminal's foreground; no key stops this program or dumps its memory.
    fn new(terminal: File) -> io::Result<Self> {
        let before = tcgetattr(&terminal)?;
        let mut quiet = before.clone();
        // Line by line a terminal cuts at 4 KiB, and addresses may be longer.
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON);
        quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        quiet.special_codes[SpecialCodeIndex::VQUIT] = NO_KEY;
        quiet.special_codes[SpecialCodeIndex::VSUSP] = NO_KEY;
        tcsetattr(&terminal, OptionalActions::Now, &quiet)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        let _hung_up = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
        // The Enter that ended the line was not shown either.
        let _nobody_reads = self.terminal.write_all(b"\n");
    }
}

/// Ends the question, also where it was not answered.
struct Question;

impl Drop for Question {
    fn drop(&mut self) {
        drop(asked().take());
    }
}

/// Asks by `prompt` once nothing is shown any more, and reads a line.
pub(super) fn read(prompt: impl FnOnce()) -> io::Result<Zeroizing<String>> {
    WATCHED.call_once(watch);
    let terminal = File::options().read(true).write(true).open("/dev/tty")?;
    let keys = terminal.try_clone()?;
    let _question = Question;
    // Held before anything is changed: a signal in between would find nothing to put back.
    let mut held = asked();
    *held = Some(Quiet::new(terminal)?);
    drop(held);
    prompt();
    // Of the keys, it only makes a line: it knows of no terminal.
    let line = ConfigBuilder::new().input_reader(keys).output_discard().build();
    rpassword::read_password_with_config(line).map(Zeroizing::new)
}

/// From now on a signal ends the program through here. Where that cannot be, it ends it as it always does.
fn watch() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let Ok(runtime) = runtime else { return };
    let Ok(mut signals) = runtime.block_on(async { Signals::listen() }) else { return };
    std::thread::spawn(move || {
        loop {
            let ask = runtime.block_on(signals.next());
            let mut asked = asked();
            // A server that runs ends by itself, in order.
            if asked.is_some() || !crate::server::listens() {
                drop(asked.take());
                // With the lock still held: nobody is asked any more.
                std::process::exit(ask.exit().into());
            }
        }
    });
}

fn asked() -> MutexGuard<'static, Option<Quiet>> {
    ASKED.lock().unwrap_or_else(PoisonError::into_inner)
}
