//! Connections that count what is sent over them.

use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};
use tokio::sync::watch;

use super::Database;
use super::line::Turn;
use crate::{Fault, Work};

/// What statements can be sent over.
pub(crate) trait Statements: Send {
    /// The connection, for exactly one statement.
    fn connection(&mut self) -> Result<&mut AnyConnection, Fault>;

    /// What has to stand before the text that is sent next.
    fn opening(&mut self) -> &'static str {
        ""
    }

    /// The database answered that text.
    fn opened(&mut self) {}
}

/// A unit of work; what is not committed is undone.
pub(crate) struct Writing {
    unit: Unit,
    /// Whether the text that begins it is still to be sent.
    is_unopened: bool,
    work: Arc<Work>,
    commits: Arc<watch::Sender<u64>>,
    /// Whether it is lost at the commit, on purpose.
    loses: bool,
}

/// How a unit of work is kept together.
pub(super) enum Unit {
    /// By a transaction of its own.
    Alone(Transaction<'static, Any>),
    /// By its turn in the line of those who share commits.
    InLine(Turn),
}

impl Writing {
    pub(super) fn new(unit: Unit, is_unopened: bool, database: &Database) -> Self {
        let (work, commits) = (Arc::clone(&database.work), Arc::clone(&database.commits));
        Self { unit, is_unopened, work, commits, loses: database.failing.is_some() }
    }

    /// Makes it lasting.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        if self.loses {
            self.undo().await?;
            return Err(Fault::NotCommitted);
        }
        match self.unit {
            Unit::Alone(transaction) => transaction.commit().await?,
            Unit::InLine(turn) => turn.commit().await?,
        }
        self.commits.send_modify(|number| *number = number.wrapping_add(1));
        Ok(())
    }

    /// Undoes it.
    pub(crate) async fn undo(self) -> Result<(), Fault> {
        match self.unit {
            Unit::Alone(transaction) => Ok(transaction.rollback().await?),
            Unit::InLine(turn) => turn.undo().await,
        }
    }
}

impl Statements for Writing {
    fn connection(&mut self) -> Result<&mut AnyConnection, Fault> {
        if self.is_unopened {
            return Err(Fault::NotCommitted);
        }
        self.work.statement();
        match &mut self.unit {
            Unit::Alone(transaction) => Ok(transaction),
            Unit::InLine(turn) => turn.connection().ok_or(Fault::NotCommitted),
        }
    }

    fn opening(&mut self) -> &'static str {
        match &mut self.unit {
            Unit::InLine(turn) if self.is_unopened => {
                self.is_unopened = false;
                turn.opening()
            }
            _ => "",
        }
    }

    fn opened(&mut self) {
        if let Unit::InLine(turn) = &mut self.unit {
            turn.opened();
        }
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
    fn connection(&mut self) -> Result<&mut AnyConnection, Fault> {
        self.work.statement();
        Ok(&mut self.connection)
    }
}
