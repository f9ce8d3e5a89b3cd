//! The Secret Service of Linux and its relatives: gnome-keyring, KWallet, KeePassXC.
//!
//! `keyring` reads and writes the items; it also unlocks whatever it meets, with a prompt that blocks. So every call
//! first asks on a bus connection of its own whether the service is there and what is locked, which never prompts.

mod bus;
mod deadline;
mod process;
mod unlock;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use keyring_core::CredentialStore;
use zbus::zvariant::OwnedObjectPath;
use zbus_secret_service_keyring_store::cred::Wrapper;
use zeroize::Zeroizing;

use super::{READ_PATIENCE, SERVICE, explain_failure};
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
    /// Where items were when they were last listed. A search costs the more the more items there are.
    places: HashMap<RecordId, Place>,
}

struct Place {
    path: OwnedObjectPath,
    item: Arc<keyring_core::Entry>,
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
        self.state_of(SERVICE)
    }

    /// That nothing that may hold items of this service is locked.
    pub(super) fn state_of(&mut self, service: &str) -> Result<(), StoreError> {
        self.items(service).map(|_| ())
    }

    /// All items of a service, if everything that may hold some is unlocked.
    fn items(&mut self, service: &str) -> Result<Vec<OwnedObjectPath>, StoreError> {
        self.checked(|bus| {
            let found = bus.search(&HashMap::from([("service", service)]))?;
            if !found.locked.is_empty() {
                return Err(bus.locked());
            }
            match bus.default_keyring() {
                // Items may be in another keyring, one that was the default once.
                Err(StoreError::NoDefaultKeyring { .. }) if !found.unlocked.is_empty() => Ok(found.unlocked),
                Err(error) => Err(error),
                Ok(keyring) if bus.is_locked(&keyring)? => Err(bus.locked()),
                Ok(_) => Ok(found.unlocked),
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
        let store = self.store()?;
        let found = self.call(READ_PATIENCE, move || store.search(&HashMap::from([("service", SERVICE)])))?;
        let items = found.map_err(|error| explain_failure(self, error))?;
        let places =
            self.checked(|bus| items.into_iter().filter_map(|item| unless_gone(place(bus, item))).collect())?;
        Ok(self.remember(places))
    }

    /// Remembers where each item is, but for ids that several have, and gives the ids.
    fn remember(&mut self, places: Vec<(RecordId, Place)>) -> Vec<RecordId> {
        let ids: Vec<RecordId> = places.iter().map(|(id, _)| *id).collect();
        let mut seen = HashSet::new();
        let several: HashSet<_> = ids.iter().filter(|id| !seen.insert(**id)).collect();
        if let Some(opened) = &mut self.opened {
            opened.places = places.into_iter().filter(|(id, _)| !several.contains(id)).collect();
        }
        ids
    }

    /// Reads an item where it was last seen. Its attributes are looked at again, for the service gives the place of a
    /// deleted item to the next new one, of any program. `None` in every doubt.
    pub(super) fn read_in_place(&mut self, id: &RecordId) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let Some(path) = self.opened.as_ref().and_then(|opened| opened.places.get(id)).map(|place| place.path.clone())
        else {
            return Ok(None);
        };
        let attributes = match self.checked(|bus| bus.attributes(&path)) {
            Err(gone @ (StoreError::NoService { .. } | StoreError::NoAnswer)) => return Err(gone),
            other => other.unwrap_or_default(),
        };
        let place =
            self.opened.as_ref().and_then(|opened| opened.places.get(id)).filter(|_| is_record(&attributes, id));
        let secret = match place.map(|place| Arc::clone(&place.item)) {
            Some(item) => self.call(READ_PATIENCE, move || item.get_secret().map(Zeroizing::new))?.ok(),
            None => None,
        };
        if let (None, Some(opened)) = (&secret, &mut self.opened) {
            opened.places.remove(id);
        }
        Ok(secret)
    }

    pub(super) fn entry(&mut self, id: &RecordId) -> Result<keyring::Entry, StoreError> {
        let name = id.to_string();
        let label = format!("Countersign {name} (format {})", crate::record::FORMAT);
        self.entry_of(SERVICE, &name, &label)
    }

    pub(super) fn entry_of(&mut self, service: &str, name: &str, label: &str) -> Result<keyring::Entry, StoreError> {
        let modifiers = HashMap::from([("label", label)]);
        let built = self.store()?.build(service, name, Some(&modifiers));
        built.map(|inner| keyring::Entry { inner }).map_err(|error| explain_failure(self, error))
    }

    /// The store, opened again if the service was restarted since.
    fn store(&mut self) -> Result<Arc<CredentialStore>, StoreError> {
        let owner = self.checked(|bus| bus.owner())?;
        match &self.opened {
            Some(opened) if opened.owner == owner => Ok(Arc::clone(&opened.store)),
            _ => {
                let opened = self.call(READ_PATIENCE, zbus_secret_service_keyring_store::Store::new)?;
                let store: Arc<CredentialStore> = opened.map_err(|error| super::platform_error(&error))?;
                self.opened = Some(Opened { owner, store: Arc::clone(&store), places: HashMap::new() });
                Ok(store)
            }
        }
    }

    /// Calls the store, whose own connection waits for answers as long as it takes. One that does not answer is not used
    /// again: a call that is stuck keeps it to itself.
    pub(super) fn call<T: Send + 'static>(
        &mut self,
        patience: Duration,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        deadline::within(patience, call).ok_or_else(|| {
            self.opened = None;
            StoreError::NoAnswer
        })
    }

    /// Asks on the bus, which starts the service if it can; a connection that failed is not used again.
    fn checked<T>(&mut self, ask: impl FnOnce(&Bus) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let answer = self.connected().and_then(ask);
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

/// The id and place of an item found; `None` for one that is not a record.
fn place(bus: &Bus, item: keyring_core::Entry) -> Result<Option<(RecordId, Place)>, StoreError> {
    let Some(wrapper) = item.as_any().downcast_ref::<Wrapper>() else { return Ok(None) };
    let Ok(path) = OwnedObjectPath::try_from(wrapper.get_path()) else { return Ok(None) };
    let name = bus.attributes(&path)?.remove("username");
    Ok(name.and_then(|name| name.parse().ok()).map(|id| (id, Place { path, item: Arc::new(item) })))
}

/// Passes over an item that is not a record, or cannot be looked at, such as one deleted since it was found: it hides no
/// other. Only when the service is gone or silent are the others not known either.
fn unless_gone<T>(found: Result<Option<T>, StoreError>) -> Option<Result<T, StoreError>> {
    match found {
        Err(gone @ (StoreError::NoService { .. } | StoreError::NoAnswer)) => Some(Err(gone)),
        other => other.ok().flatten().map(Ok),
    }
}

fn is_record(attributes: &HashMap<String, String>, id: &RecordId) -> bool {
    let is = |name: &str, value: &str| attributes.get(name).is_some_and(|found| found == value);
    is("service", SERVICE) && is("username", &id.to_string())
}

fn attributes(name: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", name)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_cannot_be_looked_at_hides_no_other() {
        let vanished = || Err(StoreError::Platform("no such object".to_owned()));
        let found = [Ok(Some(1)), vanished(), Ok(None), Ok(Some(2))];
        let kept: Result<Vec<_>, _> = found.into_iter().filter_map(unless_gone).collect();
        assert_eq!(kept, Ok(vec![1, 2]));
        let gone = [Ok(Some(1)), Err(StoreError::NoAnswer), Ok(Some(2))];
        let kept: Result<Vec<_>, _> = gone.into_iter().filter_map(unless_gone).collect();
        assert_eq!(kept, Err(StoreError::NoAnswer));
    }
}
