//! How many wrong guesses there were, a scope. Two scopes are charged by one statement: the account's and the source's.

use otp::UnixSeconds;

use super::Statements;
use crate::rules::throttle::Record;
use crate::{Fault, TenantName};

/// A scope with what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Scoped {
    pub(crate) scope: String,
    /// 0: there is no row yet.
    pub(crate) version: i64,
    pub(crate) record: Option<Record>,
}

#[derive(sqlx::FromRow)]
struct ThrottleRow {
    scope: String,
    version: i64,
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

/// What is known of two scopes.
pub(crate) async fn two(
    db: &mut impl Statements,
    tenant: &TenantName,
    account: &str,
    source: &str,
) -> Result<(Scoped, Scoped), Fault> {
    let statement = "SELECT * FROM throttles WHERE tenant = $1 AND scope IN ($2, $3)";
    let query = sqlx::query_as(statement).bind(tenant.as_str()).bind(account).bind(source);
    let rows: Vec<ThrottleRow> = query.fetch_all(db.connection()?).await?;
    let find = |scope: &str| {
        let row = rows.iter().find(|row| row.scope == scope);
        let version = row.map_or(0, |row| row.version);
        Scoped { scope: scope.to_owned(), version, record: row.map(ThrottleRow::record) }
    };
    Ok((find(account), find(source)))
}

/// Writes both where both are as they were read; false where somebody was first, and then neither may stay.
pub(crate) async fn write_two(
    db: &mut impl Statements,
    tenant: &TenantName,
    (first, second): ((&Scoped, &Record), (&Scoped, &Record)),
    now: i64,
) -> Result<bool, Fault> {
    let statement = "INSERT INTO throttles (tenant, scope, version, failures, consecutive, window_start, \
                     next_allowed_at, locked, changed_at) VALUES ($1, $3, $4, $5, $6, $7, $8, $9, $2), \
                     ($1, $10, $11, $12, $13, $14, $15, $16, $2) ON CONFLICT (tenant, scope) DO UPDATE SET \
                     version = excluded.version, failures = excluded.failures, consecutive = excluded.consecutive, \
                     window_start = excluded.window_start, next_allowed_at = excluded.next_allowed_at, \
                     locked = excluded.locked, changed_at = excluded.changed_at \
                     WHERE throttles.version = excluded.version - 1";
    let mut query = sqlx::query(statement).bind(tenant.as_str()).bind(now);
    for (scoped, record) in [first, second] {
        query = query.bind(&scoped.scope).bind(scoped.version + 1).bind(i64::from(record.failures));
        query = query.bind(i64::from(record.consecutive)).bind(time(record.window_start));
        query = query.bind(time(record.next_allowed_at)).bind(i64::from(record.locked));
    }
    Ok(query.execute(db.connection()?).await?.rows_affected() == 2)
}

fn time(at: UnixSeconds) -> i64 {
    i64::try_from(at.0).unwrap_or(i64::MAX)
}

/// Forgets what is known of every scope that begins with `prefix`.
pub(crate) async fn forget(db: &mut impl Statements, tenant: &TenantName, prefix: &str) -> Result<u64, Fault> {
    let statement = "DELETE FROM throttles WHERE tenant = $1 AND scope >= $2 AND scope < $3";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(prefix).bind(format!("{prefix}~"));
    Ok(query.execute(db.connection()?).await?.rows_affected())
}

/// The locked scopes that begin with `prefix`.
pub(crate) async fn locked(db: &mut impl Statements, tenant: &TenantName, prefix: &str) -> Result<Vec<String>, Fault> {
    let statement = "SELECT scope FROM throttles WHERE tenant = $1 AND scope >= $2 AND scope < $3 AND locked = 1";
    let query = sqlx::query_scalar(statement).bind(tenant.as_str()).bind(prefix).bind(format!("{prefix}~"));
    Ok(query.fetch_all(db.connection()?).await?)
}

/// Removes what nothing changed since `before` and is not locked, all tenants.
pub(crate) async fn purge(db: &mut impl Statements, before: i64) -> Result<u64, Fault> {
    let query = sqlx::query("DELETE FROM throttles WHERE changed_at < $1 AND locked = 0").bind(before);
    Ok(query.execute(db.connection()?).await?.rows_affected())
}
