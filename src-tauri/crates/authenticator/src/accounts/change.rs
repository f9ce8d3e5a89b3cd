//! Changing and deleting accounts.

use otp::{Code, UnixSeconds};

use super::{AccountStore, Turn};
use crate::account::{Account, AccountChange, DamagedRecord, Entry};
use crate::record;
use crate::record_id::RecordId;
use crate::store::StoreError;

/// A HOTP code that no program of ours makes again.
#[derive(Debug, Clone, PartialEq)]
pub struct HotpCode {
    /// The code.
    pub code: Code,
    /// The counter that made it.
    pub counter: u64,
    /// The account as it is now, with the counter of the next code.
    pub account: Account,
}

impl AccountStore {
    /// Changes an account that the person saw at `revision`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was changed since, [`StoreError::Nameless`] when issuer and name would be empty,
    /// [`StoreError::TooLarge`], [`StoreError::NotFound`],
    /// [`StoreError::Damaged`], or as [`RecordStore::write`](crate::RecordStore::write).
    pub fn edit(
        &self,
        id: &RecordId,
        revision: u32,
        change: AccountChange,
        now: UnixSeconds,
    ) -> Result<Account, StoreError> {
        self.change(id, now, |account| {
            if account.revision != revision {
                return Err(StoreError::Conflict { id: *id });
            }
            let had_a_name = has_a_name(account);
            change.apply(account);
            if had_a_name && !has_a_name(account) { Err(StoreError::Nameless) } else { Ok(()) }
        })
    }

    /// Puts an account into the trash. One that is there stays there, with its date.
    ///
    /// # Errors
    /// As [`edit`](AccountStore::edit), but for a conflict.
    pub fn trash(&self, id: &RecordId, now: UnixSeconds) -> Result<Account, StoreError> {
        self.change(id, now, |account| {
            account.trashed_at.get_or_insert(now);
            Ok(())
        })
    }

    /// As [`trash`](Self::trash), for an account that is as it was at `revision`.
    pub(super) fn trash_unchanged(
        &self,
        id: &RecordId,
        revision: u32,
        now: UnixSeconds,
    ) -> Result<Account, StoreError> {
        self.change(id, now, |account| {
            if account.revision != revision {
                return Err(StoreError::Conflict { id: *id });
            }
            account.trashed_at.get_or_insert(now);
            Ok(())
        })
    }

    /// Takes an account out of the trash.
    ///
    /// # Errors
    /// As [`edit`](AccountStore::edit), but for a conflict.
    pub fn restore(&self, id: &RecordId, now: UnixSeconds) -> Result<Account, StoreError> {
        self.change(id, now, |account| {
            account.trashed_at = None;
            Ok(())
        })
    }

    /// Makes the next HOTP code. The counter has moved in the store before the code is given out, so no other program,
    /// and this one after a crash, makes the same code again.
    ///
    /// # Errors
    /// [`StoreError::NotHotp`], [`StoreError::Code`] at the end of the counter, or as [`edit`](AccountStore::edit).
    pub fn advance_hotp(&self, id: &RecordId, now: UnixSeconds) -> Result<HotpCode, StoreError> {
        let mut made = None;
        let account = self.change(id, now, |account| {
            let (secret, parameters) = account.codes.needed()?;
            let counter = parameters.counter().ok_or(StoreError::NotHotp)?;
            made = Some((otp::code_at(secret, parameters, now)?, counter.value()));
            let next = counter.next()?;
            account.codes.counter_mut().into_iter().for_each(|counter| *counter = next);
            Ok(())
        })?;
        let (code, counter) = made.ok_or(StoreError::NotHotp)?;
        Ok(HotpCode { code, counter, account })
    }

    /// Deletes for good: an account in the trash, or a record that is damaged.
    ///
    /// # Errors
    /// [`StoreError::NotInTrash`]; [`StoreError::Damaged`] for a record of a newer version, which is not damaged at
    /// all; or as [`RecordStore::delete`](crate::RecordStore::delete).
    pub fn delete(&self, id: &RecordId) -> Result<(), StoreError> {
        self.delete_where(id, |account| account.trashed_at.is_some())
    }

    /// As [`delete`](Self::delete), for an account that is not in the trash, too: one change, so that one generation of a
    /// sealed file has what was before.
    ///
    /// # Errors
    /// As [`delete`](Self::delete), but for the trash.
    pub fn delete_at_once(&self, id: &RecordId) -> Result<(), StoreError> {
        self.delete_where(id, |_| true)
    }

    fn delete_where(&self, id: &RecordId, may_go: impl FnOnce(&Account) -> bool) -> Result<(), StoreError> {
        let mut turn = self.turn()?;
        match self.read(id).map_err(unchanged)? {
            Entry::Account(account) if !may_go(&account) => Err(StoreError::NotInTrash),
            Entry::Damaged(DamagedRecord { reason, .. }) if reason.is_newer() => {
                Err(StoreError::Damaged { id: *id, reason })
            }
            Entry::Account(_) | Entry::Damaged(_) => self.delete_now(&mut turn, id),
        }
    }

    /// Forgotten before it is deleted, as [`move_to`](Self::move_to) does: a program that is killed between the two
    /// leaves a record that the next load remembers, and never tells of a loss that is none.
    pub(super) fn delete_now(&self, turn: &mut Turn<'_>, id: &RecordId) -> Result<(), StoreError> {
        turn.forget(&[*id])?;
        self.records.delete(id)?;
        turn.known.forget(id);
        Ok(())
    }

    fn change(
        &self,
        id: &RecordId,
        now: UnixSeconds,
        change: impl FnOnce(&mut Account) -> Result<(), StoreError>,
    ) -> Result<Account, StoreError> {
        let mut turn = self.turn()?;
        let before = self.account(id).map_err(unchanged)?;
        let mut account = before.clone();
        change(&mut account)?;
        if account == before {
            return Ok(account);
        }
        account.revision = account.revision.wrapping_add(1);
        account.changed_at = now;
        self.records.write(id, &record::print(&account)?)?;
        turn.known.see(&account);
        Ok(account)
    }
}

/// A failure before anything was written, in the words of a write; what was asked wrongly is said as it is.
pub(super) fn unchanged(error: StoreError) -> StoreError {
    match error {
        asked @ (StoreError::NotFound { .. } | StoreError::Damaged { .. }) => asked,
        failed => failed.not_written(),
    }
}

fn has_a_name(account: &Account) -> bool {
    !account.issuer.is_empty() || !account.name.is_empty()
}
