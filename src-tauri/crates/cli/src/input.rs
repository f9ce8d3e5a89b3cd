//! Bytes from files, standard input and the clipboard.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::terminal;

/// What standard input is called on the command line.
pub(crate) const STANDARD_INPUT: &str = "-";

/// Why a file, or standard input, was not read; which of them is said in front of it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    #[error("it could not be read: {0}")]
    File(std::io::Error),
    #[error("it could not be read: {0}")]
    StandardInput(std::io::Error),
    #[error("nothing came")]
    Empty,
    #[error("it is not a text")]
    NotText,
}

impl InputError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::File(_) => "input-file",
            Self::StandardInput(_) => "input-standard-input",
            Self::Empty => "input-empty",
            Self::NotText => "input-not-text",
        }
    }

    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::File(_) => "check the file's name, and that you may read it",
            Self::NotText => "pipe an otpauth:// address into it; `countersign scan` reads pictures",
            Self::StandardInput(_) | Self::Empty => "pipe a picture or otpauth:// addresses into it",
        }
    }
}

/// Something to look at.
pub(crate) enum Input {
    /// The bytes of a picture, or of what claims to be one.
    Picture(Zeroizing<Vec<u8>>),
    /// Text: addresses, one a line.
    Text(Zeroizing<String>),
}

impl Input {
    /// A picture's bytes are no UTF-8; anything that is, is taken for text.
    fn of(bytes: Zeroizing<Vec<u8>>) -> Self {
        match std::str::from_utf8(&bytes) {
            Ok(text) if !text.contains('\0') => Self::Text(Zeroizing::new(text.to_owned())),
            _ => Self::Picture(bytes),
        }
    }
}

/// The bytes of a file, one more than is taken at most: the reader of pictures says what is too much.
pub(crate) fn from_file(path: &Path) -> Result<Input, InputError> {
    let file = File::open(path).map_err(InputError::File)?;
    read(file).map(Input::Picture).map_err(InputError::File)
}

/// A picture or addresses by standard input. A person on a terminal is asked for addresses.
pub(crate) fn from_standard_input() -> Result<Input, InputError> {
    if terminal::is_someone_there() {
        return from_terminal();
    }
    let bytes = read(std::io::stdin().lock()).map_err(InputError::StandardInput)?;
    if bytes.is_empty() { Err(InputError::Empty) } else { Ok(Input::of(bytes)) }
}

/// One address by standard input.
pub(crate) fn address() -> Result<Zeroizing<String>, Failure> {
    if terminal::is_someone_there() {
        return Ok(terminal::ask_hidden("otpauth:// address")?);
    }
    let text = from_standard_input().and_then(|input| match input {
        Input::Text(text) => Ok(text),
        Input::Picture(_) => Err(InputError::NotText),
    });
    text.map_err(|error| Failure::from(error).about("standard input"))
}

fn from_terminal() -> Result<Input, InputError> {
    let mut text = Zeroizing::new(String::with_capacity(1024 * 1024));
    while let Ok(line) = terminal::ask_hidden("otpauth:// address, or an empty line at the end")
        && !line.trim().is_empty()
    {
        text.push_str(line.trim());
        text.push('\n');
    }
    if text.is_empty() { Err(InputError::Empty) } else { Ok(Input::Text(text)) }
}

fn read(from: impl Read) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let most = qr::Limits::default().max_bytes.saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024 * 1024));
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
