//! Keys in a file that only its owner can read.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use sealing::KeyRing;
use zeroize::Zeroizing;

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
    if is_open_to_others(file).map_err(|error| unreadable(path, error))? {
        return Err(KeySourceError::OpenToOthers(path.to_owned()));
    }
    let mut content = Zeroizing::new(String::with_capacity(4096));
    file.take(MOST).read_to_string(&mut content).map_err(|error| unreadable(path, error))?;
    let place = || path.display().to_string();
    text::ring(content.lines()).map_err(|error| KeySourceError::Malformed { place: place(), error })
}

/// Whole or not at all, and never over a file that came meanwhile.
fn make(path: &Path) -> Result<(), RelyingPartyError> {
    let key = new_key()?;
    let folder = files::folder_of(path);
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut new| {
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
