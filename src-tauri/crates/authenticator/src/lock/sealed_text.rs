//! The sealed form of a record, and of a secret of the program's own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sealing::{Context, KeyId, KeyRing, Random, key_of};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::error::LockError;
use crate::record::SEALED_FORMAT;
use crate::record_id::RecordId;
use crate::store::OwnItem;

/// JSON, so that a program which knows plain records only says that a newer version made it, and keeps it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    format: u32,
    sealed: String,
}

/// A sealed value, not opened.
pub(super) struct SealedText(Vec<u8>);

impl SealedText {
    /// What the text holds, if it is a sealed one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let Text { format, sealed } = serde_json::from_str(text).ok()?;
        if format == SEALED_FORMAT { STANDARD.decode(sealed).ok().map(Self) } else { None }
    }

    /// The name of the key it was sealed under, by its own account.
    pub(super) fn key_id(&self) -> Option<KeyId> {
        key_of(&self.0).ok()
    }

    /// What was sealed; none where another key, another place or a change keeps it shut.
    pub(super) fn open(&self, ring: &KeyRing, context: &Context) -> Option<Zeroizing<Vec<u8>>> {
        ring.open(&self.0, context).ok()
    }
}

/// Seals a text, and opens it once before it is given out.
pub(super) fn seal(text: &str, ring: &KeyRing, context: &Context, rng: &mut dyn Random) -> Result<String, LockError> {
    let sealed = ring.seal(text.as_bytes(), context, rng)?;
    let sealed = Text { format: SEALED_FORMAT, sealed: STANDARD.encode(sealed) };
    let sealed = serde_json::to_string(&sealed).expect("numbers and texts are always JSON");
    let opened = SealedText::parse(&sealed).and_then(|sealed| sealed.open(ring, context));
    match opened {
        Some(opened) if opened.as_slice() == text.as_bytes() => Ok(sealed),
        _ => Err(sealing::SealError::TooLong.into()),
    }
}

/// What the record of an account is sealed as.
pub(super) fn of_record(id: &RecordId) -> Context {
    Context::new("account-record").with("id", &id.to_string())
}

/// What a secret of the program's own is sealed as.
pub(super) fn of_item(item: OwnItem) -> Context {
    Context::new("own-item").with("service", item.service).with("name", item.name)
}
