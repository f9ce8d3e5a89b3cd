//! Where a sealed file is, and how it is replaced without ever being absent or half written.
//!
//! Beside `FILE` is the folder `FILE.d`, with the lock, the hints, the generations before, and the next one while it is
//! written: no other name beside the file is ever touched, since it may be somebody's.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::error::SealedFileError;
use super::format::{Form, Header, LARGEST, LONGEST_LINE, Sealed};
use super::generation_name::GenerationName;
use crate::folder::{DataFolder, FolderLock, private, sync_folder};
use crate::store::StoreError;

/// How many generations are kept beside the newest.
const KEPT: usize = 10;

/// Of how many days the last generation is kept as well: ten codes of a counter are ten generations.
const DAYS: usize = 7;

const SECONDS_A_DAY: u64 = 86_400;

const ENDING: &str = ".sealed";

/// The next file, while it is written. No generation is called so.
const NEXT: &str = "next.new";

/// The names around one sealed file.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    /// `FILE.d`.
    pub(super) folder: PathBuf,
}

/// A generation that is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kept {
    pub(super) name: GenerationName,
    pub(super) path: PathBuf,
}

/// What becomes of the file that is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// It is a generation like others, and is kept under this number.
    Generation(u64),
    /// It stands in the middle of several changes that belong together, and what was before all of them is kept.
    InBatch,
    /// It could not be opened, and is never deleted by the program.
    Unreadable,
    /// There is none.
    Absent,
}

impl Place {
    /// A link is followed once: the file it names is replaced, not the link.
    pub(super) fn of(path: &Path) -> Self {
        let path = fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
        let folder = with_ending(&path, ".d");
        Self { path, folder }
    }

    /// Keeps every other program of ours away until it is dropped.
    pub(super) fn lock(&self) -> Result<FolderLock, StoreError> {
        self.check_ours().map_err(|error| StoreError::from(error).not_written())?;
        DataFolder::new(&self.folder).lock().map_err(StoreError::not_written)
    }

    pub(super) fn read(&self) -> Result<Sealed, SealedFileError> {
        let bytes = read_at_most(&self.path, LARGEST.saturating_add(1)).map_err(|error| self.unread(&error))?;
        if bytes.len() as u64 > LARGEST {
            return Err(SealedFileError::damaged(&self.path, "it is larger than 64 MiB"));
        }
        Sealed::parse(bytes, Form::Store, &self.path)
    }

    /// The first line of the file as it is now; a new one has a new nonce in it.
    pub(super) fn line(&self) -> Result<Vec<u8>, SealedFileError> {
        let mut line = read_at_most(&self.path, LONGEST_LINE).map_err(|error| self.unread(&error))?;
        line.truncate(first_line(&line).len());
        Ok(line)
    }

    /// Takes away a file that was just made, whose recovery code nobody has: nothing is lost.
    pub(super) fn remove_empty(&self) {
        let _stays = fs::remove_file(&self.path);
    }

    fn unread(&self, error: &io::Error) -> SealedFileError {
        if error.kind() == ErrorKind::NotFound {
            let has_generations = self.kept().is_ok_and(|kept| !kept.is_empty());
            return SealedFileError::Missing { path: self.path.clone(), has_generations };
        }
        SealedFileError::unread(&self.path, error)
    }

