//! Backups that are made by themselves after a change: the folder is in the settings, the key beside the accounts.
//!
//! They are of one store at a time, the one they were turned on for; a move takes them along.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use authenticator::{AccountStore, BackupKey, Backups, OwnItem, OwnItems, SealedFileError, StoreError, UpToDate};
use otp::UnixSeconds;

use crate::Folders;
use crate::os::OsRandom;
use crate::settings::{self, BackupSettings, SettingsError};

/// What the backups are sealed under, with what opens it. Why it may be here: docs/backups.md.
pub(crate) const KEY: OwnItem =
    OwnItem { service: "countersign-backups", name: "key", label: "Countersign backup key" };

/// How long a person who put the offer of backups off is left alone, in seconds: five days.
pub const ASKED_AGAIN_AFTER: u64 = 5 * 86_400;

/// The backups of the accounts in one store.
pub struct AutomaticBackups {
    config: PathBuf,
    /// With a lock or in a sealed file, the key is sealed as the accounts are.
    keeper: Arc<dyn OwnItems>,
    /// The sealed file; none for the keyring.
    of: Option<PathBuf>,
}

/// Why there is no backup of how everything is now.
#[derive(Debug, thiserror::Error)]
pub enum AutomaticBackupError {
    /// The settings could not be read or written.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The keyring, the accounts, or the folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// They are on, and their key is gone.
    #[error("the key of the automatic backups is no longer beside the accounts, so none are made")]
    NoKey,
    /// The folder is no place for them.
    #[error("{} is no whole path to a folder", .0.display())]
    NotAbsolute(PathBuf),
}

impl AutomaticBackupError {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Settings(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::NoKey => "backup-key-missing",
            Self::NotAbsolute(_) => "backup-folder-not-absolute",
        }
    }

    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Settings(error) => error.hint().to_owned(),
            Self::Store(error) => error.hint(),
            Self::NoKey => {
                "turn them on again, with the password of the backups; those that were made are as they were".to_owned()
            }
            Self::NotAbsolute(_) => {
                "give the whole path, from the root on, or choose the folder in the system's dialog".to_owned()
            }
        }
    }
}

impl AutomaticBackups {
    /// Touches nothing yet.
    pub(crate) fn of(folders: &Folders, keeper: Arc<dyn OwnItems>, file: Option<&Path>) -> Self {
        Self { config: folders.config.clone(), keeper, of: file.map(Path::to_owned) }
    }

    /// What the person chose. Those of another store are not on here.
    ///
    /// # Errors
    /// [`SettingsError::Unreadable`].
    pub fn settings(&self) -> Result<BackupSettings, SettingsError> {
        let mut backups = settings::read(&self.config)?.backups;
        backups.on &= backups.of == self.of;
        Ok(backups)
    }

    /// The folder, when they are on.
    ///
    /// # Errors
    /// [`SettingsError::Unreadable`].
    pub fn folder(&self) -> Result<Option<PathBuf>, SettingsError> {
        let settings = self.settings()?;
        Ok(settings.folder.filter(|_| settings.on))
    }

    /// Makes a backup if they are on and something changed since the last.
    ///
    /// # Errors
    /// [`AutomaticBackupError`]; the accounts are as they were.
    pub fn bring_up_to_date(
        &self,
        accounts: &AccountStore,
        now: UnixSeconds,
    ) -> Result<Option<UpToDate>, AutomaticBackupError> {
        let Some(folder) = self.folder()? else { return Ok(None) };
        let key = self.key()?;
        Ok(Some(Backups::in_folder(&folder).bring_up_to_date(accounts, &key, now, &mut OsRandom)?))
    }

    /// Makes one now, also where the backups that were there are gone.
    ///
    /// # Errors
    /// As [`bring_up_to_date`](Self::bring_up_to_date).
    pub fn make_now(
        &self,
        accounts: &AccountStore,
        now: UnixSeconds,
    ) -> Result<Option<UpToDate>, AutomaticBackupError> {
        let Some(folder) = self.folder()? else { return Ok(None) };
        if !folder.is_dir() {
            return Err(StoreError::from(SealedFileError::NoBackupFolder { path: folder }).into());
        }
        let made = Backups::in_folder(&folder).make_with(accounts, self.key()?, None, now, &mut OsRandom)?;
        Ok(Some(UpToDate::Made(Box::new(made))))
    }

