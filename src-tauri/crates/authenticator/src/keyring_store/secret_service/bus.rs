//! The few questions asked of the Secret Service on a connection of our own. None of them prompts.

use std::collections::HashMap;
use std::time::Duration;

use serde::de::DeserializeOwned;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::export::serde::Serialize;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Type};

use super::process;
use crate::store::StoreError;

/// How long the service may think about a question. gnome-keyring answers in a millisecond; a service that has to be
/// started first takes a second or two on a slow machine.
const PATIENCE: Duration = Duration::from_secs(5);

const BUS: Address =
    Address { name: "org.freedesktop.DBus", path: "/org/freedesktop/DBus", interface: "org.freedesktop.DBus" };
pub(super) const SECRETS: Address = Address {
    name: "org.freedesktop.secrets",
    path: "/org/freedesktop/secrets",
    interface: "org.freedesktop.Secret.Service",
};

/// Who is asked.
#[derive(Clone, Copy)]
pub(super) struct Address<'a> {
    pub(super) name: &'a str,
    pub(super) path: &'a str,
    pub(super) interface: &'a str,
}

/// Items found by their attributes.
#[derive(serde::Deserialize, Type)]
pub(super) struct Found {
    pub(super) unlocked: Vec<OwnedObjectPath>,
    pub(super) locked: Vec<OwnedObjectPath>,
}

/// A connection to the session bus.
pub(super) struct Bus {
    connection: Connection,
}

impl Bus {
    /// Connects, and gives up on silent questions.
    pub(super) fn connect() -> Result<Self, StoreError> {
        let builder = Builder::session().map_err(no_bus)?;
        let connection = builder.method_timeout(PATIENCE).build().map_err(no_bus)?;
        Ok(Self { connection })
    }

    /// Connects, and waits for answers as long as it takes: a person may be thinking.
    pub(super) fn connect_patiently() -> Result<Self, StoreError> {
        Ok(Self { connection: Connection::session().map_err(no_bus)? })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn is_open(&self) -> bool {
        !self.connection.is_closed()
    }

    /// Starts the service if the bus can and it does not run. A restarted service is locked.
    pub(super) fn start(&self) -> Result<(), StoreError> {
        if self.ask(BUS, "NameHasOwner", &SECRETS.name)? {
            return Ok(());
        }
        let _outcome: u32 = self.ask(BUS, "StartServiceByName", &(SECRETS.name, 0_u32))?;
        Ok(())
    }

    /// The unique name of the running service.
    pub(super) fn owner(&self) -> Result<String, StoreError> {
        self.ask(BUS, "GetNameOwner", &SECRETS.name)
    }

    /// The name of the program that answers.
    pub(super) fn provider(&self) -> Result<String, StoreError> {
        let process: u32 = self.ask(BUS, "GetConnectionUnixProcessID", &SECRETS.name)?;
        Ok(process::name(process).unwrap_or_else(|| "a Secret Service".to_owned()))
    }

    /// That the service has locked what we need.
    pub(super) fn locked(&self) -> StoreError {
        StoreError::Locked { provider: self.provider_or_unknown() }
    }

    /// Items with these attributes, in all keyrings of the service.
    pub(super) fn search(&self, attributes: &HashMap<&str, &str>) -> Result<Found, StoreError> {
        self.ask(SECRETS, "SearchItems", attributes)
    }

    /// How many items have these attributes.
    pub(super) fn search_unlocked(&self, attributes: &HashMap<&str, &str>) -> Result<usize, StoreError> {
        let found = self.search(attributes)?;
        if found.locked.is_empty() { Ok(found.unlocked.len()) } else { Err(self.locked()) }
    }

    /// The keyring that new items are put into.
    pub(super) fn default_keyring(&self) -> Result<OwnedObjectPath, StoreError> {
        let path: OwnedObjectPath = self.ask(SECRETS, "ReadAlias", &"default")?;
        if path.as_str() == "/" {
            return Err(StoreError::NoDefaultKeyring { provider: self.provider_or_unknown() });
        }
        Ok(path)
    }

    pub(super) fn is_locked(&self, keyring: &OwnedObjectPath) -> Result<bool, StoreError> {
        let value = self.property(keyring, "org.freedesktop.Secret.Collection", "Locked")?;
        bool::try_from(value).map_err(|error| super::super::platform_error(&error))
    }

    pub(super) fn attributes(&self, item: &OwnedObjectPath) -> Result<HashMap<String, String>, StoreError> {
        let value = self.property(item, "org.freedesktop.Secret.Item", "Attributes")?;
        HashMap::try_from(value).map_err(|error| super::super::platform_error(&error))
    }

    fn property(&self, object: &OwnedObjectPath, interface: &str, name: &str) -> Result<OwnedValue, StoreError> {
        let properties =
            Address { name: SECRETS.name, path: object.as_str(), interface: "org.freedesktop.DBus.Properties" };
        self.ask(properties, "Get", &(interface, name))
    }

    fn provider_or_unknown(&self) -> String {
        self.provider().unwrap_or_else(|_| "a Secret Service".to_owned())
    }

    /// Asks one question.
    pub(super) fn ask<B, R>(&self, whom: Address<'_>, method: &str, question: &B) -> Result<R, StoreError>
    where
        B: Serialize + DynamicType,
        R: DeserializeOwned + Type,
    {
        let reply = self.connection.call_method(Some(whom.name), whom.path, Some(whom.interface), method, question);
        let body = reply.map_err(explain)?.body();
        body.deserialize().map_err(explain)
    }
}

fn no_bus(error: zbus::Error) -> StoreError {
    match explain(error) {
        StoreError::Platform(reason) => StoreError::NoService { reason: format!("no session bus ({reason})") },
        other => other,
    }
}

/// A failure of the bus in our words.
pub(super) fn explain(error: zbus::Error) -> StoreError {
    match error {
        zbus::Error::InputOutput(error) if error.kind() == std::io::ErrorKind::TimedOut => StoreError::NoAnswer,
        zbus::Error::InputOutput(_) | zbus::Error::Connection(..) | zbus::Error::Address(_) => {
            StoreError::NoService { reason: "this session has no D-Bus session bus".to_owned() }
        }
        zbus::Error::MethodError(name, ..) if is_absence(name.as_str()) => {
            StoreError::NoService { reason: "nothing provides org.freedesktop.secrets".to_owned() }
        }
        zbus::Error::MethodError(name, ..) if name.as_str() == "org.freedesktop.Secret.Error.IsLocked" => {
            StoreError::Locked { provider: "a Secret Service".to_owned() }
        }
        zbus::Error::MethodError(name, ..) if name.as_str() == "org.freedesktop.DBus.Error.NoReply" => {
            StoreError::NoAnswer
        }
        other => super::super::platform_error(&other),
    }
}

/// The bus says that nobody owns the name and nobody can be started for it.
fn is_absence(error: &str) -> bool {
    let Some(name) = error.strip_prefix("org.freedesktop.DBus.Error.") else {
        return false;
    };
    matches!(name, "ServiceUnknown" | "NameHasNoOwner" | "Disconnected" | "TimedOut") || name.starts_with("Spawn.")
}
