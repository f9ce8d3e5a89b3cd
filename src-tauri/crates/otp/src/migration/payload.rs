//! From an address to a batch.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use prost::Message;
use zeroize::Zeroizing;

use super::{Batch, MAX_BATCHES, MAX_MIGRATION_URI_BYTES, MigrationAccountError, MigrationError};
use crate::uri::{Plus, latin1_fallback, split_plain_label, unescape};
use crate::{Algorithm, Counter, Digits, KeyUri, Parameters, Period, Secret, SecretError};

/// The whole message. The accounts are kept as bytes, so that one that cannot be read hides no other.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(super) struct Payload {
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub(super) accounts: Vec<Vec<u8>>,
    #[prost(int32, tag = "2")]
    pub(super) version: i32,
    #[prost(int32, tag = "3")]
    pub(super) batch_size: i32,
    #[prost(int32, tag = "4")]
    pub(super) batch_index: i32,
    #[prost(int32, tag = "5")]
    pub(super) batch_id: i32,
}

/// One account. The texts are kept as bytes, so that a wrong letter does not cost the account.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(super) struct Account {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) secret: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) name: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) issuer: Vec<u8>,
    #[prost(int32, tag = "4")]
    pub(super) algorithm: i32,
    #[prost(int32, tag = "5")]
    pub(super) digits: i32,
    #[prost(int32, tag = "6")]
    pub(super) kind: i32,
    #[prost(int64, tag = "7")]
    pub(super) counter: i64,
}

/// Reads one picture of an export.
///
/// # Errors
/// [`MigrationError`] where nothing can be read; what is wrong with one account stands in its place.
pub fn parse_migration_uri(text: &str) -> Result<Batch, MigrationError> {
    if text.len() > MAX_MIGRATION_URI_BYTES {
        return Err(MigrationError::TooLong);
    }
    let bytes = decode_base64(find_data(text)?)?;
    let payload = Payload::decode(bytes.as_slice()).map_err(|_| MigrationError::Damaged)?;
    let (index, total) = read_place(&payload);
    let id = payload.batch_id;
    let accounts: Vec<_> = payload.accounts.into_iter().map(|account| read_account(&Zeroizing::new(account))).collect();
    if accounts.is_empty() && total == 1 {
        return Err(MigrationError::MissingData);
    }
    Ok(Batch { id, index, total, accounts })
}

/// The value of `data`, as it stands in the address.
fn find_data(text: &str) -> Result<&str, MigrationError> {
    let text = crate::uri::trim(text);
    let (scheme, rest) = text.split_once("://").ok_or(MigrationError::NotMigration)?;
    if !scheme.eq_ignore_ascii_case("otpauth-migration") {
        return Err(MigrationError::NotMigration);
    }
    let (_, query) = rest.split_once('?').ok_or(MigrationError::MissingData)?;
    let mut parameters = query.split('&').filter_map(|part| part.split_once('='));
    let data = parameters.find(|(key, _)| key.eq_ignore_ascii_case("data")).map(|(_, value)| value);
    data.filter(|value| !value.is_empty()).ok_or(MigrationError::MissingData)
}

/// Base64 in both alphabets, with or without padding. A space is a `+` that somebody decoded once too often.
fn decode_base64(data: &str) -> Result<Zeroizing<Vec<u8>>, MigrationError> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let plain = unescape(data, Plus::Itself, &mut Vec::new());
    // Room enough from the start: a string that grows would leave copies of the secrets behind.
    let mut standard = Zeroizing::new(String::with_capacity(plain.len()));
    standard.extend(plain.chars().map(standard_letter));
    let decoded = GeneralPurpose::new(&STANDARD, config).decode(standard.as_bytes());
    decoded.map(Zeroizing::new).map_err(|_| MigrationError::NotBase64)
}

fn standard_letter(letter: char) -> char {
    match letter {
        '-' | ' ' => '+',
        '_' => '/',
        other => other,
    }
}

/// Which picture of how many. Numbers that make no sense are taken for a picture on its own, whose
/// accounts are as good as any.
fn read_place(payload: &Payload) -> (u32, u32) {
    let index = u32::try_from(payload.batch_index).unwrap_or(u32::MAX);
    match u32::try_from(payload.batch_size) {
        Ok(total @ 1..=MAX_BATCHES) if index < total => (index, total),
        _ => (0, 1),
    }
}

fn read_account(bytes: &[u8]) -> Result<KeyUri, MigrationAccountError> {
    let mut account = Account::decode(bytes).map_err(|_| MigrationAccountError::Damaged)?;
    let secret = Secret::from_bytes(std::mem::take(&mut account.secret)).map_err(|error| match error {
        SecretError::TooLong => MigrationAccountError::SecretTooLong,
        SecretError::Empty | SecretError::NotBase32 { .. } => MigrationAccountError::MissingSecret,
    })?;
    let parameters = read_parameters(&account)?;
    let (issuer, name) = split_plain_label(&latin1_fallback(&account.name), &latin1_fallback(&account.issuer));
    Ok(KeyUri { issuer, label_issuer: None, name, secret, parameters, extra: Vec::new() })
}

/// Google's export knows no period: its codes live 30 seconds. 0 is what a field left out reads as, and
/// stands for the default.
fn read_parameters(account: &Account) -> Result<Parameters, MigrationAccountError> {
    let algorithm = read_algorithm(account.algorithm)?;
    let digits = read_digits(account.digits)?;
    match account.kind {
        0 | 2 => Ok(Parameters::Totp { algorithm, digits, period: Period::default() }),
        1 => {
            let counter = u64::try_from(account.counter).map_err(|_| MigrationAccountError::NegativeCounter)?;
            Ok(Parameters::Hotp { algorithm, digits, counter: Counter::new(counter) })
        }
        _ => Err(MigrationAccountError::UnknownType),
    }
}

fn read_algorithm(value: i32) -> Result<Algorithm, MigrationAccountError> {
    match value {
        0 | 1 => Ok(Algorithm::Sha1),
        2 => Ok(Algorithm::Sha256),
        3 => Ok(Algorithm::Sha512),
        4 => Err(MigrationAccountError::Md5),
        _ => Err(MigrationAccountError::UnknownAlgorithm),
    }
}

/// An enumeration, not a number: 1 stands for six digits, 2 for eight.
fn read_digits(value: i32) -> Result<Digits, MigrationAccountError> {
    let digits = match value {
        0 | 1 => 6,
        2 => 8,
        _ => return Err(MigrationAccountError::UnknownDigits),
    };
    Digits::new(digits).map_err(|_| MigrationAccountError::UnknownDigits)
}
