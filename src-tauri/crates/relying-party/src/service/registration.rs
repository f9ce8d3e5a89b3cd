//! New users.

use zeroize::Zeroizing;

use super::journal::{Event, Note};
use super::sessions::Checks;
use super::throttling::{Counted, name_prefix};
use super::{NewSession, RelyingParty, SessionKind};
use crate::database::throttles;
use crate::database::users::{self, UserRow};
use crate::rules::names::UserName;
use crate::rules::password::check_new;
use crate::{Call, Error, Fault, Rejection, UserId};

impl RelyingParty {
    /// Adds a user and signs them in.
    ///
    /// # Errors
    /// [`Rejection::BadName`], [`Rejection::BadPassword`], [`Rejection::NameTaken`], [`Rejection::TooManyTries`] (by
    /// source address), or trouble of ours.
    pub async fn register(&self, call: &Call, name: &str, password: &str) -> Result<NewSession, Error> {
        let (name, password) = self.new_credentials(name, password)?;
        let charge = self.charge(call, Counted::Register, Event::Register, "").await?;
        let row = self.new_user(call, &name, password, &[]).await?;
        let mut db = self.database.write().await?;
        if !users::insert(&mut db, &call.tenant, &row).await? {
            db.undo().await?;
            self.note_alone(call, &Note::rejected(Event::Register, "", "name-taken")).await?;
            return Err(Rejection::NameTaken.into());
        }
        // What others guessed before somebody had this name is nothing of theirs.
        throttles::forget(&mut db, &call.tenant, &name_prefix(&name)).await?;
        self.forgive(&mut db, call, &charge).await?;
        let checks = Checks { password_at: call.seconds(), factor_at: 0 };
        let user = (&row.id(), row.name.as_str());
        let session = self.open_session(&mut db, call, user, SessionKind::Full, checks).await?;
        self.note(&mut db, call, &Note::accepted(Event::Register, &row.id)).await?;
        db.commit().await?;
        Ok(session)
    }

    pub(super) fn new_credentials(
        &self,
        name: &str,
        password: &str,
    ) -> Result<(UserName, Zeroizing<String>), Rejection> {
        let name = UserName::new(name).ok_or(Rejection::BadName)?;
        let policy = self.policy();
        let password = check_new(password, name.as_str(), &policy.password).map_err(Rejection::BadPassword)?;
        Ok((name, password))
    }

    pub(super) async fn new_user(
        &self,
        call: &Call,
        name: &UserName,
        password: Zeroizing<String>,
        groups: &[String],
    ) -> Result<UserRow, Fault> {
        let policy = self.policy();
        Ok(UserRow {
            id: self.draw(UserId::random)?.as_str().to_owned(),
            name: name.as_str().to_owned(),
            name_key: name.key().to_owned(),
            password_hash: self.hash(password, policy.password.argon2).await?,
            created_at: call.seconds(),
            password_changed_at: call.seconds(),
            must_enrol: 0,
            without_device: 0,
            groups: serde_json::to_string(groups).map_err(|_| Fault::Unreadable("groups"))?,
        })
    }
}
