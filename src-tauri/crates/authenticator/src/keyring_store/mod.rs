//! Records in the system's keyring: Secret Service, Windows' Credential Manager, macOS' Keychain.
//!
//! One item a record. Its service is `countersign`, its user name the record's id, and its label, where the system
//! has one, `Countersign ID (format 1)`: nothing about the account can be read without unlocking the keyring.

#[cfg(target_os = "macos")]
#[path = "keychain.rs"]
mod platform;
#[cfg(all(unix, not(target_os = "macos")))]
#[path = "secret_service/mod.rs"]
mod platform;
#[cfg(windows)]
#[path = "credential_manager.rs"]
mod platform;

mod own;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use keyring::Error as KeyringError;
use zeroize::Zeroizing;

use crate::record_id::RecordId;
use crate::store::{RawRecord, RecordStore, StoreError};
use platform::Platform;

/// The service every item of ours is kept under.
const SERVICE: &str = "countersign";

/// How long a keyring may take to open, to list its items, or to give one: it takes a millisecond each.
const READ_PATIENCE: Duration = Duration::from_secs(10);

/// How long it may take to store or delete an item, which waits for the disk.
const WRITE_PATIENCE: Duration = Duration::from_secs(30);

/// The system's keyring. Calls are made one at a time; each may block on the system for some seconds, and
/// [`unlock`](RecordStore::unlock) for as long as its prompt is open.
pub struct KeyringStore {
    platform: Mutex<Platform>,
}

impl KeyringStore {
    /// Names the keyring; it is opened by the first call, and opened again by the first call after it failed.
    #[must_use]
    pub fn new() -> Self {
        Self { platform: Mutex::new(Platform::new()) }
    }

    fn lock(&self) -> MutexGuard<'_, Platform> {
        self.platform.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for KeyringStore {
    fn default() -> Self {
        Self::new()
    }
}

impl RecordStore for KeyringStore {
    fn provider(&self) -> String {
        self.lock().provider()
    }

    fn state(&self) -> Result<(), StoreError> {
        self.lock().state()
    }

    fn unlock(&self) -> Result<(), StoreError> {
        // Not under the mutex: the prompt may stay open for minutes, and other calls can be answered meanwhile.
        platform::unlock()
    }

