//! Many users with a device each.

use std::collections::HashSet;
use std::fmt::Write;

use sqlx::AssertSqlSafe;

use super::Statements;
use super::devices::DeviceRow;
use super::users::UserRow;
use crate::{Fault, TenantName};

/// So many rows go into one statement.
const TOGETHER: usize = 25;

/// Adds users with a device each, and leaves out those whose name is taken. Tells how many were added.
pub(crate) async fn insert(
    db: &mut impl Statements,
    tenant: &TenantName,
    rows: &[(UserRow, DeviceRow)],
) -> Result<u64, Fault> {
    let mut added = 0;
    for some in rows.chunks(TOGETHER) {
        let users = insert_users(db, tenant, some).await?;
        let devices: Vec<&DeviceRow> =
            some.iter().filter(|(user, _)| users.contains(&user.id)).map(|row| &row.1).collect();
        if !devices.is_empty() {
            insert_devices(db, &devices).await?;
        }
        added += u64::try_from(users.len()).unwrap_or(u64::MAX);
    }
    Ok(added)
}

/// Tells who was added.
async fn insert_users(
    db: &mut impl Statements,
    tenant: &TenantName,
    rows: &[(UserRow, DeviceRow)],
) -> Result<HashSet<String>, Fault> {
    let text = format!(
        "INSERT INTO users (tenant, id, name, name_key, password_hash, created_at, password_changed_at, must_enrol, \
         without_device, groups) VALUES {} ON CONFLICT (tenant, name_key) DO NOTHING RETURNING id",
        places(rows.len(), 10)
    );
    let mut query = sqlx::query_scalar(AssertSqlSafe(text));
    for (row, _) in rows {
        query = query.bind(tenant.as_str()).bind(&row.id).bind(&row.name).bind(&row.name_key);
        query = query.bind(&row.password_hash).bind(row.created_at).bind(row.created_at);
        query = query.bind(row.must_enrol).bind(row.without_device).bind(&row.groups);
    }
    Ok(query.fetch_all(db.connection()?).await?.into_iter().collect())
}

async fn insert_devices(db: &mut impl Statements, rows: &[&DeviceRow]) -> Result<(), Fault> {
    let text = format!(
        "INSERT INTO devices (tenant, id, user_id, name, sealed, algorithm, digits, period, state, created_at, \
         expires_at, confirmed_at, last_step) VALUES {}",
        places(rows.len(), 13)
    );
    let mut query = sqlx::query(AssertSqlSafe(text));
    for row in rows {
        query = query.bind(&row.tenant).bind(&row.id).bind(&row.user_id).bind(&row.name).bind(&row.sealed);
        query = query.bind(&row.algorithm).bind(row.digits).bind(row.period).bind(&row.state);
        query = query.bind(row.created_at).bind(row.expires_at).bind(row.confirmed_at).bind(row.last_step);
    }
    query.execute(db.connection()?).await?;
    Ok(())
}

/// `($1, $2), ($3, $4)` for two rows of two columns.
fn places(rows: usize, columns: usize) -> String {
    let mut text = String::new();
    for place in 0..rows * columns {
        let before = match (place, place.checked_rem(columns)) {
            (0, _) => "(",
            (_, Some(0)) => "), (",
            _ => ", ",
        };
        // Writing to a text cannot fail.
        let _ = write!(text, "{before}${}", place + 1);
    }
    text + ")"
}
