//! Opening a lock, and whether a secret opens it.

use std::sync::Arc;

use otp::UnixSeconds;
use sealing::KeyId;

use super::choice::{Chosen, choose};
use super::header::{Header, Phase};
use super::sealed_text::SealedText;
use super::tries::{self, Tries};
use super::{Found, LockError, LockableStore, Opened, Turned};
use crate::store::{RawRecord, StoreError};

/// What else was done when a lock was opened.
#[derive(Debug, Default)]
pub struct Unlocked {
    /// Turning the lock on or off had been interrupted, and was gone on with.
    pub resumed: Option<Turned>,
    /// The header could not be made the same in both places.
    pub unmended: Option<StoreError>,
}

impl LockableStore {
    /// Opens the lock with its password or recovery code, for as long as the program runs or until it is
    /// [locked](Self::lock). Makes the header whole in both places, and goes on where turning the lock on or off was
    /// interrupted. Takes as long as the hash does, half a second.
    ///
    /// # Errors
    /// [`LockError::Slot`] for another secret, [`LockError::TooSoon`] after some of them; [`LockError::NotOn`]; or the
    /// keyring cannot be used.
    pub fn open_with(&self, secret: &str, now: UnixSeconds) -> Result<Unlocked, StoreError> {
        self.keyring.state()?;
        let headers = self.headers_now()?;
        let chosen = self.tried(now, || choose(&headers, secret, |key| self.is_used(key)))?;
        let opened = Arc::new(self.trusted(chosen)?);
        self.inner().opened = Some(Arc::clone(&opened));
        self.settle(&opened)
    }

    /// Whether the secret opens the lock now: asked before it is changed or turned off.
    ///
    /// # Errors
    /// As [`open_with`](Self::open_with).
    pub fn prove(&self, secret: &str, now: UnixSeconds) -> Result<(), StoreError> {
        let headers = self.headers_now()?;
        self.tried(now, || choose(&headers, secret, |key| self.is_used(key))).map(drop)
    }

    /// The headers there are, read anew.
    fn headers_now(&self) -> Result<Vec<Header>, StoreError> {
        self.look()?;
        match &self.inner().found {
            Some(Found::On { headers, .. }) => Ok(headers.clone()),
            _ => Err(LockError::NotOn.into()),
        }
    }

    /// Counts the try before it is made, and forgets all of them when it succeeds.
    fn tried<T>(&self, now: UnixSeconds, attempt: impl FnOnce() -> Result<T, LockError>) -> Result<T, StoreError> {
        self.count_a_try(now)?;
        let outcome = attempt()?;
        // One that stays makes nobody wait who knows the password.
        let _stays = self.folder.lock().and_then(|held| self.folder.delete_file(&held, tries::FILE));
        Ok(outcome)
    }

    /// In a folder that cannot be written nothing is counted; nothing can be changed from here either.
    fn count_a_try(&self, now: UnixSeconds) -> Result<(), StoreError> {
        let held = match self.folder.lock() {
            Ok(held) => held,
            Err(StoreError::Folder { .. }) => return Ok(()),
            Err(busy) => return Err(busy),
        };
        let before = self.folder.read_file(tries::FILE, tries::LONGEST).ok().flatten();
        let tries = before.map_or_else(Tries::default, |bytes| Tries::parse(&bytes)).one_more(now)?;
        let _uncounted = self.folder.write_file(&held, tries::FILE, &tries.print());
        Ok(())
    }

    /// The lock, by a header that is as it was written. Where each was altered, what a header says of the records is not
    /// believed: they are sealed once more, which changes nothing where they are.
    fn trusted(&self, chosen: Chosen) -> Result<Opened, LockError> {
        let Chosen { key, proven, opened } = chosen;
        if let Some(header) = proven {
            return Ok(Opened::of(&key, header));
        }
        let slots = opened.slots().clone();
        let header = Header::seal(&key, opened.sequence().saturating_add(1), Phase::Sealing, slots, &mut **self.rng())?;
        Ok(Opened::of(&key, header))
    }

    /// Makes both places alike, and finishes what was begun.
    fn settle(&self, opened: &Arc<Opened>) -> Result<Unlocked, StoreError> {
        let is_whole = self.is_whole(opened)?;
        if is_whole && opened.header.phase() == Phase::Sealed {
            return Ok(Unlocked::default());
        }
        let held = match self.folder.lock() {
            Ok(held) => held,
            // It reads, at least.
            Err(error) => return Ok(Unlocked { unmended: Some(error), ..Unlocked::default() }),
        };
        // Another program may have been here first.
        let unmended = if self.is_whole(opened)? { None } else { self.mend(opened, &held).err() };
        if unmended.is_none() {
            self.look()?;
        }
        let Ok(opened) = self.opened() else { return Ok(Unlocked { unmended, ..Unlocked::default() }) };
        let resumed = match opened.header.phase() {
            Phase::Sealed => None,
            Phase::Sealing => Some(self.seal_all(&opened, &held)),
            Phase::Opening => Some(self.open_all(&opened, &held)),
        };
        Ok(Unlocked { resumed, unmended })
    }

    /// Whether a record is sealed under this key, by its own account.
    pub(super) fn is_used(&self, key: KeyId) -> bool {
        self.key_ids().is_ok_and(|ids| ids.contains(&key))
    }

    /// The keys that records are sealed under, by their own account: one for each sealed record.
    pub(super) fn key_ids(&self) -> Result<Vec<KeyId>, StoreError> {
        let mut keys = Vec::new();
        for id in self.keyring.ids()? {
            match self.keyring.read(&id) {
                Ok(RawRecord::Text(text)) => keys.extend(SealedText::parse(&text).and_then(|sealed| sealed.key_id())),
                Ok(_) | Err(StoreError::NotFound { .. } | StoreError::Platform(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(keys)
    }
}
