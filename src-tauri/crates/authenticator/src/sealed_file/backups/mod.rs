//! Backups: copies of all accounts at one moment, each a sealed file of its own. Their form: docs/backups.md.

mod keeping;
mod key;
mod opened;
mod rewrapping;
mod rotation;
mod up_to_date;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use otp::UnixSeconds;
use sealing::{Argon2Parameters, Random, RecoveryCode, SealingKey, SlotError, Slots};

use super::error::SealedFileError;
use super::format::{self, Form, LARGEST, Records, Sealed};
use super::place::{read_at_most, with_ending, write_through};
use crate::account::Entry;
use crate::accounts::{AccountStore, entry};
use crate::folder::{DataFolder, FolderLock, sync_folder};
use crate::store::StoreError;
pub use key::{BackupKey, BackupKeyError};
pub use opened::{Contents, OpenedBackups};
pub use rewrapping::Rewrapped;
pub use up_to_date::UpToDate;

const BEGINNING: &str = "countersign-";
const ENDING: &str = ".backup";

/// A folder of backups. All have one data key, so the secrets of the newest open what is made next.
#[derive(Debug, Clone)]
pub struct Backups {
    folder: PathBuf,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made, by what is sealed in it; by its name where that cannot be read.
    pub made_at: Option<UnixSeconds>,
    /// What the secret makes of it.
    pub state: BackupState,
}

/// Whether a backup can be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupState {
    /// It opens, and every record in it was read.
    Opens {
        /// How many records are in it.
        records: u32,
        /// How many of them were damaged when it was made.
        damaged: u32,
    },
    /// It opens with another password or recovery code.
    OtherSecret,
    /// It cannot be read, or not by this version of the program.
    Unreadable,
}

/// A backup that was just made, read back and compared.
#[derive(Debug)]
pub struct MadeBackup {
    /// It.
    pub backup: Backup,
    /// What it is sealed under, as all of its folder.
    pub key: BackupKey,
    /// The recovery code of the folder: with the first backup only.
    pub recovery_code: Option<RecoveryCode>,
    /// Older ones that were deleted, since newer ones of their days, weeks and months are there.
    pub deleted: Vec<PathBuf>,
}

/// A backup before it has its name. Unless it gets one, nothing is left of it.
struct Unnamed {
    backup: Backup,
    new: PathBuf,
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        let _named_or_gone = fs::remove_file(&self.new);
    }
}

impl Backups {
    /// In this folder, which is made with the first of them.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Whether there is none yet, so that a password is a new one.
    ///
    /// # Errors
    /// [`SealedFileError::File`].
    pub fn is_empty(&self) -> Result<bool, SealedFileError> {
        Ok(self.paths()?.is_empty())
    }

    /// Copies every record, reads the copy back from the disk and compares it, and only then gives it its name.
    ///
    /// The secret is the password or recovery code of the backups that are there, or the password of the first.
    ///
    /// # Errors
    /// [`SlotError::Wrong`] and [`SlotError::CodeMistyped`] where backups are there and the secret opens none of them;
    /// [`StoreError::ItemsMissing`] where accounts are missing; [`SealedFileError::File`]. Nothing is deleted then.
    pub fn make(
        &self,
        accounts: &AccountStore,
        secret: &str,
        work: &Argon2Parameters,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<MadeBackup, StoreError> {
        self.make_and_show(accounts, secret, work, now, rng, |_, _| Ok(()))
    }

    /// As [`make`](Self::make); the recovery code of the first backup is shown before there is anything that it opens,
    /// and where it cannot be shown, no backup is left behind.
    ///
    /// # Errors
    /// Those of `make`, and those of `show`.
    pub fn make_and_show<E: From<StoreError>>(
        &self,
        accounts: &AccountStore,
        secret: &str,
        work: &Argon2Parameters,
        now: UnixSeconds,
        rng: &mut dyn Random,
        show: impl FnOnce(&Backup, &RecoveryCode) -> Result<(), E>,
    ) -> Result<MadeBackup, E> {
        let _lock = self.lock()?;
        let records = Records::from(accounts.snapshot()?);
        let (key, code) = self.key(secret, work, rng).map_err(StoreError::from)?;
        let unnamed = self.write(&records, &key, code.as_ref(), now, rng).map_err(StoreError::from)?;
        if let Some(code) = &code {
            show(&unnamed.backup, code)?;
        }
        Ok(self.name(unnamed, &records, key, code).map_err(StoreError::from)?)
    }

    /// As [`make`](Self::make), with a key that is known: that of the backups which are there, or a new one of
    /// [`key`](Self::key) whose recovery code was shown.
    ///
    /// # Errors
    /// [`SealedFileError::OtherBackups`] where backups are there and none of them opens with it, or as `make`.
    pub fn make_with(
        &self,
        accounts: &AccountStore,
        key: BackupKey,
        code: Option<RecoveryCode>,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<MadeBackup, StoreError> {
        let _lock = self.lock()?;
        if !self.is_empty()? && self.newest_with(&key, now)?.is_none() {
            return Err(SealedFileError::OtherBackups { path: self.folder.clone() }.into());
        }
        let records = Records::from(accounts.snapshot()?);
        let unnamed = self.write(&records, &key, code.as_ref(), now, rng)?;
        Ok(self.name(unnamed, &records, key, code)?)
    }

    fn lock(&self) -> Result<FolderLock, StoreError> {
        DataFolder::new(&self.folder).lock()
    }

    /// The same in a folder that has to be there.
    fn lock_there(&self) -> Result<FolderLock, StoreError> {
        DataFolder::new(&self.folder).lock_there()
    }

    /// Under another name, on the disk, and proven.
    fn write(
        &self,
        records: &Records,
        key: &BackupKey,
        code: Option<&RecoveryCode>,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<Unnamed, SealedFileError> {
        let bytes = format::seal(Form::Backup, records, &key.key, &key.slots, now.0, rng)?;
        let path = self.free_name(now)?;
        let new = with_ending(&path, ".new");
        let unnamed = Unnamed { backup: Backup { path, made_at: Some(now), state: opens(records) }, new };
        write_through(&unnamed.new, &bytes).map_err(|error| SealedFileError::file("write", &unnamed.new, &error))?;
        prove(&unnamed.new, records, key, code)?;
        Ok(unnamed)
    }

    fn name(
        &self,
        unnamed: Unnamed,
        records: &Records,
        key: BackupKey,
        recovery_code: Option<RecoveryCode>,
    ) -> Result<MadeBackup, SealedFileError> {
        let backup = unnamed.backup.clone();
        let moved = fs::rename(&unnamed.new, &backup.path).and_then(|()| sync_folder(&self.folder));
        moved.map_err(|error| SealedFileError::file("write", &backup.path, &error))?;
        let deleted = self.rotate(&backup, records, &key);
        Ok(MadeBackup { backup, key, recovery_code, deleted })
    }

    /// Oldest first, by their names.
    fn paths(&self) -> Result<Vec<PathBuf>, SealedFileError> {
        let failed = |error: &std::io::Error| SealedFileError::file("read", &self.folder, error);
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&error)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| failed(&error))?.path();
            let is_ours = |name: &str| name.starts_with(BEGINNING) && name.ends_with(ENDING);
            if path.file_name().and_then(|name| name.to_str()).is_some_and(is_ours) {
                paths.push(path);
            }
        }
        paths.sort_unstable_by_key(|path| order(path));
        Ok(paths)
    }

