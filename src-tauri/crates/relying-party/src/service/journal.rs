//! Writing the journal, the rejected codes beside it, and the user's outbox.

use sealing::Context;

use super::RelyingParty;
pub(super) use super::words::Event;
use super::words::of_reason;
use crate::database::journal::{self, JournalRow};
use crate::database::outbox::{self, MessageRow};
use crate::database::rejected_codes::{self, RejectedCodeRow};
use crate::database::{Statements, Writing};
use crate::{Call, DeviceId, Fault, UserId};

/// An entry to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Note<'n> {
    event: Event,
    outcome: &'static str,
    user: &'n str,
    reason: &'n str,
    device: &'n str,
    detail: &'n str,
}

impl<'n> Note<'n> {
    pub(super) fn accepted(event: Event, user: &'n str) -> Self {
        Self { event, outcome: "accepted", user, reason: "", device: "", detail: "" }
    }

    pub(super) fn rejected(event: Event, user: &'n str, reason: &'n str) -> Self {
        Self { event, outcome: "rejected", user, reason, device: "", detail: "" }
    }

    pub(super) fn because(self, reason: &'n str) -> Self {
        Self { reason, ..self }
    }

    pub(super) fn device(self, device: &'n DeviceId) -> Self {
        Self { device: device.as_str(), ..self }
    }

    pub(super) fn detail(self, detail: &'n str) -> Self {
        Self { detail, ..self }
    }

    /// As the database has it; its number is given there.
    pub(super) fn row(&self, call: &Call) -> JournalRow {
        debug_assert!(of_reason(self.reason).is_some(), "{} has no words", self.reason);
        JournalRow {
            id: 0,
            at: call.seconds(),
            user_id: self.user.to_owned(),
            event: self.event.name().to_owned(),
            outcome: self.outcome.to_owned(),
            reason: self.reason.to_owned(),
            device_id: self.device.to_owned(),
            detail: self.detail.to_owned(),
            source: call.origin.source.to_string(),
            request_id: call.origin.request_id.clone(),
        }
    }
}

/// The longest rejected input that is kept, in characters.
const LONGEST_KEPT: usize = 64;

impl RelyingParty {
    /// Writes an entry and tells its number.
    pub(super) async fn note(&self, db: &mut impl Statements, call: &Call, note: &Note<'_>) -> Result<i64, Fault> {
        journal::insert(db, &call.tenant, &note.row(call)).await
    }

    /// Writes an entry in a transaction of its own.
    pub(super) async fn note_alone(&self, call: &Call, note: &Note<'_>) -> Result<(), Fault> {
        let mut db = self.database.write().await?;
        self.note(&mut db, call, note).await?;
        db.commit().await
    }

    /// Writes a rejection, and keeps the code that was rejected.
    pub(super) async fn note_rejected_code(
        &self,
        db: &mut Writing,
        call: &Call,
        note: &Note<'_>,
        input: &str,
    ) -> Result<(), Fault> {
        let journal_id = self.note(db, call, note).await?;
        self.keep_rejected_code(db, call, (note.user, journal_id), input).await
    }

    /// Keeps the code of an entry, sealed, where the policy says so.
    pub(super) async fn keep_rejected_code(
        &self,
        db: &mut Writing,
        call: &Call,
        (user, journal_id): (&str, i64),
        input: &str,
    ) -> Result<(), Fault> {
        let policy = self.policy();
        let input = input.trim();
        if !policy.rejected_codes.keep || input.is_empty() || input.chars().count() > LONGEST_KEPT {
            return Ok(());
        }
        let context = rejected_code_context(call.tenant.as_str(), journal_id);
        let sealed = self.seal(db, input.as_bytes(), &context)?;
        let row = RejectedCodeRow {
            tenant: call.tenant.as_str().to_owned(),
            journal_id,
            user_id: user.to_owned(),
            at: call.seconds(),
            expires_at: call.later(policy.rejected_codes.lifetime_seconds),
            sealed,
        };
        rejected_codes::insert(db, &row).await?;
        rejected_codes::keep_newest(db, &call.tenant, user, policy.rejected_codes.most).await
    }

    /// Tells the user of a change, by a message in the outbox.
    pub(super) async fn notify(
        &self,
        db: &mut impl Statements,
        call: &Call,
        user: (&UserId, &str),
        subject: &str,
        body: &str,
    ) -> Result<(), Fault> {
        let row = MessageRow {
            id: 0,
            user_id: user.0.as_str().to_owned(),
            kind: "notice".to_owned(),
            recipient: user.1.to_owned(),
            subject: subject.to_owned(),
            body: format!("{body}\n\nIf this was not you, tell your administrator at once."),
            created_at: call.seconds(),
        };
        outbox::insert(db, &call.tenant, &row).await
    }
}

/// What a rejected code is sealed under.
pub(super) fn rejected_code_context(tenant: &str, journal_id: i64) -> Context {
    Context::new("rejected-code").with("tenant", tenant).with("journal", &journal_id.to_string())
}

/// What a device's secret is sealed under.
pub(super) fn secret_context(tenant: &str, user: &str, device: &str) -> Context {
    Context::new("totp-secret").with("tenant", tenant).with("user", user).with("device", device)
}
