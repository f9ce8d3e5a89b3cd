//! The two stores that accounts go to and fro between.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use authenticator::{
    AccountStore, Entry, KeyringStore, LoadProgress, LockableStore, Random, RandomError, SealedFileStore, StoreError,
};
use otp::UnixSeconds;

/// What a process of this program is there for.
pub(crate) const ROLE: &str = "COUNTERSIGN_TORTURE_ROLE";
/// Where it works.
pub(crate) const FOLDER: &str = "COUNTERSIGN_TORTURE_FOLDER";

pub(crate) const NOW: UnixSeconds = UnixSeconds(1_700_000_000);
pub(crate) const FIRST_PASSWORD: &str = "password number 0";

/// Where accounts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    Keyring,
    File,
}

impl Home {
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Keyring => Self::File,
            Self::File => Self::Keyring,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
        }
    }

    pub(crate) fn named(name: &str) -> Self {
        if name == "file" { Self::File } else { Self::Keyring }
    }
}

/// Chance that comes out the same each time.
pub(crate) struct Drawn(pub(crate) u64);

impl Drawn {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

impl Random for Drawn {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.iter_mut().for_each(|byte| *byte = u8::try_from(self.below(256)).unwrap());
        Ok(())
    }
}

pub(crate) fn rng(seed: u64) -> Box<dyn Random> {
    Box::new(Drawn(seed))
}

/// The work folder of this process.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os(FOLDER).unwrap())
}

pub(crate) fn file_in(folder: &Path) -> PathBuf {
    folder.join("codes")
}

/// Both, opened.
pub(crate) struct Stores {
    pub(crate) file: Arc<SealedFileStore>,
    /// Over the keyring.
    pub(crate) lock: Arc<LockableStore>,
    in_file: AccountStore,
    in_keyring: AccountStore,
}

impl Stores {
    pub(crate) fn open(folder: &Path, password: &str, seed: u64) -> Result<Self, StoreError> {
        Ok(Self::with_file(folder, SealedFileStore::open(&file_in(folder), password, rng(seed))?, seed))
    }

    pub(crate) fn with_file(folder: &Path, file: SealedFileStore, seed: u64) -> Self {
        let keyring_data = folder.join("keyring-data");
        let lock = LockableStore::new(Arc::new(KeyringStore::new()), &keyring_data, &[], rng(seed));
        let lock = Arc::new(lock);
        let file = Arc::new(file);
        let in_file = AccountStore::open(file.clone(), file.folder());
        let in_keyring = AccountStore::open(lock.clone(), &keyring_data);
        Self { file, lock, in_file, in_keyring }
    }

    pub(crate) fn accounts(&self, home: Home) -> &AccountStore {
        match home {
            Home::Keyring => &self.in_keyring,
            Home::File => &self.in_file,
        }
    }

    /// Everything in both; a failure to read is a failure of the test.
    pub(crate) fn entries(&self, home: Home) -> Vec<Entry> {
        let mut entries = Vec::new();
        let loaded = self.accounts(home).load(|progress| {
            if let LoadProgress::Entry(entry) = progress {
                entries.push(entry);
            }
        });
        // That all moved away while the program was killed is known by now, or the next load says so again.
        if let Err(error) = loaded {
            panic!("{}: {error}", home.name());
        }
        entries
    }
}
