//! A relying party in which no mistake can be switched on: each hook of `known_bugs.rs`, doing what is right.

use std::borrow::Cow;

use otp::{Secret, UnixSeconds};
use zeroize::Zeroizing;

use super::second_factor::Found;
use super::{RelyingParty, Session};
use crate::bugs::Bug;
use crate::database::Statements;
use crate::database::backup_codes::BackupCodeRow;
use crate::database::devices::DeviceRow;
use crate::database::sessions::SessionRow;
use crate::policy::Window;
use crate::rules::throttle::Record;
use crate::{Call, DeviceId, Fault, UserId};

/// None.
#[derive(Clone, Default)]
pub(super) struct Bugs {}

impl Bugs {
    pub(super) fn of_another_tenant(&self) -> Self {
        Self {}
    }
}

/// What a mistake made of a session: nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Spoilt {}

impl Spoilt {
    pub(super) const fn passes(&self) -> bool {
        false
    }
}

impl RelyingParty {
    pub(super) const fn has(&self, _: Bug) -> bool {
        false
    }

    pub(super) const fn makes_mistakes(&self) -> bool {
        false
    }

    /// The steps that are accepted.
    pub(super) fn window(&self) -> Window {
        self.policy().totp.window
    }

    /// The step of a device whose code was used last.
    pub(super) fn last_step(&self, _: &Session, device: &DeviceRow, _: UnixSeconds) -> Option<u64> {
        device.last_step()
    }

    /// What is sent, as it is read.
    pub(super) fn as_sent<'i>(&self, input: &'i str) -> Result<Cow<'i, str>, Fault> {
        Ok(Cow::Borrowed(input))
    }

    /// The wrong guesses there were.
    pub(super) fn failures(&self, _: &Session, known: Record) -> Record {
        known
    }

    pub(super) async fn look_again(
        &self,
        _: &mut impl Statements,
        _: &Call,
        _: (&Session, &[DeviceRow], &str),
        found: Found,
    ) -> Result<Found, Fault> {
        Ok(found)
    }

    pub(super) async fn before_consuming(
        &self,
        _: &mut impl Statements,
        _: &Call,
        _: &DeviceId,
        _: u64,
    ) -> Result<(), Fault> {
        Ok(())
    }

    pub(super) async fn after_confirming(
        &self,
        _: &mut impl Statements,
        _: &Call,
        _: &DeviceId,
        _: u64,
    ) -> Result<(), Fault> {
        Ok(())
    }

    pub(super) async fn at_the_password(&self, _: &mut impl Statements, _: &Call, _: &Session) -> Result<(), Fault> {
        Ok(())
    }

    pub(super) async fn after_signing_in(
        &self,
        _: &mut impl Statements,
        _: &Call,
        _: &Session,
        _: &SessionRow,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// Whether a backup code that is not the one in its slot is good all the same.
    pub(super) async fn opens_all_the_same(
        &self,
        _: &Call,
        _: &UserId,
        _: &str,
        _: &Zeroizing<String>,
    ) -> Result<bool, Fault> {
        Ok(false)
    }

    pub(super) async fn before_using(
        &self,
        _: &mut impl Statements,
        _: &Call,
        _: &Session,
        _: &BackupCodeRow,
    ) -> Result<(), Fault> {
        Ok(())
    }

    pub(super) async fn before_new_codes(&self, _: &mut impl Statements, _: &Call, _: &UserId) -> Result<(), Fault> {
        Ok(())
    }

    /// The secret of a new device.
    pub(super) async fn offered(&self, _: &Call, _: &Session, drawn: Secret) -> Result<Secret, Fault> {
        Ok(drawn)
    }
}
