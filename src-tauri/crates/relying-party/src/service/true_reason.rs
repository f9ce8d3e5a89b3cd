//! Why a code was rejected, for the administrator, looked into afterwards and never while somebody signs in.

use otp::{Generator, Parameters};
use serde::Serialize;
use zeroize::Zeroizing;

use super::RelyingParty;
use super::enrolment::unix;
use super::journal::{Event, Note, rejected_code_context};
use crate::database::devices::{self, DeviceRow};
use crate::database::journal::JournalRow;
use crate::database::{backup_codes, floods, journal, rejected_codes};
use crate::rules::input::{CodeInput, read_code};
use crate::work::Guessed;
use crate::{Call, DeviceId, Error, Fault, Rejection, UserId};

/// How far off a code is looked for, in seconds to either side.
const REACH_SECONDS: u64 = 86_400;

/// What a rejected code was, as far as it can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum TrueReason {
    /// Nothing of it is kept: it is too old, too long, one of many, or keeping is switched off.
    NotKept,
    /// It cannot be a code of any of the user's devices.
    NotACode,
    /// One of the backup codes the user has now.
    BackupCode {
        /// When it was used, in Unix seconds; none: it was not.
        used_at: Option<i64>,
        /// When it came to its end, in Unix seconds; none: it did not.
        ended_at: Option<i64>,
    },
    /// It has the form of a backup code, and is none of those the user has now: of an older set, or mistyped.
    NoBackupCode,
    /// A code of a device, so many steps away from the time it was given.
    OfAStep {
        /// The device.
        device: DeviceId,
        /// Its state now: `active`, `pending`, `retired` or `expired`.
        state: String,
        /// Steps: below 0 an older code, above 0 one of the future.
        steps_off: i64,
        /// The same in seconds.
        seconds_off: i64,
        /// Whether this step or a later one of the device was accepted, before or since: only the last one is kept.
        was_used: bool,
    },
    /// No code of any of the user's devices within a day.
    NoMatch {
        /// How many codes it was compared with: that many chances in a million (with six digits) to match by accident.
        compared: u64,
    },
}

/// Why a request was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The journal's reason, such as `wrong-code`.
    pub reason: String,
    /// What the rejected code was, where one was kept.
    pub code: Option<TrueReason>,
}

