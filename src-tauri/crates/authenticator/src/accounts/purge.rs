//! Emptying the trash of what has been there for long enough.
//!
//! A clock may be wrong for a day, and what is deleted does not come back when it is set right: so an account is deleted
//! only after a second look, some days later by the same clock, at what the first look had found overdue.

use std::collections::BTreeMap;

use otp::UnixSeconds;

use super::change::unchanged;
use super::{AccountStore, Turn};
use crate::record_id::RecordId;
use crate::store::{StoreError, Together};

/// How long an account stays in the trash, in seconds: 30 days.
pub const TRASH_SECONDS: u64 = 30 * 86_400;

/// How long after it was first seen to be overdue an account is deleted at the earliest, in seconds: 3 days.
pub const CONFIRMATION_SECONDS: u64 = 3 * 86_400;

impl AccountStore {
    /// Deletes what has been in the trash for [`TRASH_SECONDS`], and was first seen to be so [`CONFIRMATION_SECONDS`]
    /// ago or longer, and says what it was. Without a data folder nothing remembers a first look, and one is enough.
    ///
    /// # Errors
    /// As [`RecordStore::delete`](crate::RecordStore::delete); what was deleted until then stays deleted.
    pub fn purge_trash(&self, now: UnixSeconds) -> Result<Vec<RecordId>, StoreError> {
        let mut turn = self.turn()?;
        let present = self.records.ids().map_err(unchanged)?;
        self.see_all(&mut turn, &present).map_err(unchanged)?;
        let overdue = self.overdue(&mut turn, now)?;
        let purged = turn.confirmed(&overdue, now).map_err(unchanged)?;
        let _one = Together::of(&*self.records);
        for id in &purged {
            self.delete_now(&mut turn, id)?;
        }
        Ok(purged)
    }

    /// What has been in the trash for too long, with the time since when.
    fn overdue(&self, turn: &mut Turn<'_>, now: UnixSeconds) -> Result<BTreeMap<RecordId, UnixSeconds>, StoreError> {
        let mut overdue = BTreeMap::new();
        for id in turn.known.trashed() {
            if turn.known.deadline(&id).is_none_or(|deadline| now < deadline) {
                continue;
            }
            // Another program may have restored or deleted it.
            match self.account(&id) {
                Ok(account) => turn.known.see(&account),
                Err(StoreError::NotFound { .. } | StoreError::Damaged { .. }) => continue,
                Err(error) => return Err(unchanged(error)),
            }
            let deadline = turn.known.deadline(&id).filter(|deadline| *deadline <= now);
            overdue.extend(deadline.map(|deadline| (id, deadline)));
        }
        Ok(overdue)
    }
}

impl Turn<'_> {
    /// Remembers what is overdue, and gives what was seen to be so long enough ago. A first look that lies ahead of the
    /// clock, or before the deadline, was made by another clock or for another stay in the trash: it counts as none.
    fn confirmed(
        &self,
        overdue: &BTreeMap<RecordId, UnixSeconds>,
        now: UnixSeconds,
    ) -> Result<Vec<RecordId>, StoreError> {
        if self.folder.is_none() {
            return Ok(overdue.keys().copied().collect());
        }
        let before = self.hints()?;
        let first_seen = |(id, deadline): (&RecordId, &UnixSeconds)| {
            let seen = before.overdue.get(id).filter(|seen| **seen <= now && **seen >= *deadline);
            (*id, seen.copied().unwrap_or(now))
        };
        let seen: BTreeMap<RecordId, UnixSeconds> = overdue.iter().map(first_seen).collect();
        let old_enough = |seen: UnixSeconds| now.0.saturating_sub(seen.0) >= CONFIRMATION_SECONDS;
        let confirmed = seen.iter().filter(|(_, seen)| old_enough(**seen)).map(|(id, _)| *id).collect();
        self.update_hints(|hints| hints.overdue = seen);
        Ok(confirmed)
    }
}
