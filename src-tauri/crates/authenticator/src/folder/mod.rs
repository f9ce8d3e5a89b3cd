//! The data folder: a lock that all of Countersign's programs share, and the hints. No secret is ever in it.

mod hints;
mod journal;

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use crate::disk::DiskTrouble;
use crate::store::StoreError;
pub(crate) use hints::{Hints, HintsFound};
pub(crate) use journal::{ImportedRecords, JournalFound};

const LOCK: &str = "countersign.lock";
const HINTS: &str = "known-records.json";

/// How long a change waits for other programs: most take a fraction of a second, one that adds many accounts longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The folder, which need not exist yet.
#[derive(Debug, Clone)]
pub(crate) struct DataFolder {
    path: PathBuf,
    /// How long a change waits for other programs.
    pub(crate) patience: Duration,
}

/// Held while a record is read, changed and written. Dropping it lets the next program in.
#[derive(Debug)]
pub(crate) struct FolderLock {
    file: File,
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Closing the file unlocks it too; a failure here changes nothing.
        let _ = self.file.unlock();
    }
}

impl DataFolder {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), patience: PATIENCE }
    }

    /// Waits for the lock, which lasts as long as another program needs to write one batch.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when that takes longer than [`patience`](Self::patience).
    pub(crate) fn lock(&self) -> Result<FolderLock, StoreError> {
        self.wait_for(self.open_lock()?)
    }

    fn wait_for(&self, file: File) -> Result<FolderLock, StoreError> {
        if try_lock(&file).map_err(|error| self.failed("lock", &error))? {
            return Ok(FolderLock { file });
        }
        let (tell, told) = mpsc::channel();
        // When nobody waits any more, the lock goes unheard and is let go at once.
        let wait = move || tell.send(file.lock().map(|()| FolderLock { file }));
        std::thread::Builder::new().spawn(wait).map_err(|error| self.failed("lock", &error))?;
        let locked = told.recv_timeout(self.patience).map_err(|_| StoreError::Busy)?;
        locked.map_err(|error| self.failed("lock", &error))
    }

    /// The lock if nobody holds it.
    pub(crate) fn lock_at_once(&self) -> Result<Option<FolderLock>, StoreError> {
        let file = self.open_lock()?;
        let is_locked = try_lock(&file).map_err(|error| self.failed("lock", &error))?;
        Ok(is_locked.then(|| FolderLock { file }))
    }

    /// As [`lock`](Self::lock), of a folder that has to be there: it is not made.
    pub(crate) fn lock_there(&self) -> Result<FolderLock, StoreError> {
        self.wait_for(self.open_lock_there()?)
    }

    fn open_lock(&self) -> Result<File, StoreError> {
        self.create()?;
        self.open_lock_there()
    }

    fn open_lock_there(&self) -> Result<File, StoreError> {
        let mut options = OpenOptions::new();
        let file = private(options.read(true).write(true).create(true).truncate(false)).open(self.path.join(LOCK));
        file.map_err(|error| self.failed("lock", &error))
    }

    /// What was known when a program last looked. Needs no lock: the file is only ever replaced whole.
    pub(crate) fn read_hints(&self) -> Result<HintsFound, StoreError> {
        match std::fs::read(self.path.join(HINTS)) {
            Ok(bytes) => Ok(HintsFound::parse(&bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(HintsFound::Readable(Hints::default())),
            Err(error) => Err(self.failed("read", &error)),
        }
    }

    /// Replaces the hints as a whole: whoever reads sees the old ones or the new ones, after a power cut too.
    pub(crate) fn write_hints(&self, _held: &FolderLock, hints: &Hints) -> Result<(), StoreError> {
        self.replace(HINTS, &hints.print()).map_err(|error| self.failed("write to", &error))
    }

    /// Moves hints that cannot be read out of the way, under a name that is not taken, and says which.
    pub(crate) fn set_hints_aside(&self, held: &FolderLock) -> Result<PathBuf, StoreError> {
        self.set_aside(held, HINTS)
    }

    /// Moves a file that cannot be read out of the way, under a name that is not taken, and says which.
    pub(crate) fn set_aside(&self, _held: &FolderLock, name: &str) -> Result<PathBuf, StoreError> {
        let free = self.path.join(self.free_name(name));
        std::fs::rename(self.path.join(name), &free).map_err(|error| self.failed("write to", &error))?;
        Ok(free)
    }

    /// A name for what is set aside that is not taken.
    pub(crate) fn free_name(&self, name: &str) -> String {
        let (stem, ending) = name.strip_suffix(".json").map_or((name, ""), |stem| (stem, ".json"));
        let mut names = (1_u32..).map(|number| format!("{stem}.damaged-{number}{ending}"));
        let free = names.find(|name| !self.path.join(name).exists());
        free.unwrap_or_else(|| format!("{stem}.damaged"))
    }

    /// A small file of ours; none where there is none. Needs no lock: it is only ever replaced whole.
    pub(crate) fn read_file(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut bytes = Vec::new();
        let read = File::open(self.path.join(name)).and_then(|file| file.take(most).read_to_end(&mut bytes));
        match read {
            Ok(_) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed("read", &error)),
        }
    }

    /// Replaces a small file of ours as a whole, after a power cut too, and reads it back.
    pub(crate) fn write_file(&self, _held: &FolderLock, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.replace(name, bytes).map_err(|error| self.failed("write to", &error))?;
        match self.read_file(name, bytes.len() as u64 + 1)? {
            Some(stored) if stored == bytes => Ok(()),
            _ => Err(StoreError::Folder {
                trouble: DiskTrouble::Other,
                doing: "write to",
                path: self.path.clone(),
                reason: format!("{name} is not what was written"),
            }),
        }
    }

    /// Deletes a small file of ours; one that is not there is deleted already.
    pub(crate) fn delete_file(&self, _held: &FolderLock, name: &str) -> Result<(), StoreError> {
        match std::fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            other => other.and_then(|()| sync_folder(&self.path)).map_err(|error| self.failed("write to", &error)),
        }
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        // The lock is held, so nobody else uses this name.
        let new = self.path.join(format!("{name}.new"));
        let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&new, self.path.join(name))?;
        sync_folder(&self.path)
    }

    pub(crate) fn create(&self) -> Result<(), StoreError> {
        if self.path.is_dir() {
            return Ok(());
        }
        private_folder(&self.path).map_err(|error| self.failed("create", &error))
    }
}

impl DataFolder {
    fn failed(&self, doing: &'static str, error: &io::Error) -> StoreError {
        let (path, reason) = (self.path.clone(), error.to_string());
        StoreError::Folder { trouble: DiskTrouble::of(doing, error), doing, path, reason }
    }
}

/// Whether it is locked now.
fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(unix)]
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

/// Makes the rename itself last through a power cut, where the disk has a way to do that for a folder.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    match File::open(path)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput) => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
