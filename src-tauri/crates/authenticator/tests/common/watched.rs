//! A store to which something happens just before it is asked.

use std::sync::Arc;

use super::{RawRecord, RecordId, RecordStore, StoreError};

/// What is asked of a store.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    State,
    Unlock,
    Ids,
    Read(RecordId),
    Write,
    Delete(RecordId),
}

impl Asked {
    /// Whether it is to change something.
    pub(crate) fn is_change(self) -> bool {
        matches!(self, Self::Write | Self::Delete(_))
    }
}

/// Answers as the records below it do, unless what happens before fails.
pub(crate) struct Watched<Before> {
    pub(crate) records: Arc<dyn RecordStore>,
    pub(crate) before: Before,
}

impl<Before: Fn(Asked) -> Result<(), StoreError> + Send + Sync> RecordStore for Watched<Before> {
    fn provider(&self) -> String {
        self.records.provider()
    }
    fn state(&self) -> Result<(), StoreError> {
        (self.before)(Asked::State)?;
        self.records.state()
    }
    fn unlock(&self) -> Result<(), StoreError> {
        (self.before)(Asked::Unlock)?;
        self.records.unlock()
    }
    fn ids(&self) -> Result<Vec<RecordId>, StoreError> {
        (self.before)(Asked::Ids)?;
        self.records.ids()
    }
    fn read(&self, id: &RecordId) -> Result<RawRecord, StoreError> {
        (self.before)(Asked::Read(*id))?;
        self.records.read(id)
    }
    fn write(&self, id: &RecordId, text: &str) -> Result<(), StoreError> {
        (self.before)(Asked::Write)?;
        self.records.write(id, text)
    }
    fn delete(&self, id: &RecordId) -> Result<(), StoreError> {
        (self.before)(Asked::Delete(*id))?;
        self.records.delete(id)
    }
}
