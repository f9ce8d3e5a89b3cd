//! Every decision with its reason. Rows are added, never changed, and the oldest removed; none holds a secret or a code.

use super::Statements;
use crate::{Fault, TenantName};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct JournalRow {
    pub(crate) id: i64,
    pub(crate) at: i64,
    pub(crate) user_id: String,
    pub(crate) event: String,
    pub(crate) outcome: String,
    pub(crate) reason: String,
    pub(crate) device_id: String,
    pub(crate) detail: String,
    pub(crate) source: String,
    pub(crate) request_id: String,
}

/// Adds one and tells its number.
pub(crate) async fn insert(db: &mut impl Statements, tenant: &TenantName, row: &JournalRow) -> Result<i64, Fault> {
    let statement = "INSERT INTO journal (tenant, at, user_id, event, outcome, reason, device_id, detail, source, \
                     request_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
    let query = sqlx::query_scalar(statement).bind(tenant.as_str()).bind(row.at).bind(&row.user_id);
    let query = query.bind(&row.event).bind(&row.outcome).bind(&row.reason).bind(&row.device_id);
    let query = query.bind(&row.detail).bind(&row.source).bind(&row.request_id);
    Ok(query.fetch_one(db.connection()?).await?)
}

/// The newest `most` before `before` (and above `after`), all users' or (not empty) one's, newest first.
pub(crate) async fn page(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &str,
    (after, before): (i64, i64),
    most: u32,
) -> Result<Vec<JournalRow>, Fault> {
    // Two statements: of one that leaves the user open, the database could use no index for one user's.
    let all = "SELECT * FROM journal WHERE tenant = $1 AND $2 = '' AND id > $3 AND id < $4 ORDER BY id DESC LIMIT $5";
    let one = "SELECT * FROM journal WHERE tenant = $1 AND user_id = $2 AND id > $3 AND id < $4 \
               ORDER BY id DESC LIMIT $5";
    let query = sqlx::query_as(if user.is_empty() { all } else { one })
        .bind(tenant.as_str())
        .bind(user)
        .bind(after)
        .bind(before);
    Ok(query.bind(i64::from(most)).fetch_all(db.connection()?).await?)
}

/// The one of this number.
pub(crate) async fn one(db: &mut impl Statements, tenant: &TenantName, id: i64) -> Result<Option<JournalRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM journal WHERE tenant = $1 AND id = $2");
    Ok(query.bind(tenant.as_str()).bind(id).fetch_optional(db.connection()?).await?)
}

/// The oldest `most` above `after`, oldest first.
pub(crate) async fn after(
    db: &mut impl Statements,
    tenant: &TenantName,
    after: i64,
    most: u32,
) -> Result<Vec<JournalRow>, Fault> {
    let statement = "SELECT * FROM journal WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3";
    let query = sqlx::query_as(statement).bind(tenant.as_str()).bind(after).bind(i64::from(most));
    Ok(query.fetch_all(db.connection()?).await?)
}

/// The newest rejection of a request, where it is among the newest entries of all.
pub(crate) async fn rejection_of(
    db: &mut impl Statements,
    tenant: &TenantName,
    request_id: &str,
) -> Result<Option<JournalRow>, Fault> {
    let statement = "SELECT * FROM journal WHERE tenant = $1 AND request_id = $2 AND outcome = 'rejected' \
                     AND id > (SELECT COALESCE(MAX(id), 0) - 10000 FROM journal WHERE tenant = $1) \
                     ORDER BY id DESC LIMIT 1";
    let query = sqlx::query_as(statement).bind(tenant.as_str()).bind(request_id);
    Ok(query.fetch_optional(db.connection()?).await?)
}

/// The number of the newest entry; 0 without one.
pub(crate) async fn newest(db: &mut impl Statements, tenant: &TenantName) -> Result<i64, Fault> {
    let query = sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM journal WHERE tenant = $1");
    Ok(query.bind(tenant.as_str()).fetch_one(db.connection()?).await?)
}

/// The ends of a tenant's journal.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct Ends {
    /// The number of the oldest entry.
    pub(crate) oldest: i64,
    /// When that was.
    pub(crate) oldest_at: i64,
    /// The number of the newest entry.
    pub(crate) newest: i64,
}

/// Both ends; none where there is no entry.
pub(crate) async fn ends(db: &mut impl Statements, tenant: &TenantName) -> Result<Option<Ends>, Fault> {
    let statement = "SELECT id AS oldest, at AS oldest_at, (SELECT MAX(id) FROM journal WHERE tenant = $1) AS newest \
                     FROM journal WHERE tenant = $1 ORDER BY id LIMIT 1";
    Ok(sqlx::query_as(statement).bind(tenant.as_str()).fetch_optional(db.connection()?).await?)
}

/// How many entries there are.
pub(crate) async fn count(db: &mut impl Statements, tenant: &TenantName) -> Result<i64, Fault> {
    let query = sqlx::query_scalar("SELECT COUNT(*) FROM journal WHERE tenant = $1");
    Ok(query.bind(tenant.as_str()).fetch_one(db.connection()?).await?)
}

/// The number of the first entry that is not older than `at`.
pub(crate) async fn first_since(db: &mut impl Statements, tenant: &TenantName, at: i64) -> Result<Option<i64>, Fault> {
    let query = sqlx::query_scalar("SELECT id FROM journal WHERE tenant = $1 AND at >= $2 ORDER BY id LIMIT 1");
    Ok(query.bind(tenant.as_str()).bind(at).fetch_optional(db.connection()?).await?)
}

/// The number of the newest entry but so many.
pub(crate) async fn newest_but(db: &mut impl Statements, tenant: &TenantName, many: i64) -> Result<Option<i64>, Fault> {
    let query = sqlx::query_scalar("SELECT id FROM journal WHERE tenant = $1 ORDER BY id DESC LIMIT 1 OFFSET $2");
    Ok(query.bind(tenant.as_str()).bind(many).fetch_optional(db.connection()?).await?)
}

/// Removes at most `most` of the oldest entries before the one of this number, and tells how many.
pub(crate) async fn remove_oldest(
    db: &mut impl Statements,
    tenant: &TenantName,
    before: i64,
    most: u32,
) -> Result<u64, Fault> {
    let statement = "DELETE FROM journal WHERE id IN \
                     (SELECT id FROM journal WHERE tenant = $1 AND id < $2 ORDER BY id LIMIT $3)";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(before).bind(i64::from(most));
    Ok(query.execute(db.connection()?).await?.rows_affected())
}
