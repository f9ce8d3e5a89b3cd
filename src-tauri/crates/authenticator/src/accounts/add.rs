//! Adding accounts.

use otp::UnixSeconds;

use super::{AccountStore, Turn};
use crate::account::{Account, Codes, Entry, NewAccount};
use crate::random::Random;
use crate::record;
use crate::record::UnknownFields;
use crate::record_id::RecordId;
use crate::store::{StoreError, Together};

impl AccountStore {
    /// Adds accounts in this order, below all others. Each has its own result: one that is refused keeps no other away.
    /// Holds the lock until all are written; a keyring takes 15 to 50 ms each.
    ///
    /// # Errors
    /// For all: [`StoreError::NotWritten`] when the store cannot be used, or when records are missing
    /// ([`StoreError::ItemsMissing`] as its [`cause`](StoreError::cause)). For one: [`StoreError::Duplicate`],
    /// [`StoreError::TooLarge`], [`StoreError::Random`], or as [`RecordStore::write`](crate::RecordStore::write).
    pub fn add(
        &self,
        accounts: Vec<NewAccount>,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<Vec<Result<Account, StoreError>>, StoreError> {
        let mut turn = self.turn()?;
        let present = self.records.ids().map_err(StoreError::not_written)?;
        self.refuse_over_loss(&turn.hints().map_err(StoreError::not_written)?, &present)?;
        self.see_all(&mut turn, &present).map_err(StoreError::not_written)?;
        let _one = Together::of(&*self.records);
        let results: Vec<_> = accounts.into_iter().map(|new| self.add_one(&mut turn, new, now, rng)).collect();
        let provider = self.records.provider();
        turn.update_hints(|hints| {
            results.iter().flatten().for_each(|account| hints.remember(account.id, &provider));
        });
        Ok(results)
    }

    /// Reads what this program has not seen yet, so that duplicates are noticed.
    pub(super) fn see_all(&self, turn: &mut Turn<'_>, present: &[RecordId]) -> Result<(), StoreError> {
        for id in turn.known.unseen(present) {
            match self.read(&id) {
                Ok(Entry::Account(account)) => turn.known.see(&account),
                // What cannot be read makes no codes, so nothing can be its duplicate.
                Ok(Entry::Damaged(_)) | Err(StoreError::NotFound { .. } | StoreError::Platform(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn add_one(
        &self,
        turn: &mut Turn<'_>,
        new: NewAccount,
        now: UnixSeconds,
        rng: &mut dyn Random,
    ) -> Result<Account, StoreError> {
        self.add_account(turn, new.into_account(RecordId::random(rng)?, now))
    }

    /// As the last of the list.
    pub(super) fn add_account(&self, turn: &mut Turn<'_>, mut account: Account) -> Result<Account, StoreError> {
        self.refuse_duplicate(turn, &account.codes)?;
        account.rank = turn.known.last_rank();
        self.records.write(&account.id, &record::print(&account)?)?;
        turn.known.see(&account);
        Ok(account)
    }

    fn refuse_duplicate(&self, turn: &mut Turn<'_>, codes: &Codes) -> Result<(), StoreError> {
        for id in turn.known.alike(codes) {
            match self.account(&id) {
                Ok(account) => {
                    let (label, in_trash) = (account.label(), account.trashed_at.is_some());
                    return Err(StoreError::Duplicate { id, label, in_trash });
                }
                Err(StoreError::NotFound { .. } | StoreError::Damaged { .. }) => turn.known.forget(&id),
                Err(error) => return Err(error.not_written()),
            }
        }
        Ok(())
    }
}

impl NewAccount {
    /// As it is stored first, but for its place in the list.
    pub(crate) fn into_account(self, id: RecordId, now: UnixSeconds) -> Account {
        Account {
            id,
            revision: 1,
            issuer: self.issuer,
            name: self.name,
            codes: Codes::Made { secret: self.secret, parameters: self.parameters },
            tags: self.tags,
            pinned: self.pinned,
            note: self.note,
            icon: self.icon,
            rank: 0,
            created_at: now,
            changed_at: now,
            trashed_at: None,
            label_issuer: self.label_issuer,
            extra: self.extra,
            unknown: UnknownFields::default(),
        }
    }
}
