//! Devices that make one-time codes. A row is `pending`, `active`, `retired` or `expired`.

use otp::{Algorithm, Digits, Parameters, Period};
use sealing::KeyId;

use super::{Statements, was_first};
use crate::{DeviceId, Fault, TenantName, UserId};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DeviceRow {
    pub(crate) tenant: String,
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) name: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) algorithm: String,
    pub(crate) digits: i64,
    pub(crate) period: i64,
    pub(crate) state: String,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) confirmed_at: i64,
    pub(crate) last_step: i64,
    pub(crate) last_used_at: i64,
}

impl DeviceRow {
    pub(crate) fn id(&self) -> DeviceId {
        DeviceId::claimed(&self.id)
    }

    pub(crate) fn is_active(&self) -> bool {
        self.state == "active"
    }

    /// Whether it still waits for its first code at `now`.
    pub(crate) fn is_pending(&self, now: i64) -> bool {
        self.state == "pending" && self.expires_at > now
    }

    /// The step of the last accepted code.
    pub(crate) fn last_step(&self) -> Option<u64> {
        u64::try_from(self.last_step).ok()
    }

    /// What decides its codes, beside the secret.
    pub(crate) fn parameters(&self) -> Result<Parameters, Fault> {
        let digits = u32::try_from(self.digits).ok().and_then(|digits| Digits::new(digits).ok());
        let period = u64::try_from(self.period).ok().and_then(|period| Period::new(period).ok());
        let algorithm = self.algorithm.parse::<Algorithm>().ok();
        match (algorithm, digits, period) {
            (Some(algorithm), Some(digits), Some(period)) => Ok(Parameters::Totp { algorithm, digits, period }),
            _ => Err(Fault::Unreadable("a device's parameters")),
        }
    }
}

/// Adds one that waits for its first code.
pub(crate) async fn insert(db: &mut impl Statements, row: &DeviceRow) -> Result<(), Fault> {
    let statement = "INSERT INTO devices (tenant, id, user_id, name, sealed, algorithm, digits, period, state, \
                     created_at, expires_at, confirmed_at, last_step) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let query = sqlx::query(statement).bind(&row.tenant).bind(&row.id).bind(&row.user_id).bind(&row.name);
    let query = query.bind(&row.sealed).bind(&row.algorithm).bind(row.digits).bind(row.period).bind(&row.state);
    let query = query.bind(row.created_at).bind(row.expires_at).bind(row.confirmed_at).bind(row.last_step);
    query.execute(db.connection()?).await?;
    Ok(())
}

/// All of a user's, oldest first.
pub(crate) async fn of_user(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
) -> Result<Vec<DeviceRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM devices WHERE tenant = $1 AND user_id = $2 ORDER BY created_at, id");
    Ok(query.bind(tenant.as_str()).bind(user.as_str()).fetch_all(db.connection()?).await?)
}

/// Those of a user that count at login.
pub(crate) async fn active_of_user(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
) -> Result<Vec<DeviceRow>, Fault> {
    let statement = "SELECT * FROM devices WHERE tenant = $1 AND user_id = $2 AND state = 'active' \
                     ORDER BY created_at, id";
    Ok(sqlx::query_as(statement).bind(tenant.as_str()).bind(user.as_str()).fetch_all(db.connection()?).await?)
}

/// Those of other users whose last code was accepted between two times, the newest first.
pub(crate) async fn used_by_others(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    (from, until): (i64, i64),
    most: u32,
) -> Result<Vec<DeviceRow>, Fault> {
    let statement = "SELECT * FROM devices WHERE tenant = $1 AND user_id <> $2 AND state = 'active' \
                     AND last_used_at >= $3 AND last_used_at <= $4 ORDER BY last_used_at DESC, id LIMIT $5";
    let query = sqlx::query_as(statement).bind(tenant.as_str()).bind(user.as_str()).bind(from).bind(until);
    Ok(query.bind(i64::from(most)).fetch_all(db.connection()?).await?)
}

/// Consumes a step: true only for the first caller, and only above every step consumed before.
pub(crate) async fn consume(
    db: &mut impl Statements,
    tenant: &TenantName,
    id: &DeviceId,
    step: u64,
    now: i64,
) -> Result<bool, Fault> {
    let statement = "UPDATE devices SET last_step = $3, last_used_at = $4 \
                     WHERE tenant = $1 AND id = $2 AND state = 'active' AND last_step < $3";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(id.as_str()).bind(database_step(step)?);
    Ok(was_first(&query.bind(now).execute(db.connection()?).await?))
}

/// Makes a pending one count, its first step consumed: true only for the first caller.
pub(crate) async fn confirm(
    db: &mut impl Statements,
    tenant: &TenantName,
    id: &DeviceId,
    step: u64,
    now: i64,
) -> Result<bool, Fault> {
    let statement = "UPDATE devices SET state = 'active', confirmed_at = $4, last_used_at = $4, last_step = $3 \
                     WHERE tenant = $1 AND id = $2 AND state = 'pending' AND expires_at > $4";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(id.as_str()).bind(database_step(step)?);
    Ok(was_first(&query.bind(now).execute(db.connection()?).await?))
}

