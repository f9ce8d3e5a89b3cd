//! What keeps a disk from taking a file, as a person can do something about it.

use std::io::{self, ErrorKind};

/// Why the system refused to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskTrouble {
    /// No room is left, or the person has used up what is theirs.
    Full,
    /// The disk or the folder takes no changes.
    ReadOnly,
    /// Anything else.
    Other,
}

impl DiskTrouble {
    /// Of an error while `doing` something, such as `read`.
    #[must_use]
    pub fn of(doing: &str, error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::PermissionDenied if doing != "read" => Self::ReadOnly,
            _ => Self::Other,
        }
    }

    /// Its code, or another where it has none.
    #[must_use]
    pub fn code_or(self, other: &'static str) -> &'static str {
        match self {
            Self::Full => "disk-full",
            Self::ReadOnly => "disk-read-only",
            Self::Other => other,
        }
    }

    /// How the fact begins.
    #[must_use]
    pub fn fact(self) -> &'static str {
        match self {
            Self::Full => "the disk is full: ",
            Self::ReadOnly => "the folder takes no changes: ",
            Self::Other => "",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Full => "make room on the disk, and try again; your accounts are as they were",
            Self::ReadOnly => {
                "make the folder writable for you, or connect its disk for writing, and try again; your accounts are as they were"
            }
            Self::Other => "check that the folder belongs to you, is writable, and that the disk is not full",
        }
    }
}
