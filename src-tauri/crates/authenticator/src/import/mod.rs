//! From a file to accounts: our own sealed file, and plain lists of addresses. Nothing is stored here;
//! [`AccountStore::import`](crate::AccountStore::import) does that.
//!
//! What is read is one row for each line or record, so that nothing goes missing without being said: whatever becomes of
//! it, a row is added, here already, or refused with a reason.

mod counts;
mod list;
mod marks;
mod own;
mod preview;
mod refusal;

use otp::UnixSeconds;

use crate::account::{Account, Codes, KeptAddress, NewAccount, label};
use crate::random::{Random, RandomError};
use crate::record::{self, UnknownFields};
use crate::record_id::RecordId;
use crate::store::{RawRecord, StoreError};
pub use counts::ImportCounts;
pub use own::{is_own_file, is_own_store};
pub use preview::{ImportOutcome, ImportPreview, PreviewRow};
pub use refusal::{ImportError, ImportRefusal};

/// How many rows are read at once: more than anybody has.
pub const MAX_ROWS: usize = 10_000;

/// What was read of a file, row by row.
#[derive(Debug, Default)]
pub struct Import {
    pub(crate) rows: Vec<ImportRow>,
    /// Pictures of Google's exports that are not in the list.
    pub missing_pictures: u32,
}

/// One line of a list, one account of an export in it, or one record of our own file.
#[derive(Debug)]
pub(crate) struct ImportRow {
    /// The line, or which record it is, from 1.
    pub(crate) number: usize,
    /// What messages call it; empty where it could not be read.
    pub(crate) label: String,
    pub(crate) found: Result<Incoming, ImportRefusal>,
}

/// What a row brings.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "nearly every row is an account")]
pub(crate) enum Incoming {
    /// An account.
    Account(IncomingAccount),
    /// A record that a newer version wrote, of our own file; stored as it is.
    Newer(RecordId, RawRecord),
}

/// An account that a row brings.
#[derive(Debug, Clone)]
pub(crate) enum IncomingAccount {
    /// Of a list.
    New(NewAccount),
    /// Of a list, and one that this version makes no codes for.
    Kept { issuer: String, name: String, kept: KeptAddress },
    /// Of our own file.
    Ours(Account),
}

impl Incoming {
    fn label(&self) -> String {
        match self {
            Self::Account(IncomingAccount::New(new)) => label(&new.issuer, &new.name),
            Self::Account(IncomingAccount::Kept { issuer, name, .. }) => label(issuer, name),
            Self::Account(IncomingAccount::Ours(account)) => account.label(),
            Self::Newer(..) => "an account of a newer version".to_owned(),
        }
    }

    /// Whether every system's keyring could keep it.
    fn fits(&self) -> Result<(), StoreError> {
        match self {
            Self::Account(incoming) => {
                let account = incoming.account(|_| false, UnixSeconds(u64::from(u32::MAX)), &mut NoMatter)?;
                record::print(&account).map(drop)
            }
            Self::Newer(..) => Ok(()),
        }
    }
}

impl IncomingAccount {
    /// As it is to be stored; `is_taken` says whether a record has this id already.
    pub(crate) fn account(
        &self,
        is_taken: impl Fn(&RecordId) -> bool,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<Account, RandomError> {
        Ok(match self {
            Self::New(new) => new.clone().into_account(RecordId::random(rng)?, now),
            Self::Kept { issuer, name, kept } => kept_account(RecordId::random(rng)?, issuer, name, kept, now),
            Self::Ours(account) => {
                let id = if is_taken(&account.id) { RecordId::random(rng)? } else { account.id };
                Account { id, revision: 1, ..account.clone() }
            }
        })
    }
}

fn kept_account(id: RecordId, issuer: &str, name: &str, kept: &KeptAddress, now: UnixSeconds) -> Account {
    Account {
        id,
        revision: 1,
        issuer: issuer.to_owned(),
        name: name.to_owned(),
        codes: Codes::Kept(kept.clone()),
        tags: Vec::new(),
        pinned: false,
        note: String::new(),
        icon: None,
        rank: 0,
        created_at: now,
        changed_at: now,
        trashed_at: None,
        label_issuer: None,
        extra: Vec::new(),
        unknown: UnknownFields::default(),
    }
}

/// For an id that is measured, and never kept.
struct NoMatter;

impl Random for NoMatter {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(0xff);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
