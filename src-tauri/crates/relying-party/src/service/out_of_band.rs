//! Codes sent by SMS or e-mail: written to the outbox, bound to the session that asked, one live at a time.

use zeroize::Zeroizing;

use super::journal::{Event, Note};
use super::login::{SignedIn, Way};
use super::second_factor::{Accepted, Purpose};
use super::throttling::Counted;
use super::views::{AddressKind, AddressView};
use super::{FullSession, NewSession, PartialSession, RelyingParty, Session};
use crate::database::addresses::{self, AddressRow};
use crate::database::outbox::{self, MessageRow};
use crate::database::sent_codes::{self, SentCodeRow};
use crate::database::{Statements, Writing, users};
use crate::rules::input::{CodeInput, read_code};
use crate::work::Guessed;
use crate::{AddressId, Call, Error, Fault, Rejection, UserId};

const DIGITS: u8 = 6;
const LOGIN: &str = "login";
const CONFIRM: &str = "confirm-address";

impl RelyingParty {
    /// Whether the policy lets codes be sent this way.
    pub(super) fn allows(&self, kind: AddressKind) -> bool {
        let policy = self.policy();
        match kind {
            AddressKind::Sms => policy.out_of_band.sms,
            AddressKind::Email => policy.out_of_band.email,
        }
    }

