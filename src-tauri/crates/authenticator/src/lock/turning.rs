//! Turning a lock on and off.
//!
//! On: the header is written to both places and read back from each before the first record is sealed. Off: the header
//! goes when no record is sealed any more. In between, each record is written on its own, and its form says what it is.

use std::sync::Arc;

use otp::UnixSeconds;
use sealing::{Argon2Parameters, RecoveryCode, SealingKey, Slots};

use super::header::{Header, Phase};
use super::sealed_text::{SealedText, of_item, of_record};
use super::{Found, LockError, LockableStore, Opened, places};
use crate::folder::FolderLock;
use crate::record::{self, RecordError};
use crate::record_id::RecordId;
use crate::store::{OwnItem, RawRecord, StoreError};

/// What became of the records when a lock was turned on or off.
#[derive(Debug, Default)]
pub struct Turned {
    /// How many were written in their new form.
    pub done: u32,
    /// Cannot be sealed, and stay as they are: what is no text, or was made by a newer version.
    pub kept: Vec<RecordId>,
    /// Could not be written or opened. The lock goes on with them when it is opened the next time.
    pub left: Vec<(RecordId, StoreError)>,
    /// Why it stopped half-way; the lock goes on when it is opened the next time.
    pub interrupted: Option<StoreError>,
}

/// A lock before it is set, with the recovery code that has to be kept before.
pub struct PreparedLock {
    opened: Opened,
    code: RecoveryCode,
}

impl PreparedLock {
    /// To be shown, this once.
    #[must_use]
    pub fn code(&self) -> &RecoveryCode {
        &self.code
    }
}

impl std::fmt::Debug for PreparedLock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PreparedLock(hidden)")
    }
}

/// What became of one of them.
enum One {
    Done,
    AsItWas,
    Kept,
}

impl LockableStore {
    /// Sets a lock. Its recovery code has opened what will be the header, and was shown, before anything is written;
    /// whoever could not be shown it has no lock.
    ///
    /// # Errors
    /// Those of [`prepare`](Self::prepare), of `show`, and of [`set`](Self::set).
    pub fn turn_on<E: From<StoreError>>(
        &self,
        password: &str,
        work: &Argon2Parameters,
        now: UnixSeconds,
        show: impl FnOnce(&RecoveryCode) -> Result<(), E>,
    ) -> Result<Turned, E> {
        let prepared = self.prepare(password, work, now)?;
        show(&prepared.code)?;
        Ok(self.set(prepared)?)
    }

    /// Makes all that a lock needs, and opens it once with the password and with the recovery code. Nothing is written.
    ///
    /// # Errors
    /// [`StoreError::NotWritten`] with [`LockError::AlreadyOn`], [`LockError::OtherLock`], or a password that is too
    /// short, or because the keyring cannot be used.
    pub fn prepare(
        &self,
        password: &str,
        work: &Argon2Parameters,
        now: UnixSeconds,
    ) -> Result<PreparedLock, StoreError> {
        self.refuse_to_turn_on().map_err(StoreError::not_written)?;
        self.new_lock(password, work, now).map_err(|error| StoreError::from(error).not_written())
    }

    /// Sets a lock whose recovery code was shown: writes its header, and then seals every record.
    ///
    /// # Errors
    /// [`LockError::AlreadyOn`], [`LockError::OtherLock`], or as [`RecordStore::write`](crate::RecordStore::write): nothing
    /// was sealed then.
    pub fn set(&self, prepared: PreparedLock) -> Result<Turned, StoreError> {
        let held = self.folder.lock().map_err(StoreError::not_written)?;
        self.refuse_to_turn_on().map_err(StoreError::not_written)?;
        places::write(&prepared.opened.header, &self.keyring, &self.folder, &held)?;
        self.inner().opened = Some(Arc::new(prepared.opened));
        let opened = self.opened()?;
        Ok(self.seal_all(&opened, &held))
    }

    /// Takes the lock away: makes every record plain, and deletes the header when none is sealed any more.
    ///
    /// # Errors
    /// [`LockError::Locked`], [`LockError::NotOn`]: it has to be open; or as
    /// [`RecordStore::write`](crate::RecordStore::write): it is as it was then.
    pub fn turn_off(&self) -> Result<Turned, StoreError> {
        let held = self.folder.lock().map_err(StoreError::not_written)?;
        let opened = self.opened().map_err(StoreError::not_written)?;
        let opened = self.enter(&opened, Phase::Opening, &held)?;
        Ok(self.open_all(&opened, &held))
    }

    fn refuse_to_turn_on(&self) -> Result<(), StoreError> {
        self.keyring.state()?;
        self.look()?;
        if matches!(self.inner().found, Some(Found::On { .. })) {
            return Err(LockError::AlreadyOn.into());
        }
        match u32::try_from(self.key_ids()?.len()).unwrap_or(u32::MAX) {
            0 => Ok(()),
            records => Err(LockError::OtherLock { records }.into()),
        }
    }

    fn new_lock(&self, password: &str, work: &Argon2Parameters, now: UnixSeconds) -> Result<PreparedLock, LockError> {
        let mut rng = self.rng();
        let (key, code) = (SealingKey::random(&mut **rng)?, RecoveryCode::random(&mut **rng)?);
        let slots = Slots::new(&key, password, &code, work, &mut **rng)?;
        // A lock that is set later has the higher number, so that an old copy of a header is never taken for the newer one.
        let header = Header::seal(&key, now.0, Phase::Sealing, slots, &mut **rng)?;
        for secret in [password, code.to_text().as_str()] {
            proven(&header, secret, &key)?;
        }
        Ok(PreparedLock { opened: Opened::of(&key, header), code })
    }

