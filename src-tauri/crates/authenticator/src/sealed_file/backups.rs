//! Backups: copies of all accounts at one moment, each a sealed file of its own. Their form: docs/backups.md.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use otp::UnixSeconds;
use sealing::{Argon2Parameters, Random, RecoveryCode, SealingKey, SlotError, Slots};

use super::error::SealedFileError;
use super::format::{self, Form, LARGEST, Records, Sealed};
use super::generations::Opener;
use super::place::{read_at_most, with_ending, write_through};
use super::rotation;
use crate::account::Entry;
use crate::accounts::{AccountStore, entry};
use crate::folder::{DataFolder, sync_folder};
use crate::store::StoreError;

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
    /// The recovery code of the folder: with the first backup only.
    pub recovery_code: Option<RecoveryCode>,
    /// Older ones that were deleted, since newer ones of their days, weeks and months are there.
    pub deleted: Vec<PathBuf>,
}

/// What is in a backup, opened.
pub struct Contents {
    pub(crate) records: Records,
}

impl Contents {
    /// Each record, damaged ones too.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.records.iter().map(|(id, raw)| entry(id, raw.clone()))
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
    /// [`SlotError::Wrong`] where backups are there and the secret opens none of them; [`StoreError::ItemsMissing`]
    /// where accounts are missing; [`SealedFileError::File`]. Nothing is deleted then.
    pub fn make(
        &self,
        accounts: &AccountStore,
        secret: &str,
        work: &Argon2Parameters,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<MadeBackup, StoreError> {
        let _lock = DataFolder::new(&self.folder).lock()?;
        let records = accounts.snapshot()?;
        let (key, slots, recovery_code) = self.key(secret, work, rng)?;
        let bytes = format::seal(Form::Backup, &records, &key, &slots, now.0, rng)?;
        let path = self.free_name(now);
        let new = with_ending(&path, ".new");
        let written = write_through(&new, &bytes).map_err(|error| SealedFileError::file("write", &new, &error));
        let proven = written.and_then(|()| self.prove(&new, &records, &key, recovery_code.as_ref()));
        let named = proven.and_then(|()| {
            let moved = fs::rename(&new, &path).and_then(|()| sync_folder(&self.folder));
            moved.map_err(|error| SealedFileError::file("write", &path, &error))
        });
        if let Err(error) = named {
            let _ = fs::remove_file(&new);
            return Err(error.into());
        }
        let deleted = self.rotate(&path);
        let backup = Backup { path, made_at: Some(now), state: opens(&records) };
        Ok(MadeBackup { backup, recovery_code, deleted })
    }

    /// All, the newest first, and which of them this password or recovery code opens.
    ///
    /// # Errors
    /// [`SealedFileError::File`].
    pub fn list(&self, secret: &str) -> Result<Vec<Backup>, SealedFileError> {
        let mut opener = Opener::new(secret);
        Ok(self.paths()?.into_iter().rev().map(|path| look(path, &mut opener)).collect())
    }

    /// What is in one.
    ///
    /// # Errors
    /// [`SlotError::Wrong`], [`SealedFileError::Damaged`], [`SealedFileError::Newer`], [`SealedFileError::Missing`].
    pub fn open(path: &Path, secret: &str) -> Result<Contents, SealedFileError> {
        let sealed = read(path)?;
        let mut opener = Opener::new(secret);
        match opener.open(&sealed, path) {
            Some((_, records)) => Ok(Contents { records }),
            None => Err(opener.failure(&sealed, path)),
        }
    }

    /// The key of the newest backup that the secret opens, or a new one where there is no backup.
    fn key(
        &self,
        secret: &str,
        work: &Argon2Parameters,
        rng: &mut dyn Random,
    ) -> Result<(SealingKey, Slots, Option<RecoveryCode>), SealedFileError> {
        let mut opener = Opener::new(secret);
        let paths = self.paths()?;
        for path in paths.iter().rev() {
            let Ok(sealed) = read(path) else { continue };
            if let Some((key, _)) = opener.open(&sealed, path) {
                return Ok((key, sealed.header.slots.clone(), None));
            }
        }
        if !paths.is_empty() {
            return Err(SlotError::Wrong.into());
        }
        let (key, code) = (SealingKey::random(rng)?, RecoveryCode::random(rng)?);
        let slots = Slots::new(&key, secret, &code, work, rng)?;
        Ok((key, slots, Some(code)))
    }

    /// From the disk, with the key; and a new recovery code opens it before anybody writes that down.
    fn prove(
        &self,
        path: &Path,
        records: &Records,
        key: &SealingKey,
        code: Option<&RecoveryCode>,
    ) -> Result<(), SealedFileError> {
        let sealed = read(path)?;
        if sealed.open(key, path)? != *records {
            return Err(SealedFileError::damaged(path, "it is not what was written"));
        }
        match code {
            Some(code) if sealed.header.slots.open(&code.to_text())? != *key => Err(SlotError::Wrong.into()),
            _ => Ok(()),
        }
    }

    /// Oldest first: their names sort by time.
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
        paths.sort_unstable();
        Ok(paths)
    }

    fn free_name(&self, now: UnixSeconds) -> PathBuf {
        let name = |ending: String| self.folder.join(format!("{BEGINNING}{}{ending}", rotation::name_of(now)));
        let first = name(ENDING.to_owned());
        let others = (2_u64..).map(|number| name(format!("-{number}{ENDING}")));
        std::iter::once(first).chain(others).find(|path| !path.exists()).unwrap_or_default()
    }

    /// Deletes what newer ones stand for, and says which. Neither one that cannot be read nor the one just `made` is
    /// deleted: the clock may have gone back. What could not be deleted is left to the next time.
    fn rotate(&self, made: &Path) -> Vec<PathBuf> {
        let paths = self.paths().unwrap_or_default();
        let read = paths.into_iter().filter_map(|path| Some((made_at(&path)?, path)));
        let read: Vec<(UnixSeconds, PathBuf)> = read.collect();
        let kept = rotation::kept(&read.iter().map(|(made, _)| *made).collect::<Vec<_>>());
        let surplus = read.into_iter().filter(|(made, _)| !kept.contains(made)).map(|(_, path)| path);
        surplus.filter(|path| path != made && fs::remove_file(path).is_ok()).collect()
    }
}

fn made_at(path: &Path) -> Option<UnixSeconds> {
    read(path).ok().map(|sealed| UnixSeconds(sealed.header.generation))
}

fn read(path: &Path) -> Result<Sealed, SealedFileError> {
    let bytes = read_at_most(path, LARGEST).map_err(|error| match error.kind() {
        ErrorKind::NotFound => SealedFileError::Missing { path: path.to_owned(), has_generations: false },
        _ => SealedFileError::file("read", path, &error),
    })?;
    Sealed::parse(bytes, Form::Backup, path)
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

fn opens(records: &Records) -> BackupState {
    let damaged = records.iter().filter(|(id, raw)| matches!(entry(id, (*raw).clone()), Entry::Damaged(_))).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    BackupState::Opens { records: count(records.len()), damaged: count(damaged) }
}

impl std::fmt::Debug for Contents {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Contents({} records, hidden)", self.records.len())
    }
}
