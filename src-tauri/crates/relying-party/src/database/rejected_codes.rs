//! Codes that were rejected: sealed, apart from the journal, for a day, the last few of a user.

use sealing::KeyId;

use super::{Statements, was_first};
use crate::{Fault, TenantName, UserId};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct RejectedCodeRow {
    pub(crate) tenant: String,
    pub(crate) journal_id: i64,
    pub(crate) user_id: String,
    pub(crate) at: i64,
    pub(crate) expires_at: i64,
    pub(crate) sealed: Vec<u8>,
}

/// Adds one.
pub(crate) async fn insert(db: &mut impl Statements, row: &RejectedCodeRow) -> Result<(), Fault> {
    let statement = "INSERT INTO rejected_codes (tenant, journal_id, user_id, at, expires_at, sealed) \
                     VALUES ($1, $2, $3, $4, $5, $6)";
    let query = sqlx::query(statement).bind(&row.tenant).bind(row.journal_id).bind(&row.user_id);
    query.bind(row.at).bind(row.expires_at).bind(&row.sealed).execute(db.connection()?).await?;
    Ok(())
}

/// Leaves a user the newest `most`.
pub(crate) async fn keep_newest(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &str,
    most: u32,
) -> Result<(), Fault> {
    let statement = "DELETE FROM rejected_codes WHERE tenant = $1 AND user_id = $2 AND journal_id NOT IN \
                     (SELECT journal_id FROM rejected_codes WHERE tenant = $1 AND user_id = $2 \
                     ORDER BY journal_id DESC LIMIT $3)";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(user).bind(i64::from(most));
    query.execute(db.connection()?).await?;
    Ok(())
}

/// The one of this journal entry, if it has not ended.
pub(crate) async fn one(
    db: &mut impl Statements,
    tenant: &TenantName,
    journal_id: i64,
    now: i64,
) -> Result<Option<RejectedCodeRow>, Fault> {
    let statement = "SELECT * FROM rejected_codes WHERE tenant = $1 AND journal_id = $2 AND expires_at > $3";
    let query = sqlx::query_as(statement).bind(tenant.as_str()).bind(journal_id).bind(now);
    Ok(query.fetch_optional(db.connection()?).await?)
}

/// The newest of one user's between two times, oldest first.
pub(crate) async fn of_user(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &str,
    (from, until): (i64, i64),
    most: u32,
) -> Result<Vec<RejectedCodeRow>, Fault> {
    let statement = "SELECT * FROM rejected_codes WHERE tenant = $1 AND user_id = $2 AND at >= $3 AND at <= $4 \
                     ORDER BY journal_id DESC LIMIT $5";
    let query = sqlx::query_as(statement).bind(tenant.as_str()).bind(user).bind(from).bind(until);
    let mut rows: Vec<RejectedCodeRow> = query.bind(i64::from(most)).fetch_all(db.connection()?).await?;
    rows.reverse();
    Ok(rows)
}

/// The newest of other users between two times.
pub(crate) async fn of_others(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    (from, until): (i64, i64),
    most: u32,
) -> Result<Vec<RejectedCodeRow>, Fault> {
    let statement = "SELECT * FROM rejected_codes WHERE tenant = $1 AND user_id <> $2 AND at >= $3 AND at <= $4 \
                     ORDER BY journal_id DESC LIMIT $5";
    let query = sqlx::query_as(statement).bind(tenant.as_str()).bind(user.as_str()).bind(from).bind(until);
    Ok(query.bind(i64::from(most)).fetch_all(db.connection()?).await?)
}

/// Removes those that ended, all tenants.
pub(crate) async fn purge(db: &mut impl Statements, tenant: &TenantName, now: i64) -> Result<u64, Fault> {
    let query = sqlx::query("DELETE FROM rejected_codes WHERE tenant = $1 AND expires_at <= $2")
        .bind(tenant.as_str())
        .bind(now);
    Ok(query.execute(db.connection()?).await?.rows_affected())
}

/// Removes what is there of one user.
pub(crate) async fn clear_of(db: &mut impl Statements, tenant: &TenantName, user: &str) -> Result<u64, Fault> {
    let query = sqlx::query("DELETE FROM rejected_codes WHERE tenant = $1 AND user_id = $2");
    Ok(query.bind(tenant.as_str()).bind(user).execute(db.connection()?).await?.rows_affected())
}

/// At most 100 after (`tenant`, `journal_id`) that are not sealed under this key, all tenants.
pub(crate) async fn under_other_keys(
    db: &mut impl Statements,
    (tenant, journal_id): (&str, i64),
    key: KeyId,
) -> Result<Vec<RejectedCodeRow>, Fault> {
    let statement = "SELECT * FROM rejected_codes WHERE (tenant > $1 OR (tenant = $1 AND journal_id > $2)) \
                     AND substr(sealed, 2, 8) <> $3 ORDER BY tenant, journal_id LIMIT 100";
    let bytes = key.bytes();
    let query = sqlx::query_as(statement).bind(tenant).bind(journal_id).bind(bytes.as_slice());
    Ok(query.fetch_all(db.connection()?).await?)
}

/// All of a tenant's that are not sealed under this key.
pub(crate) async fn of_tenant_under_other_keys(
    db: &mut impl Statements,
    tenant: &TenantName,
    key: KeyId,
) -> Result<Vec<RejectedCodeRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM rejected_codes WHERE tenant = $1 AND substr(sealed, 2, 8) <> $2");
    let bytes = key.bytes();
    Ok(query.bind(tenant.as_str()).bind(bytes.as_slice()).fetch_all(db.connection()?).await?)
}

/// A code under the key whose name comes next after `last`.
pub(crate) async fn under_the_next_key(db: &mut impl Statements, last: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    let statement =
        "SELECT sealed FROM rejected_codes WHERE substr(sealed, 2, 8) > $1 ORDER BY substr(sealed, 2, 8) LIMIT 1";
    Ok(sqlx::query_scalar(statement).bind(last).fetch_optional(db.connection()?).await?)
}

/// Stores the same code sealed anew, where it is still as `row` has it.
pub(crate) async fn reseal(db: &mut impl Statements, row: &RejectedCodeRow, sealed: &[u8]) -> Result<bool, Fault> {
    let statement = "UPDATE rejected_codes SET sealed = $4 WHERE tenant = $1 AND journal_id = $2 AND sealed = $3";
    let query = sqlx::query(statement).bind(&row.tenant).bind(row.journal_id).bind(row.sealed.as_slice());
    Ok(was_first(&query.bind(sealed).execute(db.connection()?).await?))
}
