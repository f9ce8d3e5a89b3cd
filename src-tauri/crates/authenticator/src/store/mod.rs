//! What a store of records is: a keyring, a sealed file, or memory in a test.

mod error;
mod memory;
mod own;

use zeroize::Zeroizing;

pub use error::StoreError;
pub use memory::MemoryStore;
pub use own::{OwnItem, OwnItems};

use crate::record_id::RecordId;

/// Keeps texts under ids. Every call may block on the system and is made off the window's thread.
///
/// No call but [`unlock`](RecordStore::unlock) ever shows a prompt. A store has no compare-and-swap:
/// [`AccountStore`](crate::AccountStore) keeps two programs apart with a lock file and a revision.
pub trait RecordStore: Send + Sync {
    /// Who keeps the records, such as `gnome-keyring-daemon`; a word for "nobody" when nobody answers.
    fn provider(&self) -> String;

    /// Whether records can be read and written, found out without ever prompting.
    ///
    /// # Errors
    /// Why not: [`StoreError::Locked`], [`StoreError::NoService`], [`StoreError::NoDefaultKeyring`],
    /// [`StoreError::NoAnswer`] or [`StoreError::Platform`].
    fn state(&self) -> Result<(), StoreError>;

    /// Asks the system to unlock, which may show its prompt, and blocks until it is answered.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when the person declined, or as [`state`](RecordStore::state).
    fn unlock(&self) -> Result<(), StoreError>;

    /// The ids of all records, in no order, each once.
    ///
    /// # Errors
    /// As [`state`](RecordStore::state).
    fn ids(&self) -> Result<Vec<RecordId>, StoreError>;

    /// Reads one record.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], which proves nothing about where the record went, or as
    /// [`state`](RecordStore::state).
    fn read(&self, id: &RecordId) -> Result<RawRecord, StoreError>;

    /// Writes one record, new or in place of the old one, and reads it back.
    ///
    /// # Errors
    /// [`StoreError::NotWritten`] when nothing was changed, [`StoreError::WriteUnclear`] when the
    /// store died half-way and cannot be asked.
    fn write(&self, id: &RecordId, text: &str) -> Result<(), StoreError>;

    /// Writes one record as another store kept it, damaged or not.
    ///
    /// # Errors
    /// [`StoreError::NotText`] where a store cannot keep what is no text, or as [`write`](RecordStore::write).
    fn write_raw(&self, id: &RecordId, raw: &RawRecord) -> Result<(), StoreError> {
        match raw {
            RawRecord::Text(text) => self.write(id, text),
            RawRecord::Bytes(_) | RawRecord::Copies(_) => Err(StoreError::NotText { id: *id }.not_written()),
        }
    }

    /// Deletes one record, with every copy of it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or as [`write`](RecordStore::write).
    fn delete(&self, id: &RecordId) -> Result<(), StoreError>;

    /// From now on changes belong together, until [`end_batch`](Self::end_batch): a store that keeps what was before a
    /// change keeps it once for all of them. Each is on the disk when it is made, as ever.
    fn begin_batch(&self) {}

    /// Ends what [`begin_batch`](Self::begin_batch) began.
    fn end_batch(&self) {}
}

/// A store of records that keeps secrets of the program itself, too.
pub trait Keyring: RecordStore + OwnItems {}

impl<Store: RecordStore + OwnItems> Keyring for Store {}

/// While it lives, the changes of a store belong together.
pub(crate) struct Together<'store>(&'store dyn RecordStore);

impl<'store> Together<'store> {
    pub(crate) fn of(records: &'store dyn RecordStore) -> Self {
        records.begin_batch();
        Self(records)
    }
}

impl Drop for Together<'_> {
    fn drop(&mut self) {
        self.0.end_batch();
    }
}

/// What a store holds under one id; wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub enum RawRecord {
    /// A text, as it should be.
    Text(Zeroizing<String>),
    /// Bytes that are no UTF-8.
    Bytes(Zeroizing<Vec<u8>>),
    /// Several items under one id that differ, each as it is.
    Copies(Vec<Zeroizing<Vec<u8>>>),
}

impl RawRecord {
    /// What one item holds.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(Zeroizing::new(text)),
            Err(error) => Self::Bytes(Zeroizing::new(error.into_bytes())),
        }
    }

    /// What several items under one id hold. Identical copies read as one record.
    #[must_use]
    pub fn from_copies(mut copies: Vec<Zeroizing<Vec<u8>>>) -> Self {
        copies.dedup();
        match copies.as_mut_slice() {
            [only] => Self::from_bytes(std::mem::take(&mut **only)),
            _ => Self::Copies(copies),
        }
    }

    /// The whole content as a text that a person can read and copy: bytes that are no UTF-8 become
    /// `\xNN`, copies stand on lines of their own. It may hold a secret.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        match self {
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => escape(bytes),
            Self::Copies(copies) => {
                let texts: Vec<_> = copies.iter().map(|bytes| escape(bytes)).collect();
                let lines: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
                Zeroizing::new(lines.join("\n"))
            }
        }
    }
}

impl std::fmt::Debug for RawRecord {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Text(_) => "RawRecord::Text(…)",
            Self::Bytes(_) => "RawRecord::Bytes(…)",
            Self::Copies(_) => "RawRecord::Copies(…)",
        })
    }
}

fn escape(bytes: &[u8]) -> Zeroizing<String> {
    // Room for the longest outcome, so that no outgrown copy is left behind in memory.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len().saturating_mul(4)));
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str("\\x");
            for nibble in [byte >> 4, byte & 15] {
                text.extend(char::from_digit(u32::from(nibble), 16));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_shown_escaped() {
        let raw = RawRecord::from_bytes(b"{\"a\":\xff\x00}".to_vec());
        assert_eq!(raw.to_text().as_str(), "{\"a\":\\xff\u{0}}");
        assert_eq!(format!("{raw:?}"), "RawRecord::Bytes(…)");
    }

    #[test]
    fn identical_copies_read_as_one_record() {
        let copy = || Zeroizing::new(b"same".to_vec());
        assert_eq!(RawRecord::from_copies(vec![copy(), copy()]), RawRecord::from_bytes(b"same".to_vec()));
        let other = Zeroizing::new(b"other".to_vec());
        assert_eq!(RawRecord::from_copies(vec![copy(), other]).to_text().as_str(), "same\nother");
    }
}
