//! One-time codes being checked: what the step after a password does on every login, in two texts, for one login or for
//! several that came together.

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, FromRow, Row};

use super::Statements;
use super::batch::{Answer, Batch};
use super::devices::{DeviceRow, database_step};
use super::journal::JournalRow;
use super::sessions::SessionRow;
use super::throttles::{ThrottleRow, records, time};
use crate::rules::throttle::Record;
use crate::{DeviceId, Fault, TenantName, UserId};

/// Whose code is checked.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) tenant: TenantName,
    /// The account's scope.
    pub(crate) account: String,
    /// The scope of where the guess came from.
    pub(crate) source: String,
    pub(crate) user: UserId,
    /// In Unix seconds.
    pub(crate) now: i64,
}

/// What is known of two scopes, as [`super::throttles::hold_two`] has it, and the devices of a user that count.
pub(crate) type Held = ((Record, Record), Vec<DeviceRow>);

const BEGIN: [&str; 2] = [
    "INSERT INTO throttles (tenant, scope, failures, consecutive, window_start, next_allowed_at, locked, changed_at) \
     VALUES ($1, $2, 0, 0, 0, 0, 0, $4), ($1, $3, 0, 0, 0, 0, 0, $4) \
     ON CONFLICT (tenant, scope) DO UPDATE SET changed_at = excluded.changed_at RETURNING *",
    "SELECT * FROM devices WHERE tenant = $1 AND user_id = $5 AND state = 'active' ORDER BY created_at, id",
];

/// One answer for each of `asks`, in their order.
pub(crate) async fn begin(db: &mut impl Statements, asks: &[Ask]) -> Result<Vec<Held>, Fault> {
    let batch = Batch::repeated(db, &BEGIN, asks.len());
    let query = asks.iter().fold(batch.query(), |query, ask| {
        let query = query.bind(ask.tenant.as_str().to_owned()).bind(ask.account.clone()).bind(ask.source.clone());
        query.bind(ask.now).bind(ask.user.as_str().to_owned())
    });
    let mut answers = batch.send(db, query).await?;
    asks.iter().map(|ask| held(ask, answers.next(), answers.next())).collect()
}

fn held(ask: &Ask, held: Option<Answer>, devices: Option<Answer>) -> Result<Held, Fault> {
    // Without an answer nobody would be slowed.
    let (Some(held), Some(devices)) = (held, devices) else { return Err(Fault::NotCommitted) };
    let held: Vec<ThrottleRow> = held.rows.iter().map(ThrottleRow::from_row).collect::<Result<_, _>>()?;
    if held.len() != 2 {
        return Err(Fault::NotCommitted);
    }
    let devices = devices.rows;
    let devices = devices.iter().map(DeviceRow::from_row).collect::<Result<_, _>>()?;
    Ok((records(&held, &ask.account, &ask.source), devices))
}

/// What a right code changes.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) tenant: TenantName,
    /// In Unix seconds.
    pub(crate) now: i64,
    /// The step of this device is consumed.
    pub(crate) device: DeviceId,
    pub(crate) step: u64,
    /// This is known of the account's scope from now on.
    pub(crate) account: String,
    pub(crate) throttle: Record,
    /// The session of this token's hash is replaced by the other.
    pub(crate) token_hash: String,
    pub(crate) session: SessionRow,
    pub(crate) note: JournalRow,
}

/// What a wrong code changes.
#[derive(Debug)]
pub(crate) struct Count {
    pub(crate) tenant: TenantName,
    /// In Unix seconds.
    pub(crate) now: i64,
    /// This is known of the account's scope from now on.
    pub(crate) account: (String, Record),
    /// And this of where it came from.
    pub(crate) source: (String, Record),
    pub(crate) note: JournalRow,
}

const COUNT: [&str; 3] = [
    "UPDATE throttles SET failures = $4, consecutive = $5, window_start = $6, next_allowed_at = $7, locked = $8, \
     changed_at = $2 WHERE tenant = $1 AND scope = $3",
    "UPDATE throttles SET failures = $10, consecutive = $11, window_start = $12, next_allowed_at = $13, locked = $14, \
     changed_at = $2 WHERE tenant = $1 AND scope = $9",
    "INSERT INTO journal (tenant, at, user_id, event, outcome, reason, device_id, detail, source, request_id) \
     VALUES ($1, $2, $15, $16, $17, $18, $19, $20, $21, $22) RETURNING id",
];

