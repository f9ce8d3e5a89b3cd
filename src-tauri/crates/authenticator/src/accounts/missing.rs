//! Records that were there and are not: nothing is ever written over such a loss.

use super::{AccountStore, count};
use crate::folder::Hints;
use crate::record_id::RecordId;
use crate::store::StoreError;

impl AccountStore {
    /// Goes on without the records that are missing, because the person said so. They stay listed as given up in the
    /// data folder, and count as known again should they come back.
    ///
    /// # Errors
    /// [`StoreError::NotWritten`].
    pub fn accept_missing(&self) -> Result<(), StoreError> {
        self.give_up_those(|_| true)
    }

    /// Goes on without these as far as they are missing; what else is missing is told as ever.
    ///
    /// # Errors
    /// [`StoreError::NotWritten`].
    pub fn give_up(&self, ids: &[RecordId]) -> Result<(), StoreError> {
        self.give_up_those(|id| ids.contains(id))
    }

    fn give_up_those(&self, is_given_up: impl Fn(&RecordId) -> bool) -> Result<(), StoreError> {
        let turn = self.turn()?;
        let mut hints = turn.hints().map_err(StoreError::not_written)?;
        let mut missing = hints.missing(&self.records.ids().map_err(StoreError::not_written)?);
        missing.retain(is_given_up);
        hints.records.retain(|id| !missing.contains(id));
        hints.given_up.retain(|id| !missing.contains(id));
        hints.given_up.extend(missing);
        hints.provider = self.records.provider();
        turn.write_hints(&hints).map_err(StoreError::not_written)
    }

    /// What is missing, if anything is.
    pub(super) fn missing(&self, hints: &Hints, present: &[RecordId]) -> Option<StoreError> {
        let missing = hints.missing(present);
        (!missing.is_empty()).then(|| StoreError::ItemsMissing {
            provider: self.records.provider(),
            previous_provider: hints.provider.clone(),
            expected: count(hints.records.len()),
            found: count(hints.records.len().saturating_sub(missing.len())),
        })
    }

    /// Refuses to add anything when records were there and none of them is.
    pub(super) fn refuse_over_loss(&self, hints: &Hints, present: &[RecordId]) -> Result<(), StoreError> {
        match self.missing(hints, present) {
            Some(error @ StoreError::ItemsMissing { found: 0, .. }) => Err(error.not_written()),
            _ => Ok(()),
        }
    }
}
