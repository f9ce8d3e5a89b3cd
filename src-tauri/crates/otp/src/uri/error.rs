//! Why an address is refused.

use thiserror::Error;

use super::MAX_URI_BYTES;
use crate::{Period, Secret, SecretError};

/// Why an address is refused. Never holds a part of the address: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UriError {
    /// Nothing but space.
    #[error("there is no address here")]
    Empty,
    /// More than [`MAX_URI_BYTES`], as it stands or with every unusual character escaped.
    #[error("this address is longer than {MAX_URI_BYTES} bytes")]
    TooLong,
    /// Another scheme, or none.
    #[error("this is not the address of an account (it does not begin with otpauth://)")]
    NotOtpauth,
    /// An `otpauth-migration://` address: several accounts, read by [`crate::migration`].
    #[error("this is an export of several accounts, not the address of one")]
    Migration,
    /// A line break or another control character inside.
    #[error("this address is broken over several lines")]
    LineBreak,
    /// Neither totp, hotp nor steam.
    #[error("this kind of account is not known (known are totp, hotp and steam)")]
    UnknownType,
    /// No `secret` parameter.
    #[error("this address has no secret")]
    MissingSecret,
    /// A `secret` parameter of no bytes.
    #[error("the secret of this address is empty")]
    EmptySecret,
    /// A `secret` parameter that is not base32.
    #[error("the secret of this address has characters that no secret has")]
    SecretNotBase32,
    /// A `secret` parameter of more than [`Secret::MAX_BYTES`].
    #[error("the secret of this address is longer than {} bytes", Secret::MAX_BYTES)]
    SecretTooLong,
    /// Two `secret` parameters that differ.
    #[error("this address has two different secrets")]
    ConflictingSecrets,
    /// Two values of a parameter that decides the code.
    #[error("this address gives two different values of {name}")]
    ConflictingParameters {
        /// The parameter.
        name: &'static str,
    },
    /// Not SHA1, SHA256 or SHA512.
    #[error("the hash algorithm of this address is not one that codes are made with")]
    UnknownAlgorithm,
    /// An `encoder` parameter other than `steam`.
    #[error("this address asks for codes in an alphabet that is not known")]
    UnknownEncoder,
    /// A whole number outside 5 to 9.
    #[error("this address asks for codes with fewer than 5 or more than 9 digits")]
    DigitsOutOfRange,
    /// No whole number.
    #[error("the number of digits in this address is not a number")]
    DigitsNotANumber,
    /// 0 seconds.
    #[error("this address asks for codes that live 0 seconds")]
    PeriodZero,
    /// More than a day.
    #[error("this address asks for codes that live longer than {} seconds", Period::MAX_SECONDS)]
    PeriodTooLong,
    /// No whole number, or a negative one.
    #[error("the period in this address is not a number of seconds")]
    PeriodNotANumber,
    /// HOTP without a counter.
    #[error("this account goes by a counter, and the address does not say where it stands")]
    CounterMissing,
    /// Below 0.
    #[error("the counter in this address is negative")]
    CounterNegative,
    /// A counter with no counter after it.
    #[error("the counter in this address is too large to be counted")]
    CounterOverflow,
    /// No whole number.
    #[error("the counter in this address is not a number")]
    CounterNotANumber,
}