/// Counts wrong codes, one after the other, and tells the number of each one's entry in the journal.
pub(crate) async fn count(db: &mut impl Statements, counts: &[Count]) -> Result<Vec<i64>, Fault> {
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    let batch = Batch::repeated(db, &COUNT, counts.len());
    let query = counts.iter().fold(batch.query(), |query, Count { tenant, now, account, source, note }| {
        let query = query.bind(tenant.as_str().to_owned()).bind(*now);
        let query = [account, source].into_iter().fold(query, |query, (scope, record)| {
            let query = query.bind(scope.clone()).bind(i64::from(record.failures)).bind(i64::from(record.consecutive));
            query.bind(time(record.window_start)).bind(time(record.next_allowed_at)).bind(i64::from(record.locked))
        });
        let query = query.bind(note.user_id.clone()).bind(note.event.clone()).bind(note.outcome.clone());
        let query = query.bind(note.reason.clone()).bind(note.device_id.clone()).bind(note.detail.clone());
        query.bind(note.source.clone()).bind(note.request_id.clone())
    });
    let answers: Vec<Answer> = batch.send(db, query).await?.collect();
    let numbers = answers.chunks(COUNT.len()).map(|answers| match answers {
        [Answer { changed: 1, .. }, Answer { changed: 1, .. }, Answer { rows, .. }] => {
            let row = rows.first().ok_or(Fault::NotCommitted)?;
            Ok(row.try_get(0)?)
        }
        _ => Err(Fault::NotCommitted),
    });
    let numbers = numbers.collect::<Result<Vec<i64>, Fault>>()?;
    if numbers.len() == counts.len() { Ok(numbers) } else { Err(Fault::NotCommitted) }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Changed {
    All,
    /// The session ended meanwhile: nothing was changed.
    SessionIsGone,
    /// Somebody consumed the step, or a later one, first: the unit of work has to be undone.
    StepIsGone,
}

/// The new token stands only where the session was there: the rest is changed where it stands.
const FINISH: [&str; 4] = [
    "UPDATE sessions SET id = $12, token_hash = $13, kind = $14, created_at = $15, seen_at = $16, expires_at = $17, \
     password_checked_at = $18, factor_checked_at = $19, source = $20, agent = $21 \
     WHERE tenant = $1 AND token_hash = $11 AND user_id = $22",
    "UPDATE devices SET last_step = $4, last_used_at = $2 \
     WHERE tenant = $1 AND id = $3 AND state = 'active' AND last_step < $4 \
     AND EXISTS (SELECT 1 FROM sessions WHERE tenant = $1 AND token_hash = $13)",
    "UPDATE throttles SET failures = $6, consecutive = $7, window_start = $8, next_allowed_at = $9, locked = $10, \
     changed_at = $2 WHERE tenant = $1 AND scope = $5 \
     AND EXISTS (SELECT 1 FROM sessions WHERE tenant = $1 AND token_hash = $13)",
    "INSERT INTO journal (tenant, at, user_id, event, outcome, reason, device_id, detail, source, request_id) \
     SELECT tenant, CAST($2 AS BIGINT), user_id, CAST($23 AS TEXT), CAST($24 AS TEXT), CAST($25 AS TEXT), \
     CAST($3 AS TEXT), CAST($26 AS TEXT), CAST($27 AS TEXT), CAST($28 AS TEXT) \
     FROM sessions WHERE tenant = $1 AND token_hash = $13",
];

/// Makes all of `changes`, and tells what became of each, in their order.
pub(crate) async fn finish(db: &mut impl Statements, changes: &[Change]) -> Result<Vec<Changed>, Fault> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let batch = Batch::repeated(db, &FINISH, changes.len());
    let query = changes.iter().try_fold(batch.query(), bind)?;
    let answers: Vec<u64> = batch.send(db, query).await?.map(|answer| answer.changed).collect();
    let all = answers.chunks(FINISH.len()).map(|changed| match changed {
        [1, 1, 1, 1] => Ok(Changed::All),
        [0, 0, 0, 0] => Ok(Changed::SessionIsGone),
        [1, 0, ..] => Ok(Changed::StepIsGone),
        _ => Err(Fault::NotCommitted),
    });
    let all = all.collect::<Result<Vec<Changed>, Fault>>()?;
    if all.len() == changes.len() { Ok(all) } else { Err(Fault::NotCommitted) }
}

fn bind(query: Query<'static, Any, AnyArguments>, change: &Change) -> Result<Query<'static, Any, AnyArguments>, Fault> {
    let Change { throttle: record, session, note, .. } = change;
    let query = query.bind(change.tenant.as_str().to_owned()).bind(change.now).bind(change.device.as_str().to_owned());
    let query = query.bind(database_step(change.step)?).bind(change.account.clone()).bind(i64::from(record.failures));
    let query = query.bind(i64::from(record.consecutive)).bind(time(record.window_start));
    let query = query.bind(time(record.next_allowed_at)).bind(i64::from(record.locked));
    let query = query.bind(change.token_hash.clone()).bind(session.id.clone()).bind(session.token_hash.clone());
    let query = query.bind(session.kind.clone()).bind(session.created_at).bind(session.seen_at);
    let query = query.bind(session.expires_at).bind(session.password_checked_at).bind(session.factor_checked_at);
    let query = query.bind(session.source.clone()).bind(session.agent.clone()).bind(session.user_id.clone());
    let query = query.bind(note.event.clone()).bind(note.outcome.clone()).bind(note.reason.clone());
    Ok(query.bind(note.detail.clone()).bind(note.source.clone()).bind(note.request_id.clone()))
}
