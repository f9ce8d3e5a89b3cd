//! Records in memory, for tests and for `--store memory`.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::{OwnItem, OwnItems, RawRecord, RecordStore, StoreError};
use crate::record_id::RecordId;

/// Keeps records until it is dropped. It can be made to fail like a keyring.
#[derive(Default)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    provider: Option<String>,
    fault: Option<StoreError>,
    records: BTreeMap<RecordId, RawRecord>,
    own: BTreeMap<OwnItem, Zeroizing<String>>,
}

impl MemoryStore {
    /// An empty store that calls itself `memory`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty store under another name, as if another keyring service answered.
    #[must_use]
    pub fn named(provider: &str) -> Self {
        let inner = Inner { provider: Some(provider.to_owned()), ..Inner::default() };
        Self { inner: Mutex::new(inner) }
    }

    /// From now on every call fails like this; `None` ends it. [`RecordStore::unlock`] ends
    /// [`StoreError::Locked`].
    pub fn fail_with(&self, fault: Option<StoreError>) {
        self.lock().fault = fault;
    }

    /// Puts anything under an id, as a program other than Countersign could.
    pub fn put(&self, id: RecordId, raw: RawRecord) {
        self.lock().records.insert(id, raw);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn working(&self) -> Result<MutexGuard<'_, Inner>, StoreError> {
        let inner = self.lock();
        match &inner.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(inner),
        }
    }
}

impl RecordStore for MemoryStore {
    fn provider(&self) -> String {
        self.lock().provider.clone().unwrap_or_else(|| "memory".to_owned())
    }

    fn state(&self) -> Result<(), StoreError> {
        self.working().map(|_| ())
    }

    fn unlock(&self) -> Result<(), StoreError> {
        let mut inner = self.lock();
        if matches!(inner.fault, Some(StoreError::Locked { .. })) {
            inner.fault = None;
        }
        drop(inner);
        self.state()
    }

    fn ids(&self) -> Result<Vec<RecordId>, StoreError> {
        Ok(self.working()?.records.keys().copied().collect())
    }

    fn read(&self, id: &RecordId) -> Result<RawRecord, StoreError> {
        self.working()?.records.get(id).cloned().ok_or(StoreError::NotFound { id: *id })
    }

    fn write(&self, id: &RecordId, text: &str) -> Result<(), StoreError> {
        let mut inner = self.working().map_err(StoreError::not_written)?;
        if let Some(RawRecord::Copies(copies)) = inner.records.get(id) {
            let copies = u32::try_from(copies.len()).unwrap_or(u32::MAX);
            return Err(StoreError::Ambiguous { id: *id, copies }.not_written());
        }
        inner.records.insert(*id, RawRecord::Text(text.to_owned().into()));
        Ok(())
    }

    fn delete(&self, id: &RecordId) -> Result<(), StoreError> {
        let mut inner = self.working().map_err(StoreError::not_written)?;
        inner.records.remove(id).map(|_| ()).ok_or(StoreError::NotFound { id: *id })
    }
}

impl OwnItems for MemoryStore {
    fn read_own(&self, item: OwnItem) -> Result<Option<Zeroizing<String>>, StoreError> {
        Ok(self.working()?.own.get(&item).cloned())
    }

    fn write_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError> {
        self.working()?.own.insert(item, text.to_owned().into());
        Ok(())
    }

    fn delete_own(&self, item: OwnItem) -> Result<(), StoreError> {
        self.working()?.own.remove(&item);
        Ok(())
    }
}
