//! What an administrator may: look, add, reset, unlock. Who one is, the server decides.

use super::RelyingParty;
use super::account::RESET;
use super::journal::{Event, Note};
use super::throttling::{name_prefix, user_prefix};
use super::views::{
    AddressView, BackupCodesView, DeviceView, JournalView, MessageView, SecondFactor, SessionView, UserView,
};
use super::words::Lock;
use crate::database::users::UserRow;
use crate::database::whole_user::{self, WholeUser};
use crate::database::{
    Statements, Writing, addresses, backup_codes, devices, journal, outbox, rejected_codes, sent_codes, sessions,
    throttles, users,
};
use crate::rules::names::UserName;
use crate::{Call, Error, Fault, Rejection, UserId};

/// The most rows of one answer.
const MOST: u32 = 500;

/// A user to be added.
pub struct NewUser<'n> {
    /// The name.
    pub name: &'n str,
    /// The password.
    pub password: &'n str,
    /// The groups contextual rules look at.
    pub groups: &'n [String],
}

/// Which part of the journal.
#[derive(Debug, Clone, Default)]
pub struct JournalQuery {
    /// Of this user only.
    pub user: Option<UserId>,
    /// Later than this entry.
    pub after: Option<i64>,
    /// Earlier than this entry.
    pub before: Option<i64>,
    /// At most so many (500 at most).
    pub most: Option<u32>,
}

