//! What can be said of an account that is typed in. The secret cannot: see [`super::guard`].

use clap::{Args, ValueEnum};
use otp::{Algorithm, Digits, ParameterError, Period};

/// The rest of an account whose secret is typed.
#[derive(Debug, Args)]
#[command(next_help_heading = "With --typed")]
pub(crate) struct TypedOptions {
    /// Who asks for the code; is then not asked for.
    #[arg(long, requires = "typed")]
    pub(crate) issuer: Option<String>,
    /// Whose account it is; is then not asked for.
    #[arg(long, requires = "typed")]
    pub(crate) name: Option<String>,
    /// The kind of code.
    #[arg(long, requires = "typed", value_enum, default_value_t = KindChoice::Totp)]
    pub(crate) kind: KindChoice,
    /// SHA1, SHA256 or SHA512.
    #[arg(long, requires = "typed", default_value_t)]
    pub(crate) algorithm: Algorithm,
    /// Digits of a code, 5 to 9.
    #[arg(long, requires = "typed", default_value = "6", value_parser = digits)]
    pub(crate) digits: Digits,
    /// Seconds a code lives.
    #[arg(long, requires = "typed", default_value = "30", value_parser = period)]
    pub(crate) period: Period,
    /// For hotp: the counter of the next code.
    #[arg(long, requires = "typed", default_value_t = 0)]
    pub(crate) counter: u64,
}

/// The kind of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindChoice {
    /// By time.
    Totp,
    /// By counter.
    Hotp,
    /// Steam's letters.
    Steam,
}

pub(super) fn digits(text: &str) -> Result<Digits, ParameterError> {
    Digits::new(text.parse().map_err(|_| ParameterError::Digits)?)
}

pub(super) fn period(text: &str) -> Result<Period, ParameterError> {
    Period::new(text.parse().map_err(|_| ParameterError::Period)?)
}