impl RelyingParty {
    /// Why the call was rejected, as far as the journal knows; none where it was not. Unlike [`Self::true_reason`] this
    /// is not written down: it is for tests, which ask after every request.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn explanation(&self, call: &Call) -> Result<Option<Explanation>, Error> {
        let mut db = self.database.read().await?;
        let entry = journal::rejection_of(&mut db, &call.tenant, &call.origin.request_id).await?;
        let Some(entry) = entry else {
            // One of many alike: it was counted, and its reason is theirs.
            let counted = floods::last_of(&mut db, &call.tenant, &call.origin.request_id).await?;
            return Ok(counted.map(|reason| Explanation { reason, code: None }));
        };
        drop(db);
        let code = self.look_into(call, &entry).await?;
        Ok(Some(Explanation { reason: entry.reason, code: (code != TrueReason::NotKept).then_some(code) }))
    }

    /// Looks into a rejection. This is written to the journal.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where there is no such entry.
    pub async fn true_reason(&self, call: &Call, journal_id: i64) -> Result<TrueReason, Error> {
        let mut db = self.database.read().await?;
        let entry = journal::one(&mut db, &call.tenant, journal_id).await?.ok_or(Rejection::NotFound)?;
        drop(db);
        let note = Note::accepted(Event::AdminReason, &entry.user_id).detail("looked into a rejection");
        self.note_alone(call, &note).await?;
        self.look_into(call, &entry).await
    }

    async fn look_into(&self, call: &Call, entry: &JournalRow) -> Result<TrueReason, Error> {
        let mut db = self.database.read().await?;
        let kept = rejected_codes::one(&mut db, &call.tenant, entry.id, call.seconds()).await?;
        let user = UserId::claimed(&entry.user_id);
        let devices = devices::of_user(&mut db, &call.tenant, &user).await?;
        drop(db);
        let Some(kept) = kept else { return Ok(TrueReason::NotKept) };
        let context = rejected_code_context(call.tenant.as_str(), entry.id);
        let input = self.keys().open(&kept.sealed, &context).map_err(Fault::from)?;
        let input = Zeroizing::new(String::from_utf8_lossy(&input).into_owned());
        if let CodeInput::Backup { slot, code } = read_code(&input, &[]) {
            return self.look_at_backup_code(call, &user, slot, code).await;
        }
        Ok(self.look(&devices, &input, kept.at)?)
    }

    pub(super) async fn look_at_backup_code(
        &self,
        call: &Call,
        user: &UserId,
        slot: char,
        code: Zeroizing<String>,
    ) -> Result<TrueReason, Error> {
        let slot = slot.to_string();
        let row = backup_codes::in_slot(&mut self.database.read().await?, &call.tenant, user, &slot).await?;
        let is_this =
            self.matches((user.as_str(), Guessed::Before), code, row.as_ref().map(|row| row.hash.clone())).await?;
        let Some(row) = row.filter(|_| is_this) else { return Ok(TrueReason::NoBackupCode) };
        let ended = row.expires_at != 0 && row.expires_at <= call.seconds();
        Ok(TrueReason::BackupCode {
            used_at: (row.used_at != 0).then_some(row.used_at),
            ended_at: ended.then_some(row.expires_at),
        })
    }

    /// The nearest step of any of the devices, where the code is of one.
    pub(super) fn closest(&self, devices: &[DeviceRow], input: &str, at: i64) -> Result<Option<TrueReason>, Fault> {
        let reason = self.look(devices, input, at)?;
        Ok(Some(reason).filter(|reason| matches!(reason, TrueReason::OfAStep { .. })))
    }

    fn look(&self, devices: &[DeviceRow], input: &str, at: i64) -> Result<TrueReason, Fault> {
        let mut compared = 0;
        let mut best: Option<(u64, TrueReason)> = None;
        let mut is_a_code = false;
        for device in devices {
            let digits = u8::try_from(device.digits).unwrap_or_default();
            let CodeInput::OneTime(code) = read_code(input, &[digits]) else { continue };
            is_a_code = true;
            let (found, count) = self.nearest(device, &code, at)?;
            compared += count;
            if let Some((distance, reason)) = found
                && best.as_ref().is_none_or(|(other, _)| distance < *other)
            {
                best = Some((distance, reason));
            }
        }
        Ok(match best {
            Some((_, reason)) => reason,
            None if is_a_code => TrueReason::NoMatch { compared },
            None => TrueReason::NotACode,
        })
    }

    /// The nearest step of a device with this code, and how many were compared.
    fn nearest(&self, device: &DeviceRow, code: &str, at: i64) -> Result<(Option<(u64, TrueReason)>, u64), Fault> {
        let Parameters::Totp { period, .. } = device.parameters()? else { return Ok((None, 0)) };
        let period = u64::from(period.seconds());
        let generator = Generator::new(&self.open_secret(device)?, &device.parameters()?);
        let (middle, reach) = (unix(at).0 / period, REACH_SECONDS / period);
        let mut compared = 0;
        for distance in 0..=reach {
            for step in [middle.checked_sub(distance), middle.checked_add(distance)].into_iter().flatten() {
                compared += 1;
                let made = generator.code_of_step(step).map_err(|error| Fault::Code(error.to_string()))?;
                if made.as_str() == code {
                    let off = i64::try_from(step).unwrap_or(0) - i64::try_from(middle).unwrap_or(0);
                    let reason = TrueReason::OfAStep {
                        device: device.id(),
                        state: device.state.clone(),
                        steps_off: off,
                        seconds_off: off.saturating_mul(i64::try_from(period).unwrap_or(0)),
                        was_used: device.last_step().is_some_and(|last| step <= last),
                    };
                    return Ok((Some((distance, reason)), compared));
                }
            }
        }
        Ok((None, compared))
    }
}