impl RelyingParty {
    /// Users by name, at most `most` (500 at most) after the name `after`.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn users(&self, call: &Call, after: &str, most: u32) -> Result<Vec<UserView>, Error> {
        let mut db = self.database.read().await?;
        let rows = users::page(&mut db, &call.tenant, &key_of(after), most.min(MOST)).await?;
        self.views(&mut db, call, rows).await
    }

    /// Users whose name begins with `start`, in capital or small letters, as [`Self::users`] has them; all of them where
    /// it is empty.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn users_beginning_with(
        &self,
        call: &Call,
        start: &str,
        after: &str,
        most: u32,
    ) -> Result<Vec<UserView>, Error> {
        if start.trim().is_empty() {
            return self.users(call, after, most).await;
        }
        let Some(start) = UserName::new(start) else { return Ok(Vec::new()) };
        let mut db = self.database.read().await?;
        let rows = users::beginning_with(&mut db, &call.tenant, start.key(), &key_of(after), most.min(MOST)).await?;
        self.views(&mut db, call, rows).await
    }

    /// The user of exactly this name, in capital or small letters.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn user_named(&self, call: &Call, name: &str) -> Result<Option<UserView>, Error> {
        let Some(name) = UserName::new(name) else { return Ok(None) };
        let mut db = self.database.read().await?;
        match users::named(&mut db, &call.tenant, name.key()).await? {
            Some(row) => Ok(Some(self.view(&mut db, call, row).await?)),
            None => Ok(None),
        }
    }

    async fn views(&self, db: &mut impl Statements, call: &Call, rows: Vec<UserRow>) -> Result<Vec<UserView>, Error> {
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            views.push(self.view(db, call, row).await?);
        }
        Ok(views)
    }

    /// One user.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub async fn user(&self, call: &Call, id: &UserId) -> Result<UserView, Error> {
        let mut db = self.database.read().await?;
        let row = users::one(&mut db, &call.tenant, id).await?.ok_or(Rejection::NotFound)?;
        Ok(self.view(&mut db, call, row).await?)
    }

    async fn view(&self, db: &mut impl Statements, call: &Call, row: UserRow) -> Result<UserView, Fault> {
        let (id, now) = (row.id(), call.seconds());
        // A name of the database is a name; without one the user's own scopes are looked at twice.
        let of_name = UserName::new(&row.name).map_or_else(|| user_prefix(&id), |name| name_prefix(&name));
        let prefixes = [user_prefix(&id), of_name];
        let WholeUser { devices, backup_codes: codes, sessions, addresses, locked } =
            whole_user::read(db, &call.tenant, &id, &prefixes, now).await?;
        let second_factor = SecondFactor::of(&row, &devices);
        let last = |scope: String| scope.rsplit(':').next().unwrap_or_default().to_owned();
        let locked: Vec<String> = locked.into_iter().map(last).collect();
        Ok(UserView {
            id,
            name: row.name,
            created_at: row.created_at,
            password_changed_at: row.password_changed_at,
            groups: serde_json::from_str(&row.groups).unwrap_or_default(),
            second_factor,
            must_enrol: row.must_enrol != 0,
            without_device: row.without_device != 0,
            devices: devices.iter().map(|device| DeviceView::of(device, now)).collect(),
            sessions: self.alive(sessions, call).map(|session| SessionView::of(session, "")).collect(),
            backup_codes: BackupCodesView::of(&codes, now, self.policy().backup_codes.warn_at),
            addresses: addresses.iter().map(AddressView::masked).collect(),
            locked_words: locked.iter().map(|way| Lock::words_of(way).to_owned()).collect(),
            locked,
        })
    }

    /// Adds a user.
    ///
    /// # Errors
    /// As [`Self::register`], without its throttle.
    pub async fn add_user(&self, call: &Call, new: &NewUser<'_>) -> Result<UserView, Error> {
        let (name, password) = self.new_credentials(new.name, new.password)?;
        let row = self.new_user(call, &name, password, new.groups).await?;
        let mut db = self.database.write().await?;
        if !users::insert(&mut db, &call.tenant, &row).await? {
            db.undo().await?;
            return Err(Rejection::NameTaken.into());
        }
        throttles::forget(&mut db, &call.tenant, &name_prefix(&name)).await?;
        self.note(&mut db, call, &Note::accepted(Event::AdminCreate, &row.id)).await?;
        db.commit().await?;
        self.user(call, &row.id()).await
    }

    /// Removes a user and all that is theirs, but for the journal.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub async fn delete_user(&self, call: &Call, id: &UserId) -> Result<(), Error> {
        let user = users::one(&mut self.database.read().await?, &call.tenant, id).await?.ok_or(Rejection::NotFound)?;
        let mut db = self.database.write().await?;
        if !users::delete(&mut db, &call.tenant, id).await? {
            db.undo().await?;
            return Err(Rejection::NotFound.into());
        }
        outbox::clear_of(&mut db, &call.tenant, id).await?;
        rejected_codes::clear_of(&mut db, &call.tenant, id.as_str()).await?;
        self.forget_failures(&mut db, call, &user).await?;
        self.note(&mut db, call, &Note::accepted(Event::AdminDelete, id.as_str())).await?;
        Ok(db.commit().await?)
    }

    /// Takes the second factor away: devices retired, backup codes dead, addresses removed, sessions ended. The next login has to enrol.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub async fn reset_second_factor(&self, call: &Call, id: &UserId) -> Result<(), Error> {
        let mut db = self.database.write().await?;
        if !users::mark(&mut db, &call.tenant, id, true, false).await? {
            db.undo().await?;
            return Err(Rejection::NotFound.into());
        }
        let user = users::one(&mut db, &call.tenant, id).await?.ok_or(Rejection::NotFound)?;
        devices::retire_pending(&mut db, &call.tenant, id, call.seconds()).await?;
        devices::retire_others(&mut db, &call.tenant, id, "", call.seconds()).await?;
        backup_codes::delete(&mut db, &call.tenant, id).await?;
        // Addresses are a second factor too, and whoever took the account over may have added one.
        addresses::clear_of(&mut db, &call.tenant, id).await?;
        sent_codes::clear_of(&mut db, &call.tenant, id).await?;
        sessions::delete_others(&mut db, &call.tenant, id, "").await?;
        throttles::forget(&mut db, &call.tenant, &user_prefix(id)).await?;
        self.note(&mut db, call, &Note::accepted(Event::AdminReset, id.as_str())).await?;
        let body = "An administrator took your second factor away. Enrol a new device at your next login.";
        self.notify(&mut db, call, (id, &user.name), "Your second factor was reset", body).await?;
        Ok(db.commit().await?)
    }

    /// Forgets all failures of a user: every way of signing in is open again.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub async fn unlock(&self, call: &Call, id: &UserId) -> Result<(), Error> {
        let user = users::one(&mut self.database.read().await?, &call.tenant, id).await?.ok_or(Rejection::NotFound)?;
        let mut db = self.database.write().await?;
        self.forget_failures(&mut db, call, &user).await?;
        self.note(&mut db, call, &Note::accepted(Event::AdminUnlock, id.as_str())).await?;
        Ok(db.commit().await?)
    }

    async fn forget_failures(&self, db: &mut Writing, call: &Call, user: &UserRow) -> Result<(), Fault> {
        throttles::forget(db, &call.tenant, &user_prefix(&user.id())).await?;
        if let Some(name) = UserName::new(&user.name) {
            throttles::forget(db, &call.tenant, &name_prefix(&name)).await?;
        }
        Ok(())
    }

    /// Sets a user's password; sessions end, a word that was sent for setting one too, the second factor stays.
    ///
    /// # Errors
    /// [`Rejection::NotFound`], [`Rejection::BadPassword`].
    pub async fn set_password(&self, call: &Call, id: &UserId, password: &str) -> Result<(), Error> {
        let user = users::one(&mut self.database.read().await?, &call.tenant, id).await?.ok_or(Rejection::NotFound)?;
        let (_, password) = self.new_credentials(&user.name, password)?;
        let hash = self.hash(password, self.policy().password.argon2).await?;
        let mut db = self.database.write().await?;
        if !users::change_password(&mut db, &call.tenant, id, None, &hash, call.seconds()).await? {
            db.undo().await?;
            return Err(Rejection::NotFound.into());
        }
        sent_codes::clear_for(&mut db, &call.tenant, id, RESET).await?;
        sessions::delete_others(&mut db, &call.tenant, id, "").await?;
        self.note(&mut db, call, &Note::accepted(Event::AdminPassword, id.as_str())).await?;
        let body = "An administrator set a new password for you. Your sessions ended.";
        self.notify(&mut db, call, (id, &user.name), "Your password was changed", body).await?;
        Ok(db.commit().await?)
    }

    /// The journal, newest first.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn journal(&self, call: &Call, query: &JournalQuery) -> Result<Vec<JournalView>, Error> {
        let user = query.user.as_ref().map_or("", UserId::as_str);
        let range = (query.after.unwrap_or(0), query.before.unwrap_or(i64::MAX));
        let most = query.most.unwrap_or(100).min(MOST);
        self.write_counted(call).await?;
        let mut db = self.database.read().await?;
        let rows = journal::page(&mut db, &call.tenant, user, range, most).await?;
        Ok(rows.into_iter().map(JournalView::of).collect())
    }

    /// The outbox, newest first: at most `most` (500 at most) messages older than `before`.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn outbox(
        &self,
        call: &Call,
        user: Option<&UserId>,
        before: Option<i64>,
        most: u32,
    ) -> Result<Vec<MessageView>, Error> {
        let user = user.map_or("", UserId::as_str);
        let mut db = self.database.read().await?;
        let rows = outbox::page(&mut db, &call.tenant, user, before.unwrap_or(i64::MAX), most.min(MOST)).await?;
        Ok(rows.into_iter().map(MessageView::of).collect())
    }

    /// Empties the outbox of one user and tells how many messages there were.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn clear_outbox_of(&self, call: &Call, user: &UserId) -> Result<u64, Error> {
        let mut db = self.database.write().await?;
        let cleared = outbox::clear_of(&mut db, &call.tenant, user).await?;
        db.commit().await?;
        Ok(cleared)
    }

    /// Empties the outbox and tells how many messages there were.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn clear_outbox(&self, call: &Call) -> Result<u64, Error> {
        let mut db = self.database.write().await?;
        let cleared = outbox::clear(&mut db, &call.tenant).await?;
        db.commit().await?;
        Ok(cleared)
    }
}

/// A name as names are compared; empty where it cannot be one.
fn key_of(name: &str) -> String {
    UserName::new(name).map(|name| name.key().to_owned()).unwrap_or_default()
}
