//! Backup codes (look-up secrets): one row a code, found by its slot.

use super::{Statements, was_first};
use crate::{Fault, TenantName, UserId};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct BackupCodeRow {
    pub(crate) slot: String,
    pub(crate) set_id: String,
    pub(crate) hash: String,
    pub(crate) issued_at: i64,
    /// 0: never.
    pub(crate) expires_at: i64,
    /// 0: not yet.
    pub(crate) used_at: i64,
}

impl BackupCodeRow {
    /// Whether it can still be used.
    pub(crate) fn is_left(&self, now: i64) -> bool {
        self.used_at == 0 && (self.expires_at == 0 || self.expires_at > now)
    }
}

/// Adds one.
pub(crate) async fn insert(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    row: &BackupCodeRow,
) -> Result<(), Fault> {
    let statement = "INSERT INTO backup_codes (tenant, user_id, slot, set_id, hash, issued_at, expires_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(user.as_str()).bind(&row.slot).bind(&row.set_id);
    query.bind(&row.hash).bind(row.issued_at).bind(row.expires_at).execute(db.connection()?).await?;
    Ok(())
}

/// The one in this slot.
pub(crate) async fn in_slot(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    slot: &str,
) -> Result<Option<BackupCodeRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM backup_codes WHERE tenant = $1 AND user_id = $2 AND slot = $3");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).bind(slot).fetch_optional(db.connection()?).await?)
}

/// The whole set of a user.
pub(crate) async fn of_user(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
) -> Result<Vec<BackupCodeRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM backup_codes WHERE tenant = $1 AND user_id = $2 ORDER BY slot");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).fetch_all(db.connection()?).await?)
}

/// Uses one up: true only for the first caller.
pub(crate) async fn consume(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    row: &BackupCodeRow,
    now: i64,
) -> Result<bool, Fault> {
    let statement = "UPDATE backup_codes SET used_at = $5 WHERE tenant = $1 AND user_id = $2 AND slot = $3 \
                     AND set_id = $4 AND used_at = 0 AND (expires_at = 0 OR expires_at > $5)";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(user.as_str()).bind(&row.slot).bind(&row.set_id);
    Ok(was_first(&query.bind(now).execute(db.connection()?).await?))
}

/// Removes the whole set of a user.
pub(crate) async fn delete(db: &mut impl Statements, tenant: &TenantName, user: &UserId) -> Result<u64, Fault> {
    let query = sqlx::query("DELETE FROM backup_codes WHERE tenant = $1 AND user_id = $2");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).execute(db.connection()?).await?.rows_affected())
}
