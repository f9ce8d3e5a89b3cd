//! The one call that may prompt.

use std::collections::HashMap;

use zbus::blocking::MessageIterator;
use zbus::blocking::fdo::DBusProxy;
use zbus::message::Type as MessageType;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Type, Value};
use zbus::{MatchRule, Message};

use super::SERVICE;
use super::bus::{Address, Bus, SECRETS, explain};
use crate::store::StoreError;

const PROMPT: &str = "org.freedesktop.Secret.Prompt";

#[derive(serde::Deserialize, Type)]
struct Unlocked {
    _objects: Vec<OwnedObjectPath>,
    prompt: OwnedObjectPath,
}

#[derive(serde::Deserialize, Type)]
struct Created {
    _keyring: OwnedObjectPath,
    prompt: OwnedObjectPath,
}

/// Unlocks the default keyring and every item of ours, and creates the default keyring where there is none. Blocks
/// until the person has answered, or the service has gone.
///
/// # Errors
/// [`StoreError::Locked`] or [`StoreError::NoDefaultKeyring`] when the person declined or nothing can show a prompt;
/// [`StoreError::NoService`].
pub(in super::super) fn unlock() -> Result<(), StoreError> {
    let bus = Bus::connect_patiently()?;
    bus.start()?;
    let prompt = match bus.default_keyring() {
        Ok(keyring) => ask_to_unlock(&bus, keyring)?,
        Err(StoreError::NoDefaultKeyring { .. }) => ask_to_create(&bus)?,
        Err(error) => return Err(error),
    };
    if prompt.as_str() == "/" { Ok(()) } else { wait_for(&bus, &prompt) }
}

fn ask_to_unlock(bus: &Bus, keyring: OwnedObjectPath) -> Result<OwnedObjectPath, StoreError> {
    // Items of ours may be in other keyrings too, such as one that was the default once.
    let mut objects = bus.search(&HashMap::from([("service", SERVICE)]))?.locked;
    objects.push(keyring);
    let unlocked: Unlocked = bus.ask(SECRETS, "Unlock", &objects)?;
    Ok(unlocked.prompt)
}

/// As libsecret does when a program stores its first secret.
fn ask_to_create(bus: &Bus) -> Result<OwnedObjectPath, StoreError> {
    let label = HashMap::from([("org.freedesktop.Secret.Collection.Label", Value::from("Default keyring"))]);
    let created: Created = bus.ask(SECRETS, "CreateCollection", &(label, "default"))?;
    Ok(created.prompt)
}

/// Shows the prompt and waits for its end. The end of the service is an end too, or this would wait for ever.
fn wait_for(bus: &Bus, prompt: &OwnedObjectPath) -> Result<(), StoreError> {
    let messages = MessageIterator::from(bus.connection().clone());
    listen(bus, prompt).map_err(explain)?;
    let address = Address { name: SECRETS.name, path: prompt.as_str(), interface: PROMPT };
    // The prompt belongs to a window; an empty text says that we name none.
    bus.ask::<_, ()>(address, "Prompt", &"")?;
    for message in messages {
        match outcome(&message.map_err(explain)?, prompt) {
            Some(Outcome::Answered) => return Ok(()),
            // Still as it was: locked, or without a default keyring.
            Some(Outcome::Dismissed) => return Err(bus.default_keyring().map_or_else(|error| error, |_| bus.locked())),
            Some(Outcome::Gone) => break,
            None => {}
        }
    }
    Err(StoreError::NoService { reason: "it stopped while its prompt was open".to_owned() })
}

fn listen(bus: &Bus, prompt: &OwnedObjectPath) -> zbus::Result<()> {
    let proxy = DBusProxy::new(bus.connection())?;
    let signals = || MatchRule::builder().msg_type(MessageType::Signal);
    proxy.add_match_rule(signals().interface(PROMPT)?.path(prompt.as_str())?.build())?;
    let owner = signals().interface("org.freedesktop.DBus")?.member("NameOwnerChanged")?.arg(0, SECRETS.name)?;
    proxy.add_match_rule(owner.build())?;
    Ok(())
}

enum Outcome {
    Answered,
    Dismissed,
    Gone,
}

fn outcome(message: &Message, prompt: &OwnedObjectPath) -> Option<Outcome> {
    let header = message.header();
    let body = message.body();
    match header.member()?.as_str() {
        "Completed" if header.path().map(ObjectPath::as_str) == Some(prompt.as_str()) => {
            let (dismissed, _): (bool, OwnedValue) = body.deserialize().ok()?;
            Some(if dismissed { Outcome::Dismissed } else { Outcome::Answered })
        }
        "NameOwnerChanged" => {
            // Another service in its place does not know the prompt either.
            let (name, _, _): (String, String, String) = body.deserialize().ok()?;
            (name == SECRETS.name).then_some(Outcome::Gone)
        }
        _ => None,
    }
}
