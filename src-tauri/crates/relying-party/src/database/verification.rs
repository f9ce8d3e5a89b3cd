//! A one-time code being checked: what the step after a password does on every login, in two texts.

use sqlx::FromRow;

use super::Statements;
use super::batch::Batch;
use super::devices::{DeviceRow, database_step};
use super::journal::JournalRow;
use super::sessions::SessionRow;
use super::throttles::{ThrottleRow, records, time};
use crate::rules::throttle::Record;
use crate::{DeviceId, Fault, TenantName, UserId};

/// What is known of two scopes, as [`super::throttles::hold_two`] has it, and the devices of a user that count.
pub(crate) async fn begin(
    db: &mut impl Statements,
    tenant: &TenantName,
    (account, source): (&str, &str),
    user: &UserId,
    now: i64,
) -> Result<((Record, Record), Vec<DeviceRow>), Fault> {
    let statements = "INSERT INTO throttles (tenant, scope, failures, consecutive, window_start, next_allowed_at, \
                      locked, changed_at) VALUES ($1, $2, 0, 0, 0, 0, 0, $4), ($1, $3, 0, 0, 0, 0, 0, $4) \
                      ON CONFLICT (tenant, scope) DO UPDATE SET changed_at = excluded.changed_at RETURNING *; \
                      SELECT * FROM devices WHERE tenant = $1 AND user_id = $5 AND state = 'active' \
                      ORDER BY created_at, id";
    let batch = Batch::new(db, statements);
    let query = batch.query().bind(tenant.as_str().to_owned()).bind(account.to_owned()).bind(source.to_owned());
    let mut answers = batch.send(db, query.bind(now).bind(user.as_str().to_owned())).await?;
    let held = answers.next().unwrap_or_default().rows;
    let held: Vec<ThrottleRow> = held.iter().map(ThrottleRow::from_row).collect::<Result<_, _>>()?;
    let devices = answers.next().unwrap_or_default().rows;
    let devices = devices.iter().map(DeviceRow::from_row).collect::<Result<_, _>>()?;
    Ok((records(&held, account, source), devices))
}

/// What a right code changes.
pub(crate) struct Change<'c> {
    /// The step of this device is consumed.
    pub(crate) device: &'c DeviceId,
    pub(crate) step: u64,
    /// This is known of the account's scope from now on.
    pub(crate) throttle: (&'c str, &'c Record),
    /// The session of this token's hash is replaced by the other.
    pub(crate) token_hash: &'c str,
    pub(crate) session: &'c SessionRow,
    pub(crate) note: &'c JournalRow,
}

/// What became of it. Unless all of it was, the unit of work has to be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Changed {
    All,
    /// Somebody consumed the step, or a later one, first.
    StepIsGone,
    /// The session ended meanwhile.
    SessionIsGone,
}

/// Makes all of `change`.
pub(crate) async fn finish(
    db: &mut impl Statements,
    tenant: &TenantName,
    change: &Change<'_>,
    now: i64,
) -> Result<Changed, Fault> {
    let statements = "UPDATE devices SET last_step = $4, last_used_at = $2 \
                      WHERE tenant = $1 AND id = $3 AND state = 'active' AND last_step < $4; \
                      UPDATE throttles SET failures = $6, consecutive = $7, window_start = $8, next_allowed_at = $9, \
                      locked = $10, changed_at = $2 WHERE tenant = $1 AND scope = $5; \
                      UPDATE sessions SET id = $12, token_hash = $13, kind = $14, created_at = $15, seen_at = $16, \
                      expires_at = $17, password_checked_at = $18, factor_checked_at = $19, source = $20, agent = $21 \
                      WHERE tenant = $1 AND token_hash = $11 AND user_id = $22; \
                      INSERT INTO journal (tenant, at, user_id, event, outcome, reason, device_id, detail, source, \
                      request_id) VALUES ($1, $2, $22, $23, $24, $25, $3, $26, $27, $28)";
    let (Change { session, note, .. }, (scope, record)) = (change, change.throttle);
    let batch = Batch::new(db, statements);
    let query = batch.query().bind(tenant.as_str().to_owned()).bind(now).bind(change.device.as_str().to_owned());
    let query = query.bind(database_step(change.step)?).bind(scope.to_owned()).bind(i64::from(record.failures));
    let query = query.bind(i64::from(record.consecutive)).bind(time(record.window_start));
    let query = query.bind(time(record.next_allowed_at)).bind(i64::from(record.locked));
    let query = query.bind(change.token_hash.to_owned()).bind(session.id.clone()).bind(session.token_hash.clone());
    let query = query.bind(session.kind.clone()).bind(session.created_at).bind(session.seen_at);
    let query = query.bind(session.expires_at).bind(session.password_checked_at).bind(session.factor_checked_at);
    let query = query.bind(session.source.clone()).bind(session.agent.clone()).bind(session.user_id.clone());
    let query = query.bind(note.event.clone()).bind(note.outcome.clone()).bind(note.reason.clone());
    let query = query.bind(note.detail.clone()).bind(note.source.clone()).bind(note.request_id.clone());
    let changed: Vec<u64> = batch.send(db, query).await?.map(|answer| answer.changed).collect();
    match changed.as_slice() {
        [1, 1, 1, 1] => Ok(Changed::All),
        [1, 1, 0, _] => Ok(Changed::SessionIsGone),
        [0, ..] => Ok(Changed::StepIsGone),
        _ => Err(Fault::NotCommitted),
    }
}
