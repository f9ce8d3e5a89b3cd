//! Making the header whole again in both places.

use std::sync::Arc;

use super::header::LONGEST;
use super::places::{self, FILE, ITEM, Kept};
use super::{LockableStore, Opened};
use crate::folder::FolderLock;
use crate::store::StoreError;

impl LockableStore {
    /// Whether both places hold the header that counts.
    pub(super) fn is_whole(&self, opened: &Opened) -> Result<bool, StoreError> {
        let wanted = Kept::Header(opened.header.clone());
        Ok(places::in_folder(&self.folder) == wanted && places::in_keyring(&self.keyring)? == wanted)
    }

    /// Writes the header that counts where it is not. What cannot be read is set aside first; the header of another lock
    /// is written over only when no record is sealed under another key.
    pub(super) fn mend(&self, opened: &Arc<Opened>, held: &FolderLock) -> Result<(), StoreError> {
        let (in_folder, in_keyring) = (places::in_folder(&self.folder), places::in_keyring(&self.keyring)?);
        let is_foreign = |kept: &Kept| matches!(kept, Kept::Header(header) if !header.is_of(&opened.key));
        if is_foreign(&in_folder) || is_foreign(&in_keyring) {
            self.refuse_other_keys(opened)?;
        }
        if matches!(in_folder, Kept::Fault(_)) {
            self.folder.set_aside(held, FILE)?;
        }
        if matches!(in_keyring, Kept::Fault(_))
            && let Ok(Some(text)) = self.keyring.read_own(ITEM)
        {
            let name = self.folder.free_name(FILE);
            self.folder.write_file(held, &name, text.as_bytes().get(..LONGEST as usize).unwrap_or(text.as_bytes()))?;
        }
        places::write(&opened.header, &self.keyring, &self.folder, held)
    }

    /// Puts a header back that was taken away while the lock is open here.
    pub(super) fn put_back(&self, opened: &Arc<Opened>) {
        if places::in_folder(&self.folder) == Kept::Nothing
            && let Ok(Some(held)) = self.folder.lock_at_once()
        {
            // Where it cannot be written, the next look tries again.
            let _stays_away = self.mend(opened, &held);
        }
    }

    fn refuse_other_keys(&self, opened: &Opened) -> Result<(), StoreError> {
        let ours = opened.key.id();
        let others = self.key_ids().map_err(StoreError::not_written)?.iter().filter(|id| **id != ours).count();
        if others == 0 {
            return Ok(());
        }
        let records = u32::try_from(others).unwrap_or(u32::MAX);
        Err(StoreError::from(super::LockError::OtherLock { records }).not_written())
    }
}
