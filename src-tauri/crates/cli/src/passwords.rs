//! Passwords: typed, or by a file descriptor; never arguments.

mod descriptor;

use std::collections::VecDeque;

use zeroize::Zeroizing;

use crate::terminal;
use descriptor::Descriptor;

/// Longer than any passwords with their recovery codes, in bytes.
const LONGEST: usize = 64 * 1024;

/// Why there is no password.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasswordError {
    #[error("a password is needed, and nobody is there to type it")]
    NobodyThere,
    #[error("the two passwords differ; nothing was done")]
    Differ,
    #[error("the file descriptor of the passwords cannot be read: {0}")]
    Descriptor(std::io::Error),
    #[error("the file descriptor gave fewer passwords than are needed")]
    TooFew,
    #[error("the file descriptor gave more behind the new password; nothing was done")]
    LinesLeft,
    #[error("the file descriptor gave something that is no text")]
    NotText,
    #[error("the file descriptor gave more than 64 KiB")]
    TooMuch,
}

impl PasswordError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NobodyThere => "password-needed",
            Self::Differ => "passwords-differ",
            Self::Descriptor(_) => "password-descriptor-unreadable",
            Self::TooFew => "password-missing",
            Self::LinesLeft => "password-lines-left",
            Self::NotText => "password-not-text",
            Self::TooMuch => "password-input-too-long",
        }
    }

    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Differ => "run it again, and type the same one twice",
            Self::NobodyThere => {
                "run it on a terminal, or give the password by --password-fd, as in: --password-fd 3 3<FILE"
            }
            Self::LinesLeft => {
                "give one line for each password that is asked for; the new one is the last of them, and given once"
            }
            Self::Descriptor(_) | Self::TooFew | Self::NotText | Self::TooMuch => {
                "give one line for each password, in the order they are asked for, as in: --password-fd 3 3<FILE"
            }
        }
    }
}

/// Where passwords come from.
pub(crate) enum Passwords {
    /// A person types them.
    Typed,
    /// Nothing was read yet. One that could not be taken is told when a password is needed.
    Given(std::io::Result<Descriptor>),
    /// What is left of the lines.
    Read(VecDeque<Zeroizing<String>>),
}

impl Passwords {
    /// From now on no child inherits the descriptor.
    pub(crate) fn new(descriptor: Option<u32>) -> Self {
        descriptor.map_or(Self::Typed, |number| Self::Given(Descriptor::take(number)))
    }

    /// One that is there already.
    pub(crate) fn ask(&mut self, question: &str) -> Result<Zeroizing<String>, PasswordError> {
        if let Self::Given(given) = self {
            let given = std::mem::replace(given, Err(std::io::ErrorKind::UnexpectedEof.into()));
            *self = Self::Read(lines_of(given.map_err(PasswordError::Descriptor)?)?);
        }
        match self {
            Self::Read(lines) => lines.pop_front().ok_or(PasswordError::TooFew),
            _ => typed(question),
        }
    }

    /// A new one, always the last: typed twice, since nobody sees what is typed. A line behind it would mean that another
    /// one than the person believes seals from now on.
    pub(crate) fn ask_new(&mut self, question: &str) -> Result<Zeroizing<String>, PasswordError> {
        let first = self.ask(question)?;
        match self {
            Self::Typed if *typed("The same again")? != *first => Err(PasswordError::Differ),
            Self::Read(lines) if lines.iter().any(|line| !line.is_empty()) => Err(PasswordError::LinesLeft),
            _ => Ok(first),
        }
    }
}

fn typed(question: &str) -> Result<Zeroizing<String>, PasswordError> {
    terminal::ask_password(question).map_err(|_| PasswordError::NobodyThere)
}

fn lines_of(descriptor: Descriptor) -> Result<VecDeque<Zeroizing<String>>, PasswordError> {
    // One byte more than is taken, to see that there is more.
    let mut room = Zeroizing::new(vec![0; LONGEST + 1]);
    let length = descriptor.read(&mut room).map_err(PasswordError::Descriptor)?;
    // Cut off, a password would be another one.
    let bytes = room.get(..length).filter(|bytes| bytes.len() <= LONGEST).ok_or(PasswordError::TooMuch)?;
    let text = std::str::from_utf8(bytes).map_err(|_| PasswordError::NotText)?;
    Ok(text.lines().map(|line| Zeroizing::new(line.to_owned())).collect())
}
