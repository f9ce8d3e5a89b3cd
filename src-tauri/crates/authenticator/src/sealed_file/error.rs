//! Why a sealed file did not do what it was asked.

use std::io;
use std::path::{Path, PathBuf};

use sealing::{RandomError, SealError, SlotError};

use super::generation_name::GenerationName;
use crate::disk::DiskTrouble;

/// Why a sealed file was not made, opened or changed. No message holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealedFileError {
    /// There is no file.
    #[error("there is no sealed file {}", .path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
        /// Generations of it are there.
        has_generations: bool,
    },
    /// A folder, a device or a pipe.
    #[error("{} is no regular file", .path.display())]
    NoRegularFile {
        /// The name.
        path: PathBuf,
    },
    /// There is no backup or export of this name.
    #[error("there is no backup {}", .path.display())]
    NoBackup {
        /// The name.
        path: PathBuf,
    },
    /// A sealed file that keeps accounts was named where a backup or an export was wanted.
    #[error("{} is a sealed file that keeps accounts, and no backup or export", .path.display())]
    KeepsAccounts {
        /// The file.
        path: PathBuf,
    },
    /// Its password was not given yet.
    #[error("your accounts are in the sealed file {}, and it is closed", .path.display())]
    Closed {
        /// The file.
        path: PathBuf,
    },
    /// Something has this name already.
    #[error("{} is there already", .path.display())]
    Exists {
        /// The name.
        path: PathBuf,
    },
    /// The file is gone, and what belongs to it is not.
    #[error("generations of a sealed file that was called {} are there still", .path.display())]
    Remains {
        /// The name.
        path: PathBuf,
    },
    /// Of a later version of the format.
    #[error("{} has version {version} of the format, which is newer than this program; nothing was written", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u64,
    },
    /// It cannot be read. Nothing was written over it.
    #[error("{} cannot be read: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: &'static str,
        /// Generations that the same secret opens, the newest first.
        opening: Vec<GenerationName>,
        /// It is a backup or an export: there are no generations of it.
        is_copy: bool,
    },
    /// A file or its folder belongs to somebody else.
    #[error("{} belongs to the user {owner}, and this program runs as the user {user}", .path.display())]
    Foreign {
        /// What belongs to somebody else.
        path: PathBuf,
        /// The number of its owner.
        owner: u32,
        /// The number of the user who runs this program.
        user: u32,
    },
    /// The folder beside the file is elsewhere.
    #[error("{} is a link; the folder beside a sealed file has to be a folder", .path.display())]
    FolderIsLink {
        /// The link.
        path: PathBuf,
    },
    /// No generation has this number.
    #[error("there is no generation {name} of {}", .path.display())]
    NoGeneration {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        name: GenerationName,
    },
    /// The folder of the backups is gone.
    #[error("the folder of the backups, {}, is not there", .path.display())]
    NoBackupFolder {
        /// Where it was.
        path: PathBuf,
    },
    /// It is there and empty, as that of a disk which is not mounted.
    #[error("the backups that were made in {} are not there", .path.display())]
    NoBackups {
        /// Where they were.
        path: PathBuf,
    },
    /// Backups that none of the keys at hand opens.
    #[error("the backups in {} open with another password than yours", .path.display())]
    OtherBackups {
        /// Where they are.
        path: PathBuf,
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
    /// More than a sealed file takes.
    #[error("the sealed file would be larger than 64 MiB")]
    TooLarge,
    /// The system refused.
    #[error("{}could not {doing} {}: {reason}", .trouble.fact(), .path.display())]
    File {
        /// What a person can do something about.
        trouble: DiskTrouble,
        /// What was being done, such as `write`.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl SealedFileError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "store-file-missing",
            Self::NoRegularFile { .. } => "store-no-regular-file",
            Self::NoBackup { .. } => "backup-missing",
            Self::KeepsAccounts { .. } => "backup-is-store",
            Self::Closed { .. } => "store-file-closed",
            Self::Exists { .. } => "store-file-exists",
            Self::Remains { .. } => "store-file-remains",
            Self::Newer { .. } => "store-file-newer",
            Self::Damaged { .. } => "store-file-damaged",
            Self::Foreign { .. } => "store-file-foreign",
            Self::FolderIsLink { .. } => "store-folder-link",
            Self::NoGeneration { .. } => "store-no-generation",
            Self::NoBackupFolder { .. } => "backup-folder-missing",
            Self::NoBackups { .. } => "backup-folder-empty",
            Self::OtherBackups { .. } => "backup-other-key",
            Self::Slot(error) => error.code(),
            Self::Seal(error) => error.code(),
            Self::Random(error) => error.code(),
            Self::TooLarge => "store-file-too-large",
            Self::File { trouble, .. } => trouble.code_or("store-file-failed"),
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Missing { has_generations: true, .. } | Self::Remains { .. } => {
                "`countersign store generations` lists them, `countersign store restore` goes back to one".to_owned()
            }
            Self::Missing { .. } => "check the path, and that its disk is connected".to_owned(),
            Self::NoRegularFile { .. } => "name a file; nothing else can keep accounts".to_owned(),
            Self::NoBackup { .. } => "check the path".to_owned(),
            Self::KeepsAccounts { .. } => {
                "name a backup or an export".to_owned()
            }
            Self::Closed { .. } => "open it with its password or recovery code".to_owned(),
            Self::Exists { .. } => "choose another name; nothing was written over it".to_owned(),
            Self::Newer { .. } => "use the version of Countersign that wrote it, or a newer one".to_owned(),
            Self::Damaged { is_copy: true, .. } => {
                "it was not written over: take another of the backups, or another copy of this one".to_owned()
            }
            Self::Damaged { opening, .. } => damaged_hint(opening),
            Self::Foreign { .. } => {
                "nothing was written: run it as the owner, as in `sudo -u OWNER countersign`, or give it to yourself, with the folder beside it"
                    .to_owned()
            }
            Self::FolderIsLink { .. } => {
                "nothing was written: put the folder itself there, or make the file a link to one that has its folder beside it"
                    .to_owned()
            }
            Self::NoGeneration { .. } => "`countersign store generations` lists them".to_owned(),
            Self::NoBackupFolder { .. } => {
                "connect the disk or start what brings the folder here; the backup is made then. Or choose another folder"
                    .to_owned()
            }
            Self::NoBackups { .. } => {
                "if a disk belongs there, connect it: the backup is made then. If you took them away, make one now, or choose another folder"
                    .to_owned()
            }
            Self::OtherBackups { .. } => {
                "nothing was written: choose another folder, or turn automatic backups on anew with the password of those backups"
                    .to_owned()
            }
            Self::Slot(error) => error.hint().to_owned(),
            Self::Seal(error) => error.hint().to_owned(),
            Self::Random(error) => error.hint().to_owned(),
            Self::TooLarge => {
                "remove what is in the trash for ever; a store of accounts needs a fraction of that".to_owned()
            }
            Self::File { trouble, .. } => trouble.hint().to_owned(),
        }
    }

    /// The same of a backup or an export, which has no generations.
    pub(super) fn of_copy(self) -> Self {
        match self {
            Self::Damaged { path, reason, .. } => Self::Damaged { path, reason, opening: Vec::new(), is_copy: true },
            Self::Missing { path, .. } => Self::NoBackup { path },
            other => other,
        }
    }

    pub(super) fn unread(path: &Path, error: &io::Error) -> Self {
        if std::fs::metadata(path).is_ok_and(|about| !about.is_file()) {
            return Self::NoRegularFile { path: path.to_owned() };
        }
        Self::file("read", path, error)
    }

    pub(super) fn file(doing: &'static str, path: &Path, error: &io::Error) -> Self {
        let trouble = DiskTrouble::of(doing, error);
        Self::File { trouble, doing, path: path.to_owned(), reason: error.to_string() }
    }

    pub(crate) fn not_what_was_written(path: &Path) -> Self {
        Self::damaged(path, "it is not what was written")
    }

    pub(super) fn damaged(path: &Path, reason: &'static str) -> Self {
        Self::Damaged { path: path.to_owned(), reason, opening: Vec::new(), is_copy: false }
    }
}

fn damaged_hint(opening: &[GenerationName]) -> String {
    let numbers: Vec<String> = opening.iter().map(GenerationName::to_string).collect();
    if numbers.is_empty() {
        return "it was not written over: when it is opened, the generations before it that its password opens are named; where there are none, restore the file, or the folder beside it, from a copy"
            .to_owned();
    }
    format!(
        "it was not written over; these generations before it open: {}; go back to the newest of them",
        numbers.join(", ")
    )
}
