//! Records in one file that is sealed with a password, for a machine without a keyring. Its form: docs/file-store.md.

mod backups;
mod creating;
mod error;
mod format;
mod generation_name;
mod generations;
mod going_back;
mod lockable;
mod own;
mod ownership;
mod place;
mod records;
mod rewrapping;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sealing::{Argon2Parameters, Random, RecoveryCode, SealingKey, SlotError, Slots};

use crate::record_id::RecordId;
use crate::store::{RawRecord, RecordStore, StoreError};
pub(crate) use backups::seal_export;
pub use backups::{
    Backup, BackupKey, BackupKeyError, BackupState, Backups, Contents, MadeBackup, OpenedBackups, Rewrapped, UpToDate,
};
pub use creating::PreparedFile;
pub use error::SealedFileError;
use format::{Form, Records, Sealed};
pub use generation_name::{GenerationName, GenerationNameError};
pub use generations::{Generation, GenerationState};
pub use going_back::GoingBack;
pub use lockable::LockableFile;
use place::{Before, Place};

/// With a path behind it, who keeps the records.
const PROVIDER: &str = "the sealed file ";

/// Whether it is a sealed file that keeps the records: its errors speak of no keyring.
pub(crate) fn is_sealed_file(provider: &str) -> bool {
    provider.starts_with(PROVIDER)
}

const HEADER_DAMAGED: &str =
    "the secret opens earlier generations of it, so its first line, with what the password opens, was changed";

/// One file with all records, sealed under a key that a password and a recovery code open.
///
/// The key is derived once, when the file is opened. The file is read again whenever another program has replaced it,
/// and replaced as a whole by each change; the ten generations before are kept in the folder `FILE.d`, where the lock
/// that [`AccountStore`](crate::AccountStore) holds around a change is, too. What cannot be read is never written over.
pub struct SealedFileStore {
    place: Place,
    key: SealingKey,
    opened: Mutex<Opened>,
}

/// The file as it was last seen.
struct Opened {
    /// The first line: another one means another file.
    line: Vec<u8>,
    generation: u64,
    slots: Slots,
    records: Records,
    batch: Batch,
    rng: Box<dyn Random>,
}

/// Whether changes belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Batch {
    /// Each stands for itself.
    None,
    /// They do, and none was made yet.
    Begun,
    /// What was before the first of them is kept.
    Kept,
}

/// A whole new file, opened, before it is written.
struct Prepared {
    bytes: Vec<u8>,
    sealed: Sealed,
    records: Records,
    before: Before,
}

impl SealedFileStore {
    /// Opens a file with its password or recovery code; takes as long as the hash does, half a second.
    ///
    /// # Errors
    /// [`SlotError::Wrong`] for another secret. [`SealedFileError::Damaged`] says which generations the secret opens.
    pub fn open(path: &Path, secret: &str, rng: Box<dyn Random>) -> Result<Self, SealedFileError> {
        let place = Place::of(path);
        place.check_ours()?;
        let opened = place.read().and_then(|sealed| {
            let key = sealed.header.slots.open(secret)?;
            Ok((Opened::of(&sealed, &key, &place, rng)?, key))
        });
        match opened {
            Ok((opened, key)) => Ok(Self { place, key, opened: Mutex::new(opened) }),
            Err(error) => Err(explained(error, &place, secret)),
        }
    }

    /// Opens the file as it is now with a key that is known.
    fn with_key(place: Place, key: SealingKey, rng: Box<dyn Random>) -> Result<Self, SealedFileError> {
        let opened = Opened::of(&place.read()?, &key, &place, rng)?;
        Ok(Self { place, key, opened: Mutex::new(opened) })
    }

