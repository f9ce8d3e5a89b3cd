//! The folder of a relying party's data: its owner's only, and one server's at a time.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It could not be made or written to.
    #[error("the data folder {} could not be used: {error}", path.display())]
    Unusable {
        /// The folder, or the file in it.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Another server has it.
    #[error("another server uses the data folder {}", .0.display())]
    InUse(PathBuf),
}

impl FolderError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unusable { .. } => "data-folder-unusable",
            Self::InUse(_) => "data-folder-in-use",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unusable { .. } => "name a folder you can write to, on a disk that is not full",
            Self::InUse(_) => "stop the other server, or name another folder",
        }
    }
}

/// An open folder, locked against other servers until it is dropped. The system itself gives the lock back when the
/// program ends, whatever ends it.
#[derive(Debug)]
pub(super) struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Makes it if it is not there, for its owner only, and locks it.
    pub(super) fn open(path: PathBuf) -> Result<Self, FolderError> {
        let unusable = |error| FolderError::Unusable { path: path.clone(), error };
        make_folder(&path).map_err(unusable)?;
        let lock = only_for_owner().create(true).open(path.join("relying-party.lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path)),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    /// Whether nothing was ever stored here.
    pub(super) fn is_new(&self) -> Result<bool, FolderError> {
        let path = self.database();
        match std::fs::metadata(&path) {
            Ok(found) => Ok(found.len() == 0),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(FolderError::Unusable { path, error }),
        }
    }

    /// The file of the database; if it is not there, an empty one is made that only its owner can read, before anything
    /// is written into it. The database's other files take its permissions.
    pub(super) fn make_database(&self) -> Result<PathBuf, FolderError> {
        let path = self.database();
        match only_for_owner().create(true).open(&path) {
            Ok(_) => Ok(path),
            Err(error) => Err(FolderError::Unusable { path, error }),
        }
    }

    fn database(&self) -> PathBuf {
        self.path.join("relying-party.sqlite")
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// For reading and writing, by its owner. On Windows the folder's own rules hold.
fn only_for_owner() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_at_a_time_has_a_folder() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a/b");
        let first = DataFolder::open(path.clone()).unwrap();
        assert_eq!(DataFolder::open(path.clone()).unwrap_err().code(), "data-folder-in-use");
        drop(first);
        DataFolder::open(path).unwrap();
    }

    #[test]
    fn a_folder_is_new_until_something_was_stored() {
        let place = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(place.path().to_owned()).unwrap();
        assert!(folder.is_new().unwrap());
        let database = folder.make_database().unwrap();
        assert!(folder.is_new().unwrap());
        std::fs::write(&database, "something").unwrap();
        assert!(!folder.is_new().unwrap());
        assert_eq!(folder.make_database().unwrap(), database);
        assert_eq!(std::fs::read(database).unwrap(), b"something");
    }

    #[test]
    fn a_file_is_no_folder() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("file");
        std::fs::write(&path, "").unwrap();
        assert_eq!(DataFolder::open(path).unwrap_err().code(), "data-folder-unusable");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_look_into_it() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("data");
        let folder = DataFolder::open(path.clone()).unwrap();
        let database = folder.make_database().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&database)), (0o700, 0o600));
    }
}
