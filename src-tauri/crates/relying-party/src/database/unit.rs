//! Connections that count what is sent over them.

use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};

use crate::{Fault, Work};

/// What statements can be sent over.
pub(crate) trait Statements: Send {
    /// The connection, for exactly one statement.
    fn connection(&mut self) -> &mut AnyConnection;
}

/// A transaction; what is not committed is undone.
pub(crate) struct Writing {
    transaction: Transaction<'static, Any>,
    work: Arc<Work>,
}

impl Writing {
    pub(super) fn new(transaction: Transaction<'static, Any>, work: Arc<Work>) -> Self {
        Self { transaction, work }
    }

    /// Makes it lasting.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        Ok(self.transaction.commit().await?)
    }

    /// Undoes it.
    pub(crate) async fn undo(self) -> Result<(), Fault> {
        Ok(self.transaction.rollback().await?)
    }
}

impl Statements for Writing {
    fn connection(&mut self) -> &mut AnyConnection {
        self.work.statement();
        &mut self.transaction
    }
}

/// A connection for reading.
pub(crate) struct Reading {
    connection: PoolConnection<Any>,
    work: Arc<Work>,
}

impl Reading {
    pub(super) fn new(connection: PoolConnection<Any>, work: Arc<Work>) -> Self {
        Self { connection, work }
    }
}

impl Statements for Reading {
    fn connection(&mut self) -> &mut AnyConnection {
        self.work.statement();
        &mut self.connection
    }
}
