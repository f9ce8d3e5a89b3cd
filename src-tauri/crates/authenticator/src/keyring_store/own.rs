//! Secrets of the program itself, beside the accounts: each an item under a service of its own.

use keyring::Error as KeyringError;
use zeroize::Zeroizing;

use super::{KeyringStore, READ_PATIENCE, WRITE_PATIENCE, explain_failure, kept_otherwise, platform_error};
use crate::store::StoreError;

/// The name of an item of the program's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnItem {
    /// The service; never that of the accounts.
    pub service: &'static str,
    /// The name within the service.
    pub name: &'static str,
    /// What people see of it.
    pub label: &'static str,
}

impl KeyringStore {
    /// Reads a secret of the program's own; none where the keyring can be read and has none. Never prompts where the
    /// system lets that be known beforehand.
    ///
    /// # Errors
    /// The keyring is locked, not there, or holds something else; then nothing is known about the item.
    pub fn read_own(&self, item: OwnItem) -> Result<Option<Zeroizing<String>>, StoreError> {
        let mut platform = self.lock();
        platform.state_of(item.service)?;
        let entry = platform.entry_of(item.service, item.name, item.label)?;
        match platform.call(READ_PATIENCE, move || entry.get_secret().map(Zeroizing::new))? {
            Ok(bytes) => match std::str::from_utf8(&bytes) {
                Ok(text) => Ok(Some(Zeroizing::new(text.to_owned()))),
                Err(_) => Err(StoreError::Platform(format!("\"{}\" is no text", item.label))),
            },
            Err(KeyringError::NoEntry) => Ok(None),
            Err(KeyringError::Ambiguous(_)) => Err(platform_error(&format!("it has several of \"{}\"", item.label))),
            Err(error) => Err(explain_failure(&mut platform, error)),
        }
    }

    /// Stores a secret of the program's own, and reads it back.
    ///
    /// # Errors
    /// It was not stored, or whether it was is not known.
    pub fn write_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError> {
        self.set_own(item, text)?;
        match self.read_own(item)? {
            Some(stored) if stored.as_str() == text => Ok(()),
            _ => Err(kept_otherwise()),
        }
    }

    /// Deletes a secret of the program's own; one that is not there is deleted already.
    ///
    /// # Errors
    /// The keyring is locked, not there, or would not.
    pub fn delete_own(&self, item: OwnItem) -> Result<(), StoreError> {
        let mut platform = self.lock();
        platform.state_of(item.service)?;
        let entry = platform.entry_of(item.service, item.name, item.label)?;
        match platform.call(WRITE_PATIENCE, move || entry.delete_credential())? {
            Ok(()) | Err(KeyringError::NoEntry) => Ok(()),
            Err(error) => Err(explain_failure(&mut platform, error)),
        }
    }

    fn set_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError> {
        let mut platform = self.lock();
        platform.state_of(item.service)?;
        let entry = platform.entry_of(item.service, item.name, item.label)?;
        let secret = Zeroizing::new(text.as_bytes().to_vec());
        let stored = platform.call(WRITE_PATIENCE, move || entry.set_secret(&secret))?;
        stored.map_err(|error| explain_failure(&mut platform, error))
    }
}
