use std::sync::atomic::{AtomicU32, Ordering};

use otp::{Algorithm, Counter, Digits, Parameters, Period, Secret, UnixSeconds};

use super::*;
use crate::account::{AccountChange, NewAccount};
use crate::random::{Random, RandomError};
use crate::store::MemoryStore;

mod adding;
mod changing;
mod failing;
mod importing;
mod loading;
mod purging;
mod together;
#[path = "../../tests/common/watched.rs"]
mod watched;

use watched::{Asked, Watched};

const NOW: UnixSeconds = UnixSeconds(1_700_000_000);

/// Random bytes that are none: each draw is another number.
struct Counting(u8);

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        self.0 = self.0.checked_add(1).ok_or(RandomError)?;
        bytes.fill(self.0);
        Ok(())
    }
}

/// A store in memory with a data folder of its own.
struct Desk {
    records: Arc<MemoryStore>,
    accounts: AccountStore,
    folder: tempfile::TempDir,
    rng: Counting,
}

impl Desk {
    fn new() -> Self {
        let records = Arc::new(MemoryStore::new());
        let folder = tempfile::tempdir().unwrap();
        let accounts = AccountStore::open(records.clone(), folder.path());
        Self { records, accounts, folder, rng: Counting(0) }
    }

    /// Another program with the same data folder, and these records.
    fn program(&self, records: Arc<dyn RecordStore>) -> AccountStore {
        AccountStore::open(records, self.folder.path())
    }

    fn add(&mut self, account: NewAccount) -> Result<Account, StoreError> {
        self.accounts.add(vec![account], NOW, &mut self.rng)?.remove(0)
    }

    /// Adds accounts by name, each with a secret of its own.
    fn add_named(&mut self, names: &[&str]) -> Vec<RecordId> {
        names.iter().map(|name| self.add(totp(name)).unwrap().id).collect()
    }

    fn hint_file(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("known-records.json")).unwrap()
    }

    fn load(&self) -> (Vec<String>, Result<Loaded, StoreError>) {
        load(&self.accounts)
    }
}

/// What a load tells, each thing as a word.
fn load(accounts: &AccountStore) -> (Vec<String>, Result<Loaded, StoreError>) {
    let mut told = Vec::new();
    let loaded = accounts.load(|progress| {
        told.push(match progress {
            LoadProgress::Total(total) => format!("total {total}"),
            LoadProgress::Entry(Entry::Account(account)) => account.name,
            LoadProgress::Entry(Entry::Damaged(damaged)) => damaged.reason.code().to_owned(),
        });
    });
    (told, loaded)
}

fn secret(text: &str) -> Secret {
    Secret::from_bytes(format!("a secret for {text}").into_bytes()).unwrap()
}

fn totp(name: &str) -> NewAccount {
    NewAccount::new("Site".to_owned(), name.to_owned(), secret(name), Parameters::default())
}

fn hotp(name: &str, counter: u64) -> NewAccount {
    let (algorithm, digits) = (Algorithm::Sha1, Digits::default());
    let parameters = Parameters::Hotp { algorithm, digits, counter: Counter::new(counter) };
    NewAccount { parameters, ..totp(name) }
}

fn locked() -> StoreError {
    StoreError::Locked { provider: "memory".to_owned() }
}

/// Fails each call from a given one on, as a service that dies in the middle.
fn dying(calls: u32, records: &Arc<MemoryStore>) -> Arc<dyn RecordStore> {
    let calls_left = AtomicU32::new(calls);
    let before = move |asked: Asked| {
        let left = calls_left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        let died = left.map(|_| ()).map_err(|_| StoreError::NoService { reason: "it died".to_owned() });
        if asked.is_change() { died.map_err(StoreError::not_written) } else { died }
    };
    Arc::new(Watched { records: records.clone(), before })
}
