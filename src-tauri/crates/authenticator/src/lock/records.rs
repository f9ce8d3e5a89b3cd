//! Records, and the program's own secrets, through the lock.

use zeroize::Zeroizing;

use super::sealed_text::{SealedText, of_item, of_record, seal};
use super::{Access, LockError, LockableStore, Opened};
use crate::record_id::RecordId;
use crate::store::{OwnItem, OwnItems, RawRecord, RecordStore, StoreError};

impl RecordStore for LockableStore {
    fn provider(&self) -> String {
        self.keyring.provider()
    }

    fn state(&self) -> Result<(), StoreError> {
        self.keyring.state()?;
        if let Access::Open(opened) = unlocked(self.look()?)? {
            self.put_back(&opened);
        }
        Ok(())
    }

    /// Of the keyring: a password is given to [`open_with`](LockableStore::open_with).
    fn unlock(&self) -> Result<(), StoreError> {
        self.keyring.unlock()
    }

    fn ids(&self) -> Result<Vec<RecordId>, StoreError> {
        let ids = self.keyring.ids()?;
        unlocked(self.look()?).map(|_| ids)
    }

    fn read(&self, id: &RecordId) -> Result<RawRecord, StoreError> {
        let access = unlocked(self.seen()?)?;
        let raw = self.keyring.read(id)?;
        let RawRecord::Text(text) = &raw else { return Ok(raw) };
        let Some(sealed) = SealedText::parse(text) else { return Ok(raw) };
        let open = |access: &Access| match access {
            Access::Open(opened) => sealed.open(&opened.ring, &of_record(id)),
            Access::Plain | Access::Locked => None,
        };
        // Another program may have set a lock since, or another one.
        let plain = match open(&access) {
            Some(plain) => Some(plain),
            None => open(&unlocked(self.look()?)?),
        };
        // What does not open is shown as it is, as everything is that cannot be read.
        Ok(plain.map_or(raw, |mut plain| RawRecord::from_bytes(std::mem::take(&mut *plain))))
    }

    fn write(&self, id: &RecordId, text: &str) -> Result<(), StoreError> {
        match self.look().and_then(unlocked).map_err(StoreError::not_written)? {
            Access::Open(opened) if opened.is_sealing() => {
                let sealed = self.sealed_record(id, text, &opened).map_err(StoreError::not_written)?;
                self.keyring.write(id, &sealed)
            }
            _ => self.keyring.write(id, text),
        }
    }

    fn delete(&self, id: &RecordId) -> Result<(), StoreError> {
        self.look().and_then(unlocked).map_err(StoreError::not_written)?;
        self.keyring.delete(id)
    }

    fn begin_batch(&self) {
        self.keyring.begin_batch();
    }

    fn end_batch(&self) {
        self.keyring.end_batch();
    }
}

impl OwnItems for LockableStore {
    fn read_own(&self, item: OwnItem) -> Result<Option<Zeroizing<String>>, StoreError> {
        let Some(text) = self.keyring.read_own(item)? else { return Ok(None) };
        let Some(sealed) = SealedText::parse(&text) else { return Ok(Some(text)) };
        let Access::Open(opened) = unlocked(self.look()?)? else { return Ok(Some(text)) };
        let plain = sealed.open(&opened.ring, &of_item(item));
        let plain = plain.and_then(|mut plain| String::from_utf8(std::mem::take(&mut *plain)).ok());
        Ok(Some(plain.map_or(text, Zeroizing::new)))
    }

    fn write_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError> {
        // So that nobody turns the lock on or off between the look and the write.
        let _held = self.folder.lock()?;
        match unlocked(self.look()?)? {
            Access::Open(opened) if opened.is_sealing() && self.own.contains(&item) => {
                self.keyring.write_own(item, &self.sealed_item(item, text, &opened)?)
            }
            _ => self.keyring.write_own(item, text),
        }
    }

    fn delete_own(&self, item: OwnItem) -> Result<(), StoreError> {
        unlocked(self.look()?)?;
        self.keyring.delete_own(item)
    }
}

impl LockableStore {
    pub(super) fn sealed_record(&self, id: &RecordId, text: &str, opened: &Opened) -> Result<String, StoreError> {
        Ok(seal(text, &opened.ring, &of_record(id), &mut **self.rng())?)
    }

    pub(super) fn sealed_item(&self, item: OwnItem, text: &str, opened: &Opened) -> Result<String, StoreError> {
        Ok(seal(text, &opened.ring, &of_item(item), &mut **self.rng())?)
    }
}

fn unlocked(access: Access) -> Result<Access, StoreError> {
    match access {
        Access::Locked => Err(LockError::Locked.into()),
        usable => Ok(usable),
    }
}