    /// The user's addresses.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn addresses(&self, call: &Call, session: &FullSession) -> Result<Vec<AddressView>, Error> {
        let user = &session.session().user;
        let rows = addresses::of_user(&mut self.database.read().await?, &call.tenant, user).await?;
        Ok(rows.iter().map(AddressView::of).collect())
    }

    /// Adds an address and sends it a code; it counts once that code came back.
    ///
    /// # Errors
    /// [`Rejection::NotAllowed`] by policy, [`Rejection::BadAddress`], [`Rejection::TooMany`],
    /// [`Rejection::PasswordNeeded`], [`Rejection::SecondFactorNeeded`] where there is a second factor,
    /// [`Rejection::TooManyTries`].
    pub async fn add_address(
        &self,
        call: &Call,
        session: &FullSession,
        kind: AddressKind,
        address: &str,
    ) -> Result<AddressView, Error> {
        let session = session.session();
        if !self.allows(kind) {
            return Err(Rejection::NotAllowed.into());
        }
        let address = readable(kind, address).ok_or(Rejection::BadAddress)?;
        self.demand_password(call, session)?;
        if self.present_factors(call, session).await?.1 {
            self.demand_second_factor(call, session)?;
        }
        self.demand_room(&mut self.database.read().await?, call, session).await?;
        let id = self.draw(AddressId::random)?;
        let row = AddressRow {
            id: id.as_str().to_owned(),
            kind: kind.name().to_owned(),
            address,
            created_at: call.seconds(),
            confirmed_at: 0,
        };
        let mut db = self.prepared(call, session, &row, CONFIRM).await?;
        // Looked at once more, where nobody else adds one at the same time.
        if let Err(error) = self.demand_room(&mut db, call, session).await {
            db.undo().await?;
            return Err(error);
        }
        addresses::insert(&mut db, &call.tenant, &session.user, &row).await?;
        self.note(&mut db, call, &Note::accepted(Event::AddressAdd, session.user.as_str())).await?;
        db.commit().await?;
        Ok(AddressView::of(&row))
    }

    /// Demands that there is room for another address.
    async fn demand_room(&self, db: &mut impl Statements, call: &Call, session: &Session) -> Result<(), Error> {
        let present = addresses::of_user(db, &call.tenant, &session.user).await?.len();
        let has_room = present < self.policy().out_of_band.maximum_addresses as usize;
        if has_room { Ok(()) } else { Err(Rejection::TooMany.into()) }
    }

    /// Sends a code for the second step of this login.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where it is no confirmed address of theirs, [`Rejection::NotAllowed`] by policy,
    /// [`Rejection::TooManyTries`].
    pub async fn send_code(&self, call: &Call, session: &PartialSession, address: &AddressId) -> Result<(), Error> {
        self.send_code_to(call, session.session(), address).await
    }

    /// Sends a code for a fresh check in a full session, to whoever signs in with sent codes for want of a device.
    ///
    /// # Errors
    /// As [`Self::send_code`]; [`Rejection::NotAllowed`] for a user who has a device, whose code is the fresh check.
    pub async fn send_code_again(&self, call: &Call, session: &FullSession, address: &AddressId) -> Result<(), Error> {
        let session = session.session();
        self.demand_no_device(call, session).await?;
        self.send_code_to(call, session, address).await
    }

    /// Where a code for a fresh check can be sent, masked; nowhere for a user who has a device.
    ///
    /// # Errors
    /// [`Rejection::NoSession`] where the user is gone.
    pub async fn addresses_for_check(&self, call: &Call, session: &FullSession) -> Result<Vec<AddressView>, Error> {
        let mut db = self.database.read().await?;
        let user = users::one(&mut db, &call.tenant, &session.session().user).await?.ok_or(Rejection::NoSession)?;
        let ways = self.ways(&mut db, call, &user).await?;
        Ok(if ways.code { Vec::new() } else { ways.addresses })
    }

    async fn demand_no_device(&self, call: &Call, session: &Session) -> Result<(), Error> {
        let (devices, has_factor) = self.present_factors(call, session).await?;
        if devices == 0 && has_factor { Ok(()) } else { Err(Rejection::NotAllowed.into()) }
    }

    async fn send_code_to(&self, call: &Call, session: &Session, address: &AddressId) -> Result<(), Error> {
        let all = addresses::of_user(&mut self.database.read().await?, &call.tenant, &session.user).await?;
        let row = all.iter().find(|row| row.id == address.as_str() && row.confirmed_at != 0);
        let row = row.ok_or(Rejection::NotFound)?;
        if !self.allows(AddressView::of(row).kind) {
            return Err(Rejection::NotAllowed.into());
        }
        let mut db = self.prepared(call, session, row, LOGIN).await?;
        self.note(&mut db, call, &Note::accepted(Event::CodeSend, session.user.as_str()).because(&row.kind)).await?;
        Ok(db.commit().await?)
    }

    /// A transaction in which a new code is live and its message is in the outbox. Asking is counted, and every one
    /// asked for makes the next wait longer until a code came back.
    async fn prepared(
        &self,
        call: &Call,
        session: &Session,
        address: &AddressRow,
        purpose: &str,
    ) -> Result<Writing, Error> {
        let code = self.draw(random_digits)?;
        let hash = self.hash(code.clone(), self.policy().password.argon2).await?;
        let counted = Counted::AskingForCodes(&session.user);
        let (mut db, charge) = self.charge_open(call, counted, Event::CodeSend, session.user.as_str()).await?;
        if !self.is_still_there(&mut db, call, session).await? {
            db.undo().await?;
            return Err(Rejection::NoSession.into());
        }
        charge.count_for_account(&mut db, call).await?;
        let row = SentCodeRow {
            purpose: purpose.to_owned(),
            address_id: address.id.clone(),
            session_id: session.id.as_str().to_owned(),
            hash,
            created_at: call.seconds(),
            expires_at: call.later(self.policy().out_of_band.lifetime_seconds),
        };
        sent_codes::replace(&mut db, &call.tenant, &session.user, &row).await?;
        let message = MessageRow {
            id: 0,
            user_id: session.user.as_str().to_owned(),
            kind: address.kind.clone(),
            recipient: address.address.clone(),
            subject: "Your code".to_owned(),
            body: format!("Your code is {}. Nobody of ours will ever ask you for it.", &*code),
            created_at: call.seconds(),
        };
        outbox::insert(&mut db, &call.tenant, &message).await?;
        Ok(db)
    }

    /// Confirms an address by the code that was sent to it.
    ///
    /// # Errors
    /// [`Rejection::Credentials`], [`Rejection::TooManyTries`], [`Rejection::Locked`].
    pub async fn confirm_address(
        &self,
        call: &Call,
        session: &FullSession,
        address: &AddressId,
        code: &str,
    ) -> Result<(), Error> {
        let session = session.session();
        let user = &session.user;
        let charge = self.charge(call, Counted::SentCode(user), Event::AddressConfirm, user.as_str()).await?;
        let live = self.compare_sent(call, session, CONFIRM, code).await?;
        let mut db = self.write_in(call, session).await?;
        if let Some(row) = live.filter(|row| row.address_id == address.as_str())
            && sent_codes::consume(&mut db, &call.tenant, user, &row).await?
            && addresses::confirm(&mut db, &call.tenant, user, address, call.seconds()).await?
        {
            self.forgive(&mut db, call, &charge).await?;
            self.done_with(&mut db, call, Counted::AskingForCodes(user)).await?;
            self.end_others(&mut db, call, session).await?;
            self.note(&mut db, call, &Note::accepted(Event::AddressConfirm, user.as_str())).await?;
            let body = "Codes for signing in can now be sent to a new address.";
            self.notify(&mut db, call, (user, &session.user_name), "An address was added", body).await?;
            return Ok(db.commit().await?);
        }
        db.undo().await?;
        self.note_alone(call, &Note::rejected(Event::AddressConfirm, user.as_str(), "wrong-code")).await?;
        Err(Rejection::Credentials.into())
    }

    /// Removes an address. What was sent to it is worth nothing any more.
    ///
    /// # Errors
    /// [`Rejection::PasswordNeeded`], [`Rejection::SecondFactorNeeded`] without a fresh one where one is set up,
    /// [`Rejection::NotFound`].
    pub async fn remove_address(&self, call: &Call, session: &FullSession, address: &AddressId) -> Result<(), Error> {
        let session = session.session();
        let user = &session.user;
        self.demand_password(call, session)?;
        if self.present_factors(call, session).await?.1 {
            self.demand_second_factor(call, session)?;
        }
        let mut db = self.write_in(call, session).await?;
        if !addresses::delete(&mut db, &call.tenant, user, address).await? {
            db.undo().await?;
            return Err(Rejection::NotFound.into());
        }
        sent_codes::clear_to(&mut db, &call.tenant, user, address).await?;
        self.end_others(&mut db, call, session).await?;
        self.note(&mut db, call, &Note::accepted(Event::AddressRemove, user.as_str())).await?;
        let body = "Codes are no longer sent to one of your addresses.";
        self.notify(&mut db, call, (user, &session.user_name), "An address was removed", body).await?;
        Ok(db.commit().await?)
    }

    /// Finishes a login by the code that was sent.
    ///
    /// # Errors
    /// As [`Self::verify_second_factor`].
    pub async fn verify_sent_code(&self, call: &Call, session: &PartialSession, code: &str) -> Result<SignedIn, Error> {
        let accepted = self.check_sent_code(call, Purpose::SignIn(session), code).await?;
        self.signed_in(accepted)
    }

    /// Checks the second factor once more in a full session, by a code that was sent.
    ///
    /// # Errors
    /// As [`Self::verify_second_factor`]; [`Rejection::NotAllowed`] for a user who has a device.
    pub async fn check_sent_code_again(&self, call: &Call, session: &FullSession, code: &str) -> Result<(), Error> {
        self.demand_no_device(call, session.session()).await?;
        self.check_sent_code(call, Purpose::Again(session), code).await.map(drop)
    }

    /// Turns a half login and a sent code into a session that may only replace the second factor.
    ///
    /// # Errors
    /// As [`Self::verify_second_factor`].
    pub async fn recover_by_sent_code(
        &self,
        call: &Call,
        session: &PartialSession,
        code: &str,
    ) -> Result<NewSession, Error> {
        let accepted = self.check_sent_code(call, Purpose::Recover(session), code).await?;
        Ok(accepted.session.ok_or(Rejection::NoSession)?)
    }

    async fn check_sent_code(&self, call: &Call, purpose: Purpose<'_>, code: &str) -> Result<Accepted, Error> {
        let session = purpose.session();
        let user = &session.user;
        let charge = self.charge(call, Counted::SentCode(user), purpose.event(), user.as_str()).await?;
        let live = self.compare_sent(call, session, LOGIN, code).await?;
        let mut db = self.database.write().await?;
        if let Some(row) = live
            && sent_codes::consume(&mut db, &call.tenant, user, &row).await?
        {
            self.done_with(&mut db, call, Counted::AskingForCodes(user)).await?;
            if matches!(purpose, Purpose::Recover(_)) {
                self.proved(&mut db, call, user, &row.address_id).await?;
            }
            return self.accept(db, call, purpose, (Way::SentCode, None, None), Some(charge)).await;
        }
        let note = Note::rejected(purpose.event(), user.as_str(), "wrong-sent-code");
        self.note_rejected_code(&mut db, call, &note, code).await?;
        db.commit().await?;
        Err(Rejection::Credentials.into())
    }

    /// A recovery keeps the address that proved itself in it: from now on it counts as confirmed by it.
    async fn proved(&self, db: &mut Writing, call: &Call, user: &UserId, address: &str) -> Result<(), Fault> {
        let all = addresses::of_user(db, &call.tenant, user).await?;
        let Some(row) = all.into_iter().find(|row| row.id == address) else { return Ok(()) };
        let id = AddressId::claimed(address);
        addresses::delete(db, &call.tenant, user, &id).await?;
        addresses::insert(db, &call.tenant, user, &row).await?;
        addresses::confirm(db, &call.tenant, user, &id, call.seconds()).await.map(drop)
    }

    /// Removes the addresses that were there before this recovery and took no part in it: whoever made it necessary
    /// may have added one, and it would open the account once more.
    pub(super) async fn forget_unproved(&self, db: &mut Writing, call: &Call, session: &Session) -> Result<(), Fault> {
        let user = &session.user;
        let all = addresses::of_user(db, &call.tenant, user).await?;
        let unproved = all.iter().filter(|row| row.confirmed_at < session.factor_checked_at);
        let mut removed = Vec::new();
        for row in unproved {
            addresses::delete(db, &call.tenant, user, &AddressId::claimed(&row.id)).await?;
            removed.push(AddressView::masked(row).address);
        }
        if removed.is_empty() {
            return Ok(());
        }
        self.note(db, call, &Note::accepted(Event::AddressRemove, user.as_str()).because("recovery")).await?;
        let body = format!(
            "Your second factor was recovered. Codes are no longer sent to {}; add again what is yours.",
            removed.join(", ")
        );
        self.notify(db, call, (user, &session.user_name), "Addresses were removed", &body).await
    }

    /// The live code of this session, if `code` is it. One hash is computed in any case.
    async fn compare_sent(
        &self,
        call: &Call,
        session: &Session,
        purpose: &str,
        code: &str,
    ) -> Result<Option<SentCodeRow>, Fault> {
        let live = sent_codes::live(&mut self.database.read().await?, &call.tenant, &session.user, purpose).await?;
        let live = live.filter(|row| row.session_id == session.id.as_str() && row.expires_at > call.seconds());
        let typed = match read_code(code, &[DIGITS]) {
            CodeInput::OneTime(typed) => typed,
            _ => Zeroizing::new(String::new()),
        };
        let is_right = self
            .matches((session.user.as_str(), Guessed::SentCode), typed, live.as_ref().map(|row| row.hash.clone()))
            .await?;
        Ok(live.filter(|_| is_right))
    }
}

/// Six digits, each as likely as the other.
fn random_digits(rng: &mut dyn sealing::Random) -> Result<Zeroizing<String>, sealing::RandomError> {
    let mut code = Zeroizing::new(String::with_capacity(usize::from(DIGITS)));
    while code.len() < usize::from(DIGITS) {
        let [byte] = *sealing::random_bytes::<1>(rng)?;
        if byte < 250 {
            code.push(char::from(b'0' + byte % 10));
        }
    }
    Ok(code)
}

pub(super) fn readable(kind: AddressKind, address: &str) -> Option<String> {
    let address = address.trim();
    let is_plain = !address.chars().any(|letter| letter.is_control() || letter.is_whitespace());
    match kind {
        AddressKind::Email => {
            let (name, host) = address.rsplit_once('@')?;
            let fits = !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
            (fits && is_plain && address.len() <= 254).then(|| address.to_owned())
        }
        AddressKind::Sms => {
            let digits: String = address.chars().filter(|letter| !matches!(letter, ' ' | '-' | '(' | ')')).collect();
            let number = digits.strip_prefix('+')?;
            let fits = (7..=15).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
            fits.then_some(digits)
        }
    }
}
