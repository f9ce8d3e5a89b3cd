//! One code, and why there may be none.

use std::fmt::{self, Write as _};

use subtle::ConstantTimeEq;
use thiserror::Error;
use totp_rs::Token;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The longest code, in characters.
const LONGEST: usize = 9;

/// One code, wiped when dropped. `Debug` hides it and comparison takes constant time.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Code {
    text: [u8; LONGEST],
    length: usize,
}

impl Code {
    /// The digits (Steam: letters) as a person types them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let written = self.text.get(..self.length).unwrap_or_default();
        std::str::from_utf8(written).unwrap_or_default()
    }

    pub(crate) fn from_token(token: &Token) -> Code {
        let mut code = Code { text: [0; LONGEST], length: 0 };
        write!(code, "{token}").expect("a code of at most 9 characters fits");
        code
    }
}

/// Lets a token be formatted straight into place: nothing is allocated, and no copy is left behind.
impl fmt::Write for Code {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let end = self.length + part.len();
        self.text.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(part.as_bytes());
        self.length = end;
        Ok(())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.as_str().as_bytes().ct_eq(other.as_str().as_bytes()).into()
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Code({} characters)", self.length)
    }
}

/// Why there is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodeError {
    /// The time lies in the last step that can be counted, or past it.
    #[error("the time is too far in the future to be counted")]
    TimeOverflow,
    /// The counter is the largest there is.
    #[error("the counter of this account cannot go any further")]
    CounterOverflow,
    /// HOTP codes go by a counter.
    #[error("codes of this account go by a counter, not by time")]
    NoTime,
    /// The other codes go by time.
    #[error("codes of this account go by time, not by a counter")]
    NoCounter,
}

impl CodeError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            CodeError::TimeOverflow => "code-time-overflow",
            CodeError::CounterOverflow => "code-counter-overflow",
            CodeError::NoTime => "code-no-time",
            CodeError::NoCounter => "code-no-counter",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            CodeError::TimeOverflow => "correct the clock of this computer, or the time you asked for",
            CodeError::CounterOverflow => "set the account up anew at its site",
            CodeError::NoTime => "ask for the next code of the account instead",
            CodeError::NoCounter => "ask for the code of a time instead",
        }
    }
}
