//! Reading everything, the first screenful first.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::known::Known;
use super::{AccountStore, Turn, count};
use crate::account::{DamagedRecord, DisplayOrder, Entry};
use crate::folder::{Hints, HintsFound};
use crate::record::RecordError;
use crate::record_id::RecordId;
use crate::sealed_file::is_sealed_file;
use crate::store::{RawRecord, StoreError};

/// Read before the store is even asked what there is: what a window shows when it opens, and some more.
const SCREENFUL: usize = 12;

/// Told while records are read.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly every message is an entry")]
pub enum LoadProgress {
    /// How many records there are. Told once; entries come before it and after it.
    Total(u32),
    /// One record. The remembered order of the list comes first, so these come nearly sorted.
    Entry(Entry),
}

/// What reading everything came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// Who keeps the records.
    pub provider: String,
    /// How many records were read, with the damaged ones.
    pub total: u32,
    /// How many of them are damaged.
    pub damaged: u32,
    /// Things to tell the person that stopped nothing.
    pub warnings: Vec<LoadWarning>,
}

/// Worth telling, but every record that is there was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadWarning {
    /// Some records that were there are not.
    #[error("missing: {} of the {expected} accounts that {previous_provider} kept ({provider} answers now)", .expected - .found)]
    SomeMissing {
        /// Who answers now.
        provider: String,
        /// Who answered when all were here.
        previous_provider: String,
        /// How many were here.
        expected: u32,
        /// How many of those are here now.
        found: u32,
    },
    /// The hints could not be read.
    #[error("the list of known records could not be read; it is kept as {}, and was made anew from what is there", .kept_as.display())]
    HintsDamaged {
        /// Where they are kept.
        kept_as: PathBuf,
    },
    /// The data folder cannot be used.
    #[error("{0}")]
    FolderUnusable(StoreError),
}

impl LoadWarning {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SomeMissing { .. } => "store-some-items-missing",
            Self::HintsDamaged { .. } => "known-records-damaged",
            Self::FolderUnusable(_) => "data-folder-unusable",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::SomeMissing { provider, .. } if is_sealed_file(provider) => "if you did not delete them yourself: `countersign store generations` lists what there is to go back to, `countersign store restore` goes back".to_owned(),
            Self::SomeMissing { .. } => "if you did not delete them yourself, restore the keyring's file from a backup, or start the keyring that held them".to_owned(),
            Self::HintsDamaged { .. } => "nothing is lost and nothing needs doing; the disk may be worth a check".to_owned(),
            Self::FolderUnusable(error) => format!("codes work, changes do not: {}", error.hint()),
        }
    }
}

impl AccountStore {
    /// Reads everything, and tells each record as it is read: the first screenful does not wait for the rest.
    ///
    /// # Errors
    /// As [`RecordStore::state`](crate::RecordStore::state), before or half-way; what was told until then stays true.
    /// [`StoreError::ItemsMissing`] after everything that is there was told, when nothing that was there is: nothing
    /// can then be added until [`accept_missing`](AccountStore::accept_missing).
    pub fn load(&self, mut each: impl FnMut(LoadProgress)) -> Result<Loaded, StoreError> {
        let mut warnings = Vec::new();
        let remembered = self.peek_at_hints(&mut warnings);
        let mut reading = Reading::new(self, &mut each);
        reading.all(remembered.records.iter().take(SCREENFUL))?;
        let present = self.records.ids()?;
        reading.tell_total(present.len());
        reading.all(in_remembered_order(&remembered, &present))?;
        let read = reading.done;
        let (total, damaged) = (count(read.seen.len()), read.damaged);
        self.settle(read, present, &remembered, &mut warnings)?;
        Ok(Loaded { provider: self.records.provider(), total, damaged, warnings })
    }

    fn peek_at_hints(&self, warnings: &mut Vec<LoadWarning>) -> Hints {
        let Some(folder) = &self.folder else {
            return Hints::default();
        };
        folder.read_hints().map(HintsFound::or_none).unwrap_or_else(|error| {
            warn(warnings, LoadWarning::FolderUnusable(error));
            Hints::default()
        })
    }

    /// Compares what is there with what was, and remembers what is there; all under the lock.
    fn settle(
        &self,
        read: Read,
        present: Vec<RecordId>,
        remembered: &Hints,
        warnings: &mut Vec<LoadWarning>,
    ) -> Result<(), StoreError> {
        let mut turn = match self.turn_to_settle(&present) {
            Ok(Some(turn)) => turn,
            Ok(None) => return Ok(()),
            Err(error) => {
                warn(warnings, LoadWarning::FolderUnusable(error.cause().clone()));
                return self.judge(remembered, &present, warnings);
            }
        };
        *turn.known = read.known;
        let hints = turn.hints_or_warn(warnings);
        // Another program may have added or deleted something while this one was reading.
        let present = if hints.knows_exactly(&present) { present } else { self.records.ids()? };
        self.judge(&hints, &present, warnings)?;
        let settled = self.settled(&hints, read.order, &present);
        if settled != hints
            && let Err(error) = turn.write_hints(&settled)
        {
            warn(warnings, LoadWarning::FolderUnusable(error));
        }
        Ok(())
    }