    /// The generations kept beside the file, the oldest first.
    pub(super) fn kept(&self) -> Result<Vec<Kept>, SealedFileError> {
        let failed = |error: &io::Error| SealedFileError::file("read", &self.folder, error);
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&error)),
        };
        let mut kept = Vec::new();
        for entry in entries {
            kept.extend(Kept::named(entry.map_err(|error| failed(&error))?.path()));
        }
        kept.sort_unstable();
        Ok(kept)
    }

    /// Replaces the file. In this order, so that there is a whole file under its name at every moment, also when the
    /// power fails: the new one is on the disk and read back; the one before has a second name; the name moves over.
    ///
    /// Whoever calls holds the lock: here, or in [`AccountStore`](crate::AccountStore) around the whole change.
    pub(super) fn replace(&self, bytes: &[u8], before: Before) -> Result<(), StoreError> {
        self.check_ours().map_err(|error| StoreError::from(error).not_written())?;
        let new = self.folder.join(NEXT);
        let parent = self.path.parent().unwrap_or(Path::new("."));
        let prepared = self.write_new(&new, bytes).and_then(|()| {
            // A folder that cannot be brought to the disk is told while nothing is changed yet.
            sync_folder(parent).map_err(|error| SealedFileError::file("write", &self.path, &error))?;
            self.keep(before)
        });
        let moved = prepared.and_then(|()| {
            fs::rename(&new, &self.path).map_err(|error| SealedFileError::file("replace", &self.path, &error))
        });
        if let Err(error) = moved {
            // A full disk should not stay full of this.
            let _ = fs::remove_file(&new);
            return Err(StoreError::from(error).not_written());
        }
        sync_folder(parent).map_err(|error| {
            let reason = SealedFileError::file("write", &self.path, &error).into();
            StoreError::WriteUnclear { reason: Box::new(reason) }
        })?;
        self.prune();
        Ok(())
    }

    pub(super) fn write_new(&self, new: &Path, bytes: &[u8]) -> Result<(), SealedFileError> {
        let failed = |error: io::Error| SealedFileError::file("write", new, &error);
        write_through(new, bytes).map_err(failed)?;
        let stored = read_at_most(new, LARGEST).map_err(failed)?;
        if stored == bytes { Ok(()) } else { Err(SealedFileError::damaged(new, "it is not what was written")) }
    }

    fn keep(&self, before: Before) -> Result<(), SealedFileError> {
        let stem = match before {
            Before::Absent | Before::InBatch => return Ok(()),
            Before::Generation(number) => format!("generation-{number:010}"),
            Before::Unreadable => "unreadable".to_owned(),
        };
        let failed = |error: io::Error| SealedFileError::file("keep a generation of", &self.path, &error);
        for which in 1_u64.. {
            let ending = if which == 1 { ENDING.to_owned() } else { format!("-{which}{ENDING}") };
            let name = self.folder.join(format!("{stem}{ending}"));
            match second_name(&self.path, &name) {
                // Kept already, by a write that did not get further.
                Err(error) if error.kind() == ErrorKind::AlreadyExists && self.is_same(&name) => break,
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                other => {
                    other.map_err(failed)?;
                    break;
                }
            }
        }
        sync_folder(&self.folder).map_err(failed)
    }

    fn is_same(&self, other: &Path) -> bool {
        let read = |path: &Path| read_at_most(path, LARGEST).ok();
        read(&self.path).is_some_and(|bytes| Some(bytes) == read(other))
    }

    /// Under which number the file as it is will be kept, and which number the next one has. A generation that was copied
    /// into place is kept as the newest of them all: it is the one somebody worked with last.
    pub(super) fn numbers(&self, current: u64) -> Result<(u64, u64), SealedFileError> {
        let kept = self.kept()?;
        let newest = kept.last().map_or(0, |kept| kept.name.number);
        let number = match kept.last() {
            Some(last) if self.is_same(&last.path) => newest,
            _ => current.max(newest.saturating_add(1)),
        };
        Ok((number, number.saturating_add(1)))
    }

    /// Deletes what is neither among the newest nor the last of its day. A failure is left to the next write.
    fn prune(&self) {
        let Ok(kept) = self.kept() else { return };
        let mut days = Vec::new();
        for (age, generation) in kept.iter().rev().enumerate() {
            let day = generation.day().filter(|day| days.len() < DAYS && !days.contains(day));
            if day.is_none() && age >= KEPT {
                let _ = fs::remove_file(&generation.path);
            }
            days.extend(day);
        }
        for kept in &kept {
            // Of a program that was killed while it wrote this.
            let _ = fs::remove_file(with_ending(&kept.path, ".new"));
        }
    }
}

impl Kept {
    fn named(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let name = name.strip_prefix("generation-")?.strip_suffix(ENDING)?.parse().ok()?;
        Some(Self { name, path })
    }

    /// The first line alone.
    pub(super) fn header(&self) -> Result<Header, SealedFileError> {
        let failed = |error: io::Error| SealedFileError::file("read", &self.path, &error);
        let start = read_at_most(&self.path, LONGEST_LINE).map_err(failed)?;
        Header::parse(first_line(&start), Form::Store, &self.path)
    }

    /// The day it was written on, by the disk's account.
    fn day(&self) -> Option<u64> {
        let written = fs::metadata(&self.path).and_then(|file| file.modified()).ok()?;
        Some(written.duration_since(UNIX_EPOCH).ok()?.as_secs() / SECONDS_A_DAY)
    }

    pub(super) fn read(&self) -> Result<Sealed, SealedFileError> {
        let failed = |error: io::Error| SealedFileError::file("read", &self.path, &error);
        Sealed::parse(read_at_most(&self.path, LARGEST).map_err(failed)?, Form::Store, &self.path)
    }
}

pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// With its end, if that is there.
fn first_line(bytes: &[u8]) -> &[u8] {
    bytes.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default()
}

/// Only of a regular file: a pipe under its name would be waited for for ever.
pub(super) fn read_at_most(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is no regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Makes a file, for its owner only, in place of what a program that was killed left under its name. Nothing is written
/// through a link, and nothing into a file of somebody else.
pub(super) fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    for_its_owner(&file)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives the file a second name that is not taken; where the disk has no such thing, a copy under it.
fn second_name(path: &Path, name: &Path) -> io::Result<()> {
    match fs::hard_link(path, name) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(_) if name.exists() => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => {
            let half = with_ending(name, ".new");
            write_through(&half, &read_at_most(path, LARGEST)?)?;
            fs::rename(half, name)
        }
        done => done,
    }
}

/// Whatever the mask of the process and the folder's access list made of it.
#[cfg(unix)]
fn for_its_owner(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match file.set_permissions(fs::Permissions::from_mode(0o600)) {
        // A disk without permissions.
        Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
fn for_its_owner(_file: &File) -> io::Result<()> {
    Ok(())
}
