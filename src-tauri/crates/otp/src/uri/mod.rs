//! `otpauth://` addresses, as QR codes hold them.
//!
//! The form is Google's "Key URI Format": `otpauth://TYPE/ISSUER:NAME?secret=…&issuer=…`. Sites spell it
//! in every way there is, so reading is tolerant about spelling and strict about meaning: what could make
//! a wrong code is refused, what is only shown (issuer, name) never is.

mod error;
mod escape;
mod label;
mod parameters;
mod print;
mod query;
mod unmade;
mod warning;

use std::fmt;

pub use error::UriError;
pub use escape::in_one_line;
pub use unmade::UnmadeUri;
pub use warning::UriWarning;

pub(crate) use escape::{Plus, escape_into, latin1_fallback, trim, unescape};
pub(crate) use label::split_plain_label;

use crate::{Parameters, Secret, parse_secret};
use label::{Label, read_label};
use parameters::{Type, read_parameters};
use query::Query;

/// The longest address read, in bytes of UTF-8, as it stands and as it is printed back. The largest QR
/// code holds 2,953 bytes.
pub const MAX_URI_BYTES: usize = 4_096;

/// One account as an address carries it.
///
/// `Debug` shows neither the secret nor the values of unknown parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyUri {
    /// Who asks for the code: the `issuer` parameter, or else the label's first part. Never empty.
    pub issuer: Option<String>,
    /// The label's first part, kept only where it differs from `issuer`.
    pub label_issuer: Option<String>,
    /// Whose account it is; may be empty.
    pub name: String,
    /// The shared secret.
    pub secret: Secret,
    /// What, besides the secret, decides a code.
    pub parameters: Parameters,
    /// Parameters of no known meaning, in order, decoded; printed back as they are.
    pub extra: Vec<(String, String)>,
}

impl fmt::Debug for KeyUri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extra: Vec<&str> = self.extra.iter().map(|(key, _)| key.as_str()).collect();
        formatter
            .debug_struct("KeyUri")
            .field("issuer", &self.issuer)
            .field("label_issuer", &self.label_issuer)
            .field("name", &self.name)
            .field("secret", &self.secret)
            .field("parameters", &self.parameters)
            .field("extra", &extra)
            .finish()
    }
}

/// An account, and what is worth knowing about how its address was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedUri {
    /// The account.
    pub uri: KeyUri,
    /// Things worth knowing that stop nothing.
    pub warnings: Vec<UriWarning>,
}

/// Reads an `otpauth://` address, or the short `steam://SECRET`.
///
/// # Errors
/// [`UriError`]; the first fault found is the one named.
pub fn parse_uri(text: &str) -> Result<ParsedUri, UriError> {
    let (scheme, rest) = split_scheme(text)?;
    let parsed = match scheme.to_ascii_lowercase().as_str() {
        // Two addresses on two lines must not become one.
        "otpauth" | "apple-otpauth" | "steam" if rest.chars().any(escape::is_control) => Err(UriError::LineBreak),
        // The second is Apple's own spelling on web pages, meant for its password store.
        "otpauth" | "apple-otpauth" => parse_otpauth(rest),
        "steam" => parse_steam(rest),
        "otpauth-migration" => Err(UriError::Migration),
        _ => Err(UriError::NotOtpauth),
    }?;
    // Escaping can make a long label three times as long, and what is printed must be readable.
    if parsed.uri.print().len() > MAX_URI_BYTES { Err(UriError::TooLong) } else { Ok(parsed) }
}

fn split_scheme(text: &str) -> Result<(&str, &str), UriError> {
    if text.len() > MAX_URI_BYTES {
        return Err(UriError::TooLong);
    }
    let text = escape::trim(text);
    if text.is_empty() {
        return Err(UriError::Empty);
    }
    let (scheme, rest) = text.split_once("://").ok_or(UriError::NotOtpauth)?;
    Ok((scheme, rest))
}

fn parse_otpauth(rest: &str) -> Result<ParsedUri, UriError> {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (kind, label) = path.split_once('/').unwrap_or((path, ""));
    let kind = Type::read(kind)?;
    let mut warnings = Vec::new();
    let mut query = Query::read(query, &mut warnings);
    let secret = read_secret(&mut query, &mut warnings)?;
    let Label { issuer, label_issuer, name } = read_label(label, query.take_issuer(&mut warnings), &mut warnings);
    let parameters = read_parameters(kind, issuer.as_deref(), &name, &mut query, &mut warnings)?;
    let uri = KeyUri { issuer, label_issuer, name, secret, parameters, extra: query.into_extra() };
    Ok(ParsedUri { uri, warnings })
}

/// `steam://SECRET`, as Bitwarden and others write it in their field for secrets.
fn parse_steam(rest: &str) -> Result<ParsedUri, UriError> {
    let parsed = parse_secret(rest.trim_end_matches('/'))?;
    let uri = KeyUri {
        issuer: Some("Steam".to_owned()),
        label_issuer: None,
        name: String::new(),
        secret: parsed.secret,
        parameters: Parameters::Steam,
        extra: Vec::new(),
    };
    Ok(ParsedUri { uri, warnings: parsed.warnings.into_iter().map(UriWarning::Secret).collect() })
}

fn read_secret(query: &mut Query, warnings: &mut Vec<UriWarning>) -> Result<Secret, UriError> {
    let mut values = query.take("secret").into_iter();
    let first = parse_secret(&values.next().ok_or(UriError::MissingSecret)?)?;
    for value in values {
        if Secret::parse_base32(&value)? != first.secret {
            return Err(UriError::ConflictingSecrets);
        }
        UriWarning::note(UriWarning::Repeated { name: "secret" }, warnings);
    }
    warnings.extend(first.warnings.into_iter().map(UriWarning::Secret));
    Ok(first.secret)
}
