//! Secrets of the program itself in the system's keyring.

use keyring::Error as KeyringError;
use zeroize::Zeroizing;

use super::{KeyringStore, READ_PATIENCE, WRITE_PATIENCE, explain_failure, kept_otherwise, platform_error};
use crate::store::{OwnItem, OwnItems, StoreError};

impl OwnItems for KeyringStore {
    fn read_own(&self, item: OwnItem) -> Result<Option<Zeroizing<String>>, StoreError> {
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

    fn write_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError> {
        self.set_own(item, text)?;
        match self.read_own(item)? {
            Some(stored) if stored.as_str() == text => Ok(()),
            _ => Err(kept_otherwise()),
        }
    }

    fn delete_own(&self, item: OwnItem) -> Result<(), StoreError> {
        let mut platform = self.lock();
        platform.state_of(item.service)?;
        let entry = platform.entry_of(item.service, item.name, item.label)?;
        match platform.call(WRITE_PATIENCE, move || entry.delete_credential())? {
            Ok(()) | Err(KeyringError::NoEntry) => Ok(()),
            Err(error) => Err(explain_failure(&mut platform, error)),
        }
    }
}

impl KeyringStore {
    fn set_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError> {
        let mut platform = self.lock();
        platform.state_of(item.service)?;
        let entry = platform.entry_of(item.service, item.name, item.label)?;
        let secret = Zeroizing::new(text.as_bytes().to_vec());
        let stored = platform.call(WRITE_PATIENCE, move || entry.set_secret(&secret))?;
        stored.map_err(|error| explain_failure(&mut platform, error))
    }
}
