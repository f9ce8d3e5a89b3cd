//! The two places a header is kept in.

use std::sync::Arc;

use super::header::{Fault, Header, LONGEST};
use crate::folder::{DataFolder, FolderLock};
use crate::store::{Keyring, OwnItem, StoreError};

/// In the keyring.
pub(super) const ITEM: OwnItem = OwnItem { service: "countersign-lock", name: "header", label: "Countersign lock" };

/// In the data folder.
pub(super) const FILE: &str = "lock-header";

/// What one place holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    Nothing,
    Header(Header),
    Fault(Fault),
}

impl Kept {
    fn of(text: &str) -> Self {
        Header::parse(text).map_or_else(Self::Fault, Self::Header)
    }
}

/// The data folder. One that cannot be read counts as damaged: the keyring's copy may still do.
pub(super) fn in_folder(folder: &DataFolder) -> Kept {
    match folder.read_file(FILE, LONGEST) {
        Ok(None) => Kept::Nothing,
        Ok(Some(bytes)) => std::str::from_utf8(&bytes).map_or(Kept::Fault(Fault::Damaged), Kept::of),
        Err(_) => Kept::Fault(Fault::Damaged),
    }
}

/// The keyring.
///
/// # Errors
/// It cannot be used at all. One that is there and fails to give this item has a damaged one.
pub(super) fn in_keyring(keyring: &Arc<dyn Keyring>) -> Result<Kept, StoreError> {
    match keyring.read_own(ITEM) {
        Ok(None) => Ok(Kept::Nothing),
        Ok(Some(text)) => Ok(Kept::of(&text)),
        Err(StoreError::Platform(_)) if keyring.state().is_ok() => Ok(Kept::Fault(Fault::Damaged)),
        Err(error) => Err(error),
    }
}

/// Writes the header to both places, and reads it back from each. Where the second fails, the first gets back what it had.
///
/// # Errors
/// [`StoreError::NotWritten`]: both are as they were. [`StoreError::WriteUnclear`]: one or both may have the new one.
pub(super) fn write(
    header: &Header,
    keyring: &Arc<dyn Keyring>,
    folder: &DataFolder,
    held: &FolderLock,
) -> Result<(), StoreError> {
    let before = folder.read_file(FILE, LONGEST).map_err(StoreError::not_written)?;
    folder.write_file(held, FILE, header.text().as_bytes()).map_err(|error| error.not_written())?;
    let Err(error) = keyring.write_own(ITEM, header.text()) else { return Ok(()) };
    match keyring.read_own(ITEM) {
        Ok(Some(stored)) if stored.as_str() == header.text() => return Ok(()),
        Ok(_) => {}
        Err(_) => return Err(unclear(error)),
    }
    let put_back = match before {
        Some(before) => folder.write_file(held, FILE, &before),
        None => folder.delete_file(held, FILE),
    };
    Err(if put_back.is_ok() { error.not_written() } else { unclear(error) })
}

/// Deletes it in both places. A program that is killed between the two leaves one, which opens as ever.
pub(super) fn delete(keyring: &Arc<dyn Keyring>, folder: &DataFolder, held: &FolderLock) -> Result<(), StoreError> {
    keyring.delete_own(ITEM).map_err(StoreError::not_written)?;
    folder.delete_file(held, FILE).map_err(StoreError::not_written)
}

fn unclear(error: StoreError) -> StoreError {
    match error {
        already @ StoreError::WriteUnclear { .. } => already,
        reason => StoreError::WriteUnclear { reason: Box::new(reason) },
    }
}
