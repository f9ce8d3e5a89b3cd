//! An account typed in.

use otp::{Algorithm, Counter, Digits, Kind, Parameters, Period, SecretWarning, parse_secret};
use zeroize::Zeroizing;

use super::error::TypedError;
use crate::account::NewAccount;
use crate::seen::only_what_is_seen;

/// What a person typed; nothing of it is checked yet.
#[derive(Clone)]
pub struct TypedAccount {
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is.
    pub name: String,
    /// Base32, spaces and case as typed.
    pub secret: Zeroizing<String>,
    /// The kind of code.
    pub kind: Kind,
    /// The hash's name, in any spelling. Steam has its own.
    pub algorithm: String,
    /// Digits of a code. Steam has its own number.
    pub digits: u32,
    /// Seconds a code lives; only for TOTP.
    pub period: u64,
    /// The counter of the next code; only for HOTP.
    pub counter: u64,
}

impl TypedAccount {
    pub(super) fn check(&self) -> Result<(NewAccount, Vec<SecretWarning>), TypedError> {
        let secret = parse_secret(&self.secret)?;
        let parameters = self.parameters()?;
        let (issuer, name) = (only_what_is_seen(&self.issuer), only_what_is_seen(&self.name));
        if issuer.is_empty() && name.is_empty() {
            return Err(TypedError::NoName);
        }
        Ok((NewAccount::new(issuer, name, secret.secret, parameters), secret.warnings))
    }

    fn parameters(&self) -> Result<Parameters, TypedError> {
        if self.kind == Kind::Steam {
            return Ok(Parameters::Steam);
        }
        let (algorithm, digits) = (self.algorithm.parse::<Algorithm>()?, Digits::new(self.digits)?);
        if self.kind == Kind::Totp {
            return Ok(Parameters::Totp { algorithm, digits, period: Period::new(self.period)? });
        }
        let counter = Counter::new(self.counter);
        counter.next()?;
        Ok(Parameters::Hotp { algorithm, digits, counter })
    }
}
