//! A lock over the keyring: with it, the records themselves are sealed under a key that a password and a recovery code
//! open. What is where, and the forms: docs/lock.md.
//!
//! Every record says by itself whether it is plain or sealed, so a store that is half-way is read right, and a program
//! that was killed while it turned the lock on or off goes on when the lock is opened the next time.

mod choice;
mod error;
mod header;
mod mending;
mod opening;
mod places;
mod records;
mod sealed_text;
mod secrets;
mod tries;
mod turning;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sealing::{KeyRing, Random, SealingKey, SlotKind};

use crate::folder::DataFolder;
use crate::store::{Keyring, OwnItem, StoreError};
pub use error::LockError;
use header::{Fault, Header, Phase};
pub use opening::Unlocked;
use places::Kept;
pub use turning::{PreparedLock, Turned};

/// A keyring whose records can be sealed with a password.
///
/// While no lock is set it does what the keyring does. What is sealed beside the records are the secrets of the program's
/// own that it was told of. A change of the lock holds the lock file of the data folder, as a change of an account does.
pub struct LockableStore {
    keyring: Arc<dyn Keyring>,
    folder: DataFolder,
    own: &'static [OwnItem],
    inner: Mutex<Inner>,
    rng: Mutex<Box<dyn Random>>,
}

/// What was seen of the lock, and its key.
#[derive(Default)]
struct Inner {
    found: Option<Found>,
    opened: Option<Arc<Opened>>,
}

/// What the two places hold, together.
#[derive(Clone)]
enum Found {
    /// No lock is set.
    Off,
    /// One is: the headers that can be read, the newest first, each once; and that of the folder.
    On { headers: Vec<Header>, in_folder: Option<Header> },
}

/// The lock, opened. Wiped when dropped.
struct Opened {
    key: SealingKey,
    ring: KeyRing,
    header: Header,
}

/// How the records can be used now.
enum Access {
    /// No lock is set.
    Plain,
    /// One is, and its key is not here.
    Locked,
    /// One is, and it was opened.
    Open(Arc<Opened>),
}

/// Whether the records can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockState {
    /// No lock is set.
    Off,
    /// A password is needed.
    Locked,
    /// A lock is set, and this program opened it.
    Unlocked,
}

/// One of the two places of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderState {
    /// There is none.
    Absent,
    /// It can be read.
    Readable,
    /// It cannot.
    Damaged,
    /// It is of a newer version.
    Newer,
}

/// All there is to say of a lock without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockStatus {
    /// Whether the records can be read.
    pub state: LockState,
    /// Turning it on or off has begun, and was not finished.
    pub is_half_way: bool,
    /// What opens it.
    pub opens_with: Vec<SlotKind>,
    /// The header in the keyring.
    pub in_keyring: HeaderState,
    /// The header in the data folder.
    pub in_folder: HeaderState,
}

impl LockableStore {
    /// Over this keyring, with the second copy of the header in the data folder. `own` are the program's own secrets that
    /// are sealed with the records. Touches nothing yet.
    #[must_use]
    pub fn new(keyring: Arc<dyn Keyring>, data_folder: &Path, own: &'static [OwnItem], rng: Box<dyn Random>) -> Self {
        let folder = DataFolder::new(data_folder);
        Self { keyring, folder, own, inner: Mutex::default(), rng: Mutex::new(rng) }
    }

    /// Whether the records can be read, looked up anew.
    ///
    /// # Errors
    /// The keyring cannot be used, or [`LockError::HeaderUnreadable`], [`LockError::Newer`].
    pub fn lock_state(&self) -> Result<LockState, StoreError> {
        Ok(match self.look()? {
            Access::Plain => LockState::Off,
            Access::Locked => LockState::Locked,
            Access::Open(_) => LockState::Unlocked,
        })
    }

    /// All there is to say of it, whatever its state.
    ///
    /// # Errors
    /// The keyring cannot be used.
    pub fn status(&self) -> Result<LockStatus, StoreError> {
        let (in_folder, in_keyring) = (places::in_folder(&self.folder), places::in_keyring(&self.keyring)?);
        let state = self.lock_state();
        let newest = self.newest();
        Ok(LockStatus {
            // One that cannot be read keeps its records shut.
            state: state.unwrap_or(LockState::Locked),
            is_half_way: newest.as_ref().is_some_and(|header| header.phase() != Phase::Sealed),
            opens_with: newest.iter().flat_map(|header| header.slots().kinds()).collect(),
            in_keyring: HeaderState::of(&in_keyring),
            in_folder: HeaderState::of(&in_folder),
        })
    }

