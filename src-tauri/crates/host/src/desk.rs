//! The composition that the window and the command line share.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use authenticator::{
    AccountStore, KeyringStore, LockableFile, LockableStore, MemoryStore, OwnItem, SealedFileStore, StoreError,
};

use crate::automatic_backups::KEY;
use crate::os::OsRandom;
use crate::{AutomaticBackups, Folders, NoFolder};

/// What is sealed with the accounts when a lock is set.
const SEALED_TOO: &[OwnItem] = &[KEY];

/// Where accounts are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StoreChoice {
    /// The operating system's keyring.
    #[default]
    Keyring,
    /// This process's memory, for trying things out: everything is gone when it ends.
    Memory,
}

/// A store nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no store called \"{0}\"")]
pub struct UnknownStore(String);

impl UnknownStore {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        "store-unknown"
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        "choose keyring, memory or file:PATH"
    }
}

impl FromStr for StoreChoice {
    type Err = UnknownStore;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "keyring" => Ok(Self::Keyring),
            "memory" => Ok(Self::Memory),
            other => Err(UnknownStore(other.to_owned())),
        }
    }
}

/// Why Countersign cannot start on this machine.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No place for files.
    #[error(transparent)]
    NoFolder(#[from] NoFolder),
    /// Our own program cannot be found to read pictures.
    #[error(transparent)]
    Reader(#[from] qr::ReadError),
}

impl OpenError {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFolder(error) => error.code(),
            Self::Reader(error) => error.code(),
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoFolder(error) => error.hint(),
            Self::Reader(error) => error.hint(),
        }
    }
}

/// Accounts, a reader of pictures, and folders.
pub struct Desk {
    /// The accounts.
    pub accounts: AccountStore,
    /// Reads pictures, in a child.
    pub reader: qr::Reader,
    /// Where files are.
    pub folders: Folders,
    /// What a lock can be set on: accounts in the keyring alone. A sealed file has a password of its own.
    pub lock: Option<Arc<LockableStore>>,
    /// The sealed file, where the accounts are in one.
    pub file: Option<Arc<LockableFile>>,
    /// Made after a change; their key is where the accounts are.
    pub automatic_backups: Option<Arc<AutomaticBackups>>,
}

impl Desk {
    /// Puts everything together; touches neither the keyring nor a file yet.
    pub fn open(choice: StoreChoice) -> Result<Self, OpenError> {
        let folders = Folders::of_this_person()?;
        let reader = qr::Reader::for_this_program()?;
        if choice == StoreChoice::Memory {
            let accounts = AccountStore::in_memory(Arc::new(MemoryStore::new()));
            return Ok(Self { accounts, reader, folders, lock: None, file: None, automatic_backups: None });
        }
        let keyring = Arc::new(KeyringStore::new());
        let lock = Arc::new(LockableStore::new(keyring, &folders.data, SEALED_TOO, Box::new(OsRandom)));
        let accounts = AccountStore::open(lock.clone(), &folders.data);
        let automatic_backups = Some(Arc::new(AutomaticBackups::of(&folders, lock.clone(), None)));
        Ok(Self { accounts, reader, folders, lock: Some(lock), file: None, automatic_backups })
    }

    /// The same over a sealed file that was opened.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn of_sealed_file(store: SealedFileStore) -> Result<Self, OpenError> {
        Self::of_file(LockableFile::opened(store))
    }

    /// The same over a sealed file whose password is still to be given.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn of_closed_file(path: &Path) -> Result<Self, OpenError> {
        Self::of_file(LockableFile::closed(path))
    }

    /// With the lock file and the hints beside the sealed file: two programs that share it share those.
    fn of_file(file: LockableFile) -> Result<Self, OpenError> {
        let folders = Folders::of_this_person()?;
        let file = Arc::new(file);
        let accounts = AccountStore::open(file.clone(), file.folder());
        let automatic_backups = Arc::new(AutomaticBackups::of(&folders, file.clone(), Some(file.path())));
        let (reader, automatic_backups) = (qr::Reader::for_this_program()?, Some(automatic_backups));
        Ok(Self { accounts, reader, folders, lock: None, file: Some(file), automatic_backups })
    }

    /// What the person chose in the settings; the keyring where nothing was chosen, or the settings cannot be read.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn chosen() -> Result<Self, OpenError> {
        let settings = crate::settings::read(&Folders::of_this_person()?.config).unwrap_or_default();
        match settings.store.file {
            Some(path) => Self::of_closed_file(&path),
            None => Self::open(StoreChoice::Keyring),
        }
    }

    /// Takes a change only as long as the person's choice is this desk's place: another program may move the accounts, and
    /// what is added here then would be seen by nobody.
    #[must_use]
    pub fn while_chosen(self) -> Self {
        if self.lock.is_none() && self.file.is_none() {
            return self;
        }
        let (config, file) = (self.folders.config.clone(), self.file_path().map(Path::to_owned));
        let is_chosen = move || match chosen_instead(&config, file.as_deref()) {
            Some(place) => Err(StoreError::ChosenElsewhere { place: name_of(place.as_deref()) }),
            None => Ok(()),
        };
        Self { accounts: self.accounts.while_chosen(is_chosen), ..self }
    }

    /// Whether the person's choice is this desk's place; also where the settings cannot be read.
    #[must_use]
    pub fn is_chosen(&self) -> bool {
        let is_in_memory = self.lock.is_none() && self.file.is_none();
        is_in_memory || chosen_instead(&self.folders.config, self.file_path()).is_none()
    }

    /// The sealed file; none where the accounts are in the keyring.
    #[must_use]
    pub fn file_path(&self) -> Option<&Path> {
        self.file.as_deref().map(LockableFile::path)
    }
}

/// The place that was chosen, if it is another one than this: a sealed file, or the keyring.
#[expect(clippy::option_option, reason = "the keyring is a place without a path")]
fn chosen_instead(config: &Path, file: Option<&Path>) -> Option<Option<PathBuf>> {
    let chosen = crate::settings::read(config).ok()?.store.file;
    let is_same = match (chosen.as_deref(), file) {
        (Some(chosen), Some(file)) => {
            // Where its disk is away, nobody can tell: codes go on.
            chosen == file
                || file.canonicalize().map_or(true, |file| chosen.canonicalize().is_ok_and(|one| one == file))
        }
        (chosen, file) => chosen == file,
    };
    (!is_same).then_some(chosen)
}

fn name_of(file: Option<&Path>) -> String {
    file.map_or_else(|| "the keyring".to_owned(), |file| file.display().to_string())
}
