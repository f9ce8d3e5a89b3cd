//! Our own sealed file: an export or a backup, opened.

use super::{Import, ImportError, ImportRefusal, ImportRow, Incoming, IncomingAccount, MAX_ROWS};
use crate::account::{DamagedRecord, Entry};
use crate::sealed_file::Contents;

/// How our own sealed files begin, whatever is in them.
const BEGINNING: &[u8] = br#"{"format":"countersign-"#;

/// How an export and a backup begin.
const BACKUP: &[u8] = br#"{"format":"countersign-backup""#;

/// Whether this is one of our own sealed files, and no list.
#[must_use]
pub fn is_own_file(bytes: &[u8]) -> bool {
    bytes.starts_with(BEGINNING)
}

/// Whether this is where accounts are kept, as far as its beginning tells: a sealed file, or a part of a lock.
#[must_use]
pub fn is_own_store(bytes: &[u8]) -> bool {
    is_own_file(bytes) && !bytes.starts_with(BACKUP)
}

impl Import {
    /// The records of our own file, in the order of its list.
    ///
    /// What was in the trash when the file was made, or damaged, is refused: a backup restores that.
    ///
    /// # Errors
    /// [`ImportError::Empty`], [`ImportError::TooManyRows`].
    pub fn of_own_file(contents: &Contents) -> Result<Self, ImportError> {
        let mut entries: Vec<Entry> = contents.entries().collect();
        if entries.is_empty() {
            return Err(ImportError::Empty);
        }
        if entries.len() > MAX_ROWS {
            return Err(ImportError::TooManyRows { most: MAX_ROWS });
        }
        entries.sort_by_cached_key(|entry| match entry {
            Entry::Account(account) => (false, Some(account.display_order())),
            Entry::Damaged(_) => (true, None),
        });
        let rows = (1..).zip(entries).map(|(number, entry)| row(number, entry)).collect();
        Ok(Self { rows, missing_pictures: 0 })
    }
}

fn row(number: usize, entry: Entry) -> ImportRow {
    let (label, found) = match entry {
        Entry::Account(account) if account.trashed_at.is_some() => (account.label(), Err(ImportRefusal::InTrash)),
        Entry::Account(account) => (account.label(), Ok(Incoming::Account(IncomingAccount::Ours(account)))),
        Entry::Damaged(DamagedRecord { id, reason, raw }) if reason.is_newer() => {
            let newer = Incoming::Newer(id, raw);
            (newer.label(), Ok(newer))
        }
        Entry::Damaged(damaged) => (String::new(), Err(ImportRefusal::Record(damaged.reason))),
    };
    ImportRow { number, label, found }
}
