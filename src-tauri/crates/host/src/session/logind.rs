//! systemd-logind (and elogind, which speaks as it does): the lock of our session, and the machine's sleep. Its interface:
//! org.freedesktop.login1(5).
//!
//! Every user may send any signal on the system bus (`/usr/share/dbus-1/system.conf` denies calls, not signals), so one
//! is believed only from whoever owns logind's name, which only root may take. And who can send can send many: each signal has
//! a connection of its own to be heard on, and logind is asked on another, to which nobody listens.

mod signals;

use serde::Serialize;
use zbus::blocking::Connection;
use zbus::message::Message;
use zbus::zvariant::{DynamicType, OwnedFd, OwnedObjectPath};

use self::signals::Signals;
use super::Connect;

const NAME: &str = "org.freedesktop.login1";
const MANAGER: (&str, &str) = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager");
const SESSION: &str = "org.freedesktop.login1.Session";

pub(super) fn lock_with_the_session(connect: Connect, locked: &dyn Fn()) -> zbus::Result<()> {
    locks(&connect()?, &connect()?)?.for_each(|_| locked());
    Ok(())
}

/// Has the machine wait until `locked` has returned: between two sleeps we hold an inhibitor, and give it back when the
/// accounts are locked. How long logind waits for us is its own (`InhibitDelayMaxSec`, five seconds).
pub(super) fn lock_before_sleep(connect: Connect, locked: &dyn Fn()) -> zbus::Result<()> {
    hold_up_sleep(&connect()?, &connect()?, locked)
}

fn hold_up_sleep(heard: &Connection, asked: &Connection, locked: &dyn Fn()) -> zbus::Result<()> {
    let sleeps = sleeps(heard)?;
    // Listened to first: no sleep begins between the two unnoticed.
    let mut inhibitor = inhibit(asked);
    for message in sleeps {
        match message.body().deserialize::<bool>() {
            Ok(true) => {
                locked();
                inhibitor = None;
            }
            Ok(false) => inhibitor = inhibit(asked),
            Err(_) => {}
        }
    }
    drop(inhibitor);
    Ok(())
}

/// Each time our own session is locked. Where nobody can tell which it is, every session counts as ours.
fn locks(heard: &Connection, asked: &Connection) -> zbus::Result<impl Iterator<Item = Message> + use<>> {
    let messages = Signals::of(NAME, (SESSION, "Lock"), heard)?;
    let ours = our_session(asked);
    let is_of_ours = move |message: &Message| ours.as_ref().is_none_or(|ours| message.header().path() == Some(ours));
    Ok(messages.filter(is_of_ours))
}

/// Each time the machine is about to sleep, and each time it woke up.
fn sleeps(heard: &Connection) -> zbus::Result<Signals> {
    Signals::of(NAME, (MANAGER.1, "PrepareForSleep"), heard)
}

/// Where logind refuses it, or is not there, the machine does not wait.
fn inhibit(asked: &Connection) -> Option<OwnedFd> {
    let why = ("sleep", "Countersign", "It locks your accounts first", "delay");
    ask_manager(asked, "Inhibit", &why)?.body().deserialize().ok()
}

/// The session this program was started from; for one that the user's service manager started, the one on the screen.
fn our_session(asked: &Connection) -> Option<OwnedObjectPath> {
    let by_name = |name: &str| ask_manager(asked, "GetSession", &name);
    let by_process = ask_manager(asked, "GetSessionByPID", &std::process::id());
    let session = by_process.or_else(|| by_name(&std::env::var("XDG_SESSION_ID").ok()?)).or_else(|| by_name("auto"));
    session?.body().deserialize().ok()
}

fn ask_manager(asked: &Connection, question: &str, argument: &(impl Serialize + DynamicType)) -> Option<Message> {
    asked.call_method(Some(NAME), MANAGER.0, Some(MANAGER.1), question, argument).ok()
}

#[cfg(test)]
mod tests;
