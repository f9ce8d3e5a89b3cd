//! A lock over a store like the keyring, as the accounts above it and the person before it meet it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail as tests do, and clippy knows them only inside test functions"
)]

mod headers;
mod killing;
mod neighbours;
mod properties;
#[path = "../common/random.rs"]
mod random;
mod records;
mod secrets;
mod watched;

use std::path::PathBuf;
use std::sync::Arc;

use authenticator::{
    AccountStore, Entry, Keyring, LoadProgress, LockState, LockableStore, MemoryStore, NewAccount, OwnItem, OwnItems,
    RawRecord, RecordId, RecordStore, RecoveryCode, StoreError, Turned, Unlocked,
};
use otp::{Parameters, Secret, UnixSeconds};
use random::Counting;
use sealing::Slots;
use tempfile::TempDir;

const NOW: UnixSeconds = UnixSeconds(1_700_000_000);
const PASSWORD: &str = "correct horse battery staple";

/// The header in the keyring.
const HEADER: OwnItem = OwnItem { service: "countersign-lock", name: "header", label: "Countersign lock" };

/// A secret of the program's own that is sealed with the records.
const OWN: OwnItem = OwnItem { service: "countersign-backups", name: "key", label: "Countersign backup key" };
const OWN_TEXT: &str = "the key of the backups";

/// A keyring in memory and a data folder, with three accounts in it.
struct Desk {
    keyring: Arc<MemoryStore>,
    folder: TempDir,
}

impl Desk {
    /// No lock, and nothing in it.
    fn empty() -> Self {
        Self { keyring: Arc::new(MemoryStore::named("keyring")), folder: tempfile::tempdir().unwrap() }
    }

    fn new() -> Self {
        let desk = Self::empty();
        for (name, seed) in [("alice", 1), ("bob", 2), ("carol", 3)] {
            add(&desk.accounts(), name, seed);
        }
        desk.keyring.write_own(OWN, OWN_TEXT).unwrap();
        desk
    }

    /// With a lock, and the recovery code of it.
    fn locked() -> (Self, String) {
        let desk = Self::new();
        let (turned, code) = turn_on(&desk.store(), PASSWORD).unwrap();
        assert!(turned.is_finished() && turned.done == 3 && turned.kept.is_empty(), "{turned:?}");
        (desk, code)
    }

    /// Another one with the same in it.
    fn copied(&self) -> Self {
        let copy = Self::empty();
        for id in self.keyring.ids().unwrap() {
            copy.keyring.put(id, self.keyring.read(&id).unwrap());
        }
        for item in [HEADER, OWN] {
            if let Some(text) = self.keyring.read_own(item).unwrap() {
                copy.keyring.write_own(item, &text).unwrap();
            }
        }
        for name in ["lock-header", "known-records.json"] {
            if let Ok(bytes) = std::fs::read(self.folder.path().join(name)) {
                std::fs::write(copy.folder.path().join(name), bytes).unwrap();
            }
        }
        copy
    }

    /// As a program that was just started.
    fn store(&self) -> Arc<LockableStore> {
        self.store_over(self.keyring.clone())
    }

    fn store_over(&self, keyring: Arc<dyn Keyring>) -> Arc<LockableStore> {
        // Another seed each: the nonces of two programs differ.
        let seed = Counting(self.header_text().map_or(7, |text| text.bytes().map(u64::from).sum()));
        Arc::new(LockableStore::new(keyring, self.folder.path(), &[OWN], Box::new(seed)))
    }

    fn unlocked(&self, secret: &str) -> Arc<LockableStore> {
        let store = self.store();
        open(&store, secret).unwrap();
        store
    }

    fn accounts(&self) -> AccountStore {
        self.accounts_of(self.store())
    }

    fn accounts_of(&self, store: Arc<LockableStore>) -> AccountStore {
        AccountStore::open(store, self.folder.path())
    }

    /// What the keyring itself holds under the accounts' ids.
    fn raw_texts(&self) -> Vec<String> {
        let ids = self.keyring.ids().unwrap();
        ids.iter().map(|id| self.keyring.read(id).unwrap().to_text().to_string()).collect()
    }

    fn sealed(&self) -> usize {
        self.raw_texts().iter().filter(|text| text.starts_with(r#"{"format":2,"sealed":""#)).count()
    }

    fn header_file(&self) -> PathBuf {
        self.folder.path().join("lock-header")
    }

    /// The header in the folder.
    fn header_text(&self) -> Option<String> {
        std::fs::read_to_string(self.header_file()).ok()
    }

    /// The header in the keyring.
    fn header_item(&self) -> Option<String> {
        self.keyring.read_own(HEADER).unwrap().map(|text| text.to_string())
    }

    /// That three accounts are there, each once and whole, behind this secret or none.
    fn has_all(&self, secret: Option<&str>) {
        let store = self.store();
        if let Some(secret) = secret {
            open(&store, secret).unwrap();
        }
        self.has_all_in(&store);
    }

    fn has_all_in(&self, store: &Arc<LockableStore>) {
        assert_eq!(names(&self.accounts_of(store.clone())), ["alice", "bob", "carol"]);
        assert_eq!(store.read_own(OWN).unwrap().unwrap().as_str(), OWN_TEXT);
    }
}

fn account(name: &str, seed: u8) -> NewAccount {
    let secret = Secret::from_bytes(vec![seed; 20]).unwrap();
    NewAccount::new("Site".to_owned(), name.to_owned(), secret, Parameters::default())
}

fn add(accounts: &AccountStore, name: &str, seed: u8) {
    let added = accounts.add(vec![account(name, seed)], NOW, &mut Counting(u64::from(seed))).unwrap();
    added.into_iter().for_each(|result| drop(result.unwrap()));
}

fn turn_on(store: &LockableStore, password: &str) -> Result<(Turned, String), StoreError> {
    let mut shown = String::new();
    let show = |code: &RecoveryCode| {
        code.to_text().as_str().clone_into(&mut shown);
        Ok::<(), StoreError>(())
    };
    let turned = store.turn_on(password, &Slots::LEAST, NOW, show)?;
    Ok((turned, shown))
}

fn open(store: &LockableStore, secret: &str) -> Result<Unlocked, StoreError> {
    store.open_with(secret, NOW)
}

/// The names of all accounts, sorted; nothing damaged, nothing missing.
fn names(accounts: &AccountStore) -> Vec<String> {
    let mut names = Vec::new();
    let loaded = accounts.load(|progress| match progress {
        LoadProgress::Entry(Entry::Account(account)) => names.push(account.name),
        LoadProgress::Entry(Entry::Damaged(damaged)) => panic!("{}", damaged.reason),
        LoadProgress::Total(_) => {}
    });
    assert_eq!(loaded.unwrap().warnings, []);
    names.sort();
    names
}

fn code_of(outcome: Result<impl Sized, StoreError>) -> &'static str {
    outcome.map(drop).unwrap_err().cause().code()
}
