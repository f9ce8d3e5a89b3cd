//! How many wrong guesses there were, a scope. Two are always held and written together: the account's and the source's.

use otp::UnixSeconds;

use super::Statements;
use crate::rules::throttle::Record;
use crate::{Fault, TenantName};

#[derive(sqlx::FromRow)]
pub(super) struct ThrottleRow {
    scope: String,
    failures: i64,
    consecutive: i64,
    window_start: i64,
    next_allowed_at: i64,
    locked: i64,
}

impl ThrottleRow {
    fn record(&self) -> Record {
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        let time = |seconds: i64| UnixSeconds(u64::try_from(seconds).unwrap_or(0));
        Record {
            failures: count(self.failures),
            consecutive: count(self.consecutive),
            window_start: time(self.window_start),
            next_allowed_at: time(self.next_allowed_at),
            locked: self.locked != 0,
        }
    }
}

/// What is known of two scopes. From here to the end of the unit of work nobody else gets to know or change it.
pub(crate) async fn hold_two(
    db: &mut impl Statements,
    tenant: &TenantName,
    (account, source): (&str, &str),
    now: i64,
) -> Result<(Record, Record), Fault> {
    let statement = "INSERT INTO throttles (tenant, scope, failures, consecutive, window_start, next_allowed_at, \
                     locked, changed_at) VALUES ($1, $2, 0, 0, 0, 0, 0, $4), ($1, $3, 0, 0, 0, 0, 0, $4) \
                     ON CONFLICT (tenant, scope) DO UPDATE SET changed_at = excluded.changed_at RETURNING *";
    let query = sqlx::query_as(statement).bind(tenant.as_str()).bind(account).bind(source).bind(now);
    let rows: Vec<ThrottleRow> = query.fetch_all(db.connection()?).await?;
    Ok(records(&rows, account, source))
}

pub(super) fn records(rows: &[ThrottleRow], account: &str, source: &str) -> (Record, Record) {
    let find = |scope: &str| rows.iter().find(|row| row.scope == scope).map(ThrottleRow::record).unwrap_or_default();
    (find(account), find(source))
}

/// Writes what is known of two scopes that are held.
pub(crate) async fn write_two(
    db: &mut impl Statements,
    tenant: &TenantName,
    scopes: [(&str, &Record); 2],
    now: i64,
) -> Result<(), Fault> {
    let statement = "INSERT INTO throttles (tenant, scope, failures, consecutive, window_start, next_allowed_at, \
                     locked, changed_at) VALUES ($1, $3, $4, $5, $6, $7, $8, $2), ($1, $9, $10, $11, $12, $13, $14, $2) \
                     ON CONFLICT (tenant, scope) DO UPDATE SET failures = excluded.failures, \
                     consecutive = excluded.consecutive, window_start = excluded.window_start, \
                     next_allowed_at = excluded.next_allowed_at, locked = excluded.locked, \
                     changed_at = excluded.changed_at";
    let mut query = sqlx::query(statement).bind(tenant.as_str()).bind(now);
    for (scope, record) in scopes {
        query = query.bind(scope).bind(i64::from(record.failures)).bind(i64::from(record.consecutive));
        query = query.bind(time(record.window_start)).bind(time(record.next_allowed_at));
        query = query.bind(i64::from(record.locked));
    }
    query.execute(db.connection()?).await?;
    Ok(())
}

pub(super) fn time(at: UnixSeconds) -> i64 {
    i64::try_from(at.0).unwrap_or(i64::MAX)
}

/// Forgets what is known of every scope that begins with `prefix`.
pub(crate) async fn forget(db: &mut impl Statements, tenant: &TenantName, prefix: &str) -> Result<u64, Fault> {
    let statement = "DELETE FROM throttles WHERE tenant = $1 AND scope >= $2 AND scope < $3";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(prefix).bind(format!("{prefix}~"));
    Ok(query.execute(db.connection()?).await?.rows_affected())
}

/// Removes what nothing changed since `before` and holds no failures or is a source's, and what nothing
/// changed since `long_before` of names (most of which nobody has). Failures of an account are forgotten by nobody else.
pub(crate) async fn purge(
    db: &mut impl Statements,
    tenant: &TenantName,
    before: i64,
    long_before: i64,
) -> Result<u64, Fault> {
    let statement = "DELETE FROM throttles WHERE tenant = $1 AND locked = 0 AND ((changed_at < $2 AND \
                     (consecutive = 0 OR substr(scope, 1, 1) IN ('r', 's'))) \
                     OR (changed_at < $3 AND substr(scope, 1, 1) = 'n'))";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(before).bind(long_before);
    Ok(query.execute(db.connection()?).await?.rows_affected())
}
