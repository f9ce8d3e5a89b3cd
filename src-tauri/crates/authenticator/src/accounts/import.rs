//! Storing an import, and taking it back.

use std::collections::{HashMap, HashSet};

use otp::UnixSeconds;

use super::{AccountStore, Turn};
use crate::account::Account;
use crate::folder::{ImportedRecords, JournalFound};
use crate::import::{Import, ImportOutcome, ImportPreview, ImportRefusal, ImportRow, Incoming};
use crate::random::Random;
use crate::record_id::RecordId;
use crate::store::{RawRecord, StoreError, Together};

/// What an import came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// Every row with what came of it.
    pub outcome: ImportPreview,
    /// The accounts that were added, in order.
    pub added: Vec<Account>,
}

/// An import that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastImport {
    /// When it was begun.
    pub made_at: UnixSeconds,
    /// What it came from, such as a file's name.
    pub source: String,
    /// The records that it added; of one that was broken off, those it was going to add.
    pub records: Vec<RecordId>,
    /// It was stored to its end.
    pub finished: bool,
}

/// What taking an import back came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Undone {
    /// What is in the trash now.
    pub trashed: Vec<Account>,
    /// What was changed since, or cannot be read by this version, and stays.
    pub changed: Vec<RecordId>,
    /// How many are in the trash already, or gone.
    pub gone: u32,
}

/// A row on its way into the store.
enum Coming<'all> {
    Settled(ImportOutcome),
    Account {
        account: Box<Account>,
        /// Nothing that was seen is like it.
        is_new: bool,
    },
    Record(RecordId, &'all RawRecord),
}

impl AccountStore {
    /// Stores what is new of an import, below all others. Each row has its own outcome: one that is refused keeps no other
    /// away. What is about to be added is written down in the data folder before the first record is: an import that is
    /// broken off can be taken back, and made again, which adds the rest.
    ///
    /// # Errors
    /// For all: as [`add`](Self::add).
    pub fn import(
        &self,
        import: &Import,
        source: &str,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<Imported, StoreError> {
        let mut turn = self.turn()?;
        let present = self.records.ids().map_err(StoreError::not_written)?;
        self.refuse_over_loss(&turn.hints().map_err(StoreError::not_written)?, &present)?;
        self.see_all(&mut turn, &present).map_err(StoreError::not_written)?;
        let coming = self.coming(&turn, import, &present, now, rng)?;
        let before = turn.journal(self)?;
        let begun = begun(before.as_ref(), source, &coming, now);
        if let Some(begun) = &begun {
            turn.write_journal(self, Some(begun)).map_err(StoreError::not_written)?;
        }
        let imported = self.store(&mut turn, import, coming);
        if let Some(begun) = begun {
            self.finish(&turn, begun, before);
        }
        Ok(imported)
    }

    /// The last import, unless it was taken back.
    ///
    /// # Errors
    /// [`StoreError::Folder`].
    pub fn last_import(&self) -> Result<Option<LastImport>, StoreError> {
        let found = match &self.folder {
            Some(folder) => folder.read_journal()?,
            None => JournalFound::Readable(self.imported_in_memory()),
        };
        Ok(found.or_none().map(Into::into))
    }

    /// Takes the last import back: what it added goes into the trash, but for what was changed since. One that was broken
    /// off goes on when it is asked for again.
    ///
    /// # Errors
    /// [`StoreError::NothingToUndo`], or as [`trash`](Self::trash).
    pub fn undo_import(&self, now: UnixSeconds) -> Result<Undone, StoreError> {
        let last = self.last_import()?.ok_or(StoreError::NothingToUndo)?;
        let mut undone = Undone::default();
        {
            let _one = Together::of(&*self.records);
            for id in &last.records {
                self.undo_one(id, now, &mut undone)?;
            }
        }
        let turn = self.turn()?;
        // Another import may have come between.
        if self.last_import()?.as_ref() == Some(&last) {
            turn.write_journal(self, None).map_err(StoreError::not_written)?;
        }
        Ok(undone)
    }

    fn undo_one(&self, id: &RecordId, now: UnixSeconds, undone: &mut Undone) -> Result<(), StoreError> {
        match self.account(id) {
            Ok(account) if account.trashed_at.is_some() => undone.gone = undone.gone.saturating_add(1),
            Ok(account) if account.revision == FIRST_REVISION => match self.trash_unchanged(id, FIRST_REVISION, now) {
                Ok(account) => undone.trashed.push(account),
                Err(StoreError::Conflict { .. }) => undone.changed.push(*id),
                Err(error) => return Err(error),
            },
            Ok(_) | Err(StoreError::Damaged { .. }) => undone.changed.push(*id),
            Err(StoreError::NotFound { .. }) => undone.gone = undone.gone.saturating_add(1),
            Err(error) => return Err(error.not_written()),
        }
        Ok(())
    }

    /// What is to be stored of each row, with its id drawn, so that it can be written down first.
    fn coming<'all>(
        &self,
        turn: &Turn<'_>,
        import: &'all Import,
        present: &[RecordId],
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<Vec<Coming<'all>>, StoreError> {
        let mut taken: HashSet<RecordId> = present.iter().copied().collect();
        let mut rows = Vec::with_capacity(import.rows.len());
        for ImportRow { found, label, .. } in &import.rows {
            let coming = match found {
                Err(refusal) => Coming::Settled(ImportOutcome::Refused(refusal.clone())),
                Ok(Incoming::Newer(id, _)) if !taken.insert(*id) => {
                    Coming::Settled(ImportOutcome::AlreadyHere { label: label.clone(), in_trash: false, row: None })
                }
                Ok(Incoming::Newer(id, raw)) => Coming::Record(*id, raw),
                Ok(Incoming::Account(incoming)) => {
                    let account = incoming.account(|id| taken.contains(id), now, rng)?;
                    taken.insert(account.id);
                    let is_new = turn.known.alike(&account.codes).is_empty();
                    Coming::Account { account: Box::new(account), is_new }
                }
            };
            rows.push(coming);
        }
        Ok(rows)
    }