    /// That there is a file of ours, before anybody is asked for its password.
    ///
    /// # Errors
    /// As [`open`](Self::open). A damaged one is not told here: which generations open is known with the password only.
    pub fn look(path: &Path) -> Result<(), SealedFileError> {
        let place = Place::of(path);
        place.check_ours()?;
        match place.read() {
            Ok(_) | Err(SealedFileError::Damaged { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// As [`look`](Self::look), and that its first line and its size are those of a sealed file.
    ///
    /// # Errors
    /// As [`open`](Self::open), as far as it shows without the password.
    pub fn look_closely(path: &Path) -> Result<(), SealedFileError> {
        Self::look(path)?;
        Place::of(path).read().map(drop)
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

    /// From now on this password opens the file and the generations kept beside it, and the old one opens none of
    /// them. Gives the generations that could not be written, and still open with the old one.
    ///
    /// # Errors
    /// [`SlotError::TooShort`], or as [`RecordStore::write`].
    pub fn set_password(&self, password: &str, work: &Argon2Parameters) -> Result<Vec<GenerationName>, StoreError> {
        let _lock = self.place.lock()?;
        let mut opened = self.proven().map_err(StoreError::not_written)?;
        let (mut slots, records) = (opened.slots.clone(), opened.records.clone());
        slots.set_password(&self.key, password, work, &mut *opened.rng).map_err(refused)?;
        let prepared = self.prepare(&mut opened, &records, &slots)?;
        prepared.prove(password)?;
        self.commit(&mut opened, prepared)
    }

    /// A new recovery code in place of the old one. It has opened what will be the file, and was shown, before the old
    /// one stops to open: whoever could not be shown it keeps the old one. Gives the generations that the old one still
    /// opens, as [`set_password`](Self::set_password) does.
    ///
    /// # Errors
    /// As [`RecordStore::write`], and those of `show`; the old one opens the file then.
    pub fn set_recovery_code<E: From<StoreError>>(
        &self,
        work: &Argon2Parameters,
        show: impl FnOnce(&RecoveryCode) -> Result<(), E>,
    ) -> Result<Vec<GenerationName>, E> {
        let _lock = self.place.lock()?;
        let mut opened = self.proven().map_err(StoreError::not_written)?;
        let code = RecoveryCode::random(&mut *opened.rng).map_err(StoreError::from)?;
        let prepared = self.with_code(&mut opened, &code, work)?;
        show(&code)?;
        Ok(self.commit(&mut opened, prepared)?)
    }

    /// As [`set_recovery_code`](Self::set_recovery_code), with one that was shown before: whoever shows it may take long to
    /// keep it, and nobody else has to wait meanwhile.
    ///
    /// # Errors
    /// As [`RecordStore::write`]; the old one opens the file then.
    pub fn replace_recovery_code(
        &self,
        shown: &RecoveryCode,
        work: &Argon2Parameters,
    ) -> Result<Vec<GenerationName>, StoreError> {
        let _lock = self.place.lock()?;
        let mut opened = self.proven().map_err(StoreError::not_written)?;
        let prepared = self.with_code(&mut opened, shown, work)?;
        self.commit(&mut opened, prepared)
    }

    /// The file with another recovery code, which has opened it.
    fn with_code(
        &self,
        opened: &mut Opened,
        code: &RecoveryCode,
        work: &Argon2Parameters,
    ) -> Result<Prepared, StoreError> {
        let (mut slots, records) = (opened.slots.clone(), opened.records.clone());
        slots.set_recovery_code(&self.key, code, work, &mut *opened.rng).map_err(refused)?;
        let prepared = self.prepare(opened, &records, &slots)?;
        prepared.prove(&code.to_text()).map(|()| prepared)
    }

    /// What is in the file now, as long as its first line tells: cheap enough for each of a thousand records.
    fn current(&self) -> Result<MutexGuard<'_, Opened>, StoreError> {
        let opened = self.opened();
        if self.place.line()? == opened.line { Ok(opened) } else { self.read_again(opened) }
    }

    /// What is in the file now, read and opened as a whole: one that was damaged since is noticed.
    fn proven(&self) -> Result<MutexGuard<'_, Opened>, StoreError> {
        self.read_again(self.opened())
    }

    fn read_again<'here>(
        &self,
        mut opened: MutexGuard<'here, Opened>,
    ) -> Result<MutexGuard<'here, Opened>, StoreError> {
        let sealed = self.place.read()?;
        opened.see(&sealed, sealed.open(&self.key, &self.place.path)?);
        Ok(opened)
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Records) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let mut opened = self.proven().map_err(StoreError::not_written)?;
        let (mut records, slots) = (opened.records.clone(), opened.slots.clone());
        change(&mut records)?;
        let prepared = self.prepare(&mut opened, &records, &slots)?;
        self.commit(&mut opened, prepared).map(|_| ())
    }

    fn prepare(&self, opened: &mut Opened, records: &Records, slots: &Slots) -> Result<Prepared, StoreError> {
        let (number, next) = self.place.numbers(opened.generation).map_err(refused)?;
        let before = if opened.batch == Batch::Kept { Before::InBatch } else { Before::Generation(number) };
        let bytes = format::seal(Form::Store, records, &self.key, slots, next, &mut *opened.rng).map_err(refused)?;
        let sealed = Sealed::parse(bytes.clone(), Form::Store, &self.place.path).map_err(refused)?;
        let records = sealed.open(&self.key, &self.place.path).map_err(refused)?;
        Ok(Prepared { bytes, sealed, records, before })
    }

