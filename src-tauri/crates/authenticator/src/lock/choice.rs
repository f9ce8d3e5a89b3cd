//! Which of the headers counts, once a secret is there.
//!
//! The two places differ after a program was killed between them, after one was damaged, or after one was brought back
//! from an old copy. What a header says is believed only when its tag shows that whoever wrote it had the key.

use sealing::{KeyId, SealingKey, SlotError};

use super::error::LockError;
use super::header::Header;

/// A key that the secret opens, with what is known of its header.
pub(super) struct Chosen {
    pub(super) key: SealingKey,
    /// The newest header that is as it was written; none where all were altered.
    pub(super) proven: Option<Header>,
    /// The header that the secret opens.
    pub(super) opened: Header,
}

/// Tries the secret on each of the headers, the newest first. Where two locks open with it, the one counts that records
/// are sealed under.
///
/// # Errors
/// [`SlotError::Wrong`], [`SlotError::CodeMistyped`]: also for a password that opens nothing but an older header of the same lock.
pub(super) fn choose(headers: &[Header], secret: &str, is_used: impl Fn(KeyId) -> bool) -> Result<Chosen, LockError> {
    let (mut chosen, mut failure) = (Vec::new(), None);
    for header in headers {
        match header.slots().open(secret) {
            Ok(key) => match chosen_with(key, header, headers) {
                Some(one) => chosen.push(one),
                None => failure = Some(SlotError::Wrong),
            },
            Err(error @ (SlotError::Wrong | SlotError::CodeMistyped)) => failure = failure.or(Some(error)),
            Err(error) => return Err(error.into()),
        }
    }
    let is_one_key = chosen.windows(2).all(|pair| matches!(pair, [one, other] if one.key == other.key));
    let place = if is_one_key { 0 } else { chosen.iter().position(|one| is_used(one.key.id())).unwrap_or_default() };
    if place < chosen.len() { Ok(chosen.swap_remove(place)) } else { Err(failure.unwrap_or(SlotError::Wrong).into()) }
}

/// None where a newer header of the same lock is there, which the secret does not open: it is a password of before.
fn chosen_with(key: SealingKey, opened: &Header, headers: &[Header]) -> Option<Chosen> {
    let proven = headers.iter().find(|header| header.is_of(&key)).cloned();
    match &proven {
        Some(newest) if newest != opened && newest.sequence() > opened.sequence() => None,
        _ => Some(Chosen { key, proven, opened: opened.clone() }),
    }
}
