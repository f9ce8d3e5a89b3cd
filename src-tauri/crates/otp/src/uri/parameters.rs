//! From the parameters of an address to those of a code.

use super::query::Query;
use super::{UriError, UriWarning};
use crate::{Algorithm, Counter, Digits, Parameters, Period};

/// The type an address names; an address of type totp may still be one of Steam's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Totp,
    Hotp,
    Steam,
}

impl Type {
    pub(super) fn read(text: &str) -> Result<Type, UriError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "totp" => Ok(Type::Totp),
            "hotp" => Ok(Type::Hotp),
            "steam" => Ok(Type::Steam),
            _ => Err(UriError::UnknownType),
        }
    }
}

/// The `encoder` parameter of KeePass and its relatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoder {
    /// `encoder=steam`.
    Steam,
    /// `encoder=totp`, our own way to say that a code of five digits is not one of Steam's.
    Digits,
}

/// Reads what decides a code, and leaves the rest in `query`.
pub(super) fn read_parameters(
    kind: Type,
    issuer: Option<&str>,
    name: &str,
    query: &mut Query,
    warnings: &mut Vec<UriWarning>,
) -> Result<Parameters, UriError> {
    let encoder = query.take_one("encoder", read_encoder, warnings)?;
    match (kind, encoder) {
        (Type::Steam, None | Some(Encoder::Steam)) | (Type::Totp, Some(Encoder::Steam)) => Ok(steam(query, warnings)),
        (Type::Totp, Some(Encoder::Digits)) => totp(query, warnings).map(TotpQuery::parameters),
        (Type::Totp, None) => {
            let totp = totp(query, warnings)?;
            if !totp.is_steam(issuer, name) {
                return Ok(totp.parameters());
            }
            UriWarning::ReadAsSteam.note(warnings);
            Ok(Parameters::Steam)
        }
        (Type::Hotp, None) => hotp(query, warnings),
        (Type::Hotp, Some(_)) | (Type::Steam, Some(Encoder::Digits)) => Err(UriError::UnknownEncoder),
    }
}

/// Whether a time-based address with these parameters would be read as one of Steam's.
pub(super) fn looks_like_steam(issuer: Option<&str>, name: &str, parameters: &Parameters) -> bool {
    let Parameters::Totp { algorithm, digits, period } = parameters else {
        return false;
    };
    TotpQuery { algorithm: Some(*algorithm), digits: Some(*digits), period: Some(*period) }.is_steam(issuer, name)
}

/// What a time-based address says; what it does not say has a default.
struct TotpQuery {
    algorithm: Option<Algorithm>,
    digits: Option<Digits>,
    period: Option<Period>,
}

impl TotpQuery {
    fn parameters(self) -> Parameters {
        Parameters::Totp {
            algorithm: self.algorithm.unwrap_or_default(),
            digits: self.digits.unwrap_or_default(),
            period: self.period.unwrap_or_default(),
        }
    }

    /// Steam itself hands out `otpauth://totp/Steam:NAME?secret=…&issuer=Steam`, without a word on its
    /// letters, and programs that export Steam accounts add `digits=5`, one without an issuer.
    fn is_steam(&self, issuer: Option<&str>, name: &str) -> bool {
        let five = self.digits.map(|digits| digits == Parameters::Steam.digits());
        let steam_by_name = match issuer {
            Some(issuer) => issuer.eq_ignore_ascii_case("Steam") && five != Some(false),
            None => name.eq_ignore_ascii_case("Steam") && five == Some(true),
        };
        steam_by_name
            && self.algorithm.is_none_or(|algorithm| algorithm == Algorithm::Sha1)
            && self.period.is_none_or(|period| period == Period::default())
    }
}

fn totp(query: &mut Query, warnings: &mut Vec<UriWarning>) -> Result<TotpQuery, UriError> {
    Ok(TotpQuery {
        algorithm: query.take_one("algorithm", read_algorithm, warnings)?,
        digits: query.take_one("digits", read_digits, warnings)?,
        period: query.take_one("period", read_period, warnings)?,
    })
}

fn hotp(query: &mut Query, warnings: &mut Vec<UriWarning>) -> Result<Parameters, UriError> {
    Ok(Parameters::Hotp {
        algorithm: query.take_one("algorithm", read_algorithm, warnings)?.unwrap_or_default(),
        digits: query.take_one("digits", read_digits, warnings)?.unwrap_or_default(),
        counter: query.take_one("counter", read_counter, warnings)?.ok_or(UriError::CounterMissing)?,
    })
}

/// Steam's codes have no parameters: what says the same is dropped, what says otherwise is kept and noted.
fn steam(query: &mut Query, warnings: &mut Vec<UriWarning>) -> Parameters {
    keep_contrary(query, "algorithm", |value| read_algorithm(value) == Ok(Algorithm::Sha1), warnings);
    keep_contrary(query, "digits", |value| read_digits(value) == Ok(Parameters::Steam.digits()), warnings);
    keep_contrary(query, "period", |value| read_period(value) == Ok(Period::default()), warnings);
    Parameters::Steam
}

fn keep_contrary(query: &mut Query, name: &'static str, agrees: fn(&str) -> bool, warnings: &mut Vec<UriWarning>) {
    for mut value in query.take(name) {
        let said = value.trim();
        if said.is_empty() || agrees(said) {
            continue;
        }
        UriWarning::NoEffect { name }.note(warnings);
        query.put_back(name, std::mem::take(&mut *value));
    }
}

fn read_encoder(text: &str) -> Result<Encoder, UriError> {
    match text.to_ascii_lowercase().as_str() {
        "steam" => Ok(Encoder::Steam),
        "totp" => Ok(Encoder::Digits),
        _ => Err(UriError::UnknownEncoder),
    }
}

fn read_algorithm(text: &str) -> Result<Algorithm, UriError> {
    text.parse().map_err(|_| UriError::UnknownAlgorithm)
}

fn read_digits(text: &str) -> Result<Digits, UriError> {
    match read_number(text) {
        Number::Value(value) => {
            u32::try_from(value).ok().and_then(|value| Digits::new(value).ok()).ok_or(UriError::DigitsOutOfRange)
        }
        Number::Negative | Number::TooLarge => Err(UriError::DigitsOutOfRange),
        Number::None => Err(UriError::DigitsNotANumber),
    }
}

fn read_period(text: &str) -> Result<Period, UriError> {
    match read_number(text) {
        Number::Value(0) => Err(UriError::PeriodZero),
        Number::Value(value) => Period::new(value).map_err(|_| UriError::PeriodTooLong),
        Number::TooLarge => Err(UriError::PeriodTooLong),
        Number::Negative | Number::None => Err(UriError::PeriodNotANumber),
    }
}

/// A counter is moved before its code is shown, so the largest one could never show any.
fn read_counter(text: &str) -> Result<Counter, UriError> {
    match read_number(text) {
        Number::Value(u64::MAX) | Number::TooLarge => Err(UriError::CounterOverflow),
        Number::Value(value) => Ok(Counter::new(value)),
        Number::Negative => Err(UriError::CounterNegative),
        Number::None => Err(UriError::CounterNotANumber),
    }
}

/// What a text says, taken as a whole number.
enum Number {
    Value(u64),
    Negative,
    TooLarge,
    None,
}

fn read_number(text: &str) -> Number {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Number::None;
    }
    if negative {
        return Number::Negative;
    }
    digits.parse().map_or(Number::TooLarge, Number::Value)
}
