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
    /// Whether the database answered the text that opens the unit.
    opened: bool,
    begun: bool,
    /// The savepoint of the last unit that was done: it is released with the next text that is sent.
    unreleased: Option<Savepoint>,
    finished: Vec<oneshot::Sender<bool>>,
}

/// How a unit of work can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// With the whole transaction: it is the first.
    First,
    /// To its savepoint.
    Further(Savepoint),
}

/// Two names in turn, so that no unit of work is ever undone in the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Savepoint {
    Even,
    Odd,
}

impl Line {
    pub(super) fn new(pool: AnyPool) -> Self {
        let open = Open {
            pool,
            connection: None,
            unit: None,
            opened: false,
            begun: false,
            unreleased: None,
            finished: Vec::new(),
        };
        Self { open: Arc::new(Mutex::new(open)), waiting: Arc::default() }
    }

    /// Waits in line, then begins a unit of work.
    pub(super) async fn begin(&self) -> Result<Turn, Fault> {
        let mut turn = self.take().await?;
        let opening = turn.opening();
        if let Some(open) = turn.open.as_mut() {
            open.run(opening).await?;
        }
        turn.opened();
        Ok(turn)
    }

    /// Waits in line for a unit of work that begins with its first text: see [`Turn::opening`].
    pub(super) async fn take(&self) -> Result<Turn, Fault> {
        let mut place = Place::taken(self);
        let open = Arc::clone(&self.open).lock_owned().await;
        // From here on the turn cleans up after a caller that goes away.
        let mut turn = Turn { open: Some(open), line: self.clone() };
        place.leave();
        if let Some(open) = turn.open.as_mut() {
            open.prepare_unit().await?;
        }
        Ok(turn)
    }

    /// Gives the connection back to the pool, with nothing open.
    pub(super) async fn close(&self) {
        let mut open = self.open.lock().await;
        open.settle().await;
        open.connection = None;
    }

    /// Whether it is time to commit: nobody waits, or so many have that it is enough.
    fn is_over(&self, open: &Open) -> bool {
        self.waiting.load(Ordering::SeqCst) == 0 || open.finished.len() >= MOST_TOGETHER
    }

    /// After a unit of work: the next in line goes on, or all is committed.
    async fn go_on(&self, mut open: OwnedMutexGuard<Open>) {
        if self.is_over(&open) {
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

    /// What has to stand before the first text of the unit: it begins the transaction or sets the savepoint.
    pub(super) fn opening(&mut self) -> &'static str {
        self.open.as_mut().map_or("", |open| open.opening())
    }

    /// The database answered the text that began with [`Self::opening`].
    pub(super) fn opened(&mut self) {
        if let Some(open) = self.open.as_mut() {
            open.opened = true;
        }
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
        if keeps {
            open.keep_unit();
            open.finished.push(told);
            if line.is_over(&open) {
                // In a task of its own: what was begun is ended, also where the caller goes away.
                tokio::spawn(async move { open.settle().await });
            } else {
                // The next in line goes on with it.
                drop(open);
            }
        } else {
            tokio::spawn(async move {
                if open.undo_unit().await {
                    open.finished.push(told);
                }
                line.go_on(open).await;
            });
        }
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
            open.undo_unit().await;
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
    /// Gets ready for a unit of work; nothing of it is sent yet.
    async fn prepare_unit(&mut self) -> Result<(), Fault> {
        if self.unit.is_some() {
            // Left behind by a caller that went away.
            self.undo_unit().await;
        }
        if self.connection.is_none() {
            self.connection = Some(self.pool.acquire().await?);
        }
        Ok(())
    }

    /// From here on there is a unit of work that has to be ended.
    fn opening(&mut self) -> &'static str {
        self.opened = false;
        let (unit, text) = match (self.begun, self.unreleased) {
            (false, _) => (Unit::First, "BEGIN; "),
            (true, None) => (Unit::Further(Savepoint::Even), "SAVEPOINT even; "),
            (true, Some(Savepoint::Even)) => (Unit::Further(Savepoint::Odd), "RELEASE even; SAVEPOINT odd; "),
            (true, Some(Savepoint::Odd)) => (Unit::Further(Savepoint::Even), "RELEASE odd; SAVEPOINT even; "),
        };
        self.unit = Some(unit);
        self.begun = true;
        text
    }

    async fn run(&mut self, statement: &'static str) -> Result<(), Fault> {
        let connection = self.connection.as_deref_mut().ok_or(Fault::NotCommitted)?;
        Ok(connection.execute(statement).await.map(drop)?)
    }

    /// It is done, and waits for the commit; nothing has to be sent for that.
    fn keep_unit(&mut self) {
        self.unreleased = match self.unit.take() {
            Some(Unit::Further(savepoint)) => Some(savepoint),
            Some(Unit::First) => None,
            None => self.unreleased,
        };
    }

    /// Whether what was done before can still be committed.
    async fn undo_unit(&mut self) -> bool {
        let Some(unit) = self.unit.take() else { return true };
        let undone = match unit {
            Unit::First => {
                self.begun = false;
                self.run("ROLLBACK").await
            }
            Unit::Further(Savepoint::Even) => self.run("ROLLBACK TO even; RELEASE even").await,
            Unit::Further(Savepoint::Odd) => self.run("ROLLBACK TO odd; RELEASE odd").await,
        };
        self.unreleased = None;
        if undone.is_err() && unit != Unit::First && !self.opened {
            // There is no such savepoint, so nothing came after it. What was before is committed or lost, now.
            self.settle().await;
        } else if undone.is_err() {
            self.give_up().await;
        }
        undone.is_ok()
    }

    /// Commits what is open and tells everybody.
    async fn settle(&mut self) {
        let committed = !self.begun || self.run("COMMIT").await.is_ok();
        if !committed {
            self.give_up().await;
        }
        self.begun = false;
        self.unreleased = None;
        for told in self.finished.drain(..) {
            // Whoever went away need not know.
            let _ = told.send(committed);
        }
    }

    /// Nothing of this transaction stays, and the connection is not used again.
    async fn give_up(&mut self) {
        self.begun = false;
        self.unit = None;
        self.unreleased = None;
        if let Some(connection) = self.connection.take() {
            // A connection that cannot even be closed is dropped; the database undoes what was open.
            let _ = connection.detach().close().await;
        }
        for told in self.finished.drain(..) {
            let _ = told.send(false);
        }
    }
}
