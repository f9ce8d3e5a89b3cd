//! All that is a tenant's.

use super::Statements;
use crate::{Fault, TenantName};

/// In this order: what belongs to a user goes with them.
const EMPTYING: [&str; 6] = [
    "DELETE FROM users WHERE tenant = $1",
    "DELETE FROM outbox WHERE tenant = $1",
    "DELETE FROM rejected_codes WHERE tenant = $1",
    "DELETE FROM journal WHERE tenant = $1",
    "DELETE FROM floods WHERE tenant = $1",
    "DELETE FROM throttles WHERE tenant = $1",
];

/// Removes everything of a tenant.
pub(crate) async fn empty(db: &mut impl Statements, tenant: &TenantName) -> Result<(), Fault> {
    for statement in EMPTYING {
        sqlx::query(statement).bind(tenant.as_str()).execute(db.connection()?).await?;
    }
    Ok(())
}