    fn ids(&self) -> Result<Vec<RecordId>, StoreError> {
        let mut ids = self.lock().ids()?;
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    fn read(&self, id: &RecordId) -> Result<RawRecord, StoreError> {
        read(&mut self.lock(), id)
    }

    fn write(&self, id: &RecordId, text: &str) -> Result<(), StoreError> {
        write(&mut self.lock(), id, text)
    }

    fn delete(&self, id: &RecordId) -> Result<(), StoreError> {
        delete(&mut self.lock(), id)
    }
}

fn read(platform: &mut Platform, id: &RecordId) -> Result<RawRecord, StoreError> {
    if let Some(mut bytes) = platform.read_in_place(id)? {
        return Ok(RawRecord::from_bytes(std::mem::take(&mut *bytes)));
    }
    platform.check_readable(id)?;
    let entry = platform.entry(id)?;
    match platform.call(READ_PATIENCE, move || entry.get_secret().map(Zeroizing::new))? {
        Ok(mut bytes) => Ok(RawRecord::from_bytes(std::mem::take(&mut *bytes))),
        Err(KeyringError::Ambiguous(entries)) => read_copies(platform, entries),
        Err(error) => Err(explain(platform, id, error)),
    }
}

fn read_copies(platform: &mut Platform, entries: Vec<keyring_core::Entry>) -> Result<RawRecord, StoreError> {
    let copies = platform.call(READ_PATIENCE, move || {
        entries.iter().map(|entry| entry.get_secret().map(Zeroizing::new)).collect::<Result<Vec<_>, _>>()
    })?;
    copies.map(RawRecord::from_copies).map_err(|error| explain_failure(platform, error))
}

/// Writes, and reads back: a keyring that says yes and keeps something else is found out here.
fn write(platform: &mut Platform, id: &RecordId, text: &str) -> Result<(), StoreError> {
    platform.check_writable(id).map_err(StoreError::not_written)?;
    let entry = platform.entry(id).map_err(StoreError::not_written)?;
    let secret = Zeroizing::new(text.as_bytes().to_vec());
    let failure = match platform.call(WRITE_PATIENCE, move || entry.set_secret(&secret)).map_err(unclear)? {
        Err(KeyringError::Ambiguous(entries)) => {
            let copies = u32::try_from(entries.len()).unwrap_or(u32::MAX);
            return Err(StoreError::Ambiguous { id: *id, copies }.not_written());
        }
        Err(error) => Some(explain(platform, id, error)),
        Ok(()) => None,
    };
    match (read(platform, id), failure) {
        (Ok(RawRecord::Text(stored)), _) if stored.as_str() == text => Ok(()),
        (Ok(_) | Err(StoreError::NotFound { .. }), failure) => {
            Err(failure.unwrap_or_else(kept_otherwise).not_written())
        }
        (Err(unreadable), failure) => Err(unclear(failure.unwrap_or(unreadable))),
    }
}

fn kept_otherwise() -> StoreError {
    StoreError::Platform("it said that the record was stored, and it was not".to_owned())
}

fn delete(platform: &mut Platform, id: &RecordId) -> Result<(), StoreError> {
    platform.check_readable(id).map_err(|error| match error {
        missing @ StoreError::NotFound { .. } => missing,
        other => other.not_written(),
    })?;
    let entry = platform.entry(id).map_err(StoreError::not_written)?;
    let (copies, outcome) = platform.call(WRITE_PATIENCE, move || delete_all(&entry)).map_err(unclear)?;
    let Err(error) = outcome else { return Ok(()) };
    let failure = explain(platform, id, error);
    match read(platform, id) {
        // Some copies are gone and some are not.
        Ok(_) if copies > 0 => Err(unclear(failure)),
        Ok(_) => Err(failure.not_written()),
        Err(StoreError::NotFound { .. }) => Ok(()),
        Err(_) => Err(unclear(failure)),
    }
}

/// Deletes an item with all its copies, and tells how many of those are gone.
fn delete_all(entry: &keyring::Entry) -> (usize, Result<(), KeyringError>) {
    let copies = match entry.delete_credential() {
        Err(KeyringError::Ambiguous(copies)) => copies,
        other => return (0, other),
    };
    let mut deleted = 0;
    let outcome = copies.iter().try_for_each(|copy| copy.delete_credential().map(|()| deleted += 1));
    (deleted, outcome)
}

fn unclear(failure: StoreError) -> StoreError {
    StoreError::WriteUnclear { reason: Box::new(failure) }
}

fn explain(platform: &mut Platform, id: &RecordId, error: KeyringError) -> StoreError {
    match error {
        KeyringError::NoEntry => StoreError::NotFound { id: *id },
        other => explain_failure(platform, other),
    }
}

/// A failure in our words: the state of the keyring now says more than the text of the failure.
fn explain_failure(platform: &mut Platform, error: KeyringError) -> StoreError {
    if let Err(state) = platform.state() {
        return state;
    }
    match error {
        KeyringError::NoStorageAccess(_) => StoreError::Locked { provider: platform.provider() },
        // The others carry what was stored, or entries: neither is for a message.
        KeyringError::PlatformFailure(source) => platform_error(&source),
        KeyringError::TooLong(name, limit) => {
            StoreError::Platform(format!("its limit for \"{name}\" is {limit} characters"))
        }
        _ => StoreError::Platform("it gave an unexpected answer".to_owned()),
    }
}

/// What the system said, cut to a length that fits a message.
fn platform_error(source: &dyn std::fmt::Display) -> StoreError {
    StoreError::Platform(source.to_string().chars().take(200).collect())
}
