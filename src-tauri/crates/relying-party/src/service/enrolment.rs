//! Enrolling a device: begun, shown once, confirmed by a code.

use otp::{Generator, KeyUri, Parameters, Secret, UnixSeconds};
use zeroize::Zeroizing;

use super::backup_codes::BackupCodeSet;
use super::journal::{Event, Note, secret_context};
use super::sessions::Checks;
use super::throttling::{Charge, Counted};
use super::{EnrollingSession, FullSession, NewSession, RelyingParty, Session, SessionKind};
use crate::database::backup_codes::BackupCodeRow;
use crate::database::devices::{self, DeviceRow};
use crate::database::{Writing, backup_codes, sessions, users};
use crate::rules::input::{CodeInput, read_code};
use crate::rules::totp::{Verdict, enrolment_secret, recognise_ignored, verify};
use crate::work::Guessed;
use crate::{Call, DeviceId, Error, Fault, Rejection};

/// The longest name of a device, in characters.
const LONGEST_NAME: usize = 60;

/// What is shown once, for an authenticator to scan or a person to type.
pub struct Offer {
    /// The device it will be.
    pub device: DeviceId,
    /// The key URI.
    pub uri: Zeroizing<String>,
    /// The secret in base32, in groups of four.
    pub manual_key: Zeroizing<String>,
    /// What decides the codes.
    pub parameters: Parameters,
    /// When it is over, in Unix seconds.
    pub expires_at: i64,
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Offer").field("device", &self.device).finish_non_exhaustive()
    }
}

/// A device that counts from now on.
#[derive(Debug)]
pub struct Confirmed {
    /// The session that took the other's place; all other sessions of the user ended.
    pub session: NewSession,
    /// With the first device (or a replaced one): backup codes, to be shown once.
    pub backup_codes: Option<BackupCodeSet>,
}

impl RelyingParty {
    /// Begins to enrol a device. One that was begun before and not confirmed is retired.
    ///
    /// # Errors
    /// [`Rejection::PasswordNeeded`]; [`Rejection::SecondFactorNeeded`] where there is a second factor already and its
    /// last check is too old; [`Rejection::TooMany`] devices; [`Rejection::TooManyTries`]; trouble of ours.
    pub async fn start_enrolment(&self, call: &Call, session: &EnrollingSession, name: &str) -> Result<Offer, Error> {
        let session = session.session();
        self.demand_password(call, session)?;
        let (count, has_factor) = self.present_factors(call, session).await?;
        // A session for replacing the factor began with one and cannot give another: how long it lives is the limit.
        let is_replacement = session.kind == SessionKind::Replacement;
        if has_factor && !is_replacement {
            self.demand_second_factor(call, session)?;
        }
        if !is_replacement && count >= self.policy().totp.maximum_devices as usize {
            return Err(Rejection::TooMany.into());
        }
        let secret = self.draw(|rng| enrolment_secret(&self.policy().totp.parameters(), rng))?;
        let secret = self.offered(call, session, secret).await?;
        let user = session.user.as_str();
        let (mut db, charge) =
            self.charge_open(call, Counted::SetUp(&session.user), Event::EnrolmentStart, user).await?;
        if !self.is_still_there(&mut db, call, session).await? {
            db.undo().await?;
            return Err(Rejection::NoSession.into());
        }
        charge.count_for_account(&mut db, call).await?;
        let (row, offer) = self.new_device(&db, call, session, name, secret)?;
        devices::retire_pending(&mut db, &call.tenant, &session.user, call.seconds()).await?;
        devices::insert(&mut db, &row).await?;
        self.note(&mut db, call, &Note::accepted(Event::EnrolmentStart, user).device(&offer.device)).await?;
        db.commit().await?;
        Ok(offer)
    }

    /// How many devices count, and whether a fresh second factor is to be demanded before another one does.
    pub(super) async fn present_factors(&self, call: &Call, session: &Session) -> Result<(usize, bool), Error> {
        let mut db = self.database.read().await?;
        let user = users::one(&mut db, &call.tenant, &session.user).await?.ok_or(Rejection::NoSession)?;
        let count = devices::active_of_user(&mut db, &call.tenant, &session.user).await?.len();
        Ok((count, user.must_enrol == 0 && (count > 0 || user.without_device != 0)))
    }

