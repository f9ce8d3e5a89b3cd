//! The clipboard, always touched from a child of our own program.
//!
//! A child holds a copied code, so that it is cleared in time even when the window or the command line has ended by
//! then; and a child reads pictures, because what other programs put there is hostile input that may cost the child only.

mod child;

pub(crate) use child::{hold, read};

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use zeroize::Zeroizing;

/// First argument of the child that holds a code; the second is the seconds to hold it.
pub const HOLD_ARGUMENT: &str = "--countersign-hold-clipboard";
/// First argument of the child that reads the clipboard.
pub const READ_ARGUMENT: &str = "--countersign-read-clipboard";

/// Largest clipboard content that is taken, in bytes.
const MAX_BYTES: u64 = 128 * 1024 * 1024;
/// How long the clipboard's owner may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the clipboard holds.
pub enum Content {
    /// A picture, as a PNG file.
    Picture(Zeroizing<Vec<u8>>),
    /// Text.
    Text(Zeroizing<String>),
}

/// Why the clipboard could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ClipboardError {
    /// No clipboard answers.
    #[error("this desktop's clipboard does not answer")]
    Unavailable,
    /// Nothing is there, or nothing of use.
    #[error("the clipboard holds neither a picture nor text")]
    Empty,
    /// More than is taken.
    #[error("the clipboard holds more than 128 MiB")]
    TooLarge,
}

impl ClipboardError {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unavailable => "clipboard-unavailable",
            Self::Empty => "clipboard-empty",
            Self::TooLarge => "clipboard-too-large",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unavailable => "try again; on a machine without a desktop, read the code from the screen",
            Self::Empty => "copy the picture of the QR code, or an otpauth:// text, and paste again",
            Self::TooLarge => "cut the QR code out of the picture and copy only that",
        }
    }
}

/// Puts `code` on the clipboard, out of clipboard histories where the system has a way, for `seconds`; afterwards it
/// is cleared if it is still there. Returns once the code can be pasted.
pub fn copy(code: &str, seconds: u32) -> Result<(), ClipboardError> {
    let mut child = spawn(&[HOLD_ARGUMENT, &seconds.to_string()])?;
    let mut input = child.stdin.take().ok_or(ClipboardError::Unavailable)?;
    input.write_all(code.as_bytes()).map_err(|_| ClipboardError::Unavailable)?;
    drop(input);
    let output = child.stdout.take().ok_or(ClipboardError::Unavailable)?;
    let held = within_patience(&mut child, move || {
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).is_ok_and(|_| line == "held\n")
    });
    if held != Some(true) {
        let _ = child.kill();
        let _ = child.wait();
        return Err(ClipboardError::Unavailable);
    }
    supersede(child);
    Ok(())
}

/// Ends the child that held the code before: it would clear the same code, copied again, before its time.
fn supersede(new: Child) {
    static HOLDER: Mutex<Option<Child>> = Mutex::new(None);
    let before = HOLDER.lock().unwrap_or_else(PoisonError::into_inner).replace(new);
    if let Some(mut before) = before {
        let _ = before.kill();
        let _ = before.wait();
    }
}

/// Reads the clipboard: a picture if there is one, else text.
pub fn paste() -> Result<Content, ClipboardError> {
    let mut child = spawn(&[READ_ARGUMENT])?;
    let output = child.stdout.take().ok_or(ClipboardError::Unavailable)?;
    let bytes = within_patience(&mut child, move || {
        let mut bytes = Zeroizing::new(Vec::new());
        output.take(MAX_BYTES + 1).read_to_end(&mut bytes).ok().map(|_| bytes)
    });
    let _ = child.kill();
    let _ = child.wait();
    content(bytes.flatten().ok_or(ClipboardError::Unavailable)?)
}

fn content(bytes: Zeroizing<Vec<u8>>) -> Result<Content, ClipboardError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ClipboardError::TooLarge);
    }
    match bytes.split_first() {
        Some((b'p', picture)) => Ok(Content::Picture(Zeroizing::new(picture.to_vec()))),
        Some((b't', text)) => Ok(Content::Text(Zeroizing::new(String::from_utf8_lossy(text).into_owned()))),
        Some((b'e', _)) => Err(ClipboardError::Empty),
        _ => Err(ClipboardError::Unavailable),
    }
}

/// Runs `work` on a thread; kills the child when it takes too long, which ends the work too.
fn within_patience<T: Send + 'static>(child: &mut Child, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(work()));
    let done = receiver.recv_timeout(PATIENCE).ok();
    if done.is_none() {
        let _ = child.kill();
    }
    done
}

fn spawn(arguments: &[&str]) -> Result<Child, ClipboardError> {
    let program = qr::this_program().map_err(|_| ClipboardError::Unavailable)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    detach(&mut command);
    command.spawn().map_err(|_| ClipboardError::Unavailable)
}

#[cfg(unix)]
fn detach(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(windows)]
fn detach(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}
