//! Numbers that were checked once.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::CodeError;

/// Digits of a code, 5 to 9.
///
/// RFC 4226 asks for at least 6; 5 and 9 exist in the field. 10 digits do not fit the 31 bits a code is cut from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Digits(u8);

impl Digits {
    /// Steam's codes have five letters.
    pub(crate) const STEAM: Digits = Digits(5);

    /// Checks once, so nobody has to again.
    ///
    /// # Errors
    /// [`ParameterError::Digits`] outside 5 to 9.
    pub fn new(digits: u32) -> Result<Digits, ParameterError> {
        match u8::try_from(digits) {
            Ok(value @ 5..=9) => Ok(Digits(value)),
            _ => Err(ParameterError::Digits),
        }
    }

    /// 5 to 9.
    #[must_use]
    pub fn value(self) -> u8 {
        self.0
    }
}

impl Default for Digits {
    /// 6, the default of otpauth addresses.
    fn default() -> Digits {
        Digits(6)
    }
}

impl TryFrom<u32> for Digits {
    type Error = ParameterError;

    fn try_from(digits: u32) -> Result<Digits, ParameterError> {
        Digits::new(digits)
    }
}

impl From<Digits> for u32 {
    fn from(digits: Digits) -> u32 {
        u32::from(digits.0)
    }
}

/// Seconds a code lives, 1 to 86,400 (a day).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Period(u32);

impl Period {
    /// The longest period, in seconds.
    pub const MAX_SECONDS: u32 = 86_400;

    /// Checks once, so nobody has to again.
    ///
    /// # Errors
    /// [`ParameterError::Period`] outside 1 to 86,400.
    pub fn new(seconds: u64) -> Result<Period, ParameterError> {
        match u32::try_from(seconds) {
            Ok(value @ 1..=Self::MAX_SECONDS) => Ok(Period(value)),
            _ => Err(ParameterError::Period),
        }
    }

    /// 1 to 86,400.
    #[must_use]
    pub fn seconds(self) -> u32 {
        self.0
    }
}

impl Default for Period {
    /// 30 seconds, the default of RFC 6238, section 4.1.
    fn default() -> Period {
        Period(30)
    }
}

impl TryFrom<u64> for Period {
    type Error = ParameterError;

    fn try_from(seconds: u64) -> Result<Period, ParameterError> {
        Period::new(seconds)
    }
}

impl From<Period> for u64 {
    fn from(period: Period) -> u64 {
        u64::from(period.0)
    }
}

/// The counter of the next HOTP code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counter(u64);

impl Counter {
    /// Any value; see [`Counter::next`] for the end of the road.
    #[must_use]
    pub fn new(value: u64) -> Counter {
        Counter(value)
    }

    /// The value that is hashed.
    #[must_use]
    pub fn value(self) -> u64 {
        self.0
    }

    /// The counter after this one.
    ///
    /// # Errors
    /// [`CodeError::CounterOverflow`] at the largest counter.
    pub fn next(self) -> Result<Counter, CodeError> {
        self.0.checked_add(1).map(Counter).ok_or(CodeError::CounterOverflow)
    }
}

/// Why a parameter is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParameterError {
    /// Not a hash of RFC 6238.
    #[error("this hash algorithm is not one that codes are made with")]
    Algorithm,
    /// Outside 5 to 9.
    #[error("a code has 5 to 9 digits")]
    Digits,
    /// Outside 1 to 86,400 seconds.
    #[error("a code lives between 1 second and one day")]
    Period,
}

impl ParameterError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ParameterError::Algorithm => "parameter-unknown-algorithm",
            ParameterError::Digits => "parameter-digits-out-of-range",
            ParameterError::Period => "parameter-period-out-of-range",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            ParameterError::Algorithm => "choose SHA1, SHA256 or SHA512; nearly every site uses SHA1",
            ParameterError::Digits => "choose 5 to 9 digits; nearly every site uses 6",
            ParameterError::Period => "choose 1 to 86,400 seconds; nearly every site uses 30",
        }
    }
}
