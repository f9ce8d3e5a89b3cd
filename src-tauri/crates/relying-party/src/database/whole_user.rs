//! All that is a user's beside their own row, for the administrator: one text, since lists ask for it a user.

use sqlx::FromRow;
use sqlx::any::AnyRow;

use super::Statements;
use super::addresses::AddressRow;
use super::backup_codes::BackupCodeRow;
use super::batch::{Answer, Batch};
use super::devices::DeviceRow;
use super::sessions::SessionRow;
use crate::{Fault, TenantName, UserId};

/// What there is.
pub(crate) struct WholeUser {
    /// Oldest first.
    pub(crate) devices: Vec<DeviceRow>,
    /// By slot.
    pub(crate) backup_codes: Vec<BackupCodeRow>,
    /// Newest first, 200 at most.
    pub(crate) sessions: Vec<SessionRow>,
    /// Oldest first.
    pub(crate) addresses: Vec<AddressRow>,
    /// The scopes that are locked.
    pub(crate) locked: Vec<String>,
}

#[derive(FromRow)]
struct Scope {
    scope: String,
}

/// Reads it. A locked scope begins with one of `prefixes`.
pub(crate) async fn read(
    db: &mut impl Statements,
    tenant: &TenantName,
    user: &UserId,
    [of_user, of_name]: &[String; 2],
    now: i64,
) -> Result<WholeUser, Fault> {
    let statements = "SELECT * FROM devices WHERE tenant = $1 AND user_id = $2 ORDER BY created_at, id; \
                      SELECT * FROM backup_codes WHERE tenant = $1 AND user_id = $2 ORDER BY slot; \
                      SELECT * FROM sessions WHERE tenant = $1 AND user_id = $2 AND expires_at > $3 \
                      ORDER BY created_at DESC, id LIMIT 200; \
                      SELECT * FROM addresses WHERE tenant = $1 AND user_id = $2 ORDER BY created_at, id; \
                      SELECT scope FROM throttles WHERE tenant = $1 AND locked = 1 \
                      AND ((scope >= $4 AND scope < $5) OR (scope >= $6 AND scope < $7)) ORDER BY scope DESC";
    let batch = Batch::new(db, statements);
    let query = batch.query().bind(tenant.as_str().to_owned()).bind(user.as_str().to_owned()).bind(now);
    let query = query.bind(of_user.clone()).bind(format!("{of_user}~"));
    let query = query.bind(of_name.clone()).bind(format!("{of_name}~"));
    let mut answers = batch.send(db, query).await?;
    let mut next = || answers.next().unwrap_or_default();
    Ok(WholeUser {
        devices: rows(&next())?,
        backup_codes: rows(&next())?,
        sessions: rows(&next())?,
        addresses: rows(&next())?,
        locked: rows::<Scope>(&next())?.into_iter().map(|row| row.scope).collect(),
    })
}

fn rows<R: for<'row> FromRow<'row, AnyRow>>(answer: &Answer) -> Result<Vec<R>, Fault> {
    Ok(answer.rows.iter().map(R::from_row).collect::<Result<_, _>>()?)
}
