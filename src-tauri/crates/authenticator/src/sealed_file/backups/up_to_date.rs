//! Backups that are made by themselves: after a change, with a key that is known.

use std::path::PathBuf;

use otp::UnixSeconds;
use sealing::Random;

use super::{Backup, BackupKey, Backups, MadeBackup, opens, read};
use crate::accounts::AccountStore;
use crate::sealed_file::error::SealedFileError;
use crate::sealed_file::format::Records;
use crate::store::StoreError;

/// What there was to do.
#[derive(Debug)]
pub enum UpToDate {
    /// There is no account, so there is nothing to copy, and no backup to be put in the place of one that has some.
    NothingToKeep,
    /// The newest backup has everything as it is now: proven by opening it.
    Already(Backup),
    /// A new one was made.
    Made(Box<MadeBackup>),
}

impl Backups {
    /// Makes a backup unless the newest has everything as it is now. The folder and the backups in it have to be there:
    /// a disk that is not mounted is told, not written beside.
    ///
    /// # Errors
    /// [`SealedFileError::NoBackupFolder`], [`SealedFileError::NoBackups`], [`SealedFileError::OtherBackups`], or as
    /// [`make`](Self::make).
    pub fn bring_up_to_date(
        &self,
        accounts: &AccountStore,
        key: &BackupKey,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<UpToDate, StoreError> {
        // Its disk may be taken out at any moment, and then everything about it fails in its own way.
        let made = self.bring_up_to_date_there(accounts, key, now, rng);
        made.map_err(|error| {
            if self.folder.is_dir() {
                error
            } else {
                SealedFileError::NoBackupFolder { path: self.folder.clone() }.into()
            }
        })
    }

    fn bring_up_to_date_there(
        &self,
        accounts: &AccountStore,
        key: &BackupKey,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<UpToDate, StoreError> {
        if self.is_empty()? {
            return Err(SealedFileError::NoBackups { path: self.folder.clone() }.into());
        }
        let _lock = self.lock_there()?;
        let records = Records::from(accounts.snapshot()?);
        let Some((path, made_at, newest)) = self.newest_with(key, now)? else {
            return Err(SealedFileError::OtherBackups { path: self.folder.clone() }.into());
        };
        if newest == records {
            return Ok(UpToDate::Already(Backup { path, made_at: Some(made_at), state: opens(&records) }));
        }
        if records.is_empty() {
            return Ok(UpToDate::NothingToKeep);
        }
        let unnamed = self.write(&records, key, None, now, rng)?;
        Ok(UpToDate::Made(Box::new(self.name(unnamed, &records, key.clone(), None)?)))
    }

    /// The newest that opens with the key. One that was made when the clock was ahead counts only where there is no other.
    pub(super) fn newest_with(
        &self,
        key: &BackupKey,
        now: UnixSeconds,
    ) -> Result<Option<(PathBuf, UnixSeconds, Records)>, SealedFileError> {
        let mut ahead = None;
        for path in self.paths()?.into_iter().rev() {
            let Ok(sealed) = read(&path) else { continue };
            let Ok(records) = sealed.open(&key.key, &path) else { continue };
            let found = (path, UnixSeconds(sealed.header.generation), records);
            if found.1 <= now {
                return Ok(Some(found));
            }
            ahead.get_or_insert(found);
        }
        Ok(ahead)
    }
}
