//! The record of an account that this version makes no codes for: the address as it came (format 3).

use otp::{ParsedUri, UnixSeconds, UnmadeUri, parse_uri};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{KEPT_FORMAT, RecordError, UnknownFields};
use crate::account::{Account, Codes, KeptAddress};
use crate::record_id::RecordId;

#[derive(Serialize, Deserialize)]
pub(super) struct KeptFields {
    format: u32,
    id: String,
    revision: u32,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    name: String,
    #[serde(with = "address_text")]
    address: Zeroizing<String>,
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
    #[serde(flatten)]
    unknown: UnknownFields,
}

/// Reads it. What this version makes codes for, though the one that wrote it did not, is an account like any other.
pub(super) fn parse(id: &RecordId, text: &str) -> Result<Account, RecordError> {
    let fields: KeptFields = serde_json::from_str(text).map_err(|error| RecordError::from_json(&error))?;
    if fields.id.parse() != Ok(*id) {
        return Err(RecordError::OtherId);
    }
    let (codes, label_issuer, extra) = match parse_uri(&fields.address) {
        Ok(ParsedUri { uri, .. }) => {
            (Codes::Made { secret: uri.secret, parameters: uri.parameters }, uri.label_issuer, uri.extra)
        }
        Err(_) => {
            let reason = UnmadeUri::read(&fields.address).ok_or(RecordError::BadAddress)?.reason;
            (Codes::Kept(KeptAddress { address: fields.address, reason }), None, Vec::new())
        }
    };
    Ok(Account {
        id: *id,
        revision: fields.revision,
        issuer: fields.issuer,
        name: fields.name,
        codes,
        tags: fields.tags,
        pinned: fields.pinned,
        note: fields.note,
        icon: fields.icon,
        rank: fields.rank,
        created_at: fields.created_at,
        changed_at: fields.changed_at,
        trashed_at: fields.trashed_at,
        label_issuer,
        extra,
        unknown: fields.unknown,
    })
}

pub(super) fn fields(account: &Account, kept: &KeptAddress) -> KeptFields {
    KeptFields {
        format: KEPT_FORMAT,
        id: account.id.to_string(),
        revision: account.revision,
        issuer: account.issuer.clone(),
        name: account.name.clone(),
        address: kept.address.clone(),
        tags: account.tags.clone(),
        pinned: account.pinned,
        note: account.note.clone(),
        icon: account.icon.clone(),
        rank: account.rank,
        created_at: account.created_at,
        changed_at: account.changed_at,
        trashed_at: account.trashed_at,
        unknown: account.unknown.clone(),
    }
}

/// An address with a secret in it, read without an unwiped copy.
mod address_text {
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};
    use zeroize::Zeroizing;

    pub(super) fn serialize<S: Serializer>(address: &Zeroizing<String>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(address)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Zeroizing<String>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an address")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Zeroizing::new(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Text)
    }
}
