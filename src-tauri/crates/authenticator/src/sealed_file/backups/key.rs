//! What the backups of a folder are sealed under.

use sealing::{Argon2Parameters, Random, RecoveryCode, SealingKey, Slots};

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

impl Backups {
    /// The key of the newest backup that the secret opens; where there is no backup, a new one, and the recovery code
    /// that opens it too.
    ///
    /// # Errors
    /// [`SlotError::Wrong`](sealing::SlotError::Wrong) or
    /// [`SlotError::CodeMistyped`](sealing::SlotError::CodeMistyped) where backups are there and none opens.
    pub(super) fn key(
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
