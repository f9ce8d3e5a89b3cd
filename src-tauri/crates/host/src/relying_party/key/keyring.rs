//! Keys in the system's keyring: one item of one person, for all folders of data.

use std::fs::{File, OpenOptions};
use std::io;

use authenticator::{KeyringStore, OwnItem, OwnItems, StoreError};
use relying_party::KeyPlaceError;
use sealing::{KeyRing, SealingKey};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::place::{changed, failed, is_the_same};
use super::{KeySourceError, new_key, text};
use crate::Folders;
use crate::relying_party::RelyingPartyError;

const ITEM: OwnItem =
    OwnItem { service: "countersign relying-party", name: "key", label: "countersign relying-party key" };

/// What the item holds.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Stored {
    current: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    older: Vec<String>,
}

/// Its keys. Where the keyring can be read and has none, one is made for data that is not there yet, and read back.
pub(super) fn ring(is_new: bool) -> Result<KeyRing, RelyingPartyError> {
    let keyring = KeyringStore::new();
    // Two that start at once would each make one.
    let _turn = turn().map_err(|error| {
        let place = "the program's data folder".to_owned();
        KeySourceError::Io { doing: "stored in", place, error }
    })?;
    if let Some(stored) = keyring.read_own(ITEM).map_err(KeySourceError::from)? {
        return Ok(parse(&stored)?);
    }
    if !is_new {
        return Err(KeySourceError::Missing { place: "the system's keyring".to_owned() }.into());
    }
    let ring = KeyRing::new(new_key()?);
    keyring.write_own(ITEM, &print(&ring)?).map_err(KeySourceError::from)?;
    Ok(ring)
}

/// Writes `new` over `known`, and reads it back.
pub(super) fn replace(known: &KeyRing, new: &KeyRing) -> Result<(), KeyPlaceError> {
    let keyring = KeyringStore::new();
    let _turn = turn().map_err(failed)?;
    let stored = keyring.read_own(ITEM).map_err(failed)?;
    let kept = stored.map(|stored| parse(&stored)).transpose().map_err(failed)?;
    if !kept.is_some_and(|kept| is_the_same(&kept, known)) {
        return Err(changed("the system's keyring"));
    }
    keyring.write_own(ITEM, &print(new).map_err(failed)?).map_err(failed)
}

fn parse(stored: &str) -> Result<KeyRing, KeySourceError> {
    let place = || format!("the item \"{}\" of the system's keyring", ITEM.label);
    let malformed = |error| KeySourceError::Malformed { place: place(), error };
    let stored: Stored = serde_json::from_str(stored).map_err(|_| malformed(sealing::KeyError::Malformed))?;
    text::ring(std::iter::once(&stored.current).chain(&stored.older).map(String::as_str)).map_err(malformed)
}

fn print(ring: &KeyRing) -> Result<Zeroizing<String>, KeySourceError> {
    let hex = |key: &SealingKey| key.to_hex().to_string();
    let stored = Stored { current: hex(ring.current()), older: ring.older().iter().map(hex).collect() };
    let text = serde_json::to_string(&stored).map(Zeroizing::new);
    text.map_err(|error| StoreError::Platform(error.to_string()).into())
}

/// The turn of one program; given back when it is dropped.
fn turn() -> io::Result<File> {
    let folder = Folders::of_this_person().map_err(io::Error::other)?.data;
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("relying-party-key.lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    file.lock()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again_with_the_older_keys() {
        let key = |byte| SealingKey::from_bytes([byte; 32]);
        let ring = KeyRing::new(key(1)).with_older(key(2));
        let again = parse(&print(&ring).unwrap()).unwrap();
        assert_eq!((again.current(), again.older()), (ring.current(), ring.older()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for stored in ["", "{}", r#"{"current":"short"}"#, r#"{"current":7}"#] {
            assert_eq!(parse(stored).unwrap_err().code(), "key-malformed", "{stored}");
        }
    }
}
