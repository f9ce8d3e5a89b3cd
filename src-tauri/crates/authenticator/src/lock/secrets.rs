//! Another password, another recovery code: the header is written anew, and no record is touched.

use sealing::{Argon2Parameters, RecoveryCode, Slots};

use super::header::{Header, Phase};
use super::turning::proven;
use super::{LockError, LockableStore, Opened};
use crate::store::StoreError;

impl LockableStore {
    /// From now on this password opens the lock, and the old one does not.
    ///
    /// # Errors
    /// [`LockError::Locked`], [`LockError::NotOn`]: it has to be open; the password is too short; or as
    /// [`RecordStore::write`](crate::RecordStore::write).
    pub fn set_password(&self, password: &str, work: &Argon2Parameters) -> Result<(), StoreError> {
        let held = self.folder.lock().map_err(StoreError::not_written)?;
        let opened = self.opened().map_err(StoreError::not_written)?;
        let mut slots = opened.header.slots().clone();
        let prepared = (|| {
            slots.set_password(&opened.key, password, work, &mut **self.rng())?;
            let trial = Header::seal(&opened.key, 0, Phase::Sealed, slots.clone(), &mut **self.rng())?;
            proven(&trial, password, &opened.key)
        })();
        prepared.map_err(refused)?;
        self.write_header(&opened, opened.header.phase(), slots, &held).map(drop)
    }

    /// A new recovery code in place of the old one. It has opened what will be the header, and was shown, before the old
    /// one stops to open.
    ///
    /// # Errors
    /// As [`set_password`](Self::set_password), and those of `show`; the old one opens the lock then.
    pub fn set_recovery_code<E: From<StoreError>>(
        &self,
        work: &Argon2Parameters,
        show: impl FnOnce(&RecoveryCode) -> Result<(), E>,
    ) -> Result<(), E> {
        let held = self.folder.lock().map_err(StoreError::not_written)?;
        let opened = self.opened().map_err(StoreError::not_written)?;
        let code = RecoveryCode::random(&mut **self.rng()).map_err(|error| refused(error.into()))?;
        let slots = self.with_code(&opened, &code, work).map_err(refused)?;
        show(&code)?;
        Ok(self.write_header(&opened, opened.header.phase(), slots, &held).map(drop)?)
    }

    /// As [`set_recovery_code`](Self::set_recovery_code), with one that was shown before: whoever shows it may take long to
    /// keep it, and nobody else has to wait meanwhile.
    ///
    /// # Errors
    /// As [`set_password`](Self::set_password); the old one opens the lock then.
    pub fn replace_recovery_code(&self, shown: &RecoveryCode, work: &Argon2Parameters) -> Result<(), StoreError> {
        let held = self.folder.lock().map_err(StoreError::not_written)?;
        let opened = self.opened().map_err(StoreError::not_written)?;
        let slots = self.with_code(&opened, shown, work).map_err(refused)?;
        self.write_header(&opened, opened.header.phase(), slots, &held).map(drop)
    }

    /// What opens it with another recovery code, which has opened what will be the header.
    fn with_code(&self, opened: &Opened, code: &RecoveryCode, work: &Argon2Parameters) -> Result<Slots, LockError> {
        let mut slots = opened.header.slots().clone();
        slots.set_recovery_code(&opened.key, code, work, &mut **self.rng())?;
        let trial = Header::seal(&opened.key, 0, Phase::Sealed, slots.clone(), &mut **self.rng())?;
        proven(&trial, &code.to_text(), &opened.key).map(|()| slots)
    }
}

fn refused(error: LockError) -> StoreError {
    StoreError::from(error).not_written()
}
