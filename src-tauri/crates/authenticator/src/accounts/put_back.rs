//! What a backup has and what is here: the difference, and putting back all of it or some.

use std::collections::BTreeMap;

use otp::UnixSeconds;

use super::{AccountStore, Known, Turn, entry};
use crate::account::{Account, Entry};
use crate::record;
use crate::record_id::RecordId;
use crate::sealed_file::Contents;
use crate::store::{RawRecord, StoreError, Together};

/// A backup against the store as it is.
#[derive(Debug, Default)]
pub struct Difference {
    /// In the backup, and not here.
    pub missing: Vec<Entry>,
    /// In both, and not the same; as the backup has it.
    pub changed: Vec<Entry>,
    /// In both, but for how often they were changed and how far a counter has moved since; or here under another id, with
    /// the same codes.
    pub same: u32,
    /// Here, and not in the backup.
    pub added: Vec<RecordId>,
}

/// What became of one record that was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// The record.
    pub id: RecordId,
    /// Why it was not.
    pub result: Result<(), StoreError>,
}

impl AccountStore {
    /// Every record as it is kept, of one moment.
    ///
    /// # Errors
    /// [`StoreError::ItemsMissing`] when records are missing, since a copy of that would be none; or as
    /// [`RecordStore::read`](crate::RecordStore::read).
    pub(crate) fn snapshot(&self) -> Result<BTreeMap<RecordId, RawRecord>, StoreError> {
        let turn = self.turn_of_any_store()?;
        let present = self.records.ids()?;
        if let Some(missing) = self.missing(&turn.hints()?, &present) {
            return Err(missing);
        }
        present.into_iter().map(|id| Ok((id, self.records.read(&id)?))).collect()
    }

    /// What putting a backup back would change.
    ///
    /// # Errors
    /// As [`RecordStore::read`](crate::RecordStore::read).
    pub fn difference(&self, backup: &Contents) -> Result<Difference, StoreError> {
        let mut difference = Difference::default();
        for (id, then) in backup.records.iter() {
            match self.records.read(id) {
                Ok(now) if is_same(id, &now, then) => difference.same = difference.same.saturating_add(1),
                Ok(_) => difference.changed.push(entry(id, then.clone())),
                Err(StoreError::NotFound { .. }) => difference.missing.push(entry(id, then.clone())),
                Err(error) => return Err(error),
            }
        }
        let present = self.records.ids()?;
        difference.added = present.into_iter().filter(|id| !backup.records.contains_key(id)).collect();
        self.leave_out_what_is_elsewhere(&mut difference)?;
        Ok(difference)
    }

    /// What is here under another id is not missing, and would not be put back.
    fn leave_out_what_is_elsewhere(&self, difference: &mut Difference) -> Result<(), StoreError> {
        if difference.missing.is_empty() || difference.added.is_empty() {
            return Ok(());
        }
        let mut known = Known::default();
        for id in &difference.added {
            match self.read(id) {
                // One in the trash is about to go.
                Ok(Entry::Account(account)) if account.trashed_at.is_none() => known.see(&account),
                Ok(_) | Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let before = difference.missing.len();
        difference.missing.retain(|entry| match entry {
            Entry::Account(account) => known.alike(&account.codes).is_empty(),
            Entry::Damaged(_) => true,
        });
        let elsewhere = before.saturating_sub(difference.missing.len());
        difference.same = difference.same.saturating_add(u32::try_from(elsewhere).unwrap_or(u32::MAX));
        Ok(())
    }

    /// Puts these records of a backup back, as they were then; a counter never goes back. Each has its own result.
    ///
    /// # Errors
    /// For all: [`StoreError::NotWritten`]. For one: [`StoreError::NotFound`] where the backup has none of that id,
    /// [`StoreError::Duplicate`] where the same codes are here under another one, [`StoreError::Differs`] where it was
    /// damaged when the backup was made and is not here, or as [`RecordStore::write`](crate::RecordStore::write).
    pub fn put_back(&self, backup: &Contents, ids: &[RecordId], now: UnixSeconds) -> Result<Vec<PutBack>, StoreError> {
        let mut turn = self.turn()?;
        let present = self.records.ids().map_err(StoreError::not_written)?;
        self.see_all(&mut turn, &present).map_err(StoreError::not_written)?;
        let put = |id: &RecordId| {
            let then = backup.records.get(id).ok_or(StoreError::NotFound { id: *id });
            PutBack { id: *id, result: then.and_then(|then| self.put_one_back(&mut turn, id, then, now)) }
        };
        let _one = Together::of(&*self.records);
        let results: Vec<_> = ids.iter().map(put).collect();
        let provider = self.records.provider();
        turn.update_hints(|hints| {
            let done = results.iter().filter(|one| one.result.is_ok());
            done.for_each(|one| hints.remember(one.id, &provider));
        });
        Ok(results)
    }

    fn put_one_back(
        &self,
        turn: &mut Turn<'_>,
        id: &RecordId,
        then: &RawRecord,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let before = match self.records.read(id) {
            Ok(here) if is_same(id, &here, then) => return Ok(()),
            Ok(here) => Some(record::parse(id, &here)),
            Err(StoreError::NotFound { .. }) => None,
            Err(error) => return Err(error.not_written()),
        };
        match (record::parse(id, then), before) {
            (Ok(account), Some(Ok(here))) => self.put_account(turn, merged(account, &here, now)),
            (Ok(account), Some(Err(_))) => self.put_account(turn, account),
            (Ok(account), None) => {
                refuse_other(turn, &account)?;
                self.put_account(turn, account)
            }
            (Err(_), None) => self.records.write_raw(id, then),
            (Err(_), Some(_)) => Err(StoreError::Differs { id: *id }.not_written()),
        }
    }

    fn put_account(&self, turn: &mut Turn<'_>, account: Account) -> Result<(), StoreError> {
        self.records.write(&account.id, &record::print(&account)?)?;
        turn.known.see(&account);
        Ok(())
    }
}

fn is_same(id: &RecordId, here: &RawRecord, then: &RawRecord) -> bool {
    match (record::parse(id, here), record::parse(id, then)) {
        (Ok(here), Ok(then)) => {
            let once_merged = merged(then, &here, here.changed_at);
            Account { revision: once_merged.revision, ..here } == once_merged
        }
        _ => here == then,
    }
}

fn refuse_other(turn: &Turn<'_>, account: &Account) -> Result<(), StoreError> {
    match turn.known.alike(&account.codes).first() {
        Some(id) => Err(StoreError::Duplicate { id: *id, label: account.label(), in_trash: false }),
        None => Ok(()),
    }
}

/// As it was then, as a change of what is here now.
fn merged(mut then: Account, here: &Account, now: UnixSeconds) -> Account {
    then.revision = here.revision.max(then.revision).wrapping_add(1);
    then.changed_at = now;
    if let (Some(counter), Some(reached)) = (then.codes.counter_mut(), here.codes.counter()) {
        *counter = if reached.value() > counter.value() { reached } else { *counter };
    }
    then
}
