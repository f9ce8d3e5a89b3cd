//! Everything a rejected code may be compared with, for whoever looks into it. It holds secrets and codes: it stays in the
//! process, and only what is found out leaves it.

use std::fmt;

use otp::{Parameters, Secret};
use zeroize::Zeroizing;

use super::RelyingParty;
use super::enrolment::unix;
use super::journal::{Event, Note, rejected_code_context};
use super::throttling::Counted;
use super::true_reason::TrueReason;
use crate::database::devices::{self, DeviceRow};
use crate::database::journal::{self, JournalRow};
use crate::database::rejected_codes::{self, RejectedCodeRow};
use crate::rules::input::{CodeInput, read_code};
use crate::{Call, DeviceState, Error, Fault, Rejection, UserId};

/// Rejections of one person that are this near to each other belong to one try, in seconds.
const ONE_TRY_SECONDS: i64 = 300;

/// The most codes that are compared at once.
const MOST_CODES: u32 = 4;

/// How old what is known of others may be, in seconds, and how many of them are looked at.
const OTHERS_SECONDS: i64 = 3_600;
const MOST_OTHERS: u32 = 8;

/// A rejection, and everything its code may be compared with.
#[derive(Debug)]
pub struct Suspicion {
    /// The journal's reason, such as `wrong-code`.
    pub reason: String,
    /// What was tried, such as `login.second-factor`.
    pub event: String,
    /// When it was, in Unix seconds.
    pub at: i64,
    /// The codes of this try that were kept, the oldest first.
    pub codes: Vec<SuspectCode>,
    /// The devices of the person, also those that are gone but still kept for diagnosis.
    pub devices: Vec<SuspectDevice>,
    /// How far the codes of other people were off lately, in seconds; negative: behind.
    pub others: Vec<i64>,
}

/// A code that was rejected.
pub struct SuspectCode {
    /// As it was given.
    pub text: Zeroizing<String>,
    /// In Unix seconds.
    pub at: i64,
    /// What it is as a backup code, where it has the form of one.
    pub backup_code: Option<TrueReason>,
}

impl fmt::Debug for SuspectCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SuspectCode").field("at", &self.at).finish_non_exhaustive()
    }
}

/// A device whose code it may be.
#[derive(Debug)]
pub struct SuspectDevice {
    /// What it is.
    pub state: DeviceState,
    /// Whether the rejection was of this one's confirmation.
    pub is_asked: bool,
    /// Its secret.
    pub secret: Secret,
    /// What else decides its codes.
    pub parameters: Parameters,
    /// The step of its last accepted code.
    pub last_step: Option<u64>,
}

impl RelyingParty {
    /// What a rejection may be explained by. Written to the journal, and slowed where it is asked too often.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where there is no such rejection of a code, [`Rejection::TooManyTries`], or trouble of ours.
    pub async fn suspicion(&self, call: &Call, journal_id: i64) -> Result<Suspicion, Error> {
        let mut db = self.database.read().await?;
        let entry = journal::one(&mut db, &call.tenant, journal_id).await?.filter(is_of_a_code);
        drop(db);
        let entry = entry.ok_or(Rejection::NotFound)?;
        let (mut db, charge) =
            self.charge_open(call, Counted::Investigation, Event::AdminReason, &entry.user_id).await?;
        charge.count_for_account(&mut db, call).await?;
        let note = Note::accepted(Event::AdminReason, &entry.user_id).detail("investigated a rejection");
        self.note(&mut db, call, &note).await?;
        db.commit().await?;
        self.gather(call, entry).await
    }

