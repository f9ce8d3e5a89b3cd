//! What the last import added, so that it can be taken back: ids alone, which say nothing about an account.

use otp::UnixSeconds;
use serde::{Deserialize, Serialize};

use super::{DataFolder, FolderLock};
use crate::record_id::RecordId;
use crate::store::StoreError;

const NAME: &str = "last-import.json";
const FORMAT: u32 = 1;

/// Ten thousand ids, in bytes, and some room.
const LONGEST: u64 = 1024 * 1024;

/// What is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportedRecords {
    pub(crate) made_at: UnixSeconds,
    /// Such as a file's name.
    pub(crate) source: String,
    pub(crate) records: Vec<RecordId>,
    /// Stored to its end; before that, these are the ids it was going to store.
    pub(crate) finished: bool,
}

/// The outcome of reading the file.
pub(crate) enum JournalFound {
    /// None where there is no file.
    Readable(Option<ImportedRecords>),
    /// Not what a program of ours writes.
    Unreadable,
}

impl JournalFound {
    pub(crate) fn or_none(self) -> Option<ImportedRecords> {
        match self {
            Self::Readable(journal) => journal,
            Self::Unreadable => None,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Text {
    format: u32,
    made_at: u64,
    source: String,
    finished: bool,
    records: Vec<String>,
}

impl ImportedRecords {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text: Text = serde_json::from_slice(bytes).ok().filter(|text: &Text| text.format == FORMAT)?;
        let records = text.records.iter().map(|id| id.parse().ok()).collect::<Option<_>>()?;
        Some(Self { made_at: UnixSeconds(text.made_at), source: text.source, records, finished: text.finished })
    }

    fn print(&self) -> Vec<u8> {
        let records = self.records.iter().map(RecordId::to_string).collect();
        let (made_at, source) = (self.made_at.0, self.source.clone());
        let text = Text { format: FORMAT, made_at, source, finished: self.finished, records };
        serde_json::to_vec_pretty(&text).expect("texts, numbers and lists of them are always JSON")
    }
}

impl DataFolder {
    /// Needs no lock: the file is only ever replaced whole.
    pub(crate) fn read_journal(&self) -> Result<JournalFound, StoreError> {
        let Some(bytes) = self.read_file(NAME, LONGEST)? else { return Ok(JournalFound::Readable(None)) };
        let read = ImportedRecords::parse(&bytes);
        Ok(read.map_or(JournalFound::Unreadable, |journal| JournalFound::Readable(Some(journal))))
    }

    pub(crate) fn write_journal(&self, held: &FolderLock, journal: &ImportedRecords) -> Result<(), StoreError> {
        self.write_file(held, NAME, &journal.print())
    }

    pub(crate) fn delete_journal(&self, held: &FolderLock) -> Result<(), StoreError> {
        self.delete_file(held, NAME)
    }

    pub(crate) fn set_journal_aside(&self, held: &FolderLock) -> Result<(), StoreError> {
        self.set_aside(held, NAME).map(drop)
    }
}
