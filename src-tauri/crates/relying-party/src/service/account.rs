//! What a user does with their own account: the password, the lists.

use sealing::{hex, random_bytes};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::journal::{Event, Note};
use super::throttling::Counted;
use super::views::{AddressKind, DeviceView, JournalView};
use super::{FullSession, RelyingParty, Session};
use crate::bugs::Bug;
use crate::database::outbox::{self, MessageRow};
use crate::database::sent_codes::{self, SentCodeRow};
use crate::database::users::{self, UserRow};
use crate::database::{addresses, devices, journal, sessions};
use crate::rules::names::UserName;
use crate::rules::password::check_new;
use crate::{Call, Error, Fault, Rejection, Token};

/// What a word for setting a new password is for.
pub(super) const RESET: &str = "password-reset";

/// A new password with the word that was sent for it.
pub struct PasswordReset<'r> {
    /// The user's name.
    pub name: &'r str,
    /// What was sent.
    pub token: &'r str,
    /// The new password.
    pub password: &'r str,
}

impl RelyingParty {
    /// Checks the password once more in a full session.
    ///
    /// # Errors
    /// As [`Self::log_in`].
    pub async fn check_password_again(&self, call: &Call, session: &Session, password: &str) -> Result<(), Error> {
        if session.kind == super::SessionKind::Partial {
            return Err(Rejection::WrongSession.into());
        }
        let user = self.user_of(call, session).await?;
        let name = UserName::new(&user.name).ok_or(Fault::Unreadable("a name"))?;
        let charge = self.check_password(call, Event::PasswordAgain, &name, Some(&user), password).await?;
        let mut db = self.write_in(call, session).await?;
        self.forgive(&mut db, call, &charge).await?;
        sessions::checked(&mut db, &call.tenant, session.id.as_str(), call.seconds(), 0).await?;
        self.note(&mut db, call, &Note::accepted(Event::PasswordAgain, &user.id)).await?;
        Ok(db.commit().await?)
    }

    async fn user_of(&self, call: &Call, session: &Session) -> Result<UserRow, Error> {
        let found = users::one(&mut self.database.read().await?, &call.tenant, &session.user).await?;
        Ok(found.ok_or(Rejection::NoSession)?)
    }

    /// Changes the password; all other sessions end, and a word that was sent for setting a new one is worth nothing any
    /// more. The second factor stays as it is.
    ///
    /// # Errors
    /// [`Rejection::Credentials`] for a wrong old password, [`Rejection::BadPassword`] for the new one, or as
    /// [`Self::log_in`].
    pub async fn change_password(&self, call: &Call, session: &FullSession, old: &str, new: &str) -> Result<(), Error> {
        let session = session.session();
        let user = self.user_of(call, session).await?;
        let (name, new) = self.new_credentials(&user.name, new)?;
        let charge = self.check_password(call, Event::PasswordChange, &name, Some(&user), old).await?;
        let hash = self.hash(new, self.policy().password.argon2).await?;
        let mut db = self.write_in(call, session).await?;
        let expected = Some(user.password_hash.as_str());
        if !users::change_password(&mut db, &call.tenant, &session.user, expected, &hash, call.seconds()).await? {
            db.undo().await?;
            return Err(Rejection::Credentials.into());
        }
        self.forgive(&mut db, call, &charge).await?;
        sent_codes::clear_for(&mut db, &call.tenant, &session.user, RESET).await?;
        self.end_others(&mut db, call, session).await?;
        sessions::checked(&mut db, &call.tenant, session.id.as_str(), call.seconds(), 0).await?;
        self.note(&mut db, call, &Note::accepted(Event::PasswordChange, &user.id)).await?;
        let body = "Your password was changed. Your other sessions ended.";
        self.notify(&mut db, call, (&session.user, &session.user_name), "Your password was changed", body).await?;
        Ok(db.commit().await?)
    }

    /// Sends a word for setting a new password to the user's confirmed e-mail address, if there is such a user and
    /// address; from outside it looks the same if not.
    ///
    /// # Errors
    /// [`Rejection::TooManyTries`], [`Rejection::Locked`], or trouble of ours.
    pub async fn ask_password_reset(&self, call: &Call, name: &str) -> Result<(), Error> {
        let Some(name) = UserName::new(name) else { return Ok(()) };
        let user = users::named(&mut self.database.read().await?, &call.tenant, name.key()).await?;
        let id = user.as_ref().map_or("", |user| user.id.as_str());
        self.charge(call, Counted::PasswordReset(&name), Event::PasswordResetAsk, id).await?;
        let nobody = crate::UserId::claimed("");
        let owner = user.as_ref().map_or(nobody, UserRow::id);
        let all = addresses::of_user(&mut self.database.read().await?, &call.tenant, &owner).await?;
        let may_send = self.allows(AddressKind::Email);
        let address = all.into_iter().find(|row| may_send && row.confirmed_at != 0 && row.kind == "email");
        let token = self.draw(Token::random)?;
        let (Some(user), Some(address)) = (user, address) else {
            let reason = if owner.as_str().is_empty() { "unknown-name" } else { "no-address" };
            let note = Note::rejected(Event::PasswordResetAsk, owner.as_str(), reason);
            return Ok(self.note_alone(call, &note).await?);
        };
        self.send_reset(call, &user, &address, &token).await
    }

