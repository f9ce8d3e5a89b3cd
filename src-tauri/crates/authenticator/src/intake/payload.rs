//! What one payload of a QR code, or one line of a text, means.

use otp::migration::{Batch, parse_migration_uri};
use otp::{ParsedUri, UriError, parse_uri};

use super::error::IntakeError;
use super::foreign;

pub(crate) enum Payload {
    Account(ParsedUri),
    Export(Batch),
    Problem(IntakeError),
}

pub(crate) fn parse(text: &str) -> Payload {
    match parse_uri(text) {
        Ok(parsed) => Payload::Account(parsed),
        Err(UriError::Migration) => parse_export(text),
        // An export, or anything else, may be longer than the address of one account.
        Err(UriError::TooLong) if scheme(text) == Some("otpauth-migration".to_owned()) => parse_export(text),
        Err(error) if says_otpauth(text) => Payload::Problem(IntakeError::Uri(error)),
        // With `steam://` begin links to Steam's program, too.
        Err(_) => Payload::Problem(IntakeError::NotAnAccount(foreign::classify(text))),
    }
}

fn parse_export(text: &str) -> Payload {
    parse_migration_uri(text).map_or_else(|error| Payload::Problem(IntakeError::Migration(error)), Payload::Export)
}

fn says_otpauth(text: &str) -> bool {
    let is_mistyped = || text.trim_start().get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("otpauth:"));
    scheme(text).is_some_and(|scheme| matches!(scheme.as_str(), "otpauth" | "apple-otpauth")) || is_mistyped()
}

fn scheme(text: &str) -> Option<String> {
    let (scheme, _) = text.split_once("://")?;
    Some(scheme.trim().to_ascii_lowercase())
}
