//! Passwords: typed, or by a file descriptor; never arguments.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;

use zeroize::Zeroizing;

use crate::terminal;

/// Longer than any password with its recovery code.
const LONGEST: u64 = 64 * 1024;

/// Why there is no password.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasswordError {
    #[error("the sealed file needs its password, and nobody is there to type it")]
    NobodyThere,
    #[error("the two passwords differ; nothing was done")]
    Differ,
    #[error("the file descriptor of the passwords cannot be read: {0}")]
    Descriptor(std::io::Error),
    #[error("the file descriptor gave fewer passwords than are needed")]
    TooFew,
    #[error("the file descriptor gave something that is no text")]
    NotText,
}

impl PasswordError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NobodyThere => "password-needed",
            Self::Differ => "passwords-differ",
            Self::Descriptor(_) => "password-descriptor-unreadable",
            Self::TooFew => "password-missing",
            Self::NotText => "password-not-text",
        }
    }

    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Differ => "run it again, and type the same one twice",
            Self::NobodyThere => {
                "run it on a terminal, or give the password by --password-fd, as in: --password-fd 3 3<FILE"
            }
            Self::Descriptor(_) | Self::TooFew | Self::NotText => {
                "give one line for each password, in the order they are asked for, as in: --password-fd 3 3<FILE"
            }
        }
    }
}

/// Where passwords come from.
pub(crate) struct Passwords {
    descriptor: Option<u32>,
    /// What is left of the descriptor's lines, once it was read.
    lines: Option<VecDeque<Zeroizing<String>>>,
}

impl Passwords {
    pub(crate) fn new(descriptor: Option<u32>) -> Self {
        Self { descriptor, lines: None }
    }

    /// One that is there already.
    pub(crate) fn ask(&mut self, question: &str) -> Result<Zeroizing<String>, PasswordError> {
        match self.descriptor {
            Some(descriptor) => self.next_line(descriptor),
            None => typed(question),
        }
    }

    /// A new one: typed twice, since nobody sees what is typed.
    pub(crate) fn ask_new(&mut self, question: &str) -> Result<Zeroizing<String>, PasswordError> {
        let first = self.ask(question)?;
        if self.descriptor.is_none() && *typed("The same again")? != *first {
            return Err(PasswordError::Differ);
        }
        Ok(first)
    }

    fn next_line(&mut self, descriptor: u32) -> Result<Zeroizing<String>, PasswordError> {
        if self.lines.is_none() {
            self.lines = Some(lines_of(descriptor)?);
        }
        self.lines.as_mut().and_then(VecDeque::pop_front).ok_or(PasswordError::TooFew)
    }
}

fn typed(question: &str) -> Result<Zeroizing<String>, PasswordError> {
    terminal::ask_password(question).map_err(|_| PasswordError::NobodyThere)
}

fn lines_of(descriptor: u32) -> Result<VecDeque<Zeroizing<String>>, PasswordError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(LONGEST).unwrap_or_default()));
    let file = open(descriptor).map_err(PasswordError::Descriptor)?;
    file.take(LONGEST).read_to_end(&mut bytes).map_err(PasswordError::Descriptor)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| PasswordError::NotText)?;
    Ok(text.lines().map(|line| Zeroizing::new(line.to_owned())).collect())
}

#[cfg(unix)]
fn open(descriptor: u32) -> std::io::Result<File> {
    File::open(format!("/dev/fd/{descriptor}"))
}

#[cfg(not(unix))]
fn open(_descriptor: u32) -> std::io::Result<File> {
    Err(std::io::ErrorKind::Unsupported.into())
}
