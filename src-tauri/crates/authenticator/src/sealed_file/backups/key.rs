//! What the backups of a folder are sealed under.

use sealing::{Argon2Parameters, Random, RecoveryCode, SealingKey, Slots};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Backups, read};
use crate::sealed_file::error::SealedFileError;
use crate::sealed_file::generations::Opener;

/// What the backups of a folder are sealed under, and what of it every one of them holds in its first line: the key
/// itself, wrapped for the password and for the recovery code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupKey {
    pub(super) key: SealingKey,
    pub(super) slots: Slots,
}

/// A text that holds no key of backups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what is kept as the key of the backups is none")]
pub struct BackupKeyError;

/// As it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text<'text> {
    version: u32,
    #[serde(borrow)]
    key: &'text str,
    slots: Slots,
}

const VERSION: u32 = 1;

impl BackupKey {
    /// For the place it is kept in, which has to be one for secrets.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let key = self.key.to_hex();
        let text = Text { version: VERSION, key: &key, slots: self.slots.clone() };
        // Longer than it gets, so that no outgrown copy is left behind in memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
        serde_json::to_writer(&mut *bytes, &text).expect("texts and numbers are always JSON");
        Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Reads what [`to_text`](Self::to_text) wrote.
    ///
    /// # Errors
    /// [`BackupKeyError`] for everything else.
    pub fn parse(text: &str) -> Result<Self, BackupKeyError> {
        let text: Text<'_> = serde_json::from_str(text).map_err(|_| BackupKeyError)?;
        let key = SealingKey::parse(text.key).map_err(|_| BackupKeyError)?;
        if text.version == VERSION { Ok(Self { key, slots: text.slots }) } else { Err(BackupKeyError) }
    }
}

impl Backups {
    /// The key of the newest backup that the secret opens; where there is no backup, a new one, and the recovery code
    /// that opens it too.
    ///
    /// # Errors
    /// [`SlotError::Wrong`](sealing::SlotError::Wrong) or
    /// [`SlotError::CodeMistyped`](sealing::SlotError::CodeMistyped) where backups are there and none opens.
    pub fn key(
        &self,
        secret: &str,
        work: &Argon2Parameters,
        rng: &mut dyn Random,
    ) -> Result<(BackupKey, Option<RecoveryCode>), SealedFileError> {
        let (mut opener, mut failures) = (Opener::new(secret), Vec::new());
        for path in self.paths()?.iter().rev() {
            match read(path) {
                Ok(sealed) => match opener.open(&sealed, path) {
                    Some((key, _)) => return Ok((BackupKey { key, slots: sealed.header.slots }, None)),
                    None => failures.push(opener.failure(&sealed, path)),
                },
                Err(error) => failures.push(error),
            }
        }
        // The secret is at fault before a damaged file is.
        let of_the_secret = failures.iter().position(|failure| matches!(failure, SealedFileError::Slot(_)));
        if !failures.is_empty() {
            return Err(failures.swap_remove(of_the_secret.unwrap_or_default()));
        }
        let (key, code) = (SealingKey::random(rng)?, RecoveryCode::random(rng)?);
        let slots = Slots::new(&key, secret, &code, work, rng)?;
        Ok((BackupKey { key, slots }, Some(code)))
    }
}