    fn store(&self, turn: &mut Turn<'_>, import: &Import, coming: Vec<Coming<'_>>) -> Imported {
        let mut imported = Imported {
            outcome: ImportPreview { rows: Vec::new(), missing_pictures: import.missing_pictures },
            added: Vec::new(),
        };
        let mut numbers: HashMap<RecordId, usize> = HashMap::new();
        let mut stored = Vec::new();
        {
            let _one = Together::of(&*self.records);
            for (row, coming) in import.rows.iter().zip(coming) {
                let outcome = match coming {
                    Coming::Settled(outcome) => outcome,
                    Coming::Record(id, raw) => match self.records.write_raw(&id, raw) {
                        Ok(()) => {
                            stored.push(id);
                            ImportOutcome::Added
                        }
                        Err(error) => ImportOutcome::Refused(ImportRefusal::Store(error)),
                    },
                    Coming::Account { account, .. } => match self.add_account(turn, *account) {
                        Ok(account) => {
                            numbers.insert(account.id, row.number);
                            stored.push(account.id);
                            imported.added.push(account);
                            ImportOutcome::Added
                        }
                        Err(StoreError::Duplicate { id, label, in_trash }) => {
                            ImportOutcome::AlreadyHere { label, in_trash, row: numbers.get(&id).copied() }
                        }
                        Err(error) => ImportOutcome::Refused(ImportRefusal::Store(error)),
                    },
                };
                imported.outcome.rows.push(row.shown(false, outcome));
            }
        }
        let provider = self.records.provider();
        turn.update_hints(|hints| stored.iter().for_each(|id| hints.remember(*id, &provider)));
        imported
    }

    /// A failure here leaves an import that says it was broken off, and can be taken back all the same.
    fn finish(&self, turn: &Turn<'_>, begun: ImportedRecords, before: Option<ImportedRecords>) {
        let Ok(present) = self.records.ids() else { return };
        let present: HashSet<_> = present.into_iter().collect();
        let records: Vec<RecordId> = begun.records.iter().filter(|id| present.contains(id)).copied().collect();
        let done = if records.is_empty() { before } else { Some(ImportedRecords { records, finished: true, ..begun }) };
        let _told_as_broken_off = turn.write_journal(self, done.as_ref());
    }
}

/// Of every record that an import adds.
const FIRST_REVISION: u32 = 1;

/// What is written down before the first record; none where nothing is to be added. One that was broken off before is
/// carried on: both are taken back as one.
fn begun(
    before: Option<&ImportedRecords>,
    source: &str,
    coming: &[Coming<'_>],
    now: UnixSeconds,
) -> Option<ImportedRecords> {
    let ids = coming.iter().filter_map(|coming| match coming {
        Coming::Account { account, is_new: true } => Some(account.id),
        Coming::Record(id, _) => Some(*id),
        Coming::Account { is_new: false, .. } | Coming::Settled(_) => None,
    });
    let broken_off = before.filter(|before| !before.finished);
    let mut records: Vec<RecordId> = ids.collect();
    if records.is_empty() {
        return None;
    }
    records.extend(broken_off.iter().flat_map(|before| &before.records));
    Some(ImportedRecords { made_at: now, source: source.to_owned(), records, finished: false })
}

impl From<ImportedRecords> for LastImport {
    fn from(journal: ImportedRecords) -> Self {
        let ImportedRecords { made_at, source, records, finished } = journal;
        Self { made_at, source, records, finished }
    }
}

impl Turn<'_> {
    /// What is written down of the last import. What cannot be read is set aside.
    fn journal(&self, store: &AccountStore) -> Result<Option<ImportedRecords>, StoreError> {
        let Some((folder, lock)) = &self.folder else { return Ok(store.imported_in_memory()) };
        match folder.read_journal().map_err(StoreError::not_written)? {
            JournalFound::Readable(journal) => Ok(journal),
            JournalFound::Unreadable => {
                folder.set_journal_aside(lock).map_err(StoreError::not_written)?;
                Ok(None)
            }
        }
    }

    fn write_journal(&self, store: &AccountStore, journal: Option<&ImportedRecords>) -> Result<(), StoreError> {
        match (&self.folder, journal) {
            (Some((folder, lock)), Some(journal)) => folder.write_journal(lock, journal),
            (Some((folder, lock)), None) => folder.delete_journal(lock),
            (None, journal) => {
                store.keep_import_in_memory(journal.cloned());
                Ok(())
            }
        }
    }
}