    /// Forgets the key: from now on nothing is read or written without a password.
    pub fn lock(&self) {
        self.inner().opened = None;
    }

    /// What there is now. Where the folder's header is the one that was seen last, nothing else changed.
    fn look(&self) -> Result<Access, StoreError> {
        let in_folder = places::in_folder(&self.folder);
        let mut inner = self.inner();
        let is_known = match (&inner.found, &in_folder) {
            (Some(Found::On { in_folder: Some(seen), .. }), Kept::Header(now)) => seen == now,
            _ => false,
        };
        if !is_known {
            let found = Found::of(in_folder, places::in_keyring(&self.keyring)?);
            if found.is_err() {
                (inner.found, inner.opened) = (None, None);
            }
            match (found?, &inner.opened) {
                (Found::Off, Some(opened)) if self.is_used(opened.key.id()) => {
                    // Somebody took it away: records are sealed as before, and it is put back by the next look at the state.
                    inner.found = Some(Found::On { headers: vec![opened.header.clone()], in_folder: None });
                }
                (found, _) => inner.see(found),
            }
        }
        Ok(inner.access())
    }

    /// What was seen last. That a lock was there is looked up again: another program may have turned it off.
    fn seen(&self) -> Result<Access, StoreError> {
        let inner = self.inner();
        let access = inner.found.as_ref().map(|_| inner.access());
        drop(inner);
        match access {
            Some(known @ (Access::Plain | Access::Open(_))) => Ok(known),
            _ => self.look(),
        }
    }

    /// The key, or that there is none.
    fn opened(&self) -> Result<Arc<Opened>, StoreError> {
        match self.look()? {
            Access::Open(opened) => Ok(opened),
            Access::Locked => Err(LockError::Locked.into()),
            Access::Plain => Err(LockError::NotOn.into()),
        }
    }

    /// The header that counts.
    fn newest(&self) -> Option<Header> {
        let inner = self.inner();
        match (&inner.opened, &inner.found) {
            (Some(opened), _) => Some(opened.header.clone()),
            (None, Some(Found::On { headers, .. })) => headers.first().cloned(),
            _ => None,
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rng(&self) -> MutexGuard<'_, Box<dyn Random>> {
        self.rng.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn access(&self) -> Access {
        match (&self.found, &self.opened) {
            (Some(Found::On { .. }), Some(opened)) => Access::Open(Arc::clone(opened)),
            (Some(Found::On { .. }), None) => Access::Locked,
            _ => Access::Plain,
        }
    }

    /// Keeps the key only while there is a header of it.
    fn see(&mut self, found: Found) {
        let opened = self.opened.take();
        if let (Found::On { headers, .. }, Some(opened)) = (&found, opened) {
            let header = headers.iter().find(|header| header.is_of(&opened.key)).cloned();
            self.opened = header.map(|header| Arc::new(Opened::of(&opened.key, header)));
        }
        self.found = Some(found);
    }
}

impl Opened {
    fn of(key: &SealingKey, header: Header) -> Self {
        Self { key: key.clone(), ring: KeyRing::new(key.clone()), header }
    }

    /// Whether what is written from now on is to be sealed.
    fn is_sealing(&self) -> bool {
        self.header.phase() != Phase::Opening
    }
}

impl Found {
    fn of(in_folder: Kept, in_keyring: Kept) -> Result<Self, LockError> {
        let (mut headers, mut is_damaged) = (Vec::new(), false);
        for kept in [&in_folder, &in_keyring] {
            match kept {
                Kept::Header(header) if headers.contains(header) => {}
                Kept::Header(header) => headers.push(header.clone()),
                Kept::Fault(Fault::Newer(version)) => return Err(LockError::Newer { version: *version }),
                Kept::Fault(Fault::Damaged) => is_damaged = true,
                Kept::Nothing => {}
            }
        }
        headers.sort_by_key(|header| std::cmp::Reverse(header.sequence()));
        let in_folder = if let Kept::Header(header) = in_folder { Some(header) } else { None };
        match (headers.is_empty(), is_damaged) {
            (true, true) => Err(LockError::HeaderUnreadable),
            (true, false) => Ok(Self::Off),
            (false, _) => Ok(Self::On { headers, in_folder }),
        }
    }
}

impl HeaderState {
    fn of(kept: &Kept) -> Self {
        match kept {
            Kept::Nothing => Self::Absent,
            Kept::Header(_) => Self::Readable,
            Kept::Fault(Fault::Damaged) => Self::Damaged,
            Kept::Fault(Fault::Newer(_)) => Self::Newer,
        }
    }
}

impl std::fmt::Debug for LockableStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("LockableStore(hidden)")
    }
}