    /// After all that were made in this second, also those that were deleted since another was.
    fn free_name(&self, now: UnixSeconds) -> Result<PathBuf, SealedFileError> {
        let time = rotation::name_of(now);
        let orders = self.paths()?.into_iter().map(|path| order(&path));
        let last = orders.filter(|(other, ..)| *other == time).map(|(_, which, _)| which).max();
        let which = last.map_or_else(String::new, |last| format!("-{}", last.saturating_add(1)));
        Ok(self.folder.join(format!("{BEGINNING}{time}{which}{ENDING}")))
    }
}

/// An export: a backup that belongs to no folder of them, sealed under a key of its own.
pub(crate) fn seal_export(
    records: &Records,
    key: &SealingKey,
    slots: &Slots,
    now: UnixSeconds,
    rng: &mut dyn Random,
) -> Result<Vec<u8>, SealedFileError> {
    format::seal(Form::Backup, records, key, slots, now.0, rng)
}

/// From the disk, with the key; and a new recovery code opens it before anybody writes that down.
fn prove(path: &Path, records: &Records, key: &BackupKey, code: Option<&RecoveryCode>) -> Result<(), SealedFileError> {
    let sealed = read(path)?;
    if sealed.open(&key.key, path)? != *records {
        return Err(SealedFileError::damaged(path, "it is not what was written"));
    }
    match code {
        Some(code) if sealed.header.slots.open(&code.to_text())? != key.key => Err(SlotError::Wrong.into()),
        _ => Ok(()),
    }
}

/// The time in the name, and which of that second it is: `…-2` comes after the one without a number.
fn order(path: &Path) -> (String, u64, PathBuf) {
    let stem = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let dated = stem.strip_prefix(BEGINNING).unwrap_or_default();
    let (time, which) = dated.split_at_checked(rotation::NAME_LENGTH).unwrap_or((dated, ""));
    let which = which.strip_prefix('-').and_then(|which| which.parse().ok()).unwrap_or(1);
    (time.to_owned(), which, path.to_owned())
}

fn made_at(path: &Path) -> Option<UnixSeconds> {
    read(path).ok().map(|sealed| UnixSeconds(sealed.header.generation))
}

fn read(path: &Path) -> Result<Sealed, SealedFileError> {
    let bytes = read_at_most(path, LARGEST).map_err(|error| match error.kind() {
        ErrorKind::NotFound => SealedFileError::NoBackup { path: path.to_owned() },
        _ => SealedFileError::unread(path, &error),
    })?;
    Sealed::parse(bytes, Form::Backup, path).map_err(SealedFileError::of_copy)
}

fn opens(records: &Records) -> BackupState {
    let damaged = records.iter().filter(|(id, raw)| matches!(entry(id, (*raw).clone()), Entry::Damaged(_))).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    BackupState::Opens { records: count(records.len()), damaged: count(damaged) }
}
