//! Moving all accounts from one store to another.
//!
//! Copy, read back, and only when everything was tried and the other store was read anew as a whole remove what it holds:
//! each after one more look. Whatever happens between, each account is in at least one of the two, and moving again goes
//! on from there.

use super::{AccountStore, Turn};
use crate::record_id::RecordId;
use crate::store::{StoreError, Together};

/// What became of the accounts.
#[derive(Debug, Default)]
pub struct Moved {
    /// In the other store now, and no longer in this one.
    pub moved: Vec<RecordId>,
    /// Still in this store, and why.
    pub kept: Vec<(RecordId, StoreError)>,
}

impl AccountStore {
    /// Moves every record into `to`, damaged ones as they are. One that cannot be moved keeps no other from it.
    ///
    /// # Errors
    /// For all: [`StoreError::NotWritten`] when one of the stores cannot be used, [`StoreError::ItemsMissing`] when the
    /// other store lacks what was in it. For one: [`StoreError::Differs`], [`StoreError::NotText`], or as
    /// [`RecordStore::write`](crate::RecordStore::write).
    pub fn move_to(&self, to: &Self) -> Result<Moved, StoreError> {
        let mut here = self.turn_of_any_store()?;
        let there = to.turn_of_any_store()?;
        let present = to.records.ids().map_err(StoreError::not_written)?;
        to.refuse_over_loss(&there.hints().map_err(StoreError::not_written)?, &present)?;
        let _one = (Together::of(&*self.records), Together::of(&*to.records));
        let mut outcome = Moved::default();
        let mut copied = Vec::new();
        for id in self.records.ids().map_err(StoreError::not_written)? {
            match self.copy(&id, to) {
                Ok(()) => copied.push(id),
                Err(error) => outcome.kept.push((id, error)),
            }
        }
        let copied = self.arrived(copied, to, &mut outcome);
        let provider = to.records.provider();
        there.update_hints(|hints| copied.iter().for_each(|id| hints.remember(*id, &provider)));
        self.remove_copied(&mut here, copied, to, &mut outcome);
        Ok(outcome)
    }

    fn copy(&self, id: &RecordId, to: &Self) -> Result<(), StoreError> {
        let raw = self.records.read(id)?;
        match to.records.read(id) {
            Ok(there) if there == raw => return Ok(()),
            Ok(_) => return Err(StoreError::Differs { id: *id }),
            Err(StoreError::NotFound { .. }) => to.records.write_raw(id, &raw)?,
            Err(error) => return Err(error.not_written()),
        }
        if to.records.read(id)? == raw { Ok(()) } else { Err(StoreError::Differs { id: *id }) }
    }

    /// Those that the other store has when it is read anew, as a program that is started later will.
    fn arrived(&self, copied: Vec<RecordId>, to: &Self, outcome: &mut Moved) -> Vec<RecordId> {
        let (mut arrived, read_anew) = (Vec::new(), to.records.state());
        for id in copied {
            match read_anew.clone().and_then(|()| self.is_in(&id, to)) {
                Ok(()) => arrived.push(id),
                Err(error) => outcome.kept.push((id, error)),
            }
        }
        arrived
    }

    fn is_in(&self, id: &RecordId, to: &Self) -> Result<(), StoreError> {
        if to.records.read(id)? == self.records.read(id)? { Ok(()) } else { Err(StoreError::Differs { id: *id }) }
    }

    /// Forgotten before they are deleted: what is there unknown is no loss, what is known and not there would be one.
    /// Where that cannot be written, such as on a full disk, nothing is deleted.
    fn remove_copied(&self, turn: &mut Turn<'_>, copied: Vec<RecordId>, to: &Self, outcome: &mut Moved) {
        if let Err(error) = turn.forget(&copied) {
            return outcome.kept.extend(copied.into_iter().map(|id| (id, error.clone())));
        }
        for id in copied {
            let is_there = to.records.state().and_then(|()| self.is_in(&id, to));
            match is_there.and_then(|()| self.records.delete(&id)) {
                Ok(()) => {
                    turn.known.forget(&id);
                    outcome.moved.push(id);
                }
                Err(error) => outcome.kept.push((id, error)),
            }
        }
    }
}
