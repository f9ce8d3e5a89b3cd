//! The Secret Service of Linux and its relatives: gnome-keyring, KWallet, KeePassXC.
//!
//! `keyring` reads and writes the items; it also unlocks whatever it meets, with a prompt that blocks. So every call
//! first asks on a bus connection of its own whether the service is there and what is locked, which never prompts.

mod bus;
mod process;
mod unlock;

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::CredentialStore;

use super::{SERVICE, explain_failure};
use crate::record_id::RecordId;
use crate::store::StoreError;
use bus::Bus;
pub(super) use unlock::unlock;

/// One connection to the session bus, and the store opened with the service that owned the name at that time.
#[derive(Default)]
pub(super) struct Platform {
    bus: Option<Bus>,
    opened: Option<Opened>,
}

struct Opened {
    /// The unique bus name of the service, which changes when it is restarted; the session with it is then worthless.
    owner: String,
    store: Arc<CredentialStore>,
}

impl Platform {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn provider(&mut self) -> String {
        match self.connected().and_then(Bus::provider) {
            Ok(provider) => provider,
            Err(_) => "no keyring service".to_owned(),
        }
    }

    pub(super) fn state(&mut self) -> Result<(), StoreError> {
        self.checked(|bus| {
            let found = bus.search(&HashMap::from([("service", SERVICE)]))?;
            if !found.locked.is_empty() {
                return Err(bus.locked());
            }
            match bus.default_keyring() {
                Err(StoreError::NoDefaultKeyring { .. }) if !found.unlocked.is_empty() => Ok(()),
                Err(error) => Err(error),
                Ok(keyring) if bus.is_locked(&keyring)? => Err(bus.locked()),
                Ok(_) => Ok(()),
            }
        })
    }

    /// That reading this record will not prompt.
    pub(super) fn check_readable(&mut self, id: &RecordId) -> Result<(), StoreError> {
        let found = self.checked(|bus| bus.search_unlocked(&attributes(&id.to_string())))?;
        if found > 0 {
            return Ok(());
        }
        // "Not found" also is what a service says whose keyring is not loaded.
        self.state()?;
        Err(StoreError::NotFound { id: *id })
    }

    /// That writing this record will not prompt.
    pub(super) fn check_writable(&mut self, id: &RecordId) -> Result<(), StoreError> {
        self.checked(|bus| {
            if bus.search_unlocked(&attributes(&id.to_string()))? > 0 {
                return Ok(());
            }
            let keyring = bus.default_keyring()?;
            if bus.is_locked(&keyring)? { Err(bus.locked()) } else { Ok(()) }
        })
    }

    pub(super) fn ids(&mut self) -> Result<Vec<RecordId>, StoreError> {
        self.state()?;
        self.checked(|bus| {
            let found = bus.search(&HashMap::from([("service", SERVICE)]))?;
            let names = found.unlocked.iter().map(|item| bus.attribute(item, "username"));
            Ok(names
                .collect::<Result<Vec<_>, _>>()?
                .into_iter()
                .flatten()
                .filter_map(|name| name.parse().ok())
                .collect())
        })
    }

    pub(super) fn entry(&mut self, id: &RecordId) -> Result<keyring::Entry, StoreError> {
        let name = id.to_string();
        let label = format!("Countersign {name} (format {})", crate::record::FORMAT);
        let modifiers = HashMap::from([("label", label.as_str())]);
        let built = self.store()?.build(SERVICE, &name, Some(&modifiers));
        built.map(|inner| keyring::Entry { inner }).map_err(|error| explain_failure(self, error))
    }

    /// The store, opened again if the service was restarted since.
    fn store(&mut self) -> Result<Arc<CredentialStore>, StoreError> {
        let owner = self.checked(|bus| bus.owner())?;
        match &self.opened {
            Some(opened) if opened.owner == owner => Ok(Arc::clone(&opened.store)),
            _ => {
                let opened = zbus_secret_service_keyring_store::Store::new();
                let store: Arc<CredentialStore> = opened.map_err(|error| super::platform_error(&error))?;
                self.opened = Some(Opened { owner, store: Arc::clone(&store) });
                Ok(store)
            }
        }
    }

    /// Asks on the bus; a connection that failed is not used again.
    fn checked<T>(&mut self, ask: impl FnOnce(&Bus) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let answer = self.connected().and_then(|bus| {
            bus.start()?;
            ask(bus)
        });
        if let Err(StoreError::NoService { .. } | StoreError::NoAnswer) = answer {
            self.bus = None;
            self.opened = None;
        }
        answer
    }

    fn connected(&mut self) -> Result<&Bus, StoreError> {
        let bus = match self.bus.take() {
            Some(bus) if bus.is_open() => bus,
            _ => {
                // The store's own connection is to the same bus.
                self.opened = None;
                Bus::connect()?
            }
        };
        Ok(self.bus.insert(bus))
    }
}

fn attributes(name: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", name)])
}
