//! The second factor: a one-time code or a backup code. Whoever consumes it first gets in, nobody after.

use otp::{Generator, Secret};
use zeroize::Zeroizing;

use super::journal::{Event, Note, secret_context};
use super::login::{SignedIn, Way};
use super::sessions::Checks;
use super::throttling::{Charge, Counted};
use super::{FullSession, NewSession, PartialSession, RelyingParty, Session, SessionKind};
use crate::bugs::Bug;
use crate::database::devices::{self, DeviceRow};
use crate::database::{Writing, backup_codes, sessions};
use crate::rules::input::{CodeInput, ONE_TIME_LENGTHS, read_code};
use crate::rules::totp::{Verdict, verify};
use crate::work::Guessed;
use crate::{Call, DeviceId, Error, Fault, Rejection};

/// What an accepted second factor is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose<'s> {
    /// Finishing a login.
    SignIn(&'s PartialSession),
    /// A fresh check in a full session.
    Again(&'s FullSession),
    /// Replacing the factor (by a backup code or a sent one).
    Recover(&'s PartialSession),
}

impl Purpose<'_> {
    pub(super) fn session(&self) -> &Session {
        match self {
            Self::SignIn(session) | Self::Recover(session) => session.session(),
            Self::Again(session) => session.session(),
        }
    }

    pub(super) fn event(&self) -> Event {
        match self {
            Self::SignIn(_) => Event::SecondFactor,
            Self::Again(_) => Event::SecondFactorAgain,
            Self::Recover(_) => Event::Recovery,
        }
    }
}

/// An accepted second factor.
pub(super) struct Accepted {
    /// The session that took the other's place; none for a fresh check.
    pub(super) session: Option<NewSession>,
    pub(super) backup_codes_left: Option<u32>,
    pub(super) way: Way,
}

/// What one-time code was given.
pub(super) enum Found {
    Right { device: DeviceId, step: u64 },
    Wrong { reason: &'static str, device: Option<DeviceId> },
}

impl RelyingParty {
    /// Finishes a login by a one-time code or a backup code: the shape of `input` decides.
    ///
    /// # Errors
    /// [`Rejection::Credentials`], [`Rejection::TooManyTries`], [`Rejection::Locked`], [`Rejection::NoSession`] where
    /// another request was first, or trouble of ours.
    pub async fn verify_second_factor(
        &self,
        call: &Call,
        session: &PartialSession,
        input: &str,
    ) -> Result<SignedIn, Error> {
        let accepted = self.check_second_factor(call, Purpose::SignIn(session), input).await?;
        self.signed_in(accepted)
    }

    pub(super) fn signed_in(&self, accepted: Accepted) -> Result<SignedIn, Error> {
        let left = accepted.backup_codes_left;
        let few = left.is_some_and(|left| left <= u32::from(self.policy().backup_codes.warn_at));
        let session = accepted.session.ok_or(Rejection::NoSession)?;
        Ok(SignedIn { session, way: accepted.way, backup_codes_left: left, few_backup_codes: few })
    }

    /// Checks the second factor once more in a full session, for what demands a fresh one.
    ///
    /// # Errors
    /// As [`Self::verify_second_factor`].
    pub async fn check_second_factor_again(
        &self,
        call: &Call,
        session: &FullSession,
        input: &str,
    ) -> Result<(), Error> {
        self.check_second_factor(call, Purpose::Again(session), input).await.map(drop)
    }

    pub(super) async fn check_second_factor(
        &self,
        call: &Call,
        purpose: Purpose<'_>,
        input: &str,
    ) -> Result<Accepted, Error> {
        let input = &*self.as_sent(input)?;
        match (read_code(input, &ONE_TIME_LENGTHS), purpose) {
            (CodeInput::Backup { slot, code }, _) => self.check_backup_code(call, purpose, slot, code, input).await,
            // A device's code replaces nothing: whoever has the device needs no recovery.
            (_, Purpose::Recover(_)) => self.reject_unread(call, purpose, input, "not-a-recovery-code").await,
            (CodeInput::OneTime(code), _) => self.check_one_time_code(call, purpose, &code, input).await,
            (CodeInput::Unreadable, _) => self.reject_unread(call, purpose, input, "unreadable").await,
        }
    }

    /// What cannot be a code counts as a guess too.
    pub(super) async fn reject_unread(
        &self,
        call: &Call,
        purpose: Purpose<'_>,
        input: &str,
        reason: &'static str,
    ) -> Result<Accepted, Error> {
        let user = &purpose.session().user;
        let counted = Counted::OneTimeCode(user);
        let (mut db, charge) = self.charge_open(call, counted, purpose.event(), user.as_str()).await?;
        charge.count(&mut db, call).await?;
        self.reject_counted(db, call, purpose, (reason, None), input).await
    }

    async fn check_one_time_code(
        &self,
        call: &Call,
        purpose: Purpose<'_>,
        code: &str,
        input: &str,
    ) -> Result<Accepted, Error> {
        if let Purpose::SignIn(half) = purpose
            && let Some(accepted) = self.sign_in_with_others(call, half, code, input).await?
        {
            return Ok(accepted);
        }
        let session = purpose.session();
        let (mut db, charge, active) = self.charge_code(call, session, purpose.event()).await?;
        let found = self.find(call, session, &active, code)?;
        let (reason, device) = match self.look_again(&mut db, call, (session, &active, code), found).await? {
            Found::Right { device, step } => {
                return self.accept_code(db, call, purpose, (device, step), charge, input).await;
            }
            Found::Wrong { reason, device } => (reason, device),
        };
        charge.count(&mut db, call).await?;
        self.reject_counted(db, call, purpose, (reason, device), input).await
    }

    /// Consumes the step, and does what follows from that.
    async fn accept_code(
        &self,
        mut db: Writing,
        call: &Call,
        purpose: Purpose<'_>,
        (device, step): (DeviceId, u64),
        charge: Charge,
        input: &str,
    ) -> Result<Accepted, Error> {
        self.before_consuming(&mut db, call, &device, step).await?;
        if let Purpose::SignIn(half) = purpose {
            return self.sign_in(db, call, half, (device, step), charge, input).await;
        }
        if self.has(Bug::ReplayElsewhere)
            || devices::consume(&mut db, &call.tenant, &device, step, call.seconds()).await?
        {
            charge.right(&mut db, call).await?;
            return self.accept(db, call, purpose, (Way::Code, Some(device), None), None).await;
        }
        charge.count(&mut db, call).await?;
        self.reject_counted(db, call, purpose, ("replayed", Some(device)), input).await
    }

    /// The guess was counted as wrong in this unit of work.
    async fn reject_counted(
        &self,
        mut db: Writing,
        call: &Call,
        purpose: Purpose<'_>,
        (reason, device): (&'static str, Option<DeviceId>),
        input: &str,
    ) -> Result<Accepted, Error> {
        let note = Note::rejected(purpose.event(), purpose.session().user.as_str(), reason);
        let note = device.as_ref().map_or(note, |device| note.device(device));
        self.note_rejected_code(&mut db, call, &note, input).await?;
        db.commit().await?;
        Err(Rejection::Credentials.into())
    }

    /// Looks at every device, whatever the first ones say.
    pub(super) fn find(
        &self,
        call: &Call,
        session: &Session,
        active: &[DeviceRow],
        code: &str,
    ) -> Result<Found, Fault> {
        if !active.iter().any(|device| usize::try_from(device.digits) == Ok(code.len())) {
            return Ok(Found::Wrong { reason: "unreadable", device: None });
        }
        let window = self.window();
        let user = active.first().map_or("", |device| device.user_id.as_str());
        self.database.work().evaluation(user, Guessed::Code);
        let mut found = Found::Wrong { reason: "wrong-code", device: None };
        for device in active {
            let generator = Generator::new(&self.open_secret(device)?, &device.parameters()?);
            let (verdict, hmacs) =
                verify(&generator, code, call.now, window, self.last_step(session, device, call.now));
            self.database.work().hmacs(hmacs);
            match (verdict, &found) {
                (Verdict::Accepted { step }, Found::Wrong { .. }) => found = Found::Right { device: device.id(), step },
                (Verdict::Replayed { .. }, Found::Wrong { device: None, .. }) => {
                    found = Found::Wrong { reason: "replayed", device: Some(device.id()) };
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// A device's secret, in memory as long as the caller needs it.
    pub(super) fn open_secret(&self, device: &DeviceRow) -> Result<Secret, Fault> {
        let context = secret_context(&device.tenant, &device.user_id, &device.id);
        let mut bytes = self.keys().open(&device.sealed, &context)?;
        Secret::from_bytes(std::mem::take(&mut *bytes)).map_err(|_| Fault::Unreadable("a device's secret"))
    }

    async fn check_backup_code(
        &self,
        call: &Call,
        purpose: Purpose<'_>,
        slot: char,
        code: Zeroizing<String>,
        input: &str,
    ) -> Result<Accepted, Error> {
        let user = &purpose.session().user;
        let charge = self.charge(call, Counted::BackupCode(user), purpose.event(), user.as_str()).await?;
        let slot = slot.to_string();
        let row = backup_codes::in_slot(&mut self.database.read().await?, &call.tenant, user, &slot).await?;
        let hash = row.as_ref().map(|row| row.hash.clone());
        let is_right = self.matches((user.as_str(), Guessed::BackupCode), code.clone(), hash).await?;
        let opens = !is_right && self.opens_all_the_same(call, user, &slot, &code).await?;
        let mut db = self.database.write().await?;
        let reason = match row {
            None => "unknown-slot",
            Some(_) if !is_right && !opens => "wrong-backup-code",
            Some(row) if row.used_at == 0 && !row.is_left(call.seconds()) => "expired-backup-code",
            Some(row) => {
                self.before_using(&mut db, call, purpose.session(), &row).await?;
                if opens || backup_codes::consume(&mut db, &call.tenant, user, &row, call.seconds()).await? {
                    let left = self.backup_codes_left(&mut db, call, user).await?;
                    return self.accept(db, call, purpose, (Way::BackupCode, None, Some(left)), Some(charge)).await;
                }
                "used-backup-code"
            }
        };
        let note = Note::rejected(purpose.event(), user.as_str(), reason);
        self.note_rejected_code(&mut db, call, &note, input).await?;
        db.commit().await?;
        Err(Rejection::Credentials.into())
    }

    /// The consuming write was ours: the session, the throttle and the journal follow in the same transaction.
    pub(super) async fn accept(
        &self,
        mut db: Writing,
        call: &Call,
        purpose: Purpose<'_>,
        (way, device, left): (Way, Option<DeviceId>, Option<u32>),
        charge: Option<Charge>,
    ) -> Result<Accepted, Error> {
        let Some(session) = self.carry_out(&mut db, call, purpose).await? else {
            // The session ended meanwhile: nothing is consumed for nobody.
            db.undo().await?;
            return Err(Rejection::NoSession.into());
        };
        if let Some(charge) = charge {
            self.forgive(&mut db, call, &charge).await?;
        }
        let user = purpose.session();
        let note = Note::accepted(purpose.event(), user.user.as_str()).because(way.name());
        let note = device.as_ref().map_or(note, |device| note.device(device));
        self.note(&mut db, call, &note).await?;
        if let Some(left) = left {
            let body = format!("A backup code was used. There are {left} left.");
            self.notify(&mut db, call, (&user.user, &user.user_name), "A backup code was used", &body).await?;
        }
        if matches!(purpose, Purpose::Recover(_)) {
            let body = "Somebody with your password began to replace your second factor.";
            self.notify(&mut db, call, (&user.user, &user.user_name), "Recovery was begun", body).await?;
        }
        db.commit().await?;
        Ok(Accepted { session, backup_codes_left: left, way })
    }

    /// None: the session is gone.
    async fn carry_out(
        &self,
        db: &mut Writing,
        call: &Call,
        purpose: Purpose<'_>,
    ) -> Result<Option<Option<NewSession>>, Fault> {
        let session = purpose.session();
        let checks = Checks { password_at: session.password_checked_at, factor_at: call.seconds() };
        let kind = match purpose {
            Purpose::SignIn(_) => SessionKind::Full,
            Purpose::Recover(_) => SessionKind::Replacement,
            Purpose::Again(_) => {
                let id = session.id.as_str();
                let noted = sessions::checked(db, &call.tenant, id, 0, call.seconds()).await?;
                return Ok(noted.then_some(None));
            }
        };
        Ok(self.regenerate(db, call, session, kind, checks).await?.map(Some))
    }
}
