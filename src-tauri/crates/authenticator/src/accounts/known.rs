//! What this program has seen of the accounts: enough to notice a duplicate without reading everything again.

use std::collections::HashMap;

use otp::UnixSeconds;

use super::purge::TRASH_SECONDS;
use crate::account::{Account, Codes};
use crate::record_id::RecordId;

/// Secrets and parameters never change once stored, so what was seen stays true for as long as the record is there.
#[derive(Default)]
pub(super) struct Known {
    accounts: HashMap<RecordId, Seen>,
}

struct Seen {
    codes: Codes,
    rank: i64,
    trashed_at: Option<UnixSeconds>,
}

impl Known {
    pub(super) fn see(&mut self, account: &Account) {
        let seen = Seen { codes: account.codes.clone(), rank: account.rank, trashed_at: account.trashed_at };
        self.accounts.insert(account.id, seen);
    }

    pub(super) fn forget(&mut self, id: &RecordId) {
        self.accounts.remove(id);
    }

    /// Forgets what is not among `ids`, and gives those of them that were never seen.
    pub(super) fn unseen(&mut self, ids: &[RecordId]) -> Vec<RecordId> {
        self.accounts.retain(|id, _| ids.contains(id));
        ids.iter().filter(|id| !self.accounts.contains_key(id)).copied().collect()
    }

    /// The accounts that make the same codes, or are kept as the same address.
    pub(super) fn alike(&self, codes: &Codes) -> Vec<RecordId> {
        self.accounts.iter().filter(|(_, seen)| seen.codes.are_alike(codes)).map(|(id, _)| *id).collect()
    }

    /// A rank below all others.
    pub(super) fn last_rank(&self) -> i64 {
        self.accounts.values().map(|seen| seen.rank).max().map_or(0, |rank| rank.saturating_add(1))
    }

    /// Accounts in the trash.
    pub(super) fn trashed(&self) -> Vec<RecordId> {
        self.accounts.iter().filter(|(_, seen)| seen.trashed_at.is_some()).map(|(id, _)| *id).collect()
    }

    /// When an account in the trash has been there for long enough.
    pub(super) fn deadline(&self, id: &RecordId) -> Option<UnixSeconds> {
        let trashed_at = self.accounts.get(id)?.trashed_at?;
        Some(UnixSeconds(trashed_at.0.saturating_add(TRASH_SECONDS)))
    }
}
