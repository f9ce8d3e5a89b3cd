//! Why a store did not do what it was asked.

use std::path::PathBuf;

use crate::disk::DiskTrouble;
use crate::lock::LockError;
use crate::record::RecordError;
use crate::record_id::RecordId;
use crate::sealed_file::{SealedFileError, is_sealed_file};

/// Why accounts could not be read or changed. The text is the fact, [`hint`](StoreError::hint) the remedy;
/// neither ever holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The keyring is there and locked.
    #[error("the keyring ({provider}) is locked")]
    Locked {
        /// Who answers.
        provider: String,
    },
    /// No keyring service answers and none can be started.
    #[error("no keyring service answers: {reason}")]
    NoService {
        /// What was tried, in a few words.
        reason: String,
    },
    /// The service is there, and has no keyring to put records into.
    #[error("the keyring service ({provider}) has no default keyring")]
    NoDefaultKeyring {
        /// Who answers.
        provider: String,
    },
    /// The service is there and silent.
    #[error("the keyring service does not answer")]
    NoAnswer,
    /// The service answers, but records that were there are not there.
    #[error("{}", items_missing(.provider, .previous_provider, *.expected, *.found))]
    ItemsMissing {
        /// Who answers now.
        provider: String,
        /// Who answered when the records were last seen.
        previous_provider: String,
        /// How many records were last seen.
        expected: u32,
        /// How many of those are here.
        found: u32,
    },
    /// The record would not fit in every system's keyring.
    #[error("the account is too large for a keyring by {over} bytes; the longest part is the {field}")]
    TooLarge {
        /// The longest part: `note`, `tags`, `name`, `issuer` …
        field: &'static str,
        /// Bytes above the limit.
        over: usize,
    },
    /// The change did not happen, and nothing else did.
    #[error("nothing was changed: {reason}")]
    NotWritten {
        /// Why not.
        reason: Box<StoreError>,
    },
    /// The store died while it was writing.
    #[error("{}", write_unclear(.reason))]
    WriteUnclear {
        /// What failed.
        reason: Box<StoreError>,
    },
    /// An edit would leave an account that nobody can tell from another.
    #[error("an account needs an issuer or a name; nothing was changed")]
    Nameless,
    /// Somebody else changed the account since it was read.
    #[error("this account was changed by another window or program; your change was not stored, theirs was")]
    Conflict {
        /// The account.
        id: RecordId,
    },
    /// No record has this id.
    #[error("there is no account with the id {id}")]
    NotFound {
        /// The id asked for.
        id: RecordId,
    },
    /// Several items have one id, so none can be written.
    #[error("there are {copies} items for the account {id}, which differ")]
    Ambiguous {
        /// The id of all of them.
        id: RecordId,
        /// How many there are.
        copies: u32,
    },
    /// The record is there and cannot be read.
    #[error("the record {id} cannot be used: {reason}")]
    Damaged {
        /// The record.
        id: RecordId,
        /// What is wrong with it.
        reason: RecordError,
    },
    /// An account with the same secret and parameters is there already.
    #[error("{label} is here already, with the same secret{}", if *.in_trash { ", in the trash" } else { "" })]
    Duplicate {
        /// The account that is there.
        id: RecordId,
        /// Its issuer and name.
        label: String,
        /// It is in the trash.
        in_trash: bool,
    },
    /// The sealed file did not do what it was asked.
    #[error(transparent)]
    SealedFile(#[from] SealedFileError),
    /// The lock over the keyring.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Bytes that are no text, or several items under one id: a keyring takes neither.
    #[error("the damaged record {id} cannot be kept by a keyring")]
    NotText {
        /// The record.
        id: RecordId,
    },
    /// The other store has another record under this id.
    #[error("both stores have the account {id}, and not the same")]
    Differs {
        /// The account.
        id: RecordId,
    },
    /// Asked of an account that is kept for a version or a program that knows it.
    #[error("this version of Countersign makes no codes for this account, and keeps it as it is: {reason}")]
    NotMadeYet {
        /// What it does not know.
        reason: otp::UriError,
    },
    /// Asked of an account that makes its codes from the time.
    #[error("this account has no counter: its codes come from the time")]
    NotHotp,
    /// No import, or it was taken back.
    #[error("there is no import to take back")]
    NothingToUndo,
    /// Only what is in the trash can be deleted for good.
    #[error("this account is not in the trash")]
    NotInTrash,
    /// No code can be made.
    #[error(transparent)]
    Code(#[from] otp::CodeError),
    /// No random bytes for an id.
    #[error(transparent)]
    Random(#[from] crate::random::RandomError),
    /// The folder with the lock and the hints could not be used.
    #[error("{}could not {doing} the folder {}: {reason}", .trouble.fact(), .path.display())]
    Folder {
        /// What a person can do something about.
        trouble: DiskTrouble,
        /// What was being done, such as `create`.
        doing: &'static str,
        /// The folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Another program of ours had the accounts kept in another place.
    #[error("your accounts are kept in {place} now, as another Countersign program was told")]
    ChosenElsewhere {
        /// The place, as a person calls it.
        place: String,
    },
    /// Another program of ours holds the lock of the data folder.
    #[error("another Countersign program is writing to the store")]
    Busy,
    /// Anything else the system said.
    #[error("the keyring failed: {0}")]
    Platform(String),
}

impl StoreError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "store-locked",
            Self::NoService { .. } => "store-no-service",
            Self::NoDefaultKeyring { .. } => "store-no-default-keyring",
            Self::NoAnswer => "store-no-answer",
            Self::ItemsMissing { .. } => "store-items-missing",
            Self::TooLarge { .. } => "account-too-large",
            Self::NotWritten { .. } => "store-not-written",
            Self::WriteUnclear { .. } => "store-write-unclear",
            Self::Nameless => "account-nameless",
            Self::Conflict { .. } => "account-conflict",
            Self::NotFound { .. } => "account-not-found",
            Self::Ambiguous { .. } => "account-ambiguous",
            Self::Damaged { reason, .. } => reason.code(),
            Self::Duplicate { .. } => "account-duplicate",
            Self::SealedFile(error) => error.code(),
            Self::Lock(error) => error.code(),
            Self::NotText { .. } => "record-not-text",
            Self::Differs { .. } => "account-differs",
            Self::NotMadeYet { .. } => "account-not-made-yet",
            Self::NotHotp => "account-not-hotp",
            Self::NothingToUndo => "import-nothing-to-undo",
            Self::NotInTrash => "account-not-in-trash",
            Self::Code(error) => error.code(),
            Self::Random(_) => "random-failed",
            Self::Folder { trouble, .. } => trouble.code_or("data-folder-failed"),
            Self::ChosenElsewhere { .. } => "store-chosen-elsewhere",
            Self::Busy => "store-busy",
            Self::Platform(_) => "store-failed",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NotWritten { reason } => reason.hint(),
            Self::Damaged { reason, .. } => reason.hint().to_owned(),
            Self::Code(error) => error.hint().to_string(),
            Self::SealedFile(error) => error.hint(),
            Self::Lock(error) => error.hint().to_owned(),
            other => other.fixed_hint().to_owned(),
        }
    }

    fn fixed_hint(&self) -> &'static str {
        match self {
            Self::Locked { .. } => {
                "unlock the keyring: the system asks for its password, usually the one you log in with; then try again"
            }
            Self::NoService { .. } => NO_SERVICE_HINT,
            Self::NoDefaultKeyring { .. } => {
                "let Countersign ask the system to create one, or create one in the system's password program and make it the default"
            }
            Self::NoAnswer => {
                "wait for a prompt of another program to be answered, or log out and in again; then try again"
            }
            Self::ItemsMissing { provider, .. } if is_sealed_file(provider) => FILE_ITEMS_MISSING_HINT,
            Self::ItemsMissing { .. } => ITEMS_MISSING_HINT,
            Self::TooLarge { .. } => {
                "shorten it; a keyring of Windows takes 2,560 bytes an item, and accounts have to fit everywhere"
            }
            Self::WriteUnclear { reason } if matches!(reason.cause(), Self::SealedFile(_)) => {
                "look whether the change is there, and check the disk"
            }
            Self::WriteUnclear { .. } => "try again once the keyring answers, and look whether the change is there",
            Self::Nameless => "give it one of the two",
            Self::Conflict { .. } => "look at the account as it is now, and change it again",
            Self::NotFound { .. } => "it may have been deleted by another window or program: load the list again",
            Self::Ambiguous { .. } => {
                "look at the copies in the system's password program and delete all but one there"
            }
            Self::Duplicate { in_trash: true, .. } => "restore it from the trash instead of adding it again",
            Self::Duplicate { .. } => "use the account that is there: it makes the same codes",
            Self::NotText { .. } => {
                "it stays where it is: look at it with `countersign show ID --raw`, and remove it if it is of no use"
            }
            Self::Differs { .. } => {
                "both are kept: look at the account in each store, remove the one that is out of date for ever, and move again"
            }
            Self::NotMadeYet { .. } => {
                "take its code from the program it came from, or export it for one that knows it; a later version may make its codes"
            }
            Self::NotHotp => "show its code; there is nothing to count up",
            Self::NothingToUndo => "only the last import can be taken back, once; accounts can be removed one by one",
            Self::NotInTrash => "move it to the trash first",
            Self::Random(_) => "try again; if it stays so, the system has a problem that Countersign cannot solve",
            Self::Folder { trouble, .. } => trouble.hint(),
            Self::ChosenElsewhere { .. } => "make the change there",
            Self::Busy => "wait until it is done, and try again",
            _ => "try again; if it stays so, look at the system's log for the keyring",
        }
    }

    /// That nothing was changed, for this reason.
    #[must_use]
    pub(crate) fn not_written(self) -> Self {
        match self {
            already @ (Self::NotWritten { .. } | Self::WriteUnclear { .. }) => already,
            reason => Self::NotWritten { reason: Box::new(reason) },
        }
    }

    /// Everything is there, and a password of ours has to be given first: the one of a lock or of a sealed file.
    #[must_use]
    pub fn wants_password(&self) -> bool {
        matches!(self.cause(), Self::Lock(LockError::Locked) | Self::SealedFile(SealedFileError::Closed { .. }))
    }

    /// The failure below a write that did not happen, or this error itself.
    #[must_use]
    pub fn cause(&self) -> &Self {
        match self {
            Self::NotWritten { reason } | Self::WriteUnclear { reason } => reason.cause(),
            other => other,
        }
    }
}

