//! Making a sealed file: what opens it is there, and can be shown, before anything is written.

use std::path::Path;

use sealing::{Argon2Parameters, Random, RecoveryCode, SealingKey, Slots};

use super::error::SealedFileError;
use super::format::{self, Form, Records};
use super::place::{Before, Place};
use super::{SealedFileStore, refused};
use crate::folder::FolderLock;
use crate::store::StoreError;

/// A sealed file that is not written yet, with its recovery code to be shown.
pub struct PreparedFile {
    place: Place,
    key: SealingKey,
    slots: Slots,
    code: RecoveryCode,
}

impl PreparedFile {
    /// Makes what a new sealed file needs. Writes nothing yet.
    ///
    /// `work` is what opening is to cost: [`Slots::LEAST`], or what [`Slots::calibrate`] found.
    ///
    /// # Errors
    /// As [`SealedFileStore::create`].
    pub fn new(path: &Path, password: &str, work: &Argon2Parameters, rng: &mut dyn Random) -> Result<Self, StoreError> {
        let place = Place::of(path);
        refuse_taken(&place)?;
        let key = SealingKey::random(rng)?;
        let code = RecoveryCode::random(rng)?;
        let slots = Slots::new(&key, password, &code, work, rng).map_err(refused)?;
        Ok(Self { place, key, slots, code })
    }

    /// What opens the file when the password is forgotten.
    #[must_use]
    pub fn code(&self) -> &RecoveryCode {
        &self.code
    }

    /// Writes it, empty, and opens it from the disk with the recovery code.
    ///
    /// # Errors
    /// As [`SealedFileStore::create`].
    pub fn create(&self, rng: Box<dyn Random>) -> Result<SealedFileStore, StoreError> {
        self.create_locked(rng).map(|(store, _lock)| store)
    }

    fn create_locked(&self, mut rng: Box<dyn Random>) -> Result<(SealedFileStore, FolderLock), StoreError> {
        let Self { place, key, slots, code } = self;
        let lock = place.lock()?;
        refuse_taken(place)?;
        let bytes = format::seal(Form::Store, &Records::new(), key, slots, 1, &mut *rng)?;
        place.replace(&bytes, Before::Absent)?;
        let opened = SealedFileStore::open(&place.path, &code.to_text(), rng);
        if opened.is_err() {
            place.remove_empty();
        }
        Ok((opened?, lock))
    }
}

impl std::fmt::Debug for PreparedFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "PreparedFile({}, hidden)", self.place.path.display())
    }
}

impl SealedFileStore {
    /// Makes an empty one, and opens it from the disk with the recovery code before that is given out.
    ///
    /// # Errors
    /// [`SealedFileError`] as the [`StoreError::SealedFile`] of [`StoreError::cause`]: what has the name already, or
    /// belonged to a file of that name, is not written over.
    pub fn create(
        path: &Path,
        password: &str,
        work: &Argon2Parameters,
        rng: Box<dyn Random>,
    ) -> Result<(Self, RecoveryCode), StoreError> {
        Self::create_and_show(path, password, work, rng, |_, _| Ok(()))
    }

    /// As [`create`](Self::create); where the recovery code cannot be shown, no file is left behind.
    ///
    /// # Errors
    /// Those of `create`, and those of `show`.
    pub fn create_and_show<E: From<StoreError>>(
        path: &Path,
        password: &str,
        work: &Argon2Parameters,
        mut rng: Box<dyn Random>,
        show: impl FnOnce(&Self, &RecoveryCode) -> Result<(), E>,
    ) -> Result<(Self, RecoveryCode), E> {
        let prepared = PreparedFile::new(path, password, work, &mut *rng)?;
        let (store, lock) = prepared.create_locked(rng)?;
        let shown = show(&store, &prepared.code);
        if shown.is_err() {
            store.place.remove_empty();
        }
        drop(lock);
        shown.map(|()| (store, prepared.code))
    }
}

/// Something has the name, or the file is gone and its generations are not.
fn refuse_taken(place: &Place) -> Result<(), StoreError> {
    let path = place.path.clone();
    if std::fs::symlink_metadata(&path).is_ok() {
        return Err(refused(SealedFileError::Exists { path }));
    }
    if place.kept().map_err(refused)?.is_empty() { Ok(()) } else { Err(refused(SealedFileError::Remains { path })) }
}
