//! Windows' Credential Manager: always there, never locked while its user is logged in.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::CredentialStore;
use zeroize::Zeroizing;

use super::{SERVICE, explain_failure};
use crate::record_id::RecordId;
use crate::store::StoreError;

#[derive(Default)]
pub(super) struct Platform {
    store: Option<Arc<CredentialStore>>,
}

impl Platform {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn provider(&self) -> String {
        "Windows Credential Manager".to_owned()
    }

    pub(super) fn state(&mut self) -> Result<(), StoreError> {
        self.store().map(|_| ())
    }

    pub(super) fn state_of(&mut self, _service: &str) -> Result<(), StoreError> {
        self.state()
    }

    /// Items are found by name at once here.
    pub(super) fn read_in_place(&self, _id: &RecordId) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        Ok(None)
    }

    pub(super) fn check_readable(&mut self, _id: &RecordId) -> Result<(), StoreError> {
        self.state()
    }

    pub(super) fn check_writable(&mut self, _id: &RecordId) -> Result<(), StoreError> {
        self.state()
    }

    pub(super) fn ids(&mut self) -> Result<Vec<RecordId>, StoreError> {
        // Items are named `USER.SERVICE`.
        let pattern = format!("^[0-9a-z]{{26}}\\.{SERVICE}$");
        let found = self.store()?.search(&HashMap::from([("pattern", pattern.as_str())]));
        let entries = found.map_err(|error| explain_failure(self, error))?;
        Ok(entries.iter().filter_map(|entry| entry.get_specifiers()?.1.parse().ok()).collect())
    }

    pub(super) fn entry(&mut self, id: &RecordId) -> Result<keyring::Entry, StoreError> {
        self.entry_of(SERVICE, &id.to_string(), "")
    }

    pub(super) fn entry_of(&mut self, service: &str, name: &str, _label: &str) -> Result<keyring::Entry, StoreError> {
        // The default would copy the item to every computer of the person's domain.
        let modifiers = HashMap::from([("persistence", "Local")]);
        let built = self.store()?.build(service, name, Some(&modifiers));
        built.map(|inner| keyring::Entry { inner }).map_err(|error| explain_failure(self, error))
    }

    /// The system itself answers, and always does.
    pub(super) fn call<T>(&mut self, _patience: Duration, call: impl FnOnce() -> T) -> Result<T, StoreError> {
        Ok(call())
    }

    fn store(&mut self) -> Result<Arc<CredentialStore>, StoreError> {
        if let Some(store) = &self.store {
            return Ok(Arc::clone(store));
        }
        let opened = windows_native_keyring_store::Store::new();
        let store: Arc<CredentialStore> = opened.map_err(|error| super::platform_error(&error))?;
        Ok(Arc::clone(self.store.insert(store)))
    }
}

pub(super) fn unlock() -> Result<(), StoreError> {
    Ok(())
}
