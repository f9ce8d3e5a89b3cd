//! Secrets of the program itself in a sealed file, such as the key of its backups.

use zeroize::Zeroizing;

use super::{LockableFile, SealedFileStore};
use crate::store::{OwnItem, OwnItems, StoreError};

impl SealedFileStore {
    fn change_own(&self, item: OwnItem, text: Option<&str>) -> Result<(), StoreError> {
        let _lock = self.place.lock()?;
        self.change(|records| {
            records.set_own(item, text);
            Ok(())
        })
    }
}

impl OwnItems for SealedFileStore {
    fn read_own(&self, item: OwnItem) -> Result<Option<Zeroizing<String>>, StoreError> {
        Ok(self.proven()?.records.own(item))
    }

    fn write_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError> {
        self.change_own(item, Some(text))
    }

    fn delete_own(&self, item: OwnItem) -> Result<(), StoreError> {
        if self.read_own(item)?.is_some() { self.change_own(item, None) } else { Ok(()) }
    }
}

impl OwnItems for LockableFile {
    fn read_own(&self, item: OwnItem) -> Result<Option<Zeroizing<String>>, StoreError> {
        self.store()?.read_own(item)
    }

    fn write_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError> {
        self.store().map_err(StoreError::not_written)?.write_own(item, text)
    }

    fn delete_own(&self, item: OwnItem) -> Result<(), StoreError> {
        self.store().map_err(StoreError::not_written)?.delete_own(item)
    }
}
