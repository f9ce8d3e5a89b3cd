//! From accounts to a file: our own, sealed with a password, or a plain list of addresses.

use std::collections::BTreeMap;
use std::path::Path;

use otp::UnixSeconds;
use sealing::{Argon2Parameters, Random, SealingKey, Slots};
use zeroize::Zeroizing;

use crate::account::{Account, Codes, Entry, makes_same_codes};
use crate::accounts::{AccountStore, entry};
use crate::record_id::RecordId;
use crate::sealed_file::{Contents, SealedFileError, seal_export};
use crate::store::{RawRecord, StoreError};

/// What is to be exported, of one moment.
#[derive(Debug)]
pub struct Chosen {
    accounts: Vec<Account>,
    records: BTreeMap<RecordId, RawRecord>,
    left_out: LeftOut,
}

/// What an export does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// In the trash.
    pub trashed: u32,
    /// Damaged records: a backup keeps them.
    pub damaged: u32,
    /// Records of a newer version; our own file has them, as they are, a plain list has not.
    pub newer: u32,
    /// Accounts whose address would be longer than programs read, by name; of a plain list alone.
    pub too_long: Vec<String>,
}

/// A list of addresses. Whoever reads it can make the codes of every account in it.
#[derive(Debug)]
pub struct PlainList {
    /// One address a line.
    pub text: Zeroizing<String>,
    /// How many there are.
    pub accounts: u32,
    /// What is not in it.
    pub left_out: LeftOut,
}

/// Our own file, sealed.
pub struct SealedExport {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many records are in it.
    pub accounts: u32,
    /// What is not in it.
    pub left_out: LeftOut,
    records: BTreeMap<RecordId, RawRecord>,
}

impl AccountStore {
    /// Everything, or only these, as it is now: without the trash, and without what is damaged.
    ///
    /// # Errors
    /// [`StoreError::ItemsMissing`] when records are missing, [`StoreError::NotFound`] for an id that is not there, or as
    /// [`RecordStore::read`](crate::RecordStore::read).
    pub fn choose(&self, only: Option<&[RecordId]>) -> Result<Chosen, StoreError> {
        let all = self.snapshot()?;
        if let Some(id) = only.and_then(|only| only.iter().find(|id| !all.contains_key(id))) {
            return Err(StoreError::NotFound { id: *id });
        }
        let mut chosen = Chosen { accounts: Vec::new(), records: BTreeMap::new(), left_out: LeftOut::default() };
        for (id, raw) in all {
            if only.is_none_or(|only| only.contains(&id)) {
                chosen.take(id, raw);
            }
        }
        chosen.accounts.sort_by_key(Account::display_order);
        Ok(chosen)
    }
}

impl Chosen {
    fn take(&mut self, id: RecordId, raw: RawRecord) {
        match entry(&id, raw.clone()) {
            Entry::Account(account) if account.trashed_at.is_some() => count(&mut self.left_out.trashed),
            Entry::Account(account) => {
                self.records.insert(id, raw);
                self.accounts.push(account);
            }
            Entry::Damaged(damaged) if damaged.reason.is_newer() => {
                self.records.insert(id, raw);
            }
            Entry::Damaged(_) => count(&mut self.left_out.damaged),
        }
    }

    /// There is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The accounts in it, in the order of the list.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// What is left out of our own file.
    #[must_use]
    pub fn left_out(&self) -> &LeftOut {
        &self.left_out
    }

    /// As a list of addresses. Each was read again, and makes the same codes; of what makes none, it is to the letter the
    /// address that came in.
    #[must_use]
    pub fn to_list(&self) -> PlainList {
        let newer = self.records.len().saturating_sub(self.accounts.len());
        let mut left_out = LeftOut { newer: u32::try_from(newer).unwrap_or(u32::MAX), ..self.left_out.clone() };
        let addresses: Vec<Zeroizing<String>> = self.accounts.iter().map(Account::address).collect();
        // As long as it gets, so that no outgrown copy is left behind in memory.
        let length = addresses.iter().map(|address| address.len().saturating_add(1)).sum();
        let mut list = PlainList {
            text: Zeroizing::new(String::with_capacity(length)),
            accounts: 0,
            left_out: LeftOut::default(),
        };
        for (account, address) in self.accounts.iter().zip(&addresses) {
            if is_read_again(account, address) {
                list.text.push_str(address);
                list.text.push('\n');
                count(&mut list.accounts);
            } else {
                left_out.too_long.push(account.label());
            }
        }
        list.left_out = left_out;
        list
    }

    /// As our own file, which opens with this password.
    ///
    /// # Errors
    /// [`SlotError::TooShort`](sealing::SlotError::TooShort), and what else [`SealedFileError`] names.
    pub fn seal(
        &self,
        password: &str,
        work: &Argon2Parameters,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<SealedExport, SealedFileError> {
        let key = SealingKey::random(rng)?;
        let slots = Slots::of_password(&key, password, work, rng)?;
        let bytes = seal_export(&self.records.clone().into(), &key, &slots, now, rng)?;
        let accounts = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        Ok(SealedExport { bytes, accounts, left_out: self.left_out.clone(), records: self.records.clone() })
    }
}

impl SealedExport {
    /// Proves bytes that were read back: they open with the password, and hold what was to be exported.
    ///
    /// # Errors
    /// [`SealedFileError::Damaged`], [`SlotError::Wrong`](sealing::SlotError::Wrong).
    pub fn prove(&self, bytes: Vec<u8>, path: &Path, password: &str) -> Result<(), SealedFileError> {
        let contents = Contents::read(bytes, path, password)?;
        if *contents.records == self.records { Ok(()) } else { Err(SealedFileError::not_what_was_written(path)) }
    }
}

fn is_read_again(account: &Account, address: &str) -> bool {
    match &account.codes {
        Codes::Kept(kept) => otp::UnmadeUri::read(address).is_some_and(|read| read.text == kept.address),
        Codes::Made { secret, parameters } => otp::parse_uri(address).is_ok_and(|read| {
            let (uri, counter) = (&read.uri, read.uri.parameters.counter());
            makes_same_codes((secret, parameters), (&uri.secret, &uri.parameters)) && counter == parameters.counter()
        }),
    }
}

fn count(number: &mut u32) {
    *number = number.saturating_add(1);
}
