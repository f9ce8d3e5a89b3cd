//! Another password for the backups of a folder: one key is wrapped anew, and every backup is sealed with that in its
//! first line, so that the old password opens none of them any more.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sealing::{Argon2Parameters, Random};

use super::{BackupKey, Backups, read};
use crate::folder::sync_folder;
use crate::sealed_file::error::SealedFileError;
use crate::sealed_file::format::{self, Form};
use crate::sealed_file::place::{with_ending, write_through};
use crate::store::StoreError;

/// What became of the backups of a folder when their password changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrapped {
    /// Those that open with the new password and no longer with the old one.
    pub changed: Vec<PathBuf>,
    /// Those that could not be sealed anew, and still open with the old one.
    pub left: Vec<PathBuf>,
}

impl Backups {
    /// The key of these backups, to open with another password from now on. Their recovery code stays. Nothing is written yet.
    ///
    /// # Errors
    /// [`SealedFileError::NoBackups`] where there is none, [`SlotError::Wrong`](sealing::SlotError::Wrong) where the secret
    /// opens none, [`SlotError::TooShort`](sealing::SlotError::TooShort).
    pub fn with_password(
        &self,
        secret: &str,
        password: &str,
        work: &Argon2Parameters,
        rng: &mut dyn Random,
    ) -> Result<BackupKey, SealedFileError> {
        if self.is_empty()? {
            return Err(SealedFileError::NoBackups { path: self.folder.clone() });
        }
        let (mut key, _) = self.key(secret, work, rng)?;
        key.slots.set_password(&key.key, password, work, rng)?;
        // What does not open is found now, and not on the day it is needed.
        if key.slots.open(password)? == key.key { Ok(key) } else { Err(sealing::SlotError::Wrong.into()) }
    }

    /// The key of the newest backup that this password or recovery code opens; none is made.
    ///
    /// # Errors
    /// [`SealedFileError::NoBackups`], or as [`key`](Self::key).
    pub fn key_of(&self, secret: &str) -> Result<BackupKey, SealedFileError> {
        if self.is_empty()? {
            return Err(SealedFileError::NoBackups { path: self.folder.clone() });
        }
        self.key(secret, &sealing::Slots::LEAST, &mut NoRandom).map(|(key, _)| key)
    }

    /// Seals every backup of this key anew, with what opens it now in its first line; the newest first. Each is replaced as
    /// a whole once it was read back, so that a program which is killed in the middle leaves all of them readable, with
    /// one password or the other, and the same again goes on.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`SealedFileError::File`].
    pub fn rewrap(&self, key: &BackupKey, rng: &mut dyn Random) -> Result<Rewrapped, StoreError> {
        let _lock = self.lock()?;
        let mut rewrapped = Rewrapped { changed: Vec::new(), left: Vec::new() };
        for path in self.with_old_slots(key)? {
            match rewrap_one(&path, key, rng) {
                Ok(()) => rewrapped.changed.push(path),
                Err(_) => rewrapped.left.push(path),
            }
        }
        // The renames last through a power cut.
        let _folders_of_some_disks_cannot = sync_folder(&self.folder);
        Ok(rewrapped)
    }

    /// Deletes the backups of this key that still open with an old password, and says which. Where no other opens with the
    /// one of now, nothing is deleted.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`SealedFileError::File`]; what was deleted until then stays deleted.
    pub fn discard_old(&self, key: &BackupKey) -> Result<Vec<PathBuf>, StoreError> {
        let _lock = self.lock()?;
        let mut discarded = Vec::new();
        if !self.paths()?.iter().any(|path| opens_now(path, key)) {
            return Ok(discarded);
        }
        for path in self.with_old_slots(key)? {
            fs::remove_file(&path).map_err(|error| SealedFileError::file("delete", &path, &error))?;
            discarded.push(path);
        }
        Ok(discarded)
    }

    /// The backups of this key that open with an old password, the newest first.
    ///
    /// # Errors
    /// [`SealedFileError::File`].
    pub fn with_old_password(&self, key: &BackupKey) -> Result<Vec<PathBuf>, SealedFileError> {
        self.with_old_slots(key)
    }

    fn with_old_slots(&self, key: &BackupKey) -> Result<Vec<PathBuf>, SealedFileError> {
        let is_old = |path: &PathBuf| {
            read(path).is_ok_and(|sealed| sealed.header.slots != key.slots && sealed.open(&key.key, path).is_ok())
        };
        Ok(self.paths()?.into_iter().rev().filter(is_old).collect())
    }
}

/// For a key that is there already.
struct NoRandom;

impl Random for NoRandom {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), sealing::RandomError> {
        Err(sealing::RandomError)
    }
}

fn opens_now(path: &Path, key: &BackupKey) -> bool {
    read(path).is_ok_and(|sealed| sealed.header.slots == key.slots && sealed.open(&key.key, path).is_ok())
}

fn rewrap_one(path: &Path, key: &BackupKey, rng: &mut dyn Random) -> Result<(), SealedFileError> {
    let old = read(path)?;
    let records = old.open(&key.key, path)?;
    let bytes = format::seal(Form::Backup, &records, &key.key, &key.slots, old.header.generation, rng)?;
    let (new, failed) =
        (with_ending(path, ".new"), |error: &std::io::Error| SealedFileError::file("replace", path, error));
    let written = write_through(&new, &bytes).map_err(|error| failed(&error)).and_then(|()| {
        let proven = read(&new)?.open(&key.key, &new)? == records;
        if proven { Ok(()) } else { Err(SealedFileError::damaged(&new, "it is not what was written")) }
    });
    if let Err(error) = written {
        let _half_a_file = fs::remove_file(&new);
        return Err(error);
    }
    // When it was written is what a person goes by.
    let _ = fs::metadata(path)
        .and_then(|file| file.modified())
        .and_then(|written| File::options().write(true).open(&new)?.set_modified(written));
    fs::rename(&new, path).map_err(|error| failed(&error))
}
