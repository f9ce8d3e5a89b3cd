//! A thousand accounts, and what they are kept in.

use std::path::Path;
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use authenticator::{
    AccountStore, Entry, Keyring, LoadProgress, LockableStore, NewAccount, Random, RecordStore, StoreError,
};
use host::os::{self, OsRandom};
use otp::{Parameters, Secret};
use sealing::Slots;

use crate::measure::Outcome;

pub(crate) const RECORDS: u32 = 1_000;
pub(crate) const PASSWORD: &str = "a quiet green harbour";

pub(crate) fn rng() -> Box<dyn Random> {
    Box::new(OsRandom)
}

/// What each opening has to pay, whoever writes it: the hash that the slots are made with, by its crate alone.
pub(crate) fn bare_hash() -> Outcome<()> {
    let work = Slots::LEAST;
    let parameters =
        Params::new(work.memory_kib, work.passes, work.lanes, Some(32)).map_err(|error| error.to_string())?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
        .hash_password_into(PASSWORD.as_bytes(), &[7; 16], &mut key)
        .map_err(|error| error.to_string())?;
    std::hint::black_box(key);
    Ok(())
}

/// A program that was just started, over this keyring.
pub(crate) fn lockable(keyring: Arc<dyn Keyring>, folder: &Path) -> Arc<LockableStore> {
    Arc::new(LockableStore::new(keyring, folder, &[], rng()))
}

pub(crate) fn set_lock(store: &LockableStore) -> Outcome<()> {
    let turned = store.turn_on(PASSWORD, &Slots::LEAST, os::now(), |_| Ok::<(), StoreError>(()))?;
    if turned.is_finished() { Ok(()) } else { Err("not every record could be sealed".into()) }
}

pub(crate) fn fill(accounts: &AccountStore) -> Outcome<()> {
    let new = (0..RECORDS).map(account).collect::<Outcome<Vec<_>>>()?;
    for stored in accounts.add(new, os::now(), &mut OsRandom)? {
        stored?;
    }
    Ok(())
}

fn account(number: u32) -> Outcome<NewAccount> {
    let bytes = (0..5).flat_map(|word: u32| number.wrapping_mul(2_654_435_761).wrapping_add(word).to_be_bytes());
    let secret = Secret::from_bytes(bytes.collect())?;
    let (issuer, name) = (format!("Service {number}"), "someone@example.org".to_owned());
    Ok(NewAccount::new(issuer, name, secret, Parameters::default()))
}

/// Reads all of them, as the window does at its start.
pub(crate) fn read_all(records: Arc<dyn RecordStore>, folder: &Path) -> Outcome<()> {
    let mut read = 0;
    AccountStore::open(records, folder).load(|progress| {
        if let LoadProgress::Entry(Entry::Account(_)) = progress {
            read += 1;
        }
    })?;
    if read == RECORDS { Ok(()) } else { Err(format!("{read} of {RECORDS} records were read").into()) }
}
