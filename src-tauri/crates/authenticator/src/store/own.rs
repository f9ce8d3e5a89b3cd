//! Secrets of the program itself, beside the accounts: each an item under a service of its own.

use zeroize::Zeroizing;

use super::StoreError;

/// The name of an item of the program's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnItem {
    /// The service; never that of the accounts.
    pub service: &'static str,
    /// The name within the service.
    pub name: &'static str,
    /// What people see of it.
    pub label: &'static str,
}

/// Keeps secrets of the program itself. Every call may block on the system and is made off the window's thread.
pub trait OwnItems: Send + Sync {
    /// Reads one; none where the keyring can be read and has none. Never prompts where the system lets that be known
    /// beforehand.
    ///
    /// # Errors
    /// The keyring is locked, not there, or holds something else; then nothing is known about the item.
    fn read_own(&self, item: OwnItem) -> Result<Option<Zeroizing<String>>, StoreError>;

    /// Stores one, and reads it back.
    ///
    /// # Errors
    /// It was not stored, or whether it was is not known.
    fn write_own(&self, item: OwnItem, text: &str) -> Result<(), StoreError>;

    /// Deletes one; what is not there is deleted already.
    ///
    /// # Errors
    /// The keyring is locked, not there, or would not.
    fn delete_own(&self, item: OwnItem) -> Result<(), StoreError>;
}
