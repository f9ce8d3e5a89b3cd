//! Addresses codes are sent to.

use super::{Statements, was_first};
use crate::{AddressId, Fault, TenantName, UserId};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct AddressRow {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) address: String,
    pub(crate) created_at: i64,
    /// 0: not yet.
    pub(crate) confirmed_at: i64,
}

/// Adds one.
pub(crate) async fn insert(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    row: &AddressRow,
) -> Result<(), Fault> {
    let statement = "INSERT INTO addresses (tenant, id, user_id, kind, address, created_at) \
                     VALUES ($1, $2, $3, $4, $5, $6)";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(&row.id).bind(user.as_str()).bind(&row.kind);
    query.bind(&row.address).bind(row.created_at).execute(db.connection()?).await?;
    Ok(())
}

/// All of a user's.
pub(crate) async fn of_user(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
) -> Result<Vec<AddressRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM addresses WHERE tenant = $1 AND user_id = $2 ORDER BY created_at, id");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).fetch_all(db.connection()?).await?)
}

/// Makes one count.
pub(crate) async fn confirm(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    id: &AddressId,
    now: i64,
) -> Result<bool, Fault> {
    let statement = "UPDATE addresses SET confirmed_at = $4 \
                     WHERE tenant = $1 AND user_id = $2 AND id = $3 AND confirmed_at = 0";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(user.as_str()).bind(id.as_str()).bind(now);
    Ok(was_first(&query.execute(db.connection()?).await?))
}

/// Removes all of a user's.
pub(crate) async fn clear_of(db: &mut impl Statements, tenant: &TenantName, user: &UserId) -> Result<u64, Fault> {
    let query = sqlx::query("DELETE FROM addresses WHERE tenant = $1 AND user_id = $2");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).execute(db.connection()?).await?.rows_affected())
}

/// Removes one.
pub(crate) async fn delete(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    id: &AddressId,
) -> Result<bool, Fault> {
    let query = sqlx::query("DELETE FROM addresses WHERE tenant = $1 AND user_id = $2 AND id = $3");
    Ok(was_first(&query.bind(tenant.as_str()).bind(user.as_str()).bind(id.as_str()).execute(db.connection()?).await?))
}
