//! Why a source gave no account.

use otp::migration::{MigrationAccountError, MigrationError};
use otp::{ParameterError, SecretError, UriError};
use qr::{Obstacle, ReadError};

use super::foreign::Foreign;

/// Why a source, or a part of one, gave no account. Never holds any of its content but a web address's host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// The picture holds no QR code.
    #[error("there is no QR code in this picture")]
    NoCode,
    /// Something else than an account.
    #[error("this is {0}, not an account")]
    NotAnAccount(Foreign),
    /// Several lines of a text that are no accounts.
    #[error("{lines} lines of this text are not accounts")]
    OtherLines {
        /// How many.
        lines: usize,
    },
    /// Places that look like QR codes and cannot be read.
    #[error("{}", damaged(*.count))]
    DamagedCode {
        /// How many.
        count: u32,
    },
    /// What stood in the way of reading a picture, or a code in it.
    #[error(transparent)]
    Obstacle(#[from] Obstacle),
    /// The search did not come to its end.
    #[error("a part of this picture could not be read in time")]
    TimeOut,
    /// The picture's reader ended early.
    #[error("the reader of pictures could not cope with this picture")]
    Crashed,
    /// The picture was not looked at.
    #[error(transparent)]
    Picture(#[from] ReadError),
    /// An otpauth address that is refused.
    #[error(transparent)]
    Uri(#[from] UriError),
    /// An export that is refused.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// One account of an export that is refused.
    #[error(transparent)]
    MigrationAccount(#[from] MigrationAccountError),
    /// Nothing but space.
    #[error("there is nothing here")]
    Empty,
    /// A text that is not looked at.
    #[error("this text is longer than {most} bytes")]
    TextTooLong {
        /// The limit, in bytes.
        most: usize,
    },
    /// No more is taken in.
    #[error("this is more than fits at once: only the first {most} {what} are here")]
    DraftFull {
        /// Of what there are too many: `accounts`, `problems`, `exports`.
        what: &'static str,
        /// The limit.
        most: usize,
    },
}

fn damaged(count: u32) -> String {
    match count {
        1 => "there is a QR code in this picture that cannot be read".to_owned(),
        count => format!("there are {count} QR codes in this picture that cannot be read"),
    }
}

impl IntakeError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoCode => "no-code",
            Self::NotAnAccount(_) | Self::OtherLines { .. } => "not-an-account",
            Self::DamagedCode { .. } => "damaged-code",
            Self::Obstacle(obstacle) => obstacle.code(),
            Self::TimeOut => "time-out",
            Self::Crashed => "picture-reader-crashed",
            Self::Picture(error) => error.code(),
            Self::Uri(error) => error.code(),
            Self::Migration(error) => error.code(),
            Self::MigrationAccount(error) => error.code(),
            Self::Empty => "text-empty",
            Self::TextTooLong { .. } => "text-too-long",
            Self::DraftFull { .. } => "draft-full",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoCode => "make sure that the whole code is in the picture, with some space around it",
            Self::NotAnAccount(foreign) => foreign.hint(),
            Self::OtherLines { .. } => "look whether an address was broken over several lines; the others can be added",
            Self::DamagedCode { .. } => {
                "take the picture again: straight on, sharp, the whole code with the white space around it"
            }
            Self::Obstacle(obstacle) => obstacle.hint(),
            Self::TimeOut => "what was found is here; for more, cut the picture down to the missing code and try again",
            Self::Crashed => "cut the picture down to the code and try again",
            Self::Picture(error) => error.hint(),
            Self::Uri(error) => error.hint(),
            Self::Migration(error) => error.hint(),
            Self::MigrationAccount(error) => error.hint(),
            Self::Empty => "paste an address that begins with otpauth://, or use a picture of the QR code",
            Self::TextTooLong { .. } => "paste a part of it at a time",
            Self::DraftFull { .. } => "add the accounts that are here, then begin again with the rest",
        }
    }
}

/// Why a typed account is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypedError {
    /// Neither issuer nor name.
    #[error("the account has no name")]
    NoName,
    /// Not a secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A parameter out of range.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// A counter without one after it.
    #[error(transparent)]
    Counter(#[from] otp::CodeError),
}

impl TypedError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoName => "typed-no-name",
            Self::Secret(error) => error.code(),
            Self::Parameter(error) => error.code(),
            Self::Counter(error) => error.code(),
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoName => "type the name of the site, your name there, or both",
            Self::Secret(error) => error.hint(),
            Self::Parameter(error) => error.hint(),
            Self::Counter(error) => error.hint(),
        }
    }
}
