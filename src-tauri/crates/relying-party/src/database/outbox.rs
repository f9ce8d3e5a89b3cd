//! Messages that a real server would send.

use super::Statements;
use crate::{Fault, TenantName, UserId};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct MessageRow {
    pub(crate) id: i64,
    pub(crate) user_id: String,
    pub(crate) kind: String,
    pub(crate) recipient: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) created_at: i64,
}

/// Adds one; its `id` is given by the database.
pub(crate) async fn insert(db: &mut impl Statements, tenant: &TenantName, row: &MessageRow) -> Result<(), Fault> {
    let statement = "INSERT INTO outbox (tenant, user_id, kind, recipient, subject, body, created_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(&row.user_id).bind(&row.kind).bind(&row.recipient);
    query.bind(&row.subject).bind(&row.body).bind(row.created_at).execute(db.connection()?).await?;
    Ok(())
}

/// The newest `most` before `before`, all users' or (not empty) one's.
pub(crate) async fn page(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &str,
    before: i64,
    most: u32,
) -> Result<Vec<MessageRow>, Fault> {
    // Two statements: of one that leaves the user open, the database could use no index for one user's.
    let all = "SELECT * FROM outbox WHERE tenant = $1 AND $2 = '' AND id < $3 ORDER BY id DESC LIMIT $4";
    let one = "SELECT * FROM outbox WHERE tenant = $1 AND user_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
    let query = sqlx::query_as(if user.is_empty() { all } else { one })
        .bind(tenant.as_str())
        .bind(user)
        .bind(before)
        .bind(i64::from(most));
    Ok(query.fetch_all(db.connection()?).await?)
}

/// The oldest `most` above `after`, all users' and kinds' or (not empty) one's, oldest first.
pub(crate) async fn after(
    db: &mut impl Statements,
    tenant: &TenantName,
    (user, kind): (&str, &str),
    after: i64,
    most: u32,
) -> Result<Vec<MessageRow>, Fault> {
    let all = "SELECT * FROM outbox WHERE tenant = $1 AND $2 = '' AND ($3 = '' OR kind = $3) AND id > $4 \
               ORDER BY id LIMIT $5";
    let one = "SELECT * FROM outbox WHERE tenant = $1 AND user_id = $2 AND ($3 = '' OR kind = $3) AND id > $4 \
               ORDER BY id LIMIT $5";
    let query =
        sqlx::query_as(if user.is_empty() { all } else { one }).bind(tenant.as_str()).bind(user).bind(kind).bind(after);
    Ok(query.bind(i64::from(most)).fetch_all(db.connection()?).await?)
}

/// Empties it.
pub(crate) async fn clear(db: &mut impl Statements, tenant: &TenantName) -> Result<u64, Fault> {
    let query = sqlx::query("DELETE FROM outbox WHERE tenant = $1").bind(tenant.as_str());
    Ok(query.execute(db.connection()?).await?.rows_affected())
}

/// Removes what is there of one user.
pub(crate) async fn clear_of(db: &mut impl Statements, tenant: &TenantName, user: &UserId) -> Result<u64, Fault> {
    let query = sqlx::query("DELETE FROM outbox WHERE tenant = $1 AND user_id = $2");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).execute(db.connection()?).await?.rows_affected())
}