    async fn gather(&self, call: &Call, entry: JournalRow) -> Result<Suspicion, Error> {
        let user = UserId::claimed(&entry.user_id);
        let mut db = self.database.read().await?;
        let devices = devices::of_user(&mut db, &call.tenant, &user).await?;
        let around = (entry.at - ONE_TRY_SECONDS, entry.at);
        let kept = rejected_codes::of_user(&mut db, &call.tenant, user.as_str(), around, MOST_CODES).await?;
        drop(db);
        let mut codes = Vec::new();
        for row in kept.into_iter().filter(|row| row.journal_id <= entry.id && row.expires_at > call.seconds()) {
            codes.push(self.suspect_code(call, &user, &row).await?);
        }
        let others = self.others(call, &user, entry.at).await?;
        let devices: Result<Vec<SuspectDevice>, Fault> =
            devices.iter().map(|row| self.suspect_device(row, &entry, call.seconds())).collect();
        Ok(Suspicion { reason: entry.reason, event: entry.event, at: entry.at, codes, devices: devices?, others })
    }

    async fn suspect_code(&self, call: &Call, user: &UserId, row: &RejectedCodeRow) -> Result<SuspectCode, Error> {
        let text = self.open_rejected(row)?;
        let backup_code = match read_code(&text, &[]) {
            CodeInput::Backup { slot, code } => Some(self.look_at_backup_code(call, user, slot, code).await?),
            CodeInput::OneTime(_) | CodeInput::Unreadable => None,
        };
        Ok(SuspectCode { text, at: row.at, backup_code })
    }

    fn open_rejected(&self, row: &RejectedCodeRow) -> Result<Zeroizing<String>, Fault> {
        let context = rejected_code_context(&row.tenant, row.journal_id);
        let input = self.keys().open(&row.sealed, &context)?;
        Ok(Zeroizing::new(String::from_utf8_lossy(&input).into_owned()))
    }

    fn suspect_device(&self, row: &DeviceRow, entry: &JournalRow, now: i64) -> Result<SuspectDevice, Fault> {
        Ok(SuspectDevice {
            state: DeviceState::of(row, now),
            is_asked: entry.event == Event::EnrolmentConfirm.name() && entry.device_id == row.id,
            secret: self.open_secret(row)?,
            parameters: row.parameters()?,
            last_step: row.last_step(),
        })
    }

    /// How far others were off around then: by what was accepted of them, and by what was rejected and is a code of
    /// theirs all the same.
    async fn others(&self, call: &Call, user: &UserId, at: i64) -> Result<Vec<i64>, Error> {
        let around = (at - OTHERS_SECONDS, at + OTHERS_SECONDS);
        let mut db = self.database.read().await?;
        let accepted = devices::used_by_others(&mut db, &call.tenant, user, around, MOST_OTHERS).await?;
        let rejected = rejected_codes::of_others(&mut db, &call.tenant, user, around, MOST_OTHERS).await?;
        let mut offsets: Vec<i64> = accepted.iter().filter_map(offset_of_last).collect();
        for row in rejected.iter().filter(|row| row.expires_at > call.seconds()) {
            let devices = devices::active_of_user(&mut db, &call.tenant, &UserId::claimed(&row.user_id)).await?;
            if let Some(TrueReason::OfAStep { seconds_off, .. }) =
                self.closest(&devices, &self.open_rejected(row)?, row.at)?
            {
                offsets.push(seconds_off);
            }
        }
        Ok(offsets)
    }
}

/// How far the middle of the last accepted step was off when it came.
fn offset_of_last(row: &DeviceRow) -> Option<i64> {
    let middle = row.last_step.checked_mul(row.period)?.checked_add(row.period / 2)?;
    middle.checked_sub(i64::try_from(unix(row.last_used_at).0).ok()?)
}

/// Whether the entry tells of a code that was rejected, or not even looked at.
fn is_of_a_code(entry: &JournalRow) -> bool {
    let events = [Event::SecondFactor, Event::SecondFactorAgain, Event::Recovery, Event::EnrolmentConfirm];
    // A code that came after the half sign-in had ended was not looked at.
    let is_too_late = entry.event == Event::SessionUse.name() && entry.reason == "expired-half-session";
    entry.outcome == "rejected"
        && (is_too_late || events.iter().any(|event| event.name() == entry.event))
        && entry.reason != "wrong-sent-code"
}
