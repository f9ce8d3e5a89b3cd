//! One connection writes, and those who wait in line for it share a commit.
//!
//! What takes long in a commit is waiting for the disk. While others wait, a unit of work that is done leaves its
//! transaction open to the next one (each under a savepoint of its own), and all are committed together by the last.
//! Nobody is told that something is done before it is committed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::Fault;

/// At most so many units of work share a commit, so that the first does not wait long.
const MOST_TOGETHER: usize = 64;

/// The line of those who want to write.
#[derive(Debug, Clone)]
pub(super) struct Line {
    open: Arc<Mutex<Open>>,
    waiting: Arc<AtomicUsize>,
}

/// The connection, and who waits for its commit.
#[derive(Debug)]
struct Open {
    pool: AnyPool,
    connection: Option<PoolConnection<Any>>,
    unit: Option<Unit>,
    begun: bool,
    finished: Vec<oneshot::Sender<bool>>,
}

/// How a unit of work can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// With the whole transaction: it is the first.
    First,
    /// To its savepoint.
    Further,
}

impl Line {
    pub(super) fn new(pool: AnyPool) -> Self {
        let open = Open { pool, connection: None, unit: None, begun: false, finished: Vec::new() };
        Self { open: Arc::new(Mutex::new(open)), waiting: Arc::default() }
    }

    /// Waits in line, then begins a unit of work.
    pub(super) async fn begin(&self) -> Result<Turn, Fault> {
        let mut place = Place::taken(self);
        let open = Arc::clone(&self.open).lock_owned().await;
        // From here on the turn cleans up after a caller that goes away.
        let mut turn = Turn { open: Some(open), line: self.clone() };
        place.leave();
        if let Some(open) = turn.open.as_mut() {
            open.begin_unit().await?;
        }
        Ok(turn)
    }

    /// Gives the connection back to the pool, with nothing open.
    pub(super) async fn close(&self) {
        let mut open = self.open.lock().await;
        open.settle().await;
        open.connection = None;
    }

    fn is_empty(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) == 0
    }

    /// After a unit of work: the next in line goes on, or all is committed.
    async fn go_on(&self, mut open: OwnedMutexGuard<Open>) {
        if self.is_empty() || open.finished.len() >= MOST_TOGETHER {
            open.settle().await;
        }
    }
}

/// A place in the line. Leaving it without having had a turn may leave others to be committed.
struct Place<'l> {
    line: &'l Line,
    is_waiting: bool,
}

impl<'l> Place<'l> {
    fn taken(line: &'l Line) -> Self {
        line.waiting.fetch_add(1, Ordering::SeqCst);
        Self { line, is_waiting: true }
    }

    fn leave(&mut self) {
        self.is_waiting = false;
        self.line.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.is_waiting {
            return;
        }
        self.leave();
        let line = self.line.clone();
        later(async move {
            let open = Arc::clone(&line.open).lock_owned().await;
            line.go_on(open).await;
        });
    }
}

/// The turn of one unit of work.
#[derive(Debug)]
pub(super) struct Turn {
    open: Option<OwnedMutexGuard<Open>>,
    line: Line,
}

impl Turn {
    /// The connection; none only where the turn is over.
    pub(super) fn connection(&mut self) -> Option<&mut AnyConnection> {
        self.open.as_mut()?.connection.as_deref_mut()
    }

    /// Ends the unit of work, and waits until it is committed.
    pub(super) async fn commit(mut self) -> Result<(), Fault> {
        self.end(true).await
    }

    /// Undoes the unit of work, and waits until those before it are committed, so that who tries again sees them.
    pub(super) async fn undo(mut self) -> Result<(), Fault> {
        self.end(false).await
    }

    async fn end(&mut self, keeps: bool) -> Result<(), Fault> {
        let Some(mut open) = self.open.take() else { return Err(Fault::NotCommitted) };
        let (told, answer) = oneshot::channel();
        let line = self.line.clone();
        // In a task of its own: what was begun is ended, also where the caller goes away.
        tokio::spawn(async move {
            if open.end_unit(keeps).await {
                open.finished.push(told);
            }
            line.go_on(open).await;
        });
        match answer.await {
            Ok(true) => Ok(()),
            // Undone anyway.
            _ if !keeps => Ok(()),
            _ => Err(Fault::NotCommitted),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let line = self.line.clone();
        later(async move {
            open.end_unit(false).await;
            line.go_on(open).await;
        });
    }
}

/// Does it after this; where the program ends, nobody waits for it, and what is open is undone by the database.
fn later(work: impl Future<Output = ()> + Send + 'static) {
    if let Ok(handle) = Handle::try_current() {
        handle.spawn(work);
    }
}

impl Open {
    async fn begin_unit(&mut self) -> Result<(), Fault> {
        if self.unit.is_some() {
            // Left behind by a caller that went away.
            self.end_unit(false).await;
        }
        if self.connection.is_none() {
            self.connection = Some(self.pool.acquire().await?);
        }
        let (unit, statement) = if self.begun { (Unit::Further, "SAVEPOINT unit") } else { (Unit::First, "BEGIN") };
        self.unit = Some(unit);
        self.begun = true;
        self.run(statement).await
    }

    async fn run(&mut self, statement: &'static str) -> Result<(), Fault> {
        let connection = self.connection.as_deref_mut().ok_or(Fault::NotCommitted)?;
        Ok(connection.execute(statement).await.map(drop)?)
    }

    /// Whether what was done before (and, kept, this unit) can still be committed.
    async fn end_unit(&mut self, keeps: bool) -> bool {
        let Some(unit) = self.unit.take() else { return true };
        let ended = match (unit, keeps) {
            (Unit::First, true) => Ok(()),
            (Unit::Further, true) => self.run("RELEASE unit").await,
            (Unit::Further, false) => self.run("ROLLBACK TO unit; RELEASE unit").await,
            (Unit::First, false) => {
                self.begun = false;
                self.run("ROLLBACK").await
            }
        };
        if ended.is_err() {
            self.give_up().await;
        }
        ended.is_ok()
    }

    /// Commits what is open and tells everybody.
    async fn settle(&mut self) {
        let committed = !self.begun || self.run("COMMIT").await.is_ok();
        if !committed {
            self.give_up().await;
        }
        self.begun = false;
        for told in self.finished.drain(..) {
            // Whoever went away need not know.
            let _ = told.send(committed);
        }
    }

    /// Nothing of this transaction stays, and the connection is not used again.
    async fn give_up(&mut self) {
        self.begun = false;
        self.unit = None;
        if let Some(connection) = self.connection.take() {
            // A connection that cannot even be closed is dropped; the database undoes what was open.
            let _ = connection.detach().close().await;
        }
        for told in self.finished.drain(..) {
            let _ = told.send(false);
        }
    }
}
