//! Users.

use super::{Statements, was_first};
use crate::{Fault, TenantName, UserId};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct UserRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) name_key: String,
    pub(crate) password_hash: String,
    pub(crate) created_at: i64,
    /// At first the same; a hash that was only made anew does not count.
    pub(crate) password_changed_at: i64,
    pub(crate) must_enrol: i64,
    pub(crate) without_device: i64,
    pub(crate) groups: String,
}

impl UserRow {
    pub(crate) fn id(&self) -> UserId {
        UserId::claimed(&self.id)
    }
}

/// Adds one; false where the name is taken.
pub(crate) async fn insert(db: &mut impl Statements, tenant: &TenantName, row: &UserRow) -> Result<bool, Fault> {
    let statement = "INSERT INTO users (tenant, id, name, name_key, password_hash, created_at, password_changed_at, \
                     must_enrol, without_device, groups) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9) \
                     ON CONFLICT (tenant, name_key) DO NOTHING";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(&row.id).bind(&row.name).bind(&row.name_key);
    let query = query.bind(&row.password_hash).bind(row.created_at).bind(row.must_enrol);
    Ok(was_first(&query.bind(row.without_device).bind(&row.groups).execute(db.connection()?).await?))
}

/// The one of this name.
pub(crate) async fn named(db: &mut impl Statements, tenant: &TenantName, key: &str) -> Result<Option<UserRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM users WHERE tenant = $1 AND name_key = $2");
    Ok(query.bind(tenant.as_str()).bind(key).fetch_optional(db.connection()?).await?)
}

/// The one of this number.
pub(crate) async fn one(db: &mut impl Statements, tenant: &TenantName, id: &UserId) -> Result<Option<UserRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM users WHERE tenant = $1 AND id = $2");
    Ok(query.bind(tenant.as_str()).bind(id.as_str()).fetch_optional(db.connection()?).await?)
}

/// At most `most` of them whose name comes after `after`, by name.
pub(crate) async fn page(
    db: &mut impl Statements,
    tenant: &TenantName,
    after: &str,
    most: u32,
) -> Result<Vec<UserRow>, Fault> {
    let query = sqlx::query_as("SELECT * FROM users WHERE tenant = $1 AND name_key > $2 ORDER BY name_key LIMIT $3");
    Ok(query.bind(tenant.as_str()).bind(after).bind(i64::from(most)).fetch_all(db.connection()?).await?)
}

/// The last of all characters.
const LAST: char = '\u{10ffff}';

/// At most `most` of those whose name begins with `start` and comes after `after`, by name. Names are compared by their
/// code points.
pub(crate) async fn beginning_with(
    db: &mut impl Statements,
    tenant: &TenantName,
    start: &str,
    after: &str,
    most: u32,
) -> Result<Vec<UserRow>, Fault> {
    let statement = "SELECT * FROM users WHERE tenant = $1 AND name_key >= $2 AND name_key < $3 AND name_key > $4 \
                     ORDER BY name_key LIMIT $5";
    let query = sqlx::query_as(statement).bind(tenant.as_str()).bind(start).bind(format!("{start}{LAST}"));
    Ok(query.bind(after).bind(i64::from(most)).fetch_all(db.connection()?).await?)
}

/// Sets the password's hash, where it is still `old` (none: whatever it is).
pub(crate) async fn change_password(
    db: &mut impl Statements,
    tenant: &TenantName,
    id: &UserId,
    old: Option<&str>,
    new: &str,
    now: i64,
) -> Result<bool, Fault> {
    let statement = "UPDATE users SET password_hash = $4, password_changed_at = $5 \
                     WHERE tenant = $1 AND id = $2 AND ($3 = '' OR password_hash = $3)";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(id.as_str()).bind(old.unwrap_or_default());
    Ok(was_first(&query.bind(new).bind(now).execute(db.connection()?).await?))
}

/// Stores another hash of the same password, where it is still `old`.
pub(crate) async fn rehash(
    db: &mut impl Statements,
    tenant: &TenantName,
    id: &UserId,
    old: &str,
    new: &str,
) -> Result<bool, Fault> {
    let statement = "UPDATE users SET password_hash = $4 WHERE tenant = $1 AND id = $2 AND password_hash = $3";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(id.as_str()).bind(old).bind(new);
    Ok(was_first(&query.execute(db.connection()?).await?))
}

/// Holds a user as they were read: false where password or duty to enrol changed since.
pub(crate) async fn hold(db: &mut impl Statements, tenant: &TenantName, row: &UserRow) -> Result<bool, Fault> {
    let statement = "UPDATE users SET name = name WHERE tenant = $1 AND id = $2 AND password_hash = $3 \
                     AND must_enrol = $4 AND without_device = $5";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(&row.id).bind(&row.password_hash);
    Ok(was_first(&query.bind(row.must_enrol).bind(row.without_device).execute(db.connection()?).await?))
}

/// Sets whether the next login has to enrol a device, and whether the user lives without one for good.
pub(crate) async fn mark(
    db: &mut impl Statements,
    tenant: &TenantName,
    id: &UserId,
    must_enrol: bool,
    without_device: bool,
) -> Result<bool, Fault> {
    let statement = "UPDATE users SET must_enrol = $3, without_device = $4 WHERE tenant = $1 AND id = $2";
    let query = sqlx::query(statement).bind(tenant.as_str()).bind(id.as_str());
    let query = query.bind(i64::from(must_enrol)).bind(i64::from(without_device));
    Ok(was_first(&query.execute(db.connection()?).await?))
}

/// Removes one and all that is theirs, but for the journal.
pub(crate) async fn delete(db: &mut impl Statements, tenant: &TenantName, id: &UserId) -> Result<bool, Fault> {
    let query = sqlx::query("DELETE FROM users WHERE tenant = $1 AND id = $2");
    Ok(was_first(&query.bind(tenant.as_str()).bind(id.as_str()).execute(db.connection()?).await?))
}
