//! A keyring that fails, and programs that are killed, at a given change.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// What happens at the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The program is killed when the change is made, and before the next one.
    Killed,
    /// The keyring refuses this one.
    Once,
    /// The keyring is gone from then on.
    FromThenOn,
}

/// Counts the changes, and has its fault at one of them.
pub(crate) struct Faulty {
    keyring: Arc<MemoryStore>,
    fault: Fault,
    at: u32,
    changes: AtomicU32,
}

impl Faulty {
    pub(crate) fn new(desk: &Desk, fault: Fault, at: u32) -> Arc<Self> {
        Arc::new(Self { keyring: desk.keyring.clone(), fault, at, changes: AtomicU32::new(0) })
    }

    /// Whether the change was ever reached.
    pub(crate) fn was_reached(&self) -> bool {
        self.changes.load(Ordering::SeqCst) > self.at
    }

    fn change(&self, change: impl FnOnce(&MemoryStore) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let before = self.changes.fetch_add(1, Ordering::SeqCst);
        match self.fault {
            Fault::Killed if before == self.at => {
                change(&self.keyring)?;
                panic_any("killed")
            }
            Fault::Once if before == self.at => Err(StoreError::Platform("refused".to_owned()).into_not_written()),
            Fault::FromThenOn if before >= self.at => Err(gone()),
            _ => change(&self.keyring),
        }
    }

    fn reading(&self) -> Result<&MemoryStore, StoreError> {
        let is_gone = self.fault == Fault::FromThenOn && self.was_reached();
        if is_gone { Err(gone()) } else { Ok(&self.keyring) }
    }
}

trait NotWritten {
    fn into_not_written(self) -> StoreError;
}

impl NotWritten for StoreError {
    fn into_not_written(self) -> StoreError {
        StoreError::NotWritten { reason: Box::new(self) }
    }
}

fn gone() -> StoreError {
    StoreError::NoService { reason: "it is gone".to_owned() }
}

/// Runs a program until it ends or is killed; whether it ended.
pub(crate) fn run(program: impl FnOnce()) -> bool {
    // It is killed on purpose, and says nothing.
    catch_unwind(AssertUnwindSafe(program)).is_ok()
}

impl RecordStore for Faulty {
    fn provider(&self) -> String {
        self.keyring.provider()
    }
    fn state(&self) -> Result<(), StoreError> {
        self.reading()?.state()
    }
    fn unlock(&self) -> Result<(), StoreError> {
        self.reading()?.unlock()
    }
    fn ids(&self) -> Result<Vec<RecordId>, StoreError> {
        self.reading()?.ids()
    }
    fn read(&self, id: &RecordId) -> Result<RawRecord, StoreError> {
        self.reading()?.read(id)
    }
    fn write(&self, id: &RecordId, text: &str) -> Result<(), StoreError> {
        self.change(|keyring| keyring.write(id, text))
    }
    fn delete(&self, id: &RecordId) -> Result<(), StoreError> {
        self.change(|keyring| keyring.delete(id))
    }
}

impl OwnItems for Faulty {
    fn read_own(&self, item: OwnItem) -> Result<Option<zeroize::Zeroizing<String>>, StoreError> {
        self.reading()?.read_own(item)
    }
    fn write_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError> {
        self.change(|keyring| keyring.write_own(item, text))
    }
    fn delete_own(&self, item: OwnItem) -> Result<(), StoreError> {
        self.change(|keyring| keyring.delete_own(item))
    }
}
