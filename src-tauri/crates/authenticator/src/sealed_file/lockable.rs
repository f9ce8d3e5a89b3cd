//! A sealed file that is opened, and closed again, while the program runs.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use sealing::{Argon2Parameters, Random, RecoveryCode};

use super::error::SealedFileError;
use super::generation_name::GenerationName;
use super::place::Place;
use super::{PROVIDER, SealedFileStore};
use crate::record_id::RecordId;
use crate::store::{RawRecord, RecordStore, StoreError};

/// A sealed file for a program that runs long: closed until its password is given, and again whenever it is locked. The
/// key is in memory only while it is open.
pub struct LockableFile {
    place: Place,
    open: RwLock<Option<Arc<SealedFileStore>>>,
}

impl LockableFile {
    /// A file that nobody has opened yet. Touches nothing.
    #[must_use]
    pub fn closed(path: &Path) -> Self {
        Self { place: Place::of(path), open: RwLock::default() }
    }

    /// A file that was opened.
    #[must_use]
    pub fn opened(store: SealedFileStore) -> Self {
        Self { place: store.place.clone(), open: RwLock::new(Some(Arc::new(store))) }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.place.path
    }

    /// The folder beside it, for [`AccountStore::open`](crate::AccountStore::open).
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.place.folder
    }

    /// Its password was given.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.store().is_ok()
    }

    /// Opens it with its password or recovery code; takes as long as the hash does, half a second.
    ///
    /// # Errors
    /// As [`SealedFileStore::open`].
    pub fn open_with(&self, secret: &str, rng: Box<dyn Random>) -> Result<(), SealedFileError> {
        let store = SealedFileStore::open(&self.place.path, secret, rng)?;
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(store));
        Ok(())
    }

    /// Forgets the key and every record. A change that is just being written is written to its end.
    pub fn lock(&self) {
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// As [`SealedFileStore::set_password`], once the password of before, or the recovery code, was given again.
    ///
    /// # Errors
    /// As [`SealedFileStore::open`] and [`SealedFileStore::set_password`].
    pub fn set_password(
        &self,
        secret: &str,
        new: &str,
        work: &Argon2Parameters,
        rng: Box<dyn Random>,
    ) -> Result<Vec<GenerationName>, StoreError> {
        self.prove(secret, rng)?;
        self.store()?.set_password(new, work)
    }

    /// Whether the secret opens it now: asked before what opens it is changed.
    ///
    /// # Errors
    /// As [`SealedFileStore::open`].
    pub fn prove(&self, secret: &str, rng: Box<dyn Random>) -> Result<(), SealedFileError> {
        SealedFileStore::open(&self.place.path, secret, rng).map(drop)
    }

    /// As [`SealedFileStore::replace_recovery_code`], while it is open.
    ///
    /// # Errors
    /// [`SealedFileError::Closed`], or as [`SealedFileStore::replace_recovery_code`].
    pub fn replace_recovery_code(
        &self,
        shown: &RecoveryCode,
        work: &Argon2Parameters,
    ) -> Result<Vec<GenerationName>, StoreError> {
        self.store()?.replace_recovery_code(shown, work)
    }

    pub(super) fn store(&self) -> Result<Arc<SealedFileStore>, StoreError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner).clone();
        open.ok_or_else(|| SealedFileError::Closed { path: self.place.path.clone() }.into())
    }

    /// That there is a file to be opened, where it is not.
    fn opened_or_there(&self) -> Result<Arc<SealedFileStore>, StoreError> {
        self.store()
            .or_else(|closed| SealedFileStore::look(&self.place.path).map_err(StoreError::from).and(Err(closed)))
    }
}

impl RecordStore for LockableFile {
    fn provider(&self) -> String {
        format!("{PROVIDER}{}", self.place.path.display())
    }

    fn state(&self) -> Result<(), StoreError> {
        self.opened_or_there()?.state()
    }

    fn unlock(&self) -> Result<(), StoreError> {
        self.state()
    }

    fn ids(&self) -> Result<Vec<RecordId>, StoreError> {
        self.opened_or_there()?.ids()
    }

    fn read(&self, id: &RecordId) -> Result<RawRecord, StoreError> {
        self.opened_or_there()?.read(id)
    }

    fn write(&self, id: &RecordId, text: &str) -> Result<(), StoreError> {
        self.store().map_err(StoreError::not_written)?.write(id, text)
    }

    fn write_raw(&self, id: &RecordId, raw: &RawRecord) -> Result<(), StoreError> {
        self.store().map_err(StoreError::not_written)?.write_raw(id, raw)
    }

    fn delete(&self, id: &RecordId) -> Result<(), StoreError> {
        self.store().map_err(StoreError::not_written)?.delete(id)
    }

    fn begin_batch(&self) {
        if let Ok(store) = self.store() {
            store.begin_batch();
        }
    }

    fn end_batch(&self) {
        if let Ok(store) = self.store() {
            store.end_batch();
        }
    }
}

impl std::fmt::Debug for LockableFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "LockableFile({}, {})",
            self.place.path.display(),
            if self.is_open() { "open" } else { "closed" }
        )
    }
}
