//! Codes sent out of band: one live a user and purpose, bound to the session that asked.

use super::{Statements, was_first};
use crate::{AddressId, Fault, TenantName, UserId};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct SentCodeRow {
    pub(crate) purpose: String,
    pub(crate) address_id: String,
    pub(crate) session_id: String,
    pub(crate) hash: String,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
}

/// Puts one in the place of the one before.
pub(crate) async fn replace(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    row: &SentCodeRow,
) -> Result<(), Fault> {
    let statement = "INSERT INTO sent_codes (tenant, user_id, purpose, address_id, session_id, hash, created_at, \
                     expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                     ON CONFLICT (tenant, user_id, purpose) DO UPDATE SET address_id = excluded.address_id, \
                     session_id = excluded.session_id, hash = excluded.hash, created_at = excluded.created_at, \
                     expires_at = excluded.expires_at";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(user.as_str()).bind(&row.purpose);
    let query = query.bind(&row.address_id).bind(&row.session_id).bind(&row.hash).bind(row.created_at);
    query.bind(row.expires_at).execute(db.connection()?).await?;
    Ok(())
}

/// The live one for this purpose.
pub(crate) async fn live(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    purpose: &str,
) -> Result<Option<SentCodeRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM sent_codes WHERE tenant = $1 AND user_id = $2 AND purpose = $3");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).bind(purpose).fetch_optional(db.connection()?).await?)
}

/// Uses it up: true only for the first caller.
pub(crate) async fn consume(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    row: &SentCodeRow,
) -> Result<bool, Fault> {
    let statement = "DELETE FROM sent_codes WHERE tenant = $1 AND user_id = $2 AND purpose = $3 AND hash = $4";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(user.as_str()).bind(&row.purpose).bind(&row.hash);
    Ok(was_first(&query.execute(db.connection()?).await?))
}

/// Removes a user's for this purpose.
pub(crate) async fn clear_for(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    purpose: &str,
) -> Result<(), Fault> {
    let query = sqlx::query("DELETE FROM sent_codes WHERE tenant = $1 AND user_id = $2 AND purpose = $3");
    query.bind(tenant.as_str()).bind(user.as_str()).bind(purpose).execute(db.connection()?).await?;
    Ok(())
}

/// Removes a user's that went to this address.
pub(crate) async fn clear_to(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    address: &AddressId,
) -> Result<(), Fault> {
    let query = sqlx::query("DELETE FROM sent_codes WHERE tenant = $1 AND user_id = $2 AND address_id = $3");
    query.bind(tenant.as_str()).bind(user.as_str()).bind(address.as_str()).execute(db.connection()?).await?;
    Ok(())
}

/// Removes all of a user's.
pub(crate) async fn clear_of(db: &mut impl Statements, tenant: &TenantName, user: &UserId) -> Result<u64, Fault> {
    let query = sqlx::query("DELETE FROM sent_codes WHERE tenant = $1 AND user_id = $2");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).execute(db.connection()?).await?.rows_affected())
}

/// Removes those that ended before `before`, all tenants.
pub(crate) async fn purge(db: &mut impl Statements, tenant: &TenantName, before: i64) -> Result<u64, Fault> {
    let query =
        sqlx::query("DELETE FROM sent_codes WHERE tenant = $1 AND expires_at < $2").bind(tenant.as_str()).bind(before);
    Ok(query.execute(db.connection()?).await?.rows_affected())
}
