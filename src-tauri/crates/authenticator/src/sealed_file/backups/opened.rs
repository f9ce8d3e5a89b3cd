//! Looking into backups: which open, and what is in one.

use std::path::{Path, PathBuf};

use otp::UnixSeconds;
use sealing::{SealingKey, SlotError};

use super::{Backup, BackupKey, BackupState, Backups, opens, read};
use crate::account::Entry;
use crate::accounts::entry;
use crate::sealed_file::error::SealedFileError;
use crate::sealed_file::format::{Form, Records, Sealed};
use crate::sealed_file::generations::Opener;

/// What is in a backup, opened.
pub struct Contents {
    pub(crate) records: Records,
    key: BackupKey,
}

/// The backups of a folder, with the keys of those that opened: what they were opened with is not kept.
#[derive(Debug)]
pub struct OpenedBackups {
    /// All of them, the newest first.
    pub all: Vec<Backup>,
    keys: Vec<SealingKey>,
}

impl Contents {
    fn of(sealed: Sealed, key: SealingKey, records: Records) -> Self {
        Self { records, key: BackupKey { key, slots: sealed.header.slots } }
    }

    /// What is in these bytes of a file, opened with a password or recovery code; `path` is what messages call it.
    ///
    /// # Errors
    /// As [`Backups::open`].
    pub fn read(bytes: Vec<u8>, path: &Path, secret: &str) -> Result<Self, SealedFileError> {
        let sealed = Sealed::parse(bytes, Form::Backup, path).map_err(SealedFileError::of_copy)?;
        let key = sealed.header.slots.open(secret)?;
        let records = sealed.open(&key, path).map_err(SealedFileError::of_copy)?;
        Ok(Self::of(sealed, key, records))
    }

    /// Each record, damaged ones too.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.records.iter().map(|(id, raw)| entry(id, raw.clone()))
    }

    /// What it was sealed under, and what opens it.
    #[must_use]
    pub fn key(&self) -> &BackupKey {
        &self.key
    }
}

impl OpenedBackups {
    /// What is in one.
    ///
    /// # Errors
    /// [`SlotError::Wrong`] where it does not open with the secret that the others opened with, or as
    /// [`Backups::open`].
    pub fn open(&self, path: &Path) -> Result<Contents, SealedFileError> {
        let sealed = read(path)?;
        let mut outcome = Err(SlotError::Wrong.into());
        for key in &self.keys {
            match sealed.open(key, path) {
                Ok(records) => return Ok(Contents::of(sealed, key.clone(), records)),
                Err(error) => outcome = Err(error.of_copy()),
            }
        }
        outcome
    }
}

impl Backups {
    /// All, the newest first, and which of them this password or recovery code opens.
    ///
    /// # Errors
    /// [`SlotError::CodeMistyped`] where it opens none of them, and is a recovery code that was mistyped;
    /// [`SealedFileError::File`].
    pub fn list(&self, secret: &str) -> Result<Vec<Backup>, SealedFileError> {
        self.unlock(secret).map(|opened| opened.all)
    }

    /// As [`list`](Self::list), for opening some of them later without asking for the secret again.
    ///
    /// # Errors
    /// As `list`.
    pub fn unlock(&self, secret: &str) -> Result<OpenedBackups, SealedFileError> {
        let mut opener = Opener::new(secret);
        let all: Vec<Backup> = self.paths()?.into_iter().rev().map(|path| look(path, &mut opener)).collect();
        let opens = |backup: &Backup| matches!(backup.state, BackupState::Opens { .. });
        if opener.was_mistyped() && !all.iter().any(opens) {
            return Err(SlotError::CodeMistyped.into());
        }
        Ok(OpenedBackups { all, keys: opener.into_keys() })
    }

    /// What is in one.
    ///
    /// # Errors
    /// [`SlotError::Wrong`], [`SealedFileError::Damaged`], [`SealedFileError::Newer`], [`SealedFileError::Missing`].
    pub fn open(path: &Path, secret: &str) -> Result<Contents, SealedFileError> {
        let sealed = read(path)?;
        let mut opener = Opener::new(secret);
        match opener.open(&sealed, path) {
            Some((key, records)) => Ok(Contents::of(sealed, key, records)),
            None => Err(opener.failure(&sealed, path).of_copy()),
        }
    }

    /// The newest that can be read, by what stands in its first line: nobody is asked for a secret, and nothing is proven.
    ///
    /// # Errors
    /// [`SealedFileError::File`].
    pub fn newest(&self) -> Result<Option<(PathBuf, UnixSeconds)>, SealedFileError> {
        let mut paths = self.paths()?.into_iter().rev();
        Ok(paths.find_map(|path| super::made_at(&path).map(|at| (path, at))))
    }
}

fn look(path: PathBuf, opener: &mut Opener<'_>) -> Backup {
    let Ok(sealed) = read(&path) else {
        return Backup { path, made_at: None, state: BackupState::Unreadable };
    };
    let state = match opener.open(&sealed, &path) {
        Some((_, records)) => opens(&records),
        None if matches!(opener.failure(&sealed, &path), SealedFileError::Damaged { .. }) => BackupState::Unreadable,
        None => BackupState::OtherSecret,
    };
    Backup { path, made_at: Some(UnixSeconds(sealed.header.generation)), state }
}

impl std::fmt::Debug for Contents {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Contents({} records, hidden)", self.records.len())
    }
}
