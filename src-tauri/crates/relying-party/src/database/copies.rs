//! All rows of a tenant, taken out and put back as they were.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Statements, tenants};
use crate::{Fault, TenantName};

struct Table {
    select: &'static str,
    insert: &'static str,
}

macro_rules! table {
    ($name:literal, $columns:literal, $places:literal) => {
        Table {
            select: concat!("SELECT ", $columns, " FROM ", $name, " WHERE tenant = $1"),
            insert: concat!("INSERT INTO ", $name, " (tenant, ", $columns, ") VALUES ($1, ", $places, ")"),
        }
    };
}

/// Users first: the others refer to them.
const TABLES: [Table; 11] = [
    table!(
        "users",
        "id, name, name_key, password_hash, created_at, password_changed_at, must_enrol, without_device, groups",
        "$2, $3, $4, $5, $6, $7, $8, $9, $10"
    ),
    table!(
        "sessions",
        "id, token_hash, user_id, kind, created_at, seen_at, expires_at, password_checked_at, factor_checked_at, \
         source, agent",
        "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12"
    ),
    table!(
        "devices",
        "id, user_id, name, sealed, algorithm, digits, period, state, created_at, expires_at, confirmed_at, \
         retired_at, last_step, last_used_at",
        "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15"
    ),
    table!("backup_codes", "user_id, slot, set_id, hash, issued_at, expires_at, used_at", "$2, $3, $4, $5, $6, $7, $8"),
    table!("addresses", "id, user_id, kind, address, created_at, confirmed_at", "$2, $3, $4, $5, $6, $7"),
    table!(
        "sent_codes",
        "user_id, purpose, address_id, session_id, hash, created_at, expires_at",
        "$2, $3, $4, $5, $6, $7, $8"
    ),
    table!("outbox", "id, user_id, kind, recipient, subject, body, created_at", "$2, $3, $4, $5, $6, $7, $8"),
    table!(
        "journal",
        "id, at, user_id, event, outcome, reason, device_id, detail, source, request_id",
        "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11"
    ),
    table!(
        "floods",
        "minute, source, scope, reason, event, user_id, seen, more, last_at, last_request_id",
        "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11"
    ),
    table!("rejected_codes", "journal_id, user_id, at, expires_at, sealed", "$2, $3, $4, $5, $6"),
    table!(
        "throttles",
        "scope, failures, consecutive, window_start, next_allowed_at, locked, changed_at",
        "$2, $3, $4, $5, $6, $7, $8"
    ),
];

/// A value: no column holds another kind.
#[derive(Clone)]
enum Cell {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The rows of all tables, in their order.
pub(crate) struct Rows(Vec<Vec<Vec<Cell>>>);

fn cells(row: &AnyRow) -> Result<Vec<Cell>, Fault> {
    (0..row.len()).map(|place| cell(row, place)).collect()
}

fn cell(row: &AnyRow, place: usize) -> Result<Cell, Fault> {
    if let Ok(number) = row.try_get::<i64, _>(place) {
        return Ok(Cell::Number(number));
    }
    match row.try_get::<String, _>(place) {
        Ok(text) => Ok(Cell::Text(text)),
        Err(_) => Ok(Cell::Bytes(row.try_get(place)?)),
    }
}

/// Takes a copy of everything. In a unit of work, so that nothing changes between two tables.
pub(crate) async fn take(db: &mut impl Statements, tenant: &TenantName) -> Result<Rows, Fault> {
    let mut tables = Vec::with_capacity(TABLES.len());
    for table in &TABLES {
        let rows = sqlx::query(table.select).bind(tenant.as_str()).fetch_all(db.connection()?).await?;
        tables.push(rows.iter().map(cells).collect::<Result<_, _>>()?);
    }
    Ok(Rows(tables))
}

/// Puts everything in the place of what is there.
pub(crate) async fn put_back(db: &mut impl Statements, tenant: &TenantName, rows: &Rows) -> Result<(), Fault> {
    tenants::empty(db, tenant).await?;
    for (table, rows) in TABLES.iter().zip(&rows.0) {
        for row in rows {
            let mut query = sqlx::query(table.insert).bind(tenant.as_str());
            for cell in row {
                query = match cell {
                    Cell::Number(number) => query.bind(*number),
                    Cell::Text(text) => query.bind(text.as_str()),
                    Cell::Bytes(bytes) => query.bind(bytes.as_slice()),
                };
            }
            query.execute(db.connection()?).await?;
        }
    }
    Ok(())
}
