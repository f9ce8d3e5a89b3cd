//! The accounts: read, added, changed and deleted, by several programs at once.

mod add;
mod change;
mod import;
mod known;
mod load;
mod missing;
mod purge;
mod put_back;
mod transfer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use crate::account::{Account, DamagedRecord, Entry};
use crate::folder::{DataFolder, FolderLock, Hints, HintsFound, ImportedRecords};
use crate::record;
use crate::record_id::RecordId;
use crate::store::{RawRecord, RecordStore, StoreError};
pub use change::HotpCode;
pub use import::{Imported, LastImport, Undone};
use known::Known;
pub use load::{LoadProgress, LoadWarning, Loaded};
pub use purge::{CONFIRMATION_SECONDS, TRASH_SECONDS};
pub use put_back::{Difference, PutBack};
pub use transfer::Moved;

/// The accounts in a store of records.
///
/// Every change reads the record, changes it and writes it while it holds the lock of the data folder, so that no
/// program ever loses what another wrote. Calls block, and changes wait for one another.
pub struct AccountStore {
    records: Arc<dyn RecordStore>,
    folder: Option<DataFolder>,
    known: Mutex<Known>,
    /// Of accounts without a data folder.
    imported: Mutex<Option<ImportedRecords>>,
    /// Refuses a change when accounts are kept elsewhere by now.
    is_chosen: Option<Box<IsChosen>>,
}

/// Whether accounts are still to be kept here.
type IsChosen = dyn Fn() -> Result<(), StoreError> + Send + Sync;

/// Held around a change: nobody else, in this program or another, changes anything meanwhile.
struct Turn<'store> {
    known: MutexGuard<'store, Known>,
    folder: Option<(&'store DataFolder, FolderLock)>,
}

impl AccountStore {
    /// The accounts in `records`, with the lock and the hints in `data_folder`, which is made (for its owner only) by
    /// the first change. Touches nothing yet.
    #[must_use]
    pub fn open(records: Arc<dyn RecordStore>, data_folder: &Path) -> Self {
        Self {
            records,
            folder: Some(DataFolder::new(data_folder)),
            known: Mutex::default(),
            imported: Mutex::default(),
            is_chosen: None,
        }
    }

    /// Accounts that only this program can see: no lock file and no hints.
    #[must_use]
    pub fn in_memory(records: Arc<dyn RecordStore>) -> Self {
        Self { records, folder: None, known: Mutex::default(), imported: Mutex::default(), is_chosen: None }
    }

    /// Asks before each change, while nobody else changes anything, whether accounts are still to be kept here; moving
    /// them away is no such change. A refusal is the change's, and nothing is written.
    #[must_use]
    pub fn while_chosen(self, is_chosen: impl Fn() -> Result<(), StoreError> + Send + Sync + 'static) -> Self {
        Self { is_chosen: Some(Box::new(is_chosen)), ..self }
    }

    /// The store underneath, for its [`state`](RecordStore::state), [`unlock`](RecordStore::unlock) and
    /// [`provider`](RecordStore::provider).
    #[must_use]
    pub fn records(&self) -> &dyn RecordStore {
        &*self.records
    }

    /// What is kept under `id` now.
    ///
    /// # Errors
    /// As [`RecordStore::read`].
    pub fn read(&self, id: &RecordId) -> Result<Entry, StoreError> {
        Ok(entry(id, self.records.read(id)?))
    }

    /// What is kept under `id`, as it is; for showing a damaged record.
    ///
    /// # Errors
    /// As [`RecordStore::read`].
    pub fn raw(&self, id: &RecordId) -> Result<RawRecord, StoreError> {
        self.records.read(id)
    }

    /// The account under `id`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], or as [`RecordStore::read`].
    pub fn account(&self, id: &RecordId) -> Result<Account, StoreError> {
        match self.read(id)? {
            Entry::Account(account) => Ok(account),
            Entry::Damaged(DamagedRecord { id, reason, .. }) => Err(StoreError::Damaged { id, reason }),
        }
    }

    /// Forgets what was read: the secrets of all accounts, kept to notice duplicates. A later change reads them again.
    pub fn forget(&self) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Known::default();
    }

    fn imported_in_memory(&self) -> Option<ImportedRecords> {
        self.imported.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep_import_in_memory(&self, imported: Option<ImportedRecords>) {
        *self.imported.lock().unwrap_or_else(PoisonError::into_inner) = imported;
    }

    fn turn(&self) -> Result<Turn<'_>, StoreError> {
        let turn = self.turn_of_any_store()?;
        if let Some(is_chosen) = &self.is_chosen {
            is_chosen().map_err(StoreError::not_written)?;
        }
        Ok(turn)
    }

    fn turn_of_any_store(&self) -> Result<Turn<'_>, StoreError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = match &self.folder {
            Some(folder) => Some((folder, folder.lock().map_err(StoreError::not_written)?)),
            None => None,
        };
        Ok(Turn { known, folder })
    }

    /// A turn if nobody else has one.
    fn turn_at_once(&self) -> Result<Option<Turn<'_>>, StoreError> {
        let known = match self.known.try_lock() {
            Ok(known) => known,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(None),
        };
        let Some(folder) = &self.folder else {
            return Ok(Some(Turn { known, folder: None }));
        };
        let lock = folder.lock_at_once()?;
        Ok(lock.map(|lock| Turn { known, folder: Some((folder, lock)) }))
    }
}

impl Turn<'_> {
    fn hints(&self) -> Result<Hints, StoreError> {
        self.hints_and_aside().map(|(hints, _)| hints)
    }

    /// The hints; ones that cannot be read are set aside, never written over, and their new name is given.
    fn hints_and_aside(&self) -> Result<(Hints, Option<PathBuf>), StoreError> {
        let Some((folder, lock)) = &self.folder else {
            return Ok((Hints::default(), None));
        };
        match folder.read_hints()? {
            HintsFound::Readable(hints) => Ok((hints, None)),
            HintsFound::Unreadable => Ok((Hints::default(), Some(folder.set_hints_aside(lock)?))),
        }
    }

    fn write_hints(&self, hints: &Hints) -> Result<(), StoreError> {
        match &self.folder {
            Some((folder, lock)) => folder.write_hints(lock, hints),
            None => Ok(()),
        }
    }

    /// Takes records out of the hints before they are deleted; where that cannot be written, none of them may be.
    fn forget(&self, ids: &[RecordId]) -> Result<(), StoreError> {
        let before = self.hints().map_err(StoreError::not_written)?;
        let mut hints = before.clone();
        ids.iter().for_each(|id| hints.forget(id));
        if hints == before {
            return Ok(());
        }
        self.write_hints(&hints).map_err(StoreError::not_written)
    }

    /// Changes the hints after the records were changed. A failure is left to the next
    /// [`load`](AccountStore::load) to tell: the change itself has happened, and the hints are made anew then.
    fn update_hints(&self, update: impl FnOnce(&mut Hints)) {
        let Ok(mut hints) = self.hints() else { return };
        let before = hints.clone();
        update(&mut hints);
        if hints != before {
            let _ = self.write_hints(&hints);
        }
    }
}

/// A count for a message; no store holds four billion records.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;

/// What a record is read as.
pub(crate) fn entry(id: &RecordId, raw: RawRecord) -> Entry {
    match record::parse(id, &raw) {
        Ok(account) => Entry::Account(account),
        Err(reason) => Entry::Damaged(DamagedRecord { id: *id, reason, raw }),
    }
}
