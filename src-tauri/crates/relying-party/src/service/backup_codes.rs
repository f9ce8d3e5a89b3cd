//! Backup codes: made, shown once, counted.

use futures_util::future::try_join_all;
use zeroize::Zeroizing;

use super::journal::{Event, Note};
use super::views::BackupCodesView;
use super::{FullSession, RelyingParty, Session};
use crate::database::backup_codes::{self, BackupCodeRow};
use crate::database::{Statements, sessions};
use crate::rules::backup::{BackupCode, generate};
use crate::{Call, Error, Fault, SessionId, UserId};

/// A new set, to be shown once.
pub struct BackupCodeSet {
    /// The codes, grouped for people.
    pub codes: Vec<Zeroizing<String>>,
    /// When they end, in Unix seconds; none: never.
    pub expires_at: Option<i64>,
}

impl std::fmt::Debug for BackupCodeSet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "BackupCodeSet({} hidden)", self.codes.len())
    }
}

impl RelyingParty {
    /// How many there are and are left.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn backup_codes(&self, call: &Call, session: &FullSession) -> Result<BackupCodesView, Error> {
        let mut db = self.database.read().await?;
        let rows = backup_codes::of_user(&mut db, &call.tenant, &session.session().user).await?;
        Ok(BackupCodesView::of(&rows, call.seconds(), self.policy().backup_codes.warn_at))
    }

    /// Makes a new set; the old one is dead.
    ///
    /// # Errors
    /// [`Rejection::SecondFactorNeeded`](crate::Rejection::SecondFactorNeeded) without a fresh second factor, or trouble of ours.
    pub async fn regenerate_backup_codes(&self, call: &Call, session: &FullSession) -> Result<BackupCodeSet, Error> {
        let session = session.session();
        self.demand_second_factor(call, session)?;
        let (set, rows) = self.make_backup_codes(call).await?;
        let mut db = self.write_in(call, session).await?;
        self.before_new_codes(&mut db, call, &session.user).await?;
        self.write_backup_codes(&mut db, call, &session.user, &rows).await?;
        self.end_others(&mut db, call, session).await?;
        self.note(&mut db, call, &Note::accepted(Event::BackupCodesMake, session.user.as_str())).await?;
        let body = "New backup codes were made. The old ones no longer work.";
        self.notify(&mut db, call, (&session.user, &session.user_name), "New backup codes", body).await?;
        db.commit().await?;
        Ok(set)
    }

    /// A set with its rows, hashed side by side; nothing is written yet.
    pub(super) async fn make_backup_codes(&self, call: &Call) -> Result<(BackupCodeSet, Vec<BackupCodeRow>), Error> {
        let policy = self.policy();
        let made = self.draw(|rng| generate(usize::from(policy.backup_codes.count), rng))?;
        let set_id = self.draw(SessionId::random)?;
        let expires_at = policy.backup_codes.lifetime_seconds.map(|seconds| call.later(seconds));
        let hashes = made.iter().map(|code| self.hash(code.canonical.clone(), policy.password.argon2));
        let hashes = try_join_all(hashes).await?;
        let row = |(code, hash): (&BackupCode, String)| BackupCodeRow {
            slot: code.slot.to_string(),
            set_id: set_id.as_str().to_owned(),
            hash,
            issued_at: call.seconds(),
            expires_at: expires_at.unwrap_or(0),
            used_at: 0,
        };
        let rows = made.iter().zip(hashes).map(row).collect();
        Ok((BackupCodeSet { codes: made.into_iter().map(|code| code.text).collect(), expires_at }, rows))
    }

    /// Puts a set in the place of the one before.
    pub(super) async fn write_backup_codes(
        &self,
        db: &mut impl Statements,
        call: &Call,
        user: &UserId,
        rows: &[BackupCodeRow],
    ) -> Result<(), Fault> {
        backup_codes::delete(db, &call.tenant, user).await?;
        for row in rows {
            backup_codes::insert(db, &call.tenant, user, row).await?;
        }
        Ok(())
    }

    pub(super) async fn backup_codes_left(
        &self,
        db: &mut impl Statements,
        call: &Call,
        user: &UserId,
    ) -> Result<u32, Fault> {
        let rows = backup_codes::of_user(db, &call.tenant, user).await?;
        Ok(u32::try_from(rows.iter().filter(|row| row.is_left(call.seconds())).count()).unwrap_or(u32::MAX))
    }

    /// A factor changed: every other session of the user ends.
    pub(super) async fn end_others(
        &self,
        db: &mut impl Statements,
        call: &Call,
        session: &Session,
    ) -> Result<(), Fault> {
        sessions::delete_others(db, &call.tenant, &session.user, session.id.as_str()).await?;
        Ok(())
    }
}
