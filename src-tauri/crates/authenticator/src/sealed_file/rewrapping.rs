//! Generations of before the password or the recovery code changed: sealed anew, so that the old one opens none of them.

use std::fs::{self, File};
use std::io;

use sealing::{Random, SealingKey, Slots};

use super::error::SealedFileError;
use super::format::{self, Form, Sealed};
use super::generation_name::GenerationName;
use super::place::{Kept, Place, with_ending};
use super::{SealedFileStore, refused};
use crate::folder::sync_folder;
use crate::store::StoreError;

impl SealedFileStore {
    /// The generations that other secrets open than the file as it is now, the oldest first.
    ///
    /// # Errors
    /// As [`RecordStore::ids`](crate::RecordStore::ids).
    pub fn others(&self) -> Result<Vec<GenerationName>, StoreError> {
        let slots = self.proven()?.slots.clone();
        Ok(self.place.others(&slots)?.iter().map(|kept| kept.name).collect())
    }

    /// Deletes the generations that other secrets open than the file as it is now, and says which. One that cannot be
    /// read stays.
    ///
    /// # Errors
    /// As [`RecordStore::write`](crate::RecordStore::write); what was deleted until then stays deleted.
    pub fn discard_others(&self) -> Result<Vec<GenerationName>, StoreError> {
        let _lock = self.place.lock()?;
        let slots = self.proven().map_err(StoreError::not_written)?.slots.clone();
        let mut discarded = Vec::new();
        for kept in self.place.others(&slots).map_err(refused)? {
            let failed = |error: io::Error| refused(SealedFileError::file("delete", &kept.path, &error));
            fs::remove_file(&kept.path).map_err(failed)?;
            discarded.push(kept.name);
        }
        Ok(discarded)
    }
}

impl Place {
    /// The generations that other secrets open than these slots do, the oldest first.
    fn others(&self, slots: &Slots) -> Result<Vec<Kept>, SealedFileError> {
        let is_other = |kept: &Kept| kept.header().is_ok_and(|header| header.slots != *slots);
        Ok(self.kept()?.into_iter().filter(is_other).collect())
    }

    /// Seals every generation that the key opens for these slots, and gives those that it could not: they still open
    /// with the secrets of before. Each is replaced as a whole, so whoever is killed here leaves all of them readable,
    /// and the next write goes on.
    pub(super) fn rewrap(&self, key: &SealingKey, slots: &Slots, rng: &mut dyn Random) -> Vec<GenerationName> {
        let others = self.others(slots).unwrap_or_default();
        let left = others.iter().filter(|kept| self.rewrap_one(kept, key, slots, rng).is_err());
        left.map(|kept| kept.name).collect()
    }

    fn rewrap_one(
        &self,
        kept: &Kept,
        key: &SealingKey,
        slots: &Slots,
        rng: &mut dyn Random,
    ) -> Result<(), SealedFileError> {
        let old = kept.read()?;
        let records = old.open(key, &kept.path)?;
        let bytes = format::seal(Form::Store, &records, key, slots, old.header.generation, rng)?;
        if Sealed::parse(bytes.clone(), Form::Store, &kept.path)?.open(key, &kept.path)? != records {
            return Err(SealedFileError::damaged(&kept.path, "it is not what was written"));
        }
        let new = with_ending(&kept.path, ".new");
        let failed = |error: io::Error| SealedFileError::file("replace", &kept.path, &error);
        self.write_new(&new, &bytes)?;
        // When it was written is what a person goes by.
        let _ = fs::metadata(&kept.path)
            .and_then(|file| file.modified())
            .and_then(|written| File::options().write(true).open(&new)?.set_modified(written));
        fs::rename(&new, &kept.path).and_then(|()| sync_folder(&self.folder)).map_err(failed)
    }
}
