//! Why a lock did not do what it was asked.

use sealing::{RandomError, SealError, SlotError};

/// Why accounts stay locked, or a lock was not changed. No message holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// A password is needed first.
    #[error("the accounts are locked")]
    Locked,
    /// Too many wrong ones: nothing is tried before some time has passed.
    #[error("after wrong passwords, the next try is possible in {seconds} s")]
    TooSoon {
        /// How long to wait.
        seconds: u64,
    },
    /// The header is there and cannot be read, in the keyring and in the data folder.
    #[error("the lock's header cannot be read, neither in the keyring nor in the data folder")]
    HeaderUnreadable,
    /// Of a later version of the format.
    #[error("the lock's header has version {version} of the format, which is newer than this program")]
    Newer {
        /// Its version.
        version: u64,
    },
    /// There is one.
    #[error("a lock is set already")]
    AlreadyOn,
    /// There is none.
    #[error("no lock is set")]
    NotOn,
    /// Records that are sealed, with no header that says under what.
    #[error("{records} of the accounts are sealed under a lock whose header is gone")]
    OtherLock {
        /// How many.
        records: u32,
    },
    /// The secret, or what is made of it.
    #[error(transparent)]
    Slot(#[from] SlotError),
    /// It could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl LockError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "lock-locked",
            Self::TooSoon { .. } => "lock-too-soon",
            Self::HeaderUnreadable => "lock-header-unreadable",
            Self::Newer { .. } => "lock-newer",
            Self::AlreadyOn => "lock-already-on",
            Self::NotOn => "lock-not-on",
            Self::OtherLock { .. } => "lock-header-missing",
            Self::Slot(error) => error.code(),
            Self::Seal(error) => error.code(),
            Self::Random(error) => error.code(),
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Locked => "unlock them with the password of the lock, or with its recovery code",
            Self::TooSoon { .. } => "wait, and try again; nothing is deleted, however many tries are wrong",
            Self::HeaderUnreadable => {
                "nothing was written: put the file lock-header of the data folder back from a copy, and try again"
            }
            Self::Newer { .. } => "nothing was written: use the version of Countersign that wrote it, or a newer one",
            Self::AlreadyOn => "change its password, or turn it off first",
            Self::NotOn => "turn it on first",
            Self::OtherLock { .. } => {
                "put the file lock-header of the data folder back from a copy; or delete those accounts and restore them from a backup"
            }
            Self::Slot(error) => error.hint(),
            Self::Seal(error) => error.hint(),
            Self::Random(error) => error.hint(),
        }
    }
}
