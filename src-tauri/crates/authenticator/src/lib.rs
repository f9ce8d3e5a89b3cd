//! The accounts of a person: what a record of one is, the store that keeps it, and the way from a picture or a text to
//! a new one.
//!
//! - [`AccountStore`] reads and changes accounts in a [`RecordStore`]: the system's keyring ([`KeyringStore`]), a file
//!   sealed with a password ([`SealedFileStore`]) or memory ([`MemoryStore`]). Every read-change-write
//!   holds a lock file that all of Countersign's programs share.
//! - [`LockableStore`] seals the records of a keyring under a lock that the person sets.
//! - [`intake::Draft`] collects what pictures, texts and typing hold, before anything is stored.
//!
//! Calls on a store block and are made off the window's thread. Time and randomness are arguments. Nothing here
//! prints, logs or puts into an error what is secret.

mod account;
mod accounts;
mod disk;
mod export;
mod folder;
pub mod import;
pub mod intake;
mod keyring_store;
mod lock;
mod random;
mod record;
mod record_id;
mod sealed_file;
mod seen;
mod store;

pub use account::{
    Account, AccountChange, Codes, DamagedRecord, DisplayOrder, Entry, KeptAddress, NewAccount, makes_same_codes,
};
pub use accounts::{
    AccountStore, CONFIRMATION_SECONDS, Difference, HotpCode, Imported, LastImport, LoadProgress, LoadWarning, Loaded,
    Moved, PutBack, TRASH_SECONDS, Undone,
};
pub use disk::DiskTrouble;
pub use export::{Chosen, LeftOut, PlainList, SealedExport};
pub use keyring_store::KeyringStore;
pub use lock::{HeaderState, LockError, LockState, LockStatus, LockableStore, PreparedLock, Turned, Unlocked};
pub use random::{Random, RandomError};
pub use record::{FORMAT, MAX_STORED_BYTES, RecordError, UnknownFields, sealed_size};
pub use record_id::{RecordId, RecordIdError};
pub use sealed_file::{
    Backup, BackupKey, BackupKeyError, BackupState, Backups, Contents, Generation, GenerationName, GenerationNameError,
    GenerationState, GoingBack, LockableFile, MadeBackup, OpenedBackups, PreparedFile, Rewrapped, SealedFileError,
    SealedFileStore, UpToDate,
};
pub use sealing::{RecoveryCode, SlotError, SlotKind};
pub use store::{Keyring, MemoryStore, OwnItem, OwnItems, RawRecord, RecordStore, StoreError};
