//! Moving all accounts between the keyring and a sealed file, with their backups and the person's choice.
//!
//! The settings say before the first account is copied that a move was begun, and after the last that it is done. So
//! whoever is started after a kill in between knows, and goes on.

use std::path::Path;

use authenticator::{Moved, StoreError};

use crate::automatic_backups::AutomaticBackupError;
use crate::settings::{self, Moving, SettingsError, StoreSettings};
use crate::{AutomaticBackups, Desk};

/// Why accounts were not moved, or not all of what belongs to them.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// One of the stores.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was begun or done could not be noted.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The accounts were moved, and what their backups need was not.
    #[error(transparent)]
    Backups(#[from] AutomaticBackupError),
}

impl MoveError {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Settings(error) => error.code(),
            Self::Backups(error) => error.code(),
        }
    }

    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Store(error) => error.hint(),
            Self::Settings(error) => error.hint().to_owned(),
            Self::Backups(error) => error.hint(),
        }
    }
}

/// Moves every account, the automatic backups and, where the person's choice was the first store, that choice to the
/// second. Done again after it was cut off anywhere, it ends what is left.
///
/// # Errors
/// [`MoveError`]; each account is in at least one of the two. One that stays where it was is no error of the whole, and
/// then neither backups nor the choice have moved.
pub fn move_accounts(from: &Desk, to: &Desk) -> Result<Moved, MoveError> {
    // Before anything is touched: a locked keyring is said as what it is.
    from.accounts.records().state()?;
    to.accounts.records().state()?;
    let config = &to.folders.config;
    let follows = follows(&settings::read(config)?.store, from.file_path(), to.file_path());
    if follows {
        settings::change(config, |settings| begin(&mut settings.store, from.file_path(), to.file_path()))?;
    }
    let moved = from.accounts.move_to(&to.accounts)?;
    if !moved.kept.is_empty() {
        return Ok(moved);
    }
    if let (Some(ours), Some(theirs)) = (&from.automatic_backups, &to.automatic_backups) {
        AutomaticBackups::move_to(ours, theirs)?;
    }
    if follows {
        settings::change(config, |settings| {
            (settings.store.file, settings.store.moving) = (to.file_path().map(Path::to_owned), None);
        })?;
    }
    Ok(moved)
}

/// The choice was the store that is left, or a move between the two was begun already.
fn follows(chosen: &StoreSettings, from: Option<&Path>, to: Option<&Path>) -> bool {
    let file = chosen.file.as_deref();
    file == from || (chosen.moving.is_some() && file == to)
}

/// Between two sealed files, the choice changes when all is done.
fn begin(chosen: &mut StoreSettings, from: Option<&Path>, to: Option<&Path>) {
    let (file, moving) = match (from, to) {
        (None, Some(to)) => (to, Moving::ToFile),
        (Some(from), None) => (from, Moving::ToKeyring),
        _ => return,
    };
    (chosen.file, chosen.moving) = (Some(file.to_owned()), Some(moving));
}
