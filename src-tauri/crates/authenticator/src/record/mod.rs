//! The text of a record: JSON that describes itself and carries its version.

mod error;
mod kept;
mod size;
mod unknown;

use otp::{Algorithm, Counter, Digits, Kind, Parameters, Period, Secret, UnixSeconds};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

pub use error::RecordError;
pub use size::{MAX_STORED_BYTES, sealed_size};
pub use unknown::UnknownFields;

use crate::account::{Account, Codes};
use crate::record_id::RecordId;
use crate::store::{RawRecord, StoreError};

/// The version of the text. A reader refuses higher ones than it knows, and keeps fields it does not know.
pub const FORMAT: u32 = 1;

/// The version of a record that is sealed under a lock: another version of the text is in it.
pub(crate) const SEALED_FORMAT: u32 = 2;

/// The version of the record of an account that is kept and makes no codes. One of its own, so that older programs leave
/// it alone as what a newer one wrote.
pub(crate) const KEPT_FORMAT: u32 = 3;

/// Read first and alone: a later format may differ in everything else.
#[derive(Deserialize)]
struct Header {
    format: u32,
    /// Of a sealed record.
    #[serde(default)]
    sealed: Option<IgnoredAny>,
}

#[derive(Serialize, Deserialize)]
struct Fields {
    format: u32,
    id: String,
    revision: u32,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    name: String,
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(with = "secret_text")]
    secret: Secret,
    algorithm: Algorithm,
    digits: Digits,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    period: Option<Period>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counter: Option<Counter>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default)]
    pinned: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    #[serde(default)]
    rank: i64,
    created_at: UnixSeconds,
    changed_at: UnixSeconds,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trashed_at: Option<UnixSeconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label_issuer: Option<String>,
    /// Parameters of the otpauth address that Countersign does not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extra: Vec<(String, String)>,
    #[serde(flatten)]
    unknown: UnknownFields,
}

/// Reads the record kept under `id`.
///
/// # Errors
/// [`RecordError`]: the raw record is then kept as it is.
pub(crate) fn parse(id: &RecordId, raw: &RawRecord) -> Result<Account, RecordError> {
    let text = match raw {
        RawRecord::Text(text) => text,
        RawRecord::Bytes(_) => return Err(RecordError::NotText),
        RawRecord::Copies(copies) => return Err(RecordError::Copies { copies: copies.len() }),
    };
    let header: Header = serde_json::from_str(text).map_err(|error| RecordError::from_json(&error))?;
    if header.format == SEALED_FORMAT && header.sealed.is_some() {
        return Err(RecordError::Sealed);
    }
    if header.format == KEPT_FORMAT {
        return kept::parse(id, text);
    }
    if header.format > FORMAT {
        return Err(RecordError::Newer { format: header.format });
    }
    let fields: Fields = serde_json::from_str(text).map_err(|error| RecordError::from_json(&error))?;
    if fields.id.parse() != Ok(*id) {
        return Err(RecordError::OtherId);
    }
    account(*id, fields)
}

fn account(id: RecordId, fields: Fields) -> Result<Account, RecordError> {
    Ok(Account {
        id,
        revision: fields.revision,
        codes: Codes::Made { parameters: parameters(&fields)?, secret: fields.secret },
        issuer: fields.issuer,
        name: fields.name,
        tags: fields.tags,
        pinned: fields.pinned,
        note: fields.note,
        icon: fields.icon,
        rank: fields.rank,
        created_at: fields.created_at,
        changed_at: fields.changed_at,
        trashed_at: fields.trashed_at,
        label_issuer: fields.label_issuer,
        extra: fields.extra,
        unknown: fields.unknown,
    })
}

fn parameters(fields: &Fields) -> Result<Parameters, RecordError> {
    let (algorithm, digits) = (fields.algorithm, fields.digits);
    match (fields.kind, fields.period, fields.counter) {
        (Kind::Totp, Some(period), _) => Ok(Parameters::Totp { algorithm, digits, period }),
        (Kind::Hotp, _, Some(counter)) => Ok(Parameters::Hotp { algorithm, digits, counter }),
        (Kind::Steam, ..) => Ok(Parameters::Steam),
        (Kind::Totp, None, _) => Err(RecordError::MissingField { field: "period".to_owned() }),
        (Kind::Hotp, _, None) => Err(RecordError::MissingField { field: "counter".to_owned() }),
    }
}

/// The text of an account, within the limit of every system's keyring.
///
/// # Errors
/// [`StoreError::TooLarge`].
pub(crate) fn print(account: &Account) -> Result<Zeroizing<String>, StoreError> {
    match &account.codes {
        Codes::Made { secret, parameters } => print_fields(account, &fields(account, secret, parameters)),
        Codes::Kept(kept) => print_fields(account, &kept::fields(account, kept)),
    }
}

fn print_fields(account: &Account, fields: &impl Serialize) -> Result<Zeroizing<String>, StoreError> {
    // Measured first: a text that outgrew its place would leave a copy with the secret behind in memory.
    let mut length = Length(0);
    let measured = serde_json::to_writer(&mut length, fields);
    size::check(account, length.0)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    let written = measured.and_then(|()| serde_json::to_writer(&mut *bytes, fields));
    let text = written.ok().and_then(|()| String::from_utf8(std::mem::take(&mut *bytes)).ok());
    // Nothing in `Fields` can fail to be JSON: every key is a text and every number finite.
    text.map(Zeroizing::new).ok_or_else(|| StoreError::Platform("the account could not be written as JSON".to_owned()))
}

fn fields(account: &Account, secret: &Secret, parameters: &Parameters) -> Fields {
    Fields {
        format: FORMAT,
        id: account.id.to_string(),
        revision: account.revision,
        issuer: account.issuer.clone(),
        name: account.name.clone(),
        kind: parameters.kind(),
        secret: secret.clone(),
        algorithm: parameters.algorithm(),
        digits: parameters.digits(),
        period: parameters.period(),
        counter: parameters.counter(),
        tags: account.tags.clone(),
        pinned: account.pinned,
        note: account.note.clone(),
        icon: account.icon.clone(),
        rank: account.rank,
        created_at: account.created_at,
        changed_at: account.changed_at,
        trashed_at: account.trashed_at,
        label_issuer: account.label_issuer.clone(),
        extra: account.extra.clone(),
        unknown: account.unknown.clone(),
    }
}

/// Counts what is written to it.
struct Length(usize);

impl std::io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A secret as base32, read without an unwiped copy.
mod secret_text {
    use super::{Deserializer, Secret, Serializer};
    use serde::de::{Error, Visitor};

    pub(super) fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&secret.to_base32())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        struct Base32;
        impl Visitor<'_> for Base32 {
            type Value = Secret;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a secret in base32")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
                Secret::parse_base32(text).map_err(|_| E::custom(super::error::BAD_SECRET))
            }
        }
        deserializer.deserialize_str(Base32)
    }
}

#[cfg(test)]
mod tests;
