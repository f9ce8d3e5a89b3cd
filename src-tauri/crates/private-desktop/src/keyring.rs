//! gnome-keyring on a private bus.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::process::Stdio;

use crate::process::{self, Process};
use crate::{Desktop, DesktopError};

/// The password of every keyring made here.
pub(crate) const PASSWORD: &str = "the password of a private keyring";
const NAME: &str = "gnome-keyring-daemon";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

pub(crate) fn start(desktop: &Desktop) -> Result<Process, DesktopError> {
    let mut daemon = desktop.command(NAME);
    daemon.args(["--foreground", "--unlock", "--components=secrets"]);
    daemon.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut keyring = Process::spawn(&mut daemon, "gnome-keyring")?;
    keyring.feed(PASSWORD)?;
    process::wait_until(NAME, || Ok(keyring.has_ended()? || is_locked(desktop)? == Some(false)))?;
    Ok(keyring)
}

pub(crate) fn start_without_collection(desktop: &Desktop) -> Result<Process, DesktopError> {
    let mut daemon = desktop.command(NAME);
    daemon.args(["--foreground", "--components=secrets"]);
    daemon.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut keyring = Process::spawn(&mut daemon, "gnome-keyring")?;
    process::wait_until(NAME, || Ok(keyring.has_ended()? || has_owner(desktop)?))?;
    Ok(keyring)
}

pub(crate) fn lock(desktop: &Desktop) -> Result<(), DesktopError> {
    let objects = format!("array:objpath:{COLLECTION}");
    call(
        desktop,
        &[
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            &objects,
        ],
    )?;
    Ok(())
}

/// Hands the password to the daemon's control socket, as logging in does.
///
/// The packet, as in gnome-keyring's `gkd-control-client.c`: a zero byte that carries the caller's credentials, then
/// length, operation, and the password behind its own length, all big-endian; the answer is length and result.
pub(crate) fn unlock(desktop: &Desktop) -> Result<(), DesktopError> {
    const UNLOCK: u32 = 1;
    let mut socket = UnixStream::connect(desktop.folder().join("runtime/keyring/control"))?;
    let password = u32::try_from(PASSWORD.len()).expect("the password is short");
    let mut packet = vec![0];
    for number in [12 + password, UNLOCK, password] {
        packet.extend(number.to_be_bytes());
    }
    packet.extend(PASSWORD.as_bytes());
    socket.write_all(&packet)?;
    let mut answer = [0; 8];
    socket.read_exact(&mut answer)?;
    if answer == [0, 0, 0, 8, 0, 0, 0, 0] {
        return Ok(());
    }
    Err(DesktopError::Failed { program: NAME.into(), said: format!("unlocking answered {answer:?}") })
}

/// Whether the collection is locked; none while there is no daemon or no collection.
fn is_locked(desktop: &Desktop) -> Result<Option<bool>, DesktopError> {
    let answer = call(
        desktop,
        &[
            "--dest=org.freedesktop.secrets",
            COLLECTION,
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked",
        ],
    );
    match answer {
        Ok(text) => Ok(Some(text.contains("boolean true"))),
        Err(DesktopError::Failed { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn has_owner(desktop: &Desktop) -> Result<bool, DesktopError> {
    let answer = call(
        desktop,
        &[
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ],
    )?;
    Ok(answer.contains("boolean true"))
}

fn call(desktop: &Desktop, arguments: &[&str]) -> Result<String, DesktopError> {
    let mut send = desktop.command("dbus-send");
    send.args(["--session", "--print-reply"]).args(arguments);
    let output = process::run(&mut send, b"", "dbus")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
