//! Keys in a file that only its owner can read.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use relying_party::KeyPlaceError;
use sealing::KeyRing;
use zeroize::Zeroizing;

use super::place::{changed, failed, is_the_same};
use super::{KeySourceError, new_key, text};
use crate::files;
use crate::relying_party::RelyingPartyError;

/// More bytes than any number of keys anybody keeps, comments included.
const MOST: u64 = 64 * 1024;

/// Its keys. A file that is not there is made where there is no data yet, and read back.
pub(super) fn ring(path: &Path, is_new: bool) -> Result<KeyRing, RelyingPartyError> {
    match File::open(path) {
        Ok(file) => Ok(read(path, &file)?),
        Err(error) if error.kind() == ErrorKind::NotFound && is_new => {
            make(path)?;
            let file = File::open(path).map_err(|error| unreadable(path, error))?;
            Ok(read(path, &file)?)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(KeySourceError::Missing { place: path.display().to_string() }.into())
        }
        Err(error) => Err(unreadable(path, error).into()),
    }
}

fn read(path: &Path, file: &File) -> Result<KeyRing, KeySourceError> {
    let content = content(path, file)?;
    let place = || path.display().to_string();
    text::ring(content.lines()).map_err(|error| KeySourceError::Malformed { place: place(), error })
}

fn content(path: &Path, file: &File) -> Result<Zeroizing<String>, KeySourceError> {
    if is_open_to_others(file).map_err(|error| unreadable(path, error))? {
        return Err(KeySourceError::OpenToOthers(path.to_owned()));
    }
    let mut content = Zeroizing::new(String::with_capacity(4096));
    file.take(MOST).read_to_string(&mut content).map_err(|error| unreadable(path, error))?;
    Ok(content)
}

/// Writes `new` over `known`, whole or not at all, for the owner only; comments in it go.
pub(super) fn replace(path: &Path, known: &KeyRing, new: &KeyRing) -> Result<(), KeyPlaceError> {
    let kept = File::open(path).map_err(failed).and_then(|file| read(path, &file).map_err(failed))?;
    if !is_the_same(&kept, known) {
        return Err(changed(path.display()));
    }
    // Where the name is a link, what it points to is replaced, and the link stays.
    let path = path.canonicalize().map_err(failed)?;
    files::replace(&path, text::print(new).as_bytes()).map_err(failed)
}

/// Removes older keys that a change of the key left there, and tells what there is.
pub(super) fn drop_older(path: &Path, known: &KeyRing) -> Result<KeyRing, KeyPlaceError> {
    let content = File::open(path).map_err(failed).and_then(|file| content(path, &file).map_err(failed))?;
    if !text::has_leaving_keys(&content) {
        return Ok(known.clone());
    }
    let left = KeyRing::new(known.current().clone());
    replace(path, known, &left)?;
    Ok(left)
}

/// Whole or not at all, and never over a file that came meanwhile.
fn make(path: &Path) -> Result<(), RelyingPartyError> {
    let key = new_key()?;
    let folder = files::folder_of(path);
    let written = files::new_private(folder).and_then(|mut new| {
        new.write_all(key.to_hex().as_bytes())?;
        new.write_all(b"\n")?;
        new.as_file().sync_all()?;
        Ok(new)
    });
    let placed = written.and_then(|new| match new.persist_noclobber(path) {
        Ok(_) => files::sync_folder(folder),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error),
    });
    let place = path.display().to_string();
    placed.map_err(|error| KeySourceError::Io { doing: "stored in", place, error }.into())
}

fn unreadable(path: &Path, error: std::io::Error) -> KeySourceError {
    KeySourceError::Io { doing: "read from", place: path.display().to_string(), error }
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

/// A file in a person's folder is that person's by the folder's own rules.
#[cfg(not(unix))]
fn is_open_to_others(_file: &File) -> std::io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_where_there_is_no_data() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert_eq!(ring(&path, false).unwrap_err().code(), "key-missing");
        assert!(!path.exists());
        let made = ring(&path, true).unwrap();
        assert_eq!(ring(&path, true).unwrap().current_id(), made.current_id());
        assert_eq!(ring(&path, false).unwrap().current_id(), made.current_id());
    }

    #[test]
    fn another_key_comes_before_the_old_one_until_that_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let first = ring(&path, true).unwrap();
        let mut both = first.clone();
        both.rotate(sealing::SealingKey::from_bytes([9; 32]));
        replace(&path, &first, &both).unwrap();
        assert!(is_the_same(&ring(&path, false).unwrap(), &both));
        assert!(!is_open_to_others(&File::open(&path).unwrap()).unwrap());
        assert!(matches!(replace(&path, &first, &both), Err(KeyPlaceError::Changed(_))), "somebody wrote it meanwhile");
        let left = drop_older(&path, &both).unwrap();
        assert!(left.older().is_empty() && is_the_same(&ring(&path, false).unwrap(), &left));
    }

    #[test]
    fn older_keys_that_people_put_there_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        ring(&path, true).unwrap();
        let text = format!("# mine\n{}\n{}\n", "11".repeat(32), "22".repeat(32));
        std::fs::write(&path, &text).unwrap();
        let known = ring(&path, false).unwrap();
        assert!(is_the_same(&drop_older(&path, &known).unwrap(), &known));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_file_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("key"), folder.path().join("link"));
        let first = ring(&path, true).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let mut both = first.clone();
        both.rotate(sealing::SealingKey::from_bytes([9; 32]));
        replace(&link, &first, &both).unwrap();
        assert!(link.is_symlink() && is_the_same(&ring(&path, false).unwrap(), &both));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        ring(&path, true).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        assert_eq!(ring(&path, false).unwrap_err().code(), "key-open-to-others");
    }

    #[test]
    fn a_file_without_a_key_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        ring(&path, true).unwrap();
        for content in ["", "# nothing\n", "no key\n"] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(ring(&path, true).unwrap_err().code(), "key-malformed", "{content}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
        }
    }
}