    /// Writes the header anew, with another phase.
    fn enter(&self, opened: &Arc<Opened>, phase: Phase, held: &FolderLock) -> Result<Arc<Opened>, StoreError> {
        self.write_header(opened, phase, opened.header.slots().clone(), held)
    }

    pub(super) fn write_header(
        &self,
        opened: &Arc<Opened>,
        phase: Phase,
        slots: Slots,
        held: &FolderLock,
    ) -> Result<Arc<Opened>, StoreError> {
        let sequence = opened.header.sequence().saturating_add(1);
        let header = Header::seal(&opened.key, sequence, phase, slots, &mut **self.rng());
        let header = header.map_err(|error| StoreError::from(error).not_written())?;
        places::write(&header, &self.keyring, &self.folder, held)?;
        self.opened()
    }

    /// Seals what is plain.
    pub(super) fn seal_all(&self, opened: &Arc<Opened>, held: &FolderLock) -> Turned {
        let mut turned = self.turn_each(|id| self.seal_one(id, opened), |item| self.seal_item(item, opened));
        if turned.is_finished() {
            // What is not written is written the next time.
            turned.interrupted = self.enter(opened, Phase::Sealed, held).err();
        }
        turned
    }

    /// Makes plain what is sealed, and then deletes the header.
    pub(super) fn open_all(&self, opened: &Arc<Opened>, held: &FolderLock) -> Turned {
        let mut turned = self.turn_each(|id| self.open_one(id, opened), |item| self.open_item(item, opened));
        if turned.is_finished() {
            turned.interrupted = places::delete(&self.keyring, &self.folder, held).err();
            // What is left of it, if anything is, is looked up by the next who asks.
            let mut inner = self.inner();
            if turned.interrupted.is_none() {
                (inner.found, inner.opened) = (Some(Found::Off), None);
            }
        }
        turned
    }

    fn turn_each(
        &self,
        each: impl Fn(&RecordId) -> Result<One, StoreError>,
        item: impl Fn(OwnItem) -> Result<(), StoreError>,
    ) -> Turned {
        let mut turned = Turned::default();
        turned.interrupted =
            self.turn_records(each, &mut turned).and_then(|()| self.own.iter().try_for_each(|own| item(*own))).err();
        turned
    }

    fn turn_records(
        &self,
        each: impl Fn(&RecordId) -> Result<One, StoreError>,
        turned: &mut Turned,
    ) -> Result<(), StoreError> {
        for id in self.keyring.ids()? {
            match each(&id) {
                Ok(One::Done) => turned.done = turned.done.saturating_add(1),
                Ok(One::AsItWas) | Err(StoreError::NotFound { .. }) => {}
                Ok(One::Kept) => turned.kept.push(id),
                Err(error) => {
                    // One that fails keeps no other from it; a keyring that is gone does.
                    self.keyring.state()?;
                    turned.left.push((id, error));
                }
            }
        }
        Ok(())
    }

    fn seal_one(&self, id: &RecordId, opened: &Opened) -> Result<One, StoreError> {
        let raw = self.keyring.read(id)?;
        let RawRecord::Text(text) = &raw else { return Ok(One::Kept) };
        if SealedText::parse(text).is_some() {
            return Ok(One::AsItWas);
        }
        if matches!(record::parse(id, &raw), Err(RecordError::Newer { .. })) {
            return Ok(One::Kept);
        }
        self.keyring.write(id, &self.sealed_record(id, text, opened)?).map(|()| One::Done)
    }

    fn open_one(&self, id: &RecordId, opened: &Opened) -> Result<One, StoreError> {
        let RawRecord::Text(text) = self.keyring.read(id)? else { return Ok(One::AsItWas) };
        let Some(sealed) = SealedText::parse(&text) else { return Ok(One::AsItWas) };
        let plain = sealed
            .open(&opened.ring, &of_record(id))
            .map(|mut plain| RawRecord::from_bytes(std::mem::take(&mut *plain)));
        match plain {
            Some(RawRecord::Text(plain)) => self.keyring.write(id, &plain).map(|()| One::Done),
            _ => Err(StoreError::Damaged { id: *id, reason: RecordError::Sealed }),
        }
    }

    fn seal_item(&self, item: OwnItem, opened: &Opened) -> Result<(), StoreError> {
        match self.keyring.read_own(item)? {
            Some(text) if SealedText::parse(&text).is_none() => {
                self.keyring.write_own(item, &self.sealed_item(item, &text, opened)?)
            }
            _ => Ok(()),
        }
    }

    fn open_item(&self, item: OwnItem, opened: &Opened) -> Result<(), StoreError> {
        let Some(text) = self.keyring.read_own(item)? else { return Ok(()) };
        let plain = SealedText::parse(&text).and_then(|sealed| sealed.open(&opened.ring, &of_item(item)));
        match plain.as_ref().and_then(|plain| std::str::from_utf8(plain).ok()) {
            Some(plain) => self.keyring.write_own(item, plain),
            None => Ok(()),
        }
    }
}

impl Turned {
    /// Nothing is left to be done the next time.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.left.is_empty() && self.interrupted.is_none()
    }
}

/// Reads the header as whoever opens it will.
pub(super) fn proven(header: &Header, secret: &str, key: &SealingKey) -> Result<(), LockError> {
    let read = Header::parse(header.text()).map_err(|_| LockError::HeaderUnreadable)?;
    let is_proven = read.slots().open(secret)? == *key && read.is_of(key);
    if is_proven { Ok(()) } else { Err(LockError::HeaderUnreadable) }
}