    /// From now on they are made in this folder, with this key, whose first backup was made.
    ///
    /// # Errors
    /// [`AutomaticBackupError`]; they are as they were then.
    pub fn turn_on(&self, folder: &Path, key: &BackupKey) -> Result<(), AutomaticBackupError> {
        if !folder.is_absolute() {
            return Err(AutomaticBackupError::NotAbsolute(folder.to_owned()));
        }
        self.keeper.write_own(KEY, &key.to_text())?;
        self.change(|backups| {
            (backups.on, backups.of) = (true, self.of.clone());
            backups.folder = Some(folder.to_owned());
        })
    }

    /// None are made from now on; those that are there stay, and so does the memory of where.
    ///
    /// # Errors
    /// [`AutomaticBackupError`].
    pub fn turn_off(&self) -> Result<(), AutomaticBackupError> {
        self.change(|backups| backups.on &= backups.of != self.of)?;
        Ok(self.keeper.delete_own(KEY)?)
    }

    /// The accounts were moved to another store: their backups go on from there, in the same folder, with the same key.
    ///
    /// # Errors
    /// [`AutomaticBackupError`]; moving again goes on with it.
    pub(crate) fn move_to(&self, to: &Self) -> Result<(), AutomaticBackupError> {
        if self.settings()?.on {
            to.keeper.write_own(KEY, &self.key()?.to_text())?;
            self.change(|backups| backups.of.clone_from(&to.of))?;
        }
        Ok(self.keeper.delete_own(KEY)?)
    }

    /// The keyring was reset, and this is the key that the backups in the chosen folder opened with.
    ///
    /// # Errors
    /// As [`OwnItems::write_own`].
    pub fn keep_key_again(&self, folder: &Path, key: &BackupKey) -> Result<(), AutomaticBackupError> {
        let is_missing = || Ok::<bool, StoreError>(self.keeper.read_own(KEY)?.is_none());
        if self.folder()?.as_deref() == Some(folder) && is_missing()? {
            self.keeper.write_own(KEY, &key.to_text())?;
        }
        Ok(())
    }

    /// What those that are made by themselves open with from now on, if they are made in this folder; says whether they are.
    ///
    /// # Errors
    /// As [`OwnItems::write_own`].
    pub fn change_password(&self, folder: &Path, key: &BackupKey) -> Result<bool, AutomaticBackupError> {
        let is_here = self.folder()?.as_deref() == Some(folder) && self.keeper.read_own(KEY)?.is_some();
        if is_here {
            self.keeper.write_own(KEY, &key.to_text())?;
        }
        Ok(is_here)
    }

    /// Whether they should be offered now: they are off, and the person did not put that off.
    ///
    /// # Errors
    /// [`SettingsError::Unreadable`].
    pub fn is_to_be_offered(&self, now: UnixSeconds) -> Result<bool, SettingsError> {
        let settings = self.settings()?;
        let is_left_alone = settings.never_ask || settings.ask_after.is_some_and(|then| now.0 < then);
        Ok(!settings.on && !is_left_alone)
    }

    /// Does not offer them for some days, or ever again.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn put_off(&self, forever: bool, now: UnixSeconds) -> Result<(), AutomaticBackupError> {
        self.change(|backups| {
            backups.never_ask = forever;
            backups.ask_after = Some(now.0.saturating_add(ASKED_AGAIN_AFTER));
        })
    }

    fn key(&self) -> Result<BackupKey, AutomaticBackupError> {
        let text = self.keeper.read_own(KEY)?.ok_or(AutomaticBackupError::NoKey)?;
        BackupKey::parse(&text).map_err(|_| AutomaticBackupError::NoKey)
    }

    fn change(&self, change: impl FnOnce(&mut BackupSettings)) -> Result<(), AutomaticBackupError> {
        Ok(settings::change(&self.config, |settings| change(&mut settings.backups)).map(drop)?)
    }
}