    async fn send_reset(
        &self,
        call: &Call,
        user: &UserRow,
        address: &addresses::AddressRow,
        token: &Token,
    ) -> Result<(), Error> {
        let row = SentCodeRow {
            purpose: RESET.to_owned(),
            address_id: address.id.clone(),
            session_id: String::new(),
            hash: token.hash(),
            created_at: call.seconds(),
            expires_at: call.later(self.policy().out_of_band.lifetime_seconds),
        };
        let message = MessageRow {
            id: 0,
            user_id: user.id.clone(),
            kind: "password-reset".to_owned(),
            recipient: address.address.clone(),
            subject: "Setting a new password".to_owned(),
            body: format!("To set a new password, enter this word where you asked for it:\n\n{}", token.expose()),
            created_at: call.seconds(),
        };
        let mut db = self.database.write().await?;
        sent_codes::replace(&mut db, &call.tenant, &user.id(), &row).await?;
        outbox::insert(&mut db, &call.tenant, &message).await?;
        self.note(&mut db, call, &Note::accepted(Event::PasswordResetAsk, &user.id)).await?;
        Ok(db.commit().await?)
    }

    /// Sets a new password by the word that was sent. All sessions end; the second factor stays.
    ///
    /// # Errors
    /// [`Rejection::Credentials`] where the word is not right, [`Rejection::BadPassword`], [`Rejection::TooManyTries`].
    pub async fn reset_password(&self, call: &Call, reset: &PasswordReset<'_>) -> Result<(), Error> {
        let Some(name) = UserName::new(reset.name) else { return Err(Rejection::Credentials.into()) };
        let password =
            check_new(reset.password, name.as_str(), &self.policy().password).map_err(Rejection::BadPassword)?;
        let user = users::named(&mut self.database.read().await?, &call.tenant, name.key()).await?;
        let id = user.as_ref().map_or_else(|| crate::UserId::claimed(""), UserRow::id);
        let counted = Counted::PasswordReset(&name);
        let charge = self.charge(call, counted, Event::PasswordReset, id.as_str()).await?;
        let live = sent_codes::live(&mut self.database.read().await?, &call.tenant, &id, RESET).await?;
        // Hashed whether it is right or not, so that both cost the same.
        let hash = self.hash(password, self.policy().password.argon2).await?;
        let (true, Some(row)) = (is_right(live.as_ref(), reset.token, call), live) else {
            self.note_alone(call, &Note::rejected(Event::PasswordReset, id.as_str(), "wrong-word")).await?;
            return Err(Rejection::Credentials.into());
        };
        let mut db = self.database.write().await?;
        if !sent_codes::consume(&mut db, &call.tenant, &id, &row).await? {
            db.undo().await?;
            return Err(Rejection::Credentials.into());
        }
        users::change_password(&mut db, &call.tenant, &id, None, &hash, call.seconds()).await?;
        sessions::delete_others(&mut db, &call.tenant, &id, "").await?;
        if self.has(Bug::PasswordResetRemovesMfa) {
            devices::retire_others(&mut db, &call.tenant, &id, "", call.seconds()).await?;
        }
        self.forgive(&mut db, call, &charge).await?;
        self.note(&mut db, call, &Note::accepted(Event::PasswordReset, id.as_str())).await?;
        let body = "A new password was set. All sessions ended; your second factor is as it was.";
        self.notify(&mut db, call, (&id, name.as_str()), "A new password was set", body).await?;
        Ok(db.commit().await?)
    }

    /// The user's devices, without those that are gone.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn devices(&self, call: &Call, session: &FullSession) -> Result<Vec<DeviceView>, Error> {
        let user = &session.session().user;
        let rows = devices::of_user(&mut self.database.read().await?, &call.tenant, user).await?;
        Ok(rows.iter().filter_map(|row| DeviceView::present(row, call.seconds())).collect())
    }

    /// The newest of what happened to the user's account.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn activity(&self, call: &Call, session: &FullSession) -> Result<Vec<JournalView>, Error> {
        let user = session.session().user.as_str();
        let mut db = self.database.read().await?;
        let rows = journal::page(&mut db, &call.tenant, user, (0, i64::MAX), 50).await?;
        // The true reason of a rejection is for the administrator's eyes only.
        Ok(rows.into_iter().map(|row| JournalView::of(row).without_reason()).collect())
    }

    /// A word nobody can guess, for pages that have no session yet.
    ///
    /// # Errors
    /// There is no randomness to be had.
    pub fn form_word(&self) -> Result<Zeroizing<String>, Error> {
        let bytes = self.draw(random_bytes::<32>)?;
        Ok(Zeroizing::new(hex(bytes.as_slice())))
    }
}

fn is_right(live: Option<&SentCodeRow>, token: &str, call: &Call) -> bool {
    let hash = Token::claimed(token).map(|token| token.hash()).unwrap_or_default();
    // A comparison is made where nothing was sent, too.
    let nothing = hex(&Sha256::digest(b"nothing"));
    let expected = live.map_or(nothing.as_str(), |row| row.hash.as_str());
    let equal: bool = expected.as_bytes().ct_eq(hash.as_bytes()).into();
    equal && live.is_some_and(|row| row.expires_at > call.seconds())
}
