//! Standard input: a picture, addresses, or a person who is asked for them.

use std::io::Read;

use host::entrance::{self, Entrance, EntranceError, Sight};
use qr::Reader;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::terminal;

/// What standard input is called on the command line.
pub(crate) const STANDARD_INPUT: &str = "-";

/// Why standard input gave no text.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TextError {
    #[error(transparent)]
    Entrance(#[from] EntranceError),
    #[error("it is not a text")]
    NotText,
}

impl TextError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Entrance(error) => error.code(),
            Self::NotText => "input-not-text",
        }
    }

    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Entrance(error) => error.hint(),
            Self::NotText => "pipe an otpauth:// address into it; `countersign scan` reads pictures",
        }
    }
}

/// A picture or addresses by standard input. A person on a terminal is asked for addresses.
pub(crate) fn look_at_standard_input(reader: &Reader) -> Result<Sight, EntranceError> {
    if terminal::is_someone_there() {
        return entrance::look(reader, Entrance::Text(from_terminal()?));
    }
    entrance::look(reader, Entrance::Stream(&mut std::io::stdin().lock()))
}

/// One address by standard input.
pub(crate) fn address() -> Result<Zeroizing<String>, Failure> {
    if terminal::is_someone_there() {
        return Ok(terminal::ask_hidden("otpauth:// address")?);
    }
    piped_text().map_err(|error| Failure::from(error).about("standard input"))
}

/// A text by standard input. A person on a terminal is asked for addresses.
pub(crate) fn text() -> Result<Zeroizing<String>, TextError> {
    if terminal::is_someone_there() { Ok(from_terminal()?) } else { piped_text() }
}

/// What is piped in, whatever it is. A person on a terminal is asked for addresses.
pub(crate) fn bytes() -> Result<Zeroizing<Vec<u8>>, TextError> {
    if terminal::is_someone_there() {
        return Ok(Zeroizing::new(from_terminal()?.as_bytes().to_vec()));
    }
    piped(MOST_BYTES)
}

fn piped(most: u64) -> Result<Zeroizing<Vec<u8>>, TextError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024 * 1024));
    let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
    read.map_err(EntranceError::Stream)?;
    if bytes.is_empty() { Err(EntranceError::Empty.into()) } else { Ok(bytes) }
}

fn piped_text() -> Result<Zeroizing<String>, TextError> {
    let bytes = piped(MOST_TEXT_BYTES)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if !text.contains('\0') => Ok(Zeroizing::new(text.to_owned())),
        _ => Err(TextError::NotText),
    }
}

/// Nobody's addresses and codes are longer.
const MOST_TEXT_BYTES: u64 = 16 * 1024 * 1024;

/// A sealed file of ours is no larger.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

fn from_terminal() -> Result<Zeroizing<String>, EntranceError> {
    let mut text = Zeroizing::new(String::with_capacity(1024 * 1024));
    while let Ok(line) = terminal::ask_hidden("otpauth:// address, or an empty line at the end")
        && !line.trim().is_empty()
    {
        text.push_str(line.trim());
        text.push('\n');
    }
    if text.is_empty() { Err(EntranceError::Empty) } else { Ok(text) }
}