    /// A turn, or none while somebody else writes: reading does not wait for that, and a later load remembers what is
    /// there. Only when something seems to be missing, it does wait: it may just have been deleted on purpose.
    fn turn_to_settle(&self, present: &[RecordId]) -> Result<Option<Turn<'_>>, StoreError> {
        if let Some(turn) = self.turn_at_once()? {
            return Ok(Some(turn));
        }
        let hints = self.peek_at_hints(&mut Vec::new());
        if self.missing(&hints, present).is_none() { Ok(None) } else { self.turn().map(Some) }
    }

    fn judge(&self, hints: &Hints, present: &[RecordId], warnings: &mut Vec<LoadWarning>) -> Result<(), StoreError> {
        match self.missing(hints, present) {
            Some(StoreError::ItemsMissing { provider, previous_provider, expected, found }) if found > 0 => {
                warnings.push(LoadWarning::SomeMissing { provider, previous_provider, expected, found });
                Ok(())
            }
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Hints for what is there. Missing records stay remembered, with the provider that had them.
    fn settled(&self, hints: &Hints, order: BTreeMap<Place, RecordId>, present: &[RecordId]) -> Hints {
        let missing = hints.missing(present);
        let provider = if missing.is_empty() { self.records.provider() } else { hints.provider.clone() };
        let is_present: HashSet<_> = present.iter().collect();
        let mut listed = HashSet::new();
        let in_order = order.into_values().filter(|id| is_present.contains(id)).chain(present.iter().copied());
        let records = in_order.chain(missing).filter(|id| listed.insert(*id)).collect();
        let given_up = hints.given_up.iter().filter(|id| !is_present.contains(id)).copied().collect();
        Hints { provider, records, given_up, overdue: hints.overdue.clone() }
    }
}

fn in_remembered_order<'all>(
    remembered: &'all Hints,
    present: &'all [RecordId],
) -> impl Iterator<Item = &'all RecordId> {
    let is_present: HashSet<_> = present.iter().collect();
    remembered.records.iter().filter(move |id| is_present.contains(id)).chain(present)
}

impl Turn<'_> {
    fn hints_or_warn(&self, warnings: &mut Vec<LoadWarning>) -> Hints {
        let (hints, kept_as) = self.hints_and_aside().unwrap_or_else(|error| {
            warn(warnings, LoadWarning::FolderUnusable(error));
            (Hints::default(), None)
        });
        warnings.extend(kept_as.map(|kept_as| LoadWarning::HintsDamaged { kept_as }));
        hints
    }
}

/// Tells each kind of thing once.
fn warn(warnings: &mut Vec<LoadWarning>, warning: LoadWarning) {
    if warnings.iter().all(|told| told.code() != warning.code()) {
        warnings.push(warning);
    }
}

/// A place in the list: accounts in their order, then damaged records.
type Place = (bool, Option<DisplayOrder>, RecordId);

/// What was read so far.
#[derive(Default)]
struct Read {
    seen: HashSet<RecordId>,
    order: BTreeMap<Place, RecordId>,
    known: Known,
    damaged: u32,
}

struct Reading<'all> {
    store: &'all AccountStore,
    each: &'all mut dyn FnMut(LoadProgress),
    done: Read,
}

impl<'all> Reading<'all> {
    fn new(store: &'all AccountStore, each: &'all mut dyn FnMut(LoadProgress)) -> Self {
        Self { store, each, done: Read::default() }
    }

    fn tell_total(&mut self, total: usize) {
        (self.each)(LoadProgress::Total(count(total)));
    }

    /// Reads what was not read yet.
    fn all<'id>(&mut self, ids: impl Iterator<Item = &'id RecordId>) -> Result<(), StoreError> {
        for id in ids {
            if !self.done.seen.contains(id) {
                self.one(id)?;
            }
        }
        Ok(())
    }

    fn one(&mut self, id: &RecordId) -> Result<(), StoreError> {
        let entry = match self.store.read(id) {
            Ok(entry) => entry,
            // Deleted since, or missing: settled when everything was read.
            Err(StoreError::NotFound { .. }) => return Ok(()),
            Err(StoreError::Platform(reason)) => self.unreadable(id, reason)?,
            Err(error) => return Err(error),
        };
        self.note(&entry);
        (self.each)(LoadProgress::Entry(entry));
        Ok(())
    }

    /// One item that the store fails to give is shown as damaged; it does not keep the others away.
    fn unreadable(&self, id: &RecordId, reason: String) -> Result<Entry, StoreError> {
        self.store.records.state()?;
        let reason = RecordError::Unreadable { reason };
        Ok(Entry::Damaged(DamagedRecord { id: *id, reason, raw: RawRecord::from_bytes(Vec::new()) }))
    }

    fn note(&mut self, entry: &Entry) {
        let id = entry.id();
        self.done.seen.insert(id);
        let place = match entry {
            Entry::Account(account) => {
                self.done.known.see(account);
                (false, Some(account.display_order()), id)
            }
            Entry::Damaged(_) => {
                self.done.damaged = self.done.damaged.saturating_add(1);
                (true, None, id)
            }
        };
        self.done.order.insert(place, id);
    }
}
