//! Getting back in without the device, and living without one.

use super::backup_codes::BackupCodeSet;
use super::journal::{Event, Note};
use super::second_factor::Purpose;
use super::{FullSession, NewSession, PartialSession, RelyingParty};
use crate::database::{addresses, devices, users};
use crate::{Call, Error, Rejection};

/// What a user who lives without a device has instead.
#[derive(Debug)]
pub struct WithoutDevice {
    /// New backup codes; none where there was a set already.
    pub backup_codes: Option<BackupCodeSet>,
}

impl RelyingParty {
    /// Turns a half login and a backup code into a session that may only replace the second factor.
    ///
    /// # Errors
    /// As [`Self::verify_second_factor`].
    pub async fn recover(&self, call: &Call, session: &PartialSession, input: &str) -> Result<NewSession, Error> {
        let accepted = self.check_second_factor(call, Purpose::Recover(session), input).await?;
        Ok(accepted.session.ok_or(Rejection::NoSession)?)
    }

    /// From now on this user signs in with backup codes and sent codes only, for good: somebody without a smartphone.
    /// Devices they had are retired.
    ///
    /// # Errors
    /// [`Rejection::PasswordNeeded`]; [`Rejection::SecondFactorNeeded`] where there is a second factor already;
    /// [`Rejection::NotAllowed`] without a confirmed address and without backup codes.
    pub async fn live_without_device(&self, call: &Call, session: &FullSession) -> Result<WithoutDevice, Error> {
        let session = session.session();
        self.demand_password(call, session)?;
        let mut db = self.database.read().await?;
        let user = users::one(&mut db, &call.tenant, &session.user).await?.ok_or(Rejection::NoSession)?;
        let confirmed = addresses::of_user(&mut db, &call.tenant, &session.user).await?;
        let ways = self.ways(&mut db, call, &user).await?;
        let left = self.backup_codes_left(&mut db, call, &session.user).await?;
        drop(db);
        if ways.code || user.without_device != 0 {
            self.demand_second_factor(call, session)?;
        }
        if left == 0 && !confirmed.iter().any(|address| address.confirmed_at != 0) {
            return Err(Rejection::NotAllowed.into());
        }
        let set = if left > 0 { None } else { Some(self.make_backup_codes(call).await?) };
        self.write_without_device(call, session, set).await
    }

    async fn write_without_device(
        &self,
        call: &Call,
        session: &super::Session,
        set: Option<(BackupCodeSet, Vec<crate::database::backup_codes::BackupCodeRow>)>,
    ) -> Result<WithoutDevice, Error> {
        let user = &session.user;
        let mut db = self.write_in(call, session).await?;
        users::mark(&mut db, &call.tenant, user, false, true).await?;
        devices::retire_pending(&mut db, &call.tenant, user, call.seconds()).await?;
        devices::retire_others(&mut db, &call.tenant, user, "", call.seconds()).await?;
        self.end_others(&mut db, call, session).await?;
        let backup_codes = match set {
            None => None,
            Some((set, rows)) => {
                self.write_backup_codes(&mut db, call, user, &rows).await?;
                Some(set)
            }
        };
        self.note(&mut db, call, &Note::accepted(Event::WithoutDevice, user.as_str())).await?;
        let body = "From now on you sign in with your password and a backup code or a code that is sent to you.";
        self.notify(&mut db, call, (user, &session.user_name), "Signing in without a device", body).await?;
        db.commit().await?;
        Ok(WithoutDevice { backup_codes })
    }
}