pub(super) fn database_step(step: u64) -> Result<i64, Fault> {
    i64::try_from(step).map_err(|_| Fault::Unreadable("a step"))
}

/// Retires the pending ones of a user.
pub(crate) async fn retire_pending(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    now: i64,
) -> Result<u64, Fault> {
    let statement = "UPDATE devices SET state = CASE WHEN expires_at > $3 THEN 'retired' ELSE 'expired' END, \
                     retired_at = $3 WHERE tenant = $1 AND user_id = $2 AND state = 'pending'";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(user.as_str()).bind(now);
    Ok(query.execute(db.connection()?).await?.rows_affected())
}

/// Retires all active ones of a user but one (which may be none of them).
pub(crate) async fn retire_others(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    kept: &str,
    now: i64,
) -> Result<u64, Fault> {
    let statement = "UPDATE devices SET state = 'retired', retired_at = $4 \
                     WHERE tenant = $1 AND user_id = $2 AND id <> $3 AND state = 'active'";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(user.as_str()).bind(kept).bind(now);
    Ok(query.execute(db.connection()?).await?.rows_affected())
}

/// Retires one that is still in the state it was read in.
pub(crate) async fn retire(
    db: &mut impl Statements,
    tenant: &TenantName,
    row: &DeviceRow,
    now: i64,
) -> Result<bool, Fault> {
    let statement = "UPDATE devices SET state = 'retired', retired_at = $4 WHERE tenant = $1 AND user_id = $2 \
                     AND id = $3 AND state = $5 AND state IN ('active', 'pending')";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(&row.user_id).bind(&row.id).bind(now);
    Ok(was_first(&query.bind(&row.state).execute(db.connection()?).await?))
}

/// Renames one of a user's.
pub(crate) async fn rename(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    id: &DeviceId,
    name: &str,
) -> Result<bool, Fault> {
    let statement = "UPDATE devices SET name = $4 \
                     WHERE tenant = $1 AND user_id = $2 AND id = $3 AND state IN ('active', 'pending')";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(user.as_str()).bind(id.as_str()).bind(name);
    Ok(was_first(&query.execute(db.connection()?).await?))
}

/// Marks enrolments nobody finished.
pub(crate) async fn expire(db: &mut impl Statements, tenant: &TenantName, now: i64) -> Result<u64, Fault> {
    let statement = "UPDATE devices SET state = 'expired', retired_at = $2 \
                     WHERE tenant = $1 AND state = 'pending' AND expires_at <= $2";
    Ok(sqlx::query(statement).bind(tenant.as_str()).bind(now).execute(db.connection()?).await?.rows_affected())
}

/// Removes what was retired before `before`.
pub(crate) async fn purge(db: &mut impl Statements, tenant: &TenantName, before: i64) -> Result<u64, Fault> {
    let statement = "DELETE FROM devices WHERE tenant = $1 AND state IN ('retired', 'expired') AND retired_at < $2";
    Ok(sqlx::query(statement).bind(tenant.as_str()).bind(before).execute(db.connection()?).await?.rows_affected())
}

/// At most 100 after (`tenant`, `id`) that are not sealed under this key, all tenants.
pub(crate) async fn under_other_keys(
    db: &mut impl Statements,
    (tenant, id): (&str, &str),
    key: KeyId,
) -> Result<Vec<DeviceRow>, Fault> {
    let statement = "SELECT * FROM devices WHERE (tenant > $1 OR (tenant = $1 AND id > $2)) \
                     AND substr(sealed, 2, 8) <> $3 ORDER BY tenant, id LIMIT 100";
    let bytes = key.bytes();
    let query = sqlx::query_as(statement).bind(tenant).bind(id).bind(bytes.as_slice());
    Ok(query.fetch_all(db.connection()?).await?)
}

/// All of a tenant's that are not sealed under this key.
pub(crate) async fn of_tenant_under_other_keys(
    db: &mut impl Statements,
    tenant: &TenantName,
    key: KeyId,
) -> Result<Vec<DeviceRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM devices WHERE tenant = $1 AND substr(sealed, 2, 8) <> $2");
    let bytes = key.bytes();
    Ok(query.bind(tenant.as_str()).bind(bytes.as_slice()).fetch_all(db.connection()?).await?)
}

/// A secret under the key whose name comes next after `last`.
pub(crate) async fn under_the_next_key(db: &mut impl Statements, last: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    let statement = "SELECT sealed FROM devices WHERE substr(sealed, 2, 8) > $1 ORDER BY substr(sealed, 2, 8) LIMIT 1";
    Ok(sqlx::query_scalar(statement).bind(last).fetch_optional(db.connection()?).await?)
}

/// Stores the same secret sealed anew, where it is still as `row` has it.
pub(crate) async fn reseal(db: &mut impl Statements, row: &DeviceRow, sealed: &[u8]) -> Result<bool, Fault> {
    let query = sqlx::query("UPDATE devices SET sealed = $4 WHERE tenant = $1 AND id = $2 AND sealed = $3");
    let query = query.bind(&row.tenant).bind(&row.id).bind(row.sealed.as_slice()).bind(sealed);
    Ok(was_first(&query.execute(db.connection()?).await?))
}
