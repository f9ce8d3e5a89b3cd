//! Opens the store that was named, with its password where it has one.

use std::path::{Path, PathBuf};

use authenticator::{LockState, LockableStore, SealedFileStore};
use host::os::{OsRandom, now};
use host::{Desk, StoreChoice};

use crate::arguments::StorePlace;
use crate::commands::lock::tell_of_the_opening;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Console;
use crate::passwords::Passwords;

/// A store that is not opened yet.
pub(crate) struct Opening {
    pub(crate) place: StorePlace,
    /// Nobody said which store: the one that was chosen counts, also while another program moves the accounts.
    pub(crate) follows_choice: bool,
    pub(crate) passwords: Passwords,
    pub(crate) console: Console,
}

impl Opening {
    pub(crate) fn new(place: StorePlace, follows_choice: bool, descriptor: Option<u32>, console: Console) -> Self {
        Self { place, follows_choice, passwords: Passwords::new(descriptor), console }
    }

    /// The accounts in it.
    pub(crate) fn desk(&mut self) -> Result<Desk, Failure> {
        let place = self.place.clone();
        let desk = self.desk_of(&place)?;
        Ok(if self.follows_choice { desk.while_chosen() } else { desk })
    }

    /// The accounts in another store than `--store` says.
    pub(crate) fn desk_of(&mut self, place: &StorePlace) -> Result<Desk, Failure> {
        Ok(match place {
            StorePlace::Known(choice) => {
                let desk = Desk::open(*choice)?;
                self.open_lock_of(&desk)?;
                desk
            }
            StorePlace::File(path) => Desk::of_sealed_file(self.open(path)?)?,
        })
    }

    /// The accounts in the keyring, with the lock as it is: for what is about the keyring or the lock itself.
    pub(crate) fn locked_desk(&mut self) -> Result<Desk, Failure> {
        match &self.place {
            StorePlace::Known(choice) => Ok(Desk::open(*choice)?),
            StorePlace::File(_) => self.desk(),
        }
    }

    /// Asks for the password of the lock, if one is set. What keeps the store from being used at all is told by whoever
    /// uses it.
    fn open_lock_of(&mut self, desk: &Desk) -> Result<(), Failure> {
        match &desk.lock {
            Some(lock) if matches!(lock.lock_state(), Ok(LockState::Locked)) => self.open_lock(lock),
            _ => Ok(()),
        }
    }

    /// Asks for the password of a lock.
    pub(crate) fn open_lock(&mut self, lock: &LockableStore) -> Result<(), Failure> {
        let secret = self.passwords.ask("Password or recovery code of the lock")?;
        let unlocked = lock.open_with(&secret, now())?;
        tell_of_the_opening(&unlocked, self.console);
        Ok(())
    }

    /// The sealed file that `--store` says, opened.
    pub(crate) fn file(&mut self) -> Result<SealedFileStore, Failure> {
        let path = self.path()?;
        self.open(&path)
    }

    /// The path of the sealed file that `--store` says.
    pub(crate) fn path(&self) -> Result<PathBuf, Failure> {
        path_of(&self.place).map(Path::to_owned)
    }

    fn open(&mut self, path: &Path) -> Result<SealedFileStore, Failure> {
        SealedFileStore::look(path)?;
        let secret = self.secret_of(path)?;
        Ok(SealedFileStore::open(path, &secret, Box::new(OsRandom))?)
    }

    /// The password of a sealed file, or its recovery code.
    pub(crate) fn secret_of(&mut self, path: &Path) -> Result<zeroize::Zeroizing<String>, Failure> {
        Ok(self.passwords.ask(&format!("Password or recovery code of {}", path.display()))?)
    }
}

/// What only a sealed file has was asked of another store.
pub(crate) fn path_of(place: &StorePlace) -> Result<&Path, Failure> {
    let store = match place {
        StorePlace::File(path) => return Ok(path),
        StorePlace::Known(StoreChoice::Keyring) => "the keyring",
        StorePlace::Known(StoreChoice::Memory) => "memory",
    };
    let message = format!("{store} is no sealed file");
    Err(Failure::new("store-not-a-file", message, "say --store file:PATH, or set COUNTERSIGN_STORE")
        .with_exit(Exit::Usage))
}
