//! What only a mistaken server does to its database.

use super::Statements;
use super::backup_codes::BackupCodeRow;
use super::devices::DeviceRow;
use crate::{DeviceId, Fault, TenantName, UserId};

/// Forgets which step of a device was used last.
pub(crate) async fn forget_step(db: &mut impl Statements, tenant: &TenantName, device: &DeviceId) -> Result<(), Fault> {
    let query = sqlx::query("UPDATE devices SET last_step = -1 WHERE tenant = $1 AND id = $2");
    query.bind(tenant.as_str()).bind(device.as_str()).execute(db.connection()?).await?;
    Ok(())
}

/// Makes a backup code as if it was never used.
pub(crate) async fn give_back(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    slot: &str,
) -> Result<(), Fault> {
    let query = sqlx::query("UPDATE backup_codes SET used_at = 0 WHERE tenant = $1 AND user_id = $2 AND slot = $3");
    query.bind(tenant.as_str()).bind(user.as_str()).bind(slot).execute(db.connection()?).await?;
    Ok(())
}

/// The backup codes in this slot, whoever has them.
pub(crate) async fn in_slot_of_anybody(
    db: &mut impl Statements,
    tenant: &TenantName,
    slot: &str,
) -> Result<Vec<BackupCodeRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM backup_codes WHERE tenant = $1 AND slot = $2");
    Ok(query.bind(tenant.as_str()).bind(slot).fetch_all(db.connection()?).await?)
}

/// The devices in this state, whoever has them.
pub(crate) async fn devices_of_anybody(
    db: &mut impl Statements,
    tenant: &TenantName,
    state: &str,
) -> Result<Vec<DeviceRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM devices WHERE tenant = $1 AND state = $2");
    Ok(query.bind(tenant.as_str()).bind(state).fetch_all(db.connection()?).await?)
}
