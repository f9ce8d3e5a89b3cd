//! systemd-logind (and elogind, which speaks as it does): the lock of our session, and the machine's sleep. Its interface:
//! org.freedesktop.login1(5).
//!
//! Every user may send any signal on the system bus (`/usr/share/dbus-1/system.conf` denies calls, not signals), so one
//! is believed only from whoever owns logind's name, which only root may take.

use zbus::MatchRule;
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, MessageIterator, Proxy};
use zbus::message::{Message, Type};
use zbus::names::BusName;
use zbus::zvariant::{OwnedFd, OwnedObjectPath};

const NAME: &str = "org.freedesktop.login1";
const MANAGER: (&str, &str) = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager");
const SESSION: &str = "org.freedesktop.login1.Session";

pub(super) fn lock_with_the_session(bus: &Connection, locked: &dyn Fn()) -> zbus::Result<()> {
    locks(bus)?.for_each(|_| locked());
    Ok(())
}

/// Has the machine wait until `locked` has returned: between two sleeps we hold an inhibitor, and give it back when the
/// accounts are locked. How long logind waits for us is its own (`InhibitDelayMaxSec`, five seconds).
pub(super) fn lock_before_sleep(bus: &Connection, locked: &dyn Fn()) -> zbus::Result<()> {
    let sleeps = sleeps(bus)?;
    // Listened to first: no sleep begins between the two unnoticed.
    let mut inhibitor = inhibit(bus);
    for message in sleeps {
        match message.body().deserialize::<bool>() {
            Ok(true) => {
                locked();
                inhibitor = None;
            }
            Ok(false) => inhibitor = inhibit(bus),
            Err(_) => {}
        }
    }
    drop(inhibitor);
    Ok(())
}

/// Each time our own session is locked. Where nobody can tell which it is, every session counts as ours.
fn locks(bus: &Connection) -> zbus::Result<impl Iterator<Item = Message>> {
    let messages = signals(bus, SESSION, "Lock")?;
    let ours = our_session(bus);
    let is_of_ours = move |message: &Message| ours.as_ref().is_none_or(|ours| message.header().path() == Some(ours));
    Ok(messages.filter(is_of_ours))
}

/// Each time the machine is about to sleep, and each time it woke up.
fn sleeps(bus: &Connection) -> zbus::Result<impl Iterator<Item = Message>> {
    signals(bus, MANAGER.1, "PrepareForSleep")
}

/// Where logind refuses it, or is not there, the machine does not wait.
fn inhibit(bus: &Connection) -> Option<OwnedFd> {
    let why = ("sleep", "Countersign", "It locks your accounts first", "delay");
    manager(bus).ok()?.call("Inhibit", &why).ok()
}

/// The session this program was started from; for one that the user's service manager started, the one on the screen.
fn our_session(bus: &Connection) -> Option<OwnedObjectPath> {
    let manager = manager(bus).ok()?;
    let by_name = |name: &str| manager.call("GetSession", &name).ok();
    let by_process = manager.call("GetSessionByPID", &std::process::id()).ok();
    by_process.or_else(|| by_name(&std::env::var("XDG_SESSION_ID").ok()?)).or_else(|| by_name("auto"))
}

/// The bus sends what was addressed to us whatever we asked it for: so the rule's sender is not enough.
fn is_from_logind(bus: &Connection, message: &Message) -> bool {
    let owner = || DBusProxy::new(bus).ok()?.get_name_owner(BusName::try_from(NAME).ok()?).ok();
    owner().is_some_and(|owner| message.header().sender() == Some(&*owner))
}

/// What logind itself tells, and nobody else.
fn signals(
    bus: &Connection,
    interface: &'static str,
    member: &'static str,
) -> zbus::Result<impl Iterator<Item = Message>> {
    let rule = MatchRule::builder().msg_type(Type::Signal).sender(NAME)?.interface(interface)?.member(member)?.build();
    let (messages, bus) = (MessageIterator::for_match_rule(rule, bus, None)?, bus.clone());
    Ok(messages.flatten().filter(move |message| is_from_logind(&bus, message)))
}

fn manager(bus: &Connection) -> zbus::Result<Proxy<'static>> {
    Proxy::new(bus, NAME, MANAGER.0, MANAGER.1)
}

#[cfg(test)]
mod tests;
