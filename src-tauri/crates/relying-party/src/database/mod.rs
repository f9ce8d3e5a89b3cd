//! The database: opening it, and one file of statements a table. Every statement names its tenant.

pub(crate) mod addresses;
pub(crate) mod backup_codes;
mod batch;
pub(crate) mod bulk;
pub(crate) mod copies;
pub(crate) mod devices;
pub(crate) mod floods;
pub(crate) mod journal;
pub(crate) mod keys;
#[cfg(feature = "known-bugs")]
pub(crate) mod known_bugs;
mod line;
pub(crate) mod outbox;
pub(crate) mod rejected_codes;
pub(crate) mod sent_codes;
pub(crate) mod sessions;
pub(crate) mod tenants;
pub(crate) mod throttles;
pub(crate) mod together;
mod unit;
pub(crate) mod users;
pub(crate) mod verification;
pub(crate) mod whole_user;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Executor};
use tokio::sync::watch;

use crate::{Fault, Work};

use line::Line;
use together::Together;
use unit::Unit;
pub(crate) use unit::{Reading, Statements, Writing};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");

/// How long somebody waits for a connection others have: longer than any request may take, so that a busy machine makes
/// nobody fail. A request ends by the server's own time, and leaves its place in the line then.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In memory: gone when the program ends.
    Memory,
    /// In this file, which is made if it is not there.
    File(PathBuf),
}

/// An open database: one connection that writes, some that read (in memory the one does both).
#[derive(Debug, Clone)]
pub struct Database {
    writer: AnyPool,
    reader: AnyPool,
    /// In a file only: in memory there is no disk to wait for.
    line: Option<Line>,
    together: Arc<Together>,
    work: Arc<Work>,
    /// Goes up with every commit.
    commits: Arc<watch::Sender<u64>>,
    failing: Option<DatabaseFault>,
}

/// How a database fails on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseFault {
    /// It cannot be reached at all.
    Everything,
    /// It takes every statement, and loses all of them at the commit.
    Commits,
}

impl Database {
    /// Opens it and brings it to this version.
    ///
    /// # Errors
    /// It cannot be opened, or it is of a newer version; then nothing was changed.
    pub async fn open(location: &Location) -> Result<Self, Fault> {
        if let Location::File(path) = location {
            refuse_other_files(path)?;
        }
        sqlx::any::install_default_drivers();
        let writer = pool(location, 1).await?;
        MIGRATIONS.run(&writer).await?;
        let (reader, line) = match location {
            Location::Memory => (writer.clone(), None),
            Location::File(_) => (pool(location, 4).await?, Some(Line::new(writer.clone()))),
        };
        Ok(Self {
            writer,
            reader,
            line,
            together: Arc::default(),
            work: Arc::default(),
            commits: Arc::default(),
            failing: None,
        })
    }

    /// A transaction. Its first statement has to be a write, so that it never waits for a lock it cannot get.
    pub(crate) async fn write(&self) -> Result<Writing, Fault> {
        self.fail()?;
        let unit = match &self.line {
            Some(line) => Unit::InLine(line.begin().await?),
            None => Unit::Alone(self.writer.begin().await?),
        };
        Ok(Writing::new(unit, false, self))
    }

    /// As [`Self::write`], but the first thing that is sent has to be a [`batch`], which begins the transaction with the
    /// same text: that is one way to the database less.
    pub(crate) async fn write_in_batches(&self) -> Result<Writing, Fault> {
        self.fail()?;
        match &self.line {
            Some(line) => Ok(Writing::new(Unit::InLine(line.take().await?), true, self)),
            None => self.write().await,
        }
    }

    /// A connection for reading. Never held while another is asked for.
    pub(crate) async fn read(&self) -> Result<Reading, Fault> {
        self.fail()?;
        Ok(Reading::new(self.reader.acquire().await?, Arc::clone(&self.work)))
    }

    /// The work done so far.
    pub(crate) fn work(&self) -> &Work {
        &self.work
    }

    /// The same database for another tenant, with counters of its own.
    pub(crate) fn of_another_tenant(&self) -> Self {
        Self { work: Arc::default(), together: Arc::default(), commits: Arc::default(), ..self.clone() }
    }

    /// The same database, failing.
    pub(crate) fn failing(&self, fault: DatabaseFault) -> Self {
        Self { failing: Some(fault), ..self.clone() }
    }

    fn fail(&self) -> Result<(), Fault> {
        match self.failing {
            Some(DatabaseFault::Everything) => Err(sqlx::Error::PoolClosed.into()),
            Some(DatabaseFault::Commits) | None => Ok(()),
        }
    }

    /// A number that is another one after every commit.
    pub(crate) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// Writes everything out and closes.
    pub async fn close(&self) {
        if let Some(line) = &self.line {
            line.close().await;
        }
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// A file that is no database is told at once, and left as it is. An empty one, or none, becomes a database.
fn refuse_other_files(path: &Path) -> Result<(), Fault> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    match read {
        Ok(0) | Err(_) => Ok(()),
        Ok(_) if start == b"SQLite format 3\0" => Ok(()),
        Ok(_) => Err(Fault::NoDatabase),
    }
}

async fn pool(location: &Location, connections: u32) -> Result<AnyPool, Fault> {
    let options = AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(LONGEST_WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(prepare(connection)));
    Ok(options.connect(&url(location)).await?)
}

/// FULL: what was answered as done is still done after the power failed. What is written ahead is copied into the file
/// every 16 MiB (4,000 pages): that waits for the disk, and who signs in waits for it.
async fn prepare(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let settings = "PRAGMA busy_timeout = 60000; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; \
                    PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; \
                    PRAGMA wal_autocheckpoint = 4000;";
    connection.execute(settings).await.map(drop)
}

fn url(location: &Location) -> String {
    match location {
        Location::Memory => "sqlite::memory:".to_owned(),
        Location::File(path) => {
            let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            format!("sqlite://{path}?mode=rwc")
        }
    }
}

/// Whether a conditional write changed its row, so that nobody was first.
pub(crate) fn was_first(result: &sqlx::any::AnyQueryResult) -> bool {
    result.rows_affected() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_is_turned_away_before_the_longest_a_request_may_take() {
        let folder = tempfile::tempdir().unwrap();
        for location in [Location::Memory, Location::File(folder.path().join("data.sqlite"))] {
            let database = Database::open(&location).await.unwrap();
            for pool in [&database.writer, &database.reader] {
                assert!(pool.options().get_acquire_timeout() > Duration::from_secs(3_600), "server.request_seconds");
            }
        }
    }
}
