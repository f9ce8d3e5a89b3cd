//! What is looked at, one by one.

use std::path::Path;

use authenticator::{HeaderState, LockState, LockableStore, SealedFileStore, StoreError};
use host::time_server::{self, ClockReading};
use host::{Desk, Folders, web_time};

use super::super::lock::name_of;
use super::Check;
use crate::arguments::StorePlace;
use crate::failure::{Failure, hint};

/// A clock that is further off will cost codes before long, in seconds.
const MOST_OFF: f64 = 10.0;
const STORE: &str = "store";
const LOCK: &str = "lock";

pub(super) fn program() -> Check {
    let (version, system) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    Check::well("program", format!("countersign {version}, {system} {}", std::env::consts::ARCH))
}

/// Without a prompt, and without a password of the person.
pub(super) fn store(place: &StorePlace) -> Result<Vec<Check>, Failure> {
    Ok(match place {
        StorePlace::Known(choice) => {
            let desk = Desk::open(*choice)?;
            std::iter::once(known(&desk)).chain(desk.lock.as_deref().and_then(lock)).collect()
        }
        StorePlace::File(path) => vec![sealed_file(path)],
    })
}

pub(super) fn no_place(failure: &Failure) -> Check {
    Check::attention(STORE, failure.message.clone(), failure.hint.clone())
}

/// Of a keyring that can be looked at.
fn lock(lock: &LockableStore) -> Option<Check> {
    let status = lock.status().ok()?;
    if let Err(StoreError::Lock(error)) = lock.lock_state() {
        return Some(Check::attention(LOCK, error.code(), error.hint()));
    }
    if status.state == LockState::Off {
        return Some(Check::well(LOCK, "none is set"));
    }
    let places = [("the keyring", status.in_keyring), ("the data folder", status.in_folder)];
    let broken = places.iter().find(|(_, header)| *header != HeaderState::Readable);
    Some(match broken {
        Some((place, header)) => {
            let found = format!("set; its header in {place} is {}", name_of(*header));
            Check::attention(
                LOCK,
                found,
                "open it once, as with `countersign list`: that mends it from the other place",
            )
        }
        None if status.is_half_way => {
            let found = "set; setting it or taking it away was cut off";
            Check::attention(LOCK, found, "open it once, as with `countersign list`: that goes on with it")
        }
        None => Check::well(LOCK, "set, its header readable in both places"),
    })
}

/// Its path may tell whose it is.
fn sealed_file(path: &Path) -> Check {
    let file = "a sealed file";
    match (SealedFileStore::look_closely(path), std::fs::metadata(path)) {
        (Err(error), _) => Check::attention(STORE, format!("{file}, {}", error.code()), hint(&error.into())),
        (Ok(()), Ok(about)) => permissions(STORE, file, &about),
        (Ok(()), Err(error)) => Check::attention(STORE, format!("{file}: {error}"), "see who may read it"),
    }
}

fn known(desk: &Desk) -> Check {
    let records = desk.accounts.records();
    let provider = records.provider();
    match records.state() {
        Ok(()) | Err(StoreError::Lock(_)) => Check::well(STORE, format!("{provider}, ready")),
        Err(error @ StoreError::Locked { .. }) => {
            Check::attention(STORE, format!("{provider}, locked"), format!("{} (`countersign unlock`)", error.hint()))
        }
        Err(error) => Check::attention(STORE, format!("{provider}, {}", error.code()), hint(&error)),
    }
}

pub(super) fn folders(folders: &Folders) -> [Check; 2] {
    [folder("data", &folders.data), folder("settings", &folders.config)]
}

fn folder(name: &'static str, path: &Path) -> Check {
    let shown = redacted(path, Folders::home().as_deref());
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Check::well(name, format!("{shown}, not made yet"))
        }
        Err(error) => Check::attention(name, format!("{shown}: {error}"), "see who may read this folder"),
        Ok(about) if !about.is_dir() => Check::attention(name, format!("{shown} is no folder"), "move it away"),
        Ok(about) => permissions(name, &shown, &about),
    }
}

#[cfg(unix)]
fn permissions(name: &'static str, shown: &str, about: &std::fs::Metadata) -> Check {
    use std::os::unix::fs::PermissionsExt;

    let mode = about.permissions().mode() & 0o777;
    let found = format!("{shown}, {mode:03o}");
    if mode & 0o022 == 0 {
        return Check::well(name, found);
    }
    Check::attention(name, format!("{found}: others may write there"), "take that right away from them: chmod go-w")
}

#[cfg(not(unix))]
fn permissions(name: &'static str, shown: &str, _about: &std::fs::Metadata) -> Check {
    Check::unknown(name, shown, "who may write there is not looked at on this system")
}

/// A path without the name of the person.
fn redacted(path: &Path, home: Option<&Path>) -> String {
    let below = home.and_then(|home| path.strip_prefix(home).ok());
    match below {
        Some(below) => format!("~/{}", below.display()),
        None => format!("…/{}", path.file_name().unwrap_or_default().display()),
    }
}

pub(super) fn clock_not_compared() -> Check {
    Check::unknown("clock", "not compared", "say --clock HOST to compare it with a time server")
}

pub(super) fn clock(host: &str) -> Check {
    let told = if web_time::is_address(host) { web_time::ask(host) } else { time_server::ask(host) };
    match told {
        Ok(reading) => compared(reading),
        Err(error) => Check::unknown("clock", format!("not compared: {}", error.code()), error.hint()),
    }
}

fn compared(ClockReading { ahead, round_trip }: ClockReading) -> Check {
    let side = if ahead < 0.0 { "behind" } else { "ahead" };
    let found = format!("{:.1} s {side}, give or take {:.1} s", ahead.abs(), round_trip.abs() / 2.0);
    if ahead.abs() <= MOST_OFF {
        return Check::well("clock", found);
    }
    Check::attention(
        "clock",
        found,
        "set date and time to automatic: codes of a clock that is half a minute off are rejected",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::State;

    #[test]
    fn a_path_does_not_tell_whose_it_is() {
        let home = Path::new("/home/ada");
        assert_eq!(redacted(Path::new("/home/ada/.config/countersign"), Some(home)), "~/.config/countersign");
        assert_eq!(redacted(Path::new("/srv/ada/countersign"), Some(home)), "…/countersign");
        assert_eq!(redacted(Path::new("/srv/ada/countersign"), None), "…/countersign");
    }

    #[test]
    fn a_clock_ten_seconds_off_needs_attention() {
        let state = |ahead: f64| compared(ClockReading { ahead, round_trip: 0.1 }).state;
        assert_eq!([state(9.9), state(-9.9)], [State::Well, State::Well]);
        assert_eq!([state(10.1), state(-40.0)], [State::Attention, State::Attention]);
        assert_eq!(compared(ClockReading { ahead: -40.0, round_trip: 0.2 }).found, "40.0 s behind, give or take 0.1 s");
    }
}