    fn new_device(
        &self,
        db: &Writing,
        call: &Call,
        session: &Session,
        name: &str,
        secret: Secret,
    ) -> Result<(DeviceRow, Offer), Fault> {
        let policy = self.policy();
        let parameters = policy.totp.parameters();
        let device = self.draw(DeviceId::random)?;
        let context = secret_context(call.tenant.as_str(), session.user.as_str(), device.as_str());
        let sealed = self.seal(db, secret.expose(), &context)?;
        let expires_at = call.later(policy.totp.pending_seconds);
        let row = DeviceRow {
            tenant: call.tenant.as_str().to_owned(),
            id: device.as_str().to_owned(),
            user_id: session.user.as_str().to_owned(),
            name: device_name(name),
            sealed,
            algorithm: policy.totp.algorithm.to_string(),
            digits: i64::from(policy.totp.digits.value()),
            period: i64::from(policy.totp.period.seconds()),
            state: "pending".to_owned(),
            created_at: call.seconds(),
            expires_at,
            confirmed_at: 0,
            last_step: -1,
            last_used_at: 0,
        };
        let manual_key = secret.to_base32_in_fours();
        let uri = KeyUri {
            issuer: Some(policy.issuer.clone()),
            name: session.user_name.clone(),
            secret,
            parameters,
            label_issuer: None,
            extra: Vec::new(),
        };
        Ok((row, Offer { device, uri: uri.print(), manual_key, parameters, expires_at }))
    }

    /// Confirms a device by a code of it. The code's step is consumed, the session regenerated, all others end.
    ///
    /// # Errors
    /// [`Rejection::EnrolmentOver`], [`Rejection::Credentials`], [`Rejection::AppIgnores`], [`Rejection::TooManyTries`],
    /// or trouble of ours.
    pub async fn confirm_enrolment(
        &self,
        call: &Call,
        session: &EnrollingSession,
        device: &DeviceId,
        code: &str,
    ) -> Result<Confirmed, Error> {
        let session = session.session();
        let all = devices::of_user(&mut self.database.read().await?, &call.tenant, &session.user).await?;
        let found = all.iter().find(|row| row.id == device.as_str()).ok_or(Rejection::NotFound)?;
        let counted = Counted::Confirmation(&session.user);
        let charge = self.charge(call, counted, Event::EnrolmentConfirm, session.user.as_str()).await?;
        let step = match self.first_code(call, found, code)? {
            Ok(step) => step,
            Err((reason, rejection)) => {
                self.reject_confirmation(call, session, (device, reason), code).await?;
                return Err(rejection.into());
            }
        };
        let is_first = session.kind == SessionKind::Replacement || !all.iter().any(DeviceRow::is_active);
        let has_codes =
            !backup_codes::of_user(&mut self.database.read().await?, &call.tenant, &session.user).await?.is_empty();
        let new_codes = is_first && (session.kind == SessionKind::Replacement || !has_codes);
        let set = if new_codes { Some(self.make_backup_codes(call).await?) } else { None };
        self.write_confirmation(call, session, (device, step), set, charge).await
    }

    /// The step of a right code, or the reason for the journal with the answer.
    fn first_code(
        &self,
        call: &Call,
        device: &DeviceRow,
        code: &str,
    ) -> Result<Result<u64, (&'static str, Rejection)>, Fault> {
        if !device.is_pending(call.seconds()) {
            return Ok(Err(("enrolment-over", Rejection::EnrolmentOver)));
        }
        let (secret, parameters) = (self.open_secret(device)?, device.parameters()?);
        let window = self.policy().totp.window;
        self.database.work().evaluation(&device.user_id, Guessed::Confirmation);
        let digits = u8::try_from(device.digits).unwrap_or_default();
        let typed = read_code(code, &[digits]);
        if let CodeInput::OneTime(typed) = &typed {
            let generator = Generator::new(&secret, &parameters);
            let (verdict, hmacs) = verify(&generator, typed, call.now, window, None);
            self.database.work().hmacs(hmacs);
            if let Verdict::Accepted { step } = verdict {
                return Ok(Ok(step));
            }
        }
        // Of another length, a code may come from an app that ignores the digits.
        let CodeInput::OneTime(typed) = read_code(code, &[5, 6, 7, 8, 9]) else {
            return Ok(Err(("unreadable", Rejection::Credentials)));
        };
        Ok(Err(match recognise_ignored(&secret, &parameters, &typed, call.now, window) {
            Some(ignored) => ("app-ignores-parameter", Rejection::AppIgnores(ignored.name())),
            None => ("wrong-code", Rejection::Credentials),
        }))
    }

    async fn reject_confirmation(
        &self,
        call: &Call,
        session: &Session,
        (device, reason): (&DeviceId, &str),
        code: &str,
    ) -> Result<(), Fault> {
        let mut db = self.database.write().await?;
        let note = Note::rejected(Event::EnrolmentConfirm, session.user.as_str(), reason).device(device);
        self.note_rejected_code(&mut db, call, &note, code).await?;
        db.commit().await
    }