impl UriError {
    /// One of each, for documentation and for tests that want to meet them all.
    pub const ALL: [UriError; 23] = [
        UriError::Empty,
        UriError::TooLong,
        UriError::NotOtpauth,
        UriError::Migration,
        UriError::LineBreak,
        UriError::UnknownType,
        UriError::MissingSecret,
        UriError::EmptySecret,
        UriError::SecretNotBase32,
        UriError::SecretTooLong,
        UriError::ConflictingSecrets,
        UriError::ConflictingParameters { name: "digits" },
        UriError::UnknownAlgorithm,
        UriError::UnknownEncoder,
        UriError::DigitsOutOfRange,
        UriError::DigitsNotANumber,
        UriError::PeriodZero,
        UriError::PeriodTooLong,
        UriError::PeriodNotANumber,
        UriError::CounterMissing,
        UriError::CounterNegative,
        UriError::CounterOverflow,
        UriError::CounterNotANumber,
    ];

    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            UriError::Empty => "uri-empty",
            UriError::TooLong => "uri-too-long",
            UriError::NotOtpauth => "uri-not-otpauth",
            UriError::Migration => "uri-is-migration",
            UriError::LineBreak => "uri-line-break",
            UriError::UnknownType => "uri-unknown-type",
            UriError::MissingSecret => "uri-missing-secret",
            UriError::EmptySecret => "uri-empty-secret",
            UriError::SecretNotBase32 => "uri-secret-not-base32",
            UriError::SecretTooLong => "uri-secret-too-long",
            UriError::ConflictingSecrets => "uri-conflicting-secrets",
            UriError::ConflictingParameters { .. } => "uri-conflicting-parameters",
            UriError::UnknownAlgorithm => "uri-unknown-algorithm",
            UriError::UnknownEncoder => "uri-unknown-encoder",
            UriError::DigitsOutOfRange => "uri-digits-out-of-range",
            UriError::DigitsNotANumber => "uri-digits-not-a-number",
            UriError::PeriodZero => "uri-period-zero",
            UriError::PeriodTooLong => "uri-period-too-long",
            UriError::PeriodNotANumber => "uri-period-not-a-number",
            UriError::CounterMissing => "uri-counter-missing",
            UriError::CounterNegative => "uri-counter-negative",
            UriError::CounterOverflow => "uri-counter-overflow",
            UriError::CounterNotANumber => "uri-counter-not-a-number",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            UriError::Empty => "paste the address that begins with otpauth://, or use a picture of the QR code",
            UriError::TooLong => "check that nothing but one address was pasted",
            UriError::NotOtpauth => {
                "use the QR code or the address from the site's page for setting up an authenticator"
            }
            UriError::Migration => "read it as an export: every account in it can be added at once",
            UriError::LineBreak => "paste one address at a time, in one line",
            UriError::UnknownType => "ask the site for a set-up code of the usual, time-based kind",
            UriError::MissingSecret | UriError::EmptySecret => "ask the site to show its set-up code again",
            UriError::SecretNotBase32 => {
                "a secret has only the letters A to Z and the digits 2 to 7: copy it again, or ask the site to show its set-up code again"
            }
            UriError::SecretTooLong => "check that nothing but one address was pasted",
            UriError::ConflictingSecrets | UriError::ConflictingParameters { .. } => {
                "do not guess: ask the site for a new set-up code, and report this one to it"
            }
            UriError::UnknownAlgorithm => {
                "ask the site for a set-up code with SHA1, SHA256 or SHA512, and report this one to it"
            }
            UriError::UnknownEncoder => "add the account to the program this address was made for",
            UriError::DigitsOutOfRange | UriError::DigitsNotANumber => {
                "ask the site for a set-up code with 5 to 9 digits, and report this one to it"
            }
            UriError::PeriodZero | UriError::PeriodTooLong | UriError::PeriodNotANumber => {
                "ask the site for a set-up code with a period of 1 to 86,400 seconds, and report this one to it"
            }
            UriError::CounterMissing | UriError::CounterNegative | UriError::CounterNotANumber => {
                "ask the site for a new set-up code, and report this one to it; a counter begins at 0"
            }
            UriError::CounterOverflow => "ask the site to start the counter again",
        }
    }
}

impl From<SecretError> for UriError {
    fn from(error: SecretError) -> UriError {
        match error {
            SecretError::Empty => UriError::EmptySecret,
            SecretError::NotBase32 { .. } => UriError::SecretNotBase32,
            SecretError::TooLong => UriError::SecretTooLong,
        }
    }
}