    /// Gives the generations that other secrets than those of the new file still open.
    fn commit(&self, opened: &mut Opened, prepared: Prepared) -> Result<Vec<GenerationName>, StoreError> {
        self.place.replace(&prepared.bytes, prepared.before)?;
        opened.see(&prepared.sealed, prepared.records);
        if opened.batch == Batch::Begun {
            opened.batch = Batch::Kept;
        }
        Ok(self.place.rewrap(&self.key, &prepared.sealed.header.slots, &mut *opened.rng))
    }
}

impl Prepared {
    /// Opens it with a secret as whoever reads the file will.
    fn prove(&self, secret: &str) -> Result<(), StoreError> {
        let path = Path::new("the new file");
        let key = self.sealed.header.slots.open(secret).map_err(refused)?;
        self.sealed.open(&key, path).map(|_| ()).map_err(refused)
    }
}

impl Opened {
    fn of(sealed: &Sealed, key: &SealingKey, place: &Place, rng: Box<dyn Random>) -> Result<Self, SealedFileError> {
        let records = sealed.open(key, &place.path)?;
        let Sealed { header, line, .. } = sealed;
        let (line, slots) = (line.clone(), header.slots.clone());
        Ok(Self { line, generation: header.generation, slots, records, batch: Batch::None, rng })
    }

    fn see(&mut self, sealed: &Sealed, records: Records) {
        self.line.clone_from(&sealed.line);
        self.generation = sealed.header.generation;
        self.slots = sealed.header.slots.clone();
        self.records = records;
    }
}

impl RecordStore for SealedFileStore {
    fn provider(&self) -> String {
        format!("{PROVIDER}{}", self.place.path.display())
    }

    fn state(&self) -> Result<(), StoreError> {
        self.proven().map(|_| ())
    }

    /// It is open for as long as the program has it.
    fn unlock(&self) -> Result<(), StoreError> {
        self.state()
    }

    fn ids(&self) -> Result<Vec<RecordId>, StoreError> {
        Ok(self.proven()?.records.keys().copied().collect())
    }

    fn read(&self, id: &RecordId) -> Result<RawRecord, StoreError> {
        self.current()?.records.get(id).cloned().ok_or(StoreError::NotFound { id: *id })
    }

    fn write(&self, id: &RecordId, text: &str) -> Result<(), StoreError> {
        self.change(|records| {
            if let Some(RawRecord::Copies(copies)) = records.get(id) {
                let copies = u32::try_from(copies.len()).unwrap_or(u32::MAX);
                return Err(StoreError::Ambiguous { id: *id, copies }.not_written());
            }
            records.insert(*id, RawRecord::Text(text.to_owned().into()));
            Ok(())
        })
    }

    fn write_raw(&self, id: &RecordId, raw: &RawRecord) -> Result<(), StoreError> {
        self.change(|records| {
            records.insert(*id, raw.clone());
            Ok(())
        })
    }

    fn delete(&self, id: &RecordId) -> Result<(), StoreError> {
        self.change(|records| records.remove(id).map(|_| ()).ok_or(StoreError::NotFound { id: *id }))
    }

    fn begin_batch(&self) {
        self.opened().batch = Batch::Begun;
    }

    fn end_batch(&self) {
        self.opened().batch = Batch::None;
    }
}

impl std::fmt::Debug for SealedFileStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SealedFileStore({}, hidden)", self.place.path.display())
    }
}

/// Which generations the secret opens, where the file itself is to blame.
fn explained(error: SealedFileError, place: &Place, secret: &str) -> SealedFileError {
    match error {
        SealedFileError::Damaged { path, reason, .. } => {
            SealedFileError::Damaged { path, reason, opening: generations::opening(place, secret), is_copy: false }
        }
        SealedFileError::Slot(SlotError::Wrong) => match generations::opening_instead(place, secret) {
            opening if opening.is_empty() => error,
            opening => {
                SealedFileError::Damaged { path: place.path.clone(), reason: HEADER_DAMAGED, opening, is_copy: false }
            }
        },
        error => error,
    }
}

fn refused(error: impl Into<SealedFileError>) -> StoreError {
    StoreError::from(error.into()).not_written()
}