fn items_missing(provider: &str, previous_provider: &str, expected: u32, found: u32) -> String {
    let many = if found == 0 {
        format!("none of the accounts ({expected})")
    } else {
        format!("{found} of the {expected} accounts")
    };
    if is_sealed_file(provider) {
        return format!("{provider} has {many} that were in it when it was last read");
    }
    format!("{provider} answers now, and has {many} that {previous_provider} kept")
}

fn write_unclear(reason: &StoreError) -> String {
    let (who, what) = match reason.cause() {
        StoreError::SealedFile(_) => ("the file was replaced, and the disk failed then", "lasts"),
        _ => ("the keyring failed while it was writing", "was stored"),
    };
    format!("{who}, so whether the change {what} is not known: {reason}")
}

const NO_SERVICE_HINT: &str = "install a keyring and log in again: gnome-keyring on most desktops \
    (`sudo apt install gnome-keyring`, `sudo dnf install gnome-keyring`), KWallet on KDE, or KeePassXC with its \
    Secret Service turned on; then try again. Without any, accounts can be kept in a file sealed with a password";

const FILE_ITEMS_MISSING_HINT: &str = "nothing was overwritten: it may be an older file in the place of the newer one; `countersign store generations` lists \
    what there is to go back to, `countersign store restore` goes back; only if they are gone for good, start \
    empty";

const ITEMS_MISSING_HINT: &str = "nothing was overwritten: start the keyring that held them, or restore its file from a backup, and try \
    again; only if they are gone for good, start empty";