    async fn write_confirmation(
        &self,
        call: &Call,
        session: &Session,
        (device, step): (&DeviceId, u64),
        set: Option<(BackupCodeSet, Vec<BackupCodeRow>)>,
        charge: Charge,
    ) -> Result<Confirmed, Error> {
        let user = &session.user;
        let mut db = self.database.write().await?;
        if !devices::confirm(&mut db, &call.tenant, device, step, call.seconds()).await? {
            db.undo().await?;
            return Err(Rejection::EnrolmentOver.into());
        }
        self.after_confirming(&mut db, call, device, step).await?;
        let checks = Checks { password_at: session.password_checked_at, factor_at: call.seconds() };
        let Some(new) = self.regenerate(&mut db, call, session, SessionKind::Full, checks).await? else {
            db.undo().await?;
            return Err(Rejection::NoSession.into());
        };
        if session.kind == SessionKind::Replacement {
            devices::retire_others(&mut db, &call.tenant, user, device.as_str(), call.seconds()).await?;
            self.forget_unproved(&mut db, call, session).await?;
        }
        users::mark(&mut db, &call.tenant, user, false, false).await?;
        sessions::delete_others(&mut db, &call.tenant, user, new.session.id.as_str()).await?;
        if let Some((_, rows)) = &set {
            self.write_backup_codes(&mut db, call, user, rows).await?;
        }
        self.forgive(&mut db, call, &charge).await?;
        self.done_with(&mut db, call, Counted::SetUp(user)).await?;
        self.tell_of_device(&mut db, call, session, device).await?;
        db.commit().await?;
        Ok(Confirmed { session: new, backup_codes: set.map(|(set, _)| set) })
    }

    async fn tell_of_device(
        &self,
        db: &mut Writing,
        call: &Call,
        session: &Session,
        device: &DeviceId,
    ) -> Result<(), Fault> {
        let note = Note::accepted(Event::EnrolmentConfirm, session.user.as_str()).device(device);
        self.note(db, call, &note).await?;
        let (subject, body) = if session.kind == SessionKind::Replacement {
            ("Your second factor was replaced", "A new device was enrolled; the ones before no longer work.")
        } else {
            ("A device was added", "A new device can now make codes for signing in.")
        };
        self.notify(db, call, (&session.user, &session.user_name), subject, body).await
    }

    /// Gives up an enrolment, or removes a device. Removing the last one turns the second factor off.
    ///
    /// # Errors
    /// [`Rejection::SecondFactorNeeded`] for a device that counts, without a fresh check; [`Rejection::NotFound`].
    pub async fn remove_device(&self, call: &Call, session: &FullSession, device: &DeviceId) -> Result<(), Error> {
        let session = session.session();
        let (user, name) = (&session.user, session.user_name.as_str());
        let all = devices::of_user(&mut self.database.read().await?, &call.tenant, user).await?;
        let found = all.iter().find(|row| row.id == device.as_str()).ok_or(Rejection::NotFound)?;
        if found.is_active() {
            self.demand_second_factor(call, session)?;
        }
        let mut db = self.write_in(call, session).await?;
        if !devices::retire(&mut db, &call.tenant, found, call.seconds()).await? {
            db.undo().await?;
            return Err(Rejection::NotFound.into());
        }
        if found.is_active() {
            self.end_others(&mut db, call, session).await?;
            let body = "A device was removed. Its codes no longer work.";
            self.notify(&mut db, call, (user, name), "A device was removed", body).await?;
            if devices::active_of_user(&mut db, &call.tenant, user).await?.is_empty() {
                backup_codes::delete(&mut db, &call.tenant, user).await?;
                let body = "You now sign in with your password alone. Your backup codes no longer work.";
                self.notify(&mut db, call, (user, name), "The second factor was turned off", body).await?;
            }
        }
        self.note(&mut db, call, &Note::accepted(Event::DeviceRemove, user.as_str()).device(device)).await?;
        Ok(db.commit().await?)
    }

    /// Gives a device another name.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where it is none of theirs.
    pub async fn rename_device(
        &self,
        call: &Call,
        session: &FullSession,
        device: &DeviceId,
        name: &str,
    ) -> Result<(), Error> {
        let user = &session.session().user;
        let mut db = self.write_in(call, session.session()).await?;
        if !devices::rename(&mut db, &call.tenant, user, device, &device_name(name)).await? {
            db.undo().await?;
            return Err(Rejection::NotFound.into());
        }
        self.note(&mut db, call, &Note::accepted(Event::DeviceRename, user.as_str()).device(device)).await?;
        Ok(db.commit().await?)
    }
}

pub(super) fn device_name(name: &str) -> String {
    let name: String = name.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    if name.is_empty() { "Authenticator".to_owned() } else { name }
}

/// A database's time as the rules have it.
pub(super) fn unix(seconds: i64) -> UnixSeconds {
    UnixSeconds(u64::try_from(seconds).unwrap_or(0))
}
