//! Sessions. A token's hash is the key; the token itself is nowhere here.

use super::{Statements, was_first};
use crate::{Fault, TenantName, UserId};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct SessionRow {
    pub(crate) id: String,
    pub(crate) token_hash: String,
    pub(crate) user_id: String,
    pub(crate) kind: String,
    pub(crate) created_at: i64,
    pub(crate) seen_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) password_checked_at: i64,
    pub(crate) factor_checked_at: i64,
    pub(crate) source: String,
    pub(crate) agent: String,
}

/// A session with what every request needs to know of its user.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct SessionOfUser {
    #[sqlx(flatten)]
    pub(crate) session: SessionRow,
    pub(crate) user_name: String,
}

/// Adds one.
pub(crate) async fn insert(db: &mut impl Statements, tenant: &TenantName, row: &SessionRow) -> Result<(), Fault> {
    let statement = "INSERT INTO sessions (tenant, id, token_hash, user_id, kind, created_at, seen_at, expires_at, \
                     password_checked_at, factor_checked_at, source, agent) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(&row.id).bind(&row.token_hash).bind(&row.user_id);
    let query = query.bind(&row.kind).bind(row.created_at).bind(row.seen_at).bind(row.expires_at);
    let query = query.bind(row.password_checked_at).bind(row.factor_checked_at).bind(&row.source).bind(&row.agent);
    query.execute(db.connection()?).await?;
    Ok(())
}

/// The one with this token, alive or not.
pub(crate) async fn with_token(
    db: &mut impl Statements,
    tenant: &TenantName,
    token_hash: &str,
) -> Result<Option<SessionOfUser>, Fault> {
    let statement = "SELECT sessions.*, users.name AS user_name FROM sessions \
                     JOIN users ON users.tenant = sessions.tenant AND users.id = sessions.user_id \
                     WHERE sessions.tenant = $1 AND sessions.token_hash = $2";
    Ok(sqlx::query_as(statement).bind(tenant.as_str()).bind(token_hash).fetch_optional(db.connection()?).await?)
}

/// Puts `row` in the place of the session with the token hash `old`; false where that one is gone.
pub(crate) async fn replace(
    db: &mut impl Statements,
    tenant: &TenantName,
    old: &str,
    row: &SessionRow,
) -> Result<bool, Fault> {
    let statement = "UPDATE sessions SET id = $3, token_hash = $4, kind = $5, created_at = $6, seen_at = $7, \
                     expires_at = $8, password_checked_at = $9, factor_checked_at = $10, source = $11, agent = $12 \
                     WHERE tenant = $1 AND token_hash = $2 AND user_id = $13";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(old).bind(&row.id).bind(&row.token_hash);
    let query = query.bind(&row.kind).bind(row.created_at).bind(row.seen_at).bind(row.expires_at);
    let query = query.bind(row.password_checked_at).bind(row.factor_checked_at).bind(&row.source).bind(&row.agent);
    Ok(was_first(&query.bind(&row.user_id).execute(db.connection()?).await?))
}

/// Notes that it was used.
pub(crate) async fn touch(db: &mut impl Statements, tenant: &TenantName, id: &str, now: i64) -> Result<(), Fault> {
    let query = sqlx::query("UPDATE sessions SET seen_at = $3 WHERE tenant = $1 AND id = $2 AND seen_at < $3");
    query.bind(tenant.as_str()).bind(id).bind(now).execute(db.connection()?).await?;
    Ok(())
}

/// Notes that password (0: leave) or second factor (0: leave) were checked.
pub(crate) async fn checked(
    db: &mut impl Statements,
    tenant: &TenantName,
    id: &str,
    password_at: i64,
    factor_at: i64,
) -> Result<bool, Fault> {
    let statement = "UPDATE sessions SET \
                     password_checked_at = CASE WHEN $3 > 0 THEN $3 ELSE password_checked_at END, \
                     factor_checked_at = CASE WHEN $4 > 0 THEN $4 ELSE factor_checked_at END \
                     WHERE tenant = $1 AND id = $2";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(id).bind(password_at).bind(factor_at);
    Ok(was_first(&query.execute(db.connection()?).await?))
}

/// Those of a user that have not reached their end.
pub(crate) async fn of_user(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    now: i64,
) -> Result<Vec<SessionRow>, Fault> {
    let statement = "SELECT * FROM sessions WHERE tenant = $1 AND user_id = $2 AND expires_at > $3 \
                     ORDER BY created_at DESC, id LIMIT 200";
    Ok(sqlx::query_as(statement)
        .bind(tenant.as_str())
        .bind(user.as_str())
        .bind(now)
        .fetch_all(db.connection()?)
        .await?)
}

/// Ends one of a user's.
pub(crate) async fn delete(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    id: &str,
) -> Result<bool, Fault> {
    let query = sqlx::query("DELETE FROM sessions WHERE tenant = $1 AND user_id = $2 AND id = $3");
    Ok(was_first(&query.bind(tenant.as_str()).bind(user.as_str()).bind(id).execute(db.connection()?).await?))
}

/// Ends all of a user's but one (which may be none of them).
pub(crate) async fn delete_others(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    kept: &str,
) -> Result<u64, Fault> {
    let query = sqlx::query("DELETE FROM sessions WHERE tenant = $1 AND user_id = $2 AND id <> $3");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).bind(kept).execute(db.connection()?).await?.rows_affected())
}

/// Removes those that ended before `before`.
pub(crate) async fn purge(db: &mut impl Statements, tenant: &TenantName, before: i64) -> Result<u64, Fault> {
    let query =
        sqlx::query("DELETE FROM sessions WHERE tenant = $1 AND expires_at < $2").bind(tenant.as_str()).bind(before);
    Ok(query.execute(db.connection()?).await?.rows_affected())
}
