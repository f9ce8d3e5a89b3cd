//! Refusals of one minute that are counted instead of written one by one.

use super::Statements;
use crate::{Fault, TenantName};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct FloodRow {
    /// Whole minutes since 1970.
    pub(crate) minute: i64,
    pub(crate) source: String,
    /// What was tried: an account and a way of signing in, or a session.
    pub(crate) scope: String,
    pub(crate) reason: String,
    pub(crate) event: String,
    pub(crate) user_id: String,
    /// How many have no entry of their own.
    pub(crate) more: i64,
    pub(crate) last_at: i64,
    pub(crate) last_request_id: String,
}

/// Counts one, and tells how many of its kind there are now in its minute. `row` is what it would be as the first of them.
/// The first `most` have entries of their own.
pub(crate) async fn count(
    db: &mut impl Statements,
    tenant: &TenantName,
    row: &FloodRow,
    most: u32,
) -> Result<i64, Fault> {
    let statement = "INSERT INTO floods (tenant, minute, source, scope, reason, event, user_id, seen, more, last_at, \
                     last_request_id) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 0, $8, $9) \
                     ON CONFLICT (tenant, minute, source, scope, reason) DO UPDATE SET seen = floods.seen + 1, \
                     more = floods.more + CASE WHEN floods.seen >= $10 THEN 1 ELSE 0 END, \
                     last_at = excluded.last_at, last_request_id = excluded.last_request_id RETURNING seen";
    let query = sqlx::query_scalar(statement).bind(tenant.as_str()).bind(row.minute).bind(&row.source);
    let query = query.bind(&row.scope).bind(&row.reason).bind(&row.event).bind(&row.user_id);
    let query = query.bind(row.last_at).bind(&row.last_request_id).bind(i64::from(most));
    Ok(query.fetch_one(db.connection()?).await?)
}

/// Whether any is of another minute than this.
pub(crate) async fn is_due(db: &mut impl Statements, tenant: &TenantName, minute: i64) -> Result<bool, Fault> {
    let query = sqlx::query_scalar("SELECT COUNT(*) FROM floods WHERE tenant = $1 AND minute <> $2");
    let due: i64 = query.bind(tenant.as_str()).bind(minute).fetch_one(db.connection()?).await?;
    Ok(due > 0)
}

/// Takes out those of other minutes than this, oldest first.
pub(crate) async fn take_due(
    db: &mut impl Statements,
    tenant: &TenantName,
    minute: i64,
) -> Result<Vec<FloodRow>, Fault> {
    let query = sqlx::query_as("DELETE FROM floods WHERE tenant = $1 AND minute <> $2 RETURNING *");
    let mut due: Vec<FloodRow> = query.bind(tenant.as_str()).bind(minute).fetch_all(db.connection()?).await?;
    due.sort_by(|one, other| (one.last_at, &one.scope, &one.reason).cmp(&(other.last_at, &other.scope, &other.reason)));
    Ok(due)
}

/// The reason of a request that was the last of its kind to be counted.
pub(crate) async fn last_of(
    db: &mut impl Statements,
    tenant: &TenantName,
    request_id: &str,
) -> Result<Option<String>, Fault> {
    let query = sqlx::query_scalar("SELECT reason FROM floods WHERE tenant = $1 AND last_request_id = $2");
    Ok(query.bind(tenant.as_str()).bind(request_id).fetch_optional(db.connection()?).await?)
}
