//! How long a record may be.

use crate::account::{Account, Codes};
use crate::store::StoreError;

/// What a record may take as it is finally stored, in bytes. Windows' Credential Manager takes 2,560 an item.
pub const MAX_STORED_BYTES: usize = 2_400;

/// A word and a version in front, which tell a sealed record from a plain one.
const SEALED_PREFIX: usize = 24;
/// Key id, algorithm and their versions.
const SEALED_HEADER: usize = 32;
/// AES-256-GCM's nonce and tag (NIST SP 800-38D).
const NONCE_AND_TAG: usize = 12 + 16;

/// Bytes that a record of `plain_bytes` takes once a lock password is set and it is stored sealed: a prefix of 24, then
/// header (32), nonce (12), text and tag (16) as base64, 4 letters for 3 bytes. Checked before any lock is set, so that
/// setting one never fails on a long note: 2,400 stored bytes leave 1,722 for the text.
#[must_use]
pub fn sealed_size(plain_bytes: usize) -> usize {
    let sealed = plain_bytes.saturating_add(SEALED_HEADER + NONCE_AND_TAG);
    sealed.div_ceil(3).saturating_mul(4).saturating_add(SEALED_PREFIX)
}

/// Refuses an account whose text of `plain_bytes` would not fit, and names the part to shorten.
pub(super) fn check(account: &Account, plain_bytes: usize) -> Result<(), StoreError> {
    let stored = sealed_size(plain_bytes);
    if stored <= MAX_STORED_BYTES {
        return Ok(());
    }
    // In bytes of the record's text, which is what a person can take away.
    let over = (stored - MAX_STORED_BYTES).div_ceil(4).saturating_mul(3);
    Err(StoreError::TooLarge { field: longest_field(account), over })
}

fn longest_field(account: &Account) -> &'static str {
    let pairs = account.extra.iter().map(|(key, value)| key.len() + value.len());
    let lengths = [
        ("note", account.note.len()),
        ("list of tags", account.tags.iter().map(String::len).sum()),
        ("name", account.name.len()),
        ("issuer", account.issuer.len()),
        secret(&account.codes),
        ("list of parameters that Countersign does not know", pairs.sum()),
        ("icon", account.icon.as_ref().map_or(0, String::len)),
        ("part that a newer version added", account.unknown.bytes()),
    ];
    // `rev`, because the last of equals wins and the note is the easiest to shorten.
    lengths.into_iter().rev().max_by_key(|(_, length)| *length).map_or("note", |(field, _)| field)
}

fn secret(codes: &Codes) -> (&'static str, usize) {
    match codes {
        Codes::Made { secret, .. } => ("secret", secret.expose().len()),
        Codes::Kept(kept) => ("address", kept.address.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_for_the_text_is_1722_bytes() {
        assert!(sealed_size(1_722) <= MAX_STORED_BYTES);
        assert!(sealed_size(1_723) > MAX_STORED_BYTES);
        assert_eq!(sealed_size(usize::MAX), usize::MAX);
    }
}
