//! Wayland: the desktop's portal is asked, and may ask the person.
//!
//! The portal hands its picture over as a file of its own (XDG Desktop Portal, `org.freedesktop.portal.Screenshot`).
//! It is deleted as soon as it is open, before anything of it is read.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zeroize::Zeroizing;

use super::{Part, ScreenError, refused};

const PORTAL: &str = "org.freedesktop.portal.Desktop";
/// Time for a person to answer the desktop's question.
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) fn screenshot(part: Part) -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    let (sender, receiver) = mpsc::channel();
    // Nothing ends the wait for a portal that never answers; the thread then stays until the program ends.
    std::thread::spawn(move || sender.send(ask(part)));
    let file = receiver.recv_timeout(PATIENCE).unwrap_or(Err(ScreenError::Declined))?;
    taken_away(&file)
}

/// Asks for a picture of all screens, or has the desktop ask the person of what; gives the file that it is in.
fn ask(part: Part) -> Result<PathBuf, ScreenError> {
    let bus = Connection::session().map_err(no_portal)?;
    let path = request_path(&bus)?;
    let request = Proxy::new(&bus, PORTAL, path, "org.freedesktop.portal.Request").map_err(no_portal)?;
    // Before the question, so that a fast answer is heard.
    let mut answers = request.receive_signal("Response").map_err(no_portal)?;
    let desktop = Proxy::new(&bus, PORTAL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Screenshot");
    let options =
        HashMap::from([("handle_token", Value::from(TOKEN)), ("interactive", Value::from(part == Part::Chosen))]);
    let _same_path: OwnedObjectPath =
        desktop.and_then(|desktop| desktop.call("Screenshot", &("", options))).map_err(no_portal)?;
    let answer = answers.next().ok_or(ScreenError::Declined)?;
    let (code, results): (u32, HashMap<String, OwnedValue>) = answer.body().deserialize().map_err(refused)?;
    match (code, results.get("uri").and_then(|uri| uri.downcast_ref::<&str>().ok())) {
        (0, Some(uri)) => local_file(uri).ok_or_else(|| refused("its picture is not in a file here")),
        _ => Err(ScreenError::Declined),
    }
}

/// Names our one request; each connection has its own.
const TOKEN: &str = "countersign";

/// Where the answer to our request will come from.
fn request_path(bus: &Connection) -> Result<ObjectPath<'static>, ScreenError> {
    let name = bus.unique_name().ok_or_else(|| no_portal("the session bus gave no name"))?;
    let sender = name.trim_start_matches(':').replace('.', "_");
    let path = format!("/org/freedesktop/portal/desktop/request/{sender}/{TOKEN}");
    ObjectPath::try_from(path).map_err(no_portal)
}

/// The path of a `file:` address on this machine (RFC 8089).
fn local_file(uri: &str) -> Option<PathBuf> {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let path = uri.strip_prefix("file://")?;
    let path = path.strip_prefix("localhost").unwrap_or(path);
    let bytes = percent_encoding::percent_decode_str(path).collect();
    Some(PathBuf::from(OsString::from_vec(bytes))).filter(|path| path.is_absolute())
}

/// The content of a file that is gone from its folder before it is read.
fn taken_away(path: &PathBuf) -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    let file = File::open(path).map_err(refused)?;
    std::fs::remove_file(path).map_err(refused)?;
    let most = qr::Limits::default().max_bytes.saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024 * 1024));
    file.take(most).read_to_end(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

fn no_portal(error: impl std::fmt::Display) -> ScreenError {
    ScreenError::NoPortal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_address_is_a_path() {
        let path = |uri| local_file(uri).map(|path| path.to_string_lossy().into_owned());
        assert_eq!(path("file:///home/ada/Pictures/a%20b%C3%BC.png").as_deref(), Some("/home/ada/Pictures/a bü.png"));
        assert_eq!(path("file://localhost/tmp/a.png").as_deref(), Some("/tmp/a.png"));
        assert_eq!((path("https://example.org/a.png"), path("file://elsewhere/a.png")), (None, None));
    }

    #[test]
    fn what_the_portal_wrote_is_read_and_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Screenshot.png");
        std::fs::write(&path, b"a picture").unwrap();
        assert_eq!(taken_away(&path).unwrap().as_slice(), b"a picture");
        assert!(!path.exists());
    }
}
