//! Turning backups on: what opens them is shown and kept by the person before the first is made.

use std::path::PathBuf;

use authenticator::{BackupKey, RecoveryCode, SlotError};
use host::os::{self, OsRandom};
use host::{clipboard, work_of_a_password};
use zeroize::Zeroizing;

use super::{Backups, automatic, folder_of, lock, newest};
use crate::api::{BackupFolderView, BackupSecretRequest, BackupsView, CopiedView, PreparedBackupsView};
use crate::app::App;
use crate::commands::Answer;
use crate::failure::AppError;

/// What a person typed and was shown, until the first backup is made of it.
pub(super) struct Prepared {
    folder: PathBuf,
    key: BackupKey,
    code: Option<RecoveryCode>,
}

impl Backups {
    /// What is in a folder that a person chose.
    pub(crate) fn look_at(&self, typed: &str) -> Answer<BackupFolderView> {
        let folder = folder_of(typed)?;
        let has_backups = !authenticator::Backups::in_folder(&folder).is_empty()?;
        let newest = newest(&folder);
        Ok(BackupFolderView { folder: folder.display().to_string(), has_backups, newest })
    }

    /// Makes the key and its recovery code, or opens that of the backups which are there. Nothing is written yet.
    pub(crate) fn prepare(&self, app: &App, request: BackupSecretRequest) -> Answer<PreparedBackupsView> {
        let (era, secret) = (app.era(), Zeroizing::new(request.secret));
        let folder = folder_of(&request.folder)?;
        let backups = authenticator::Backups::in_folder(&folder);
        let (key, code) = backups.key(&secret, &work_of_a_password(), &mut OsRandom)?;
        let recovery_code = code.as_ref().map(|code| code.to_text().to_string());
        app.keep(era, &self.prepared, Prepared { folder, key, code }).ok_or(AppError::NoBackups)?;
        Ok(PreparedBackupsView { recovery_code })
    }

    /// Puts the recovery code that is shown on the clipboard, for as long as a code may stay there.
    pub(crate) fn copy_recovery_code(&self, app: &App) -> Answer<CopiedView> {
        let prepared = lock(&self.prepared);
        let code = prepared.as_ref().and_then(|prepared| prepared.code.as_ref()).ok_or(AppError::NoBackups)?;
        let clears_in = host::settings::read(&app.desk().folders.config).unwrap_or_default().clipboard_seconds;
        clipboard::copy(&code.to_text(), clears_in)?;
        Ok(CopiedView { clears_in })
    }

    /// The person has kept what opens them: makes the first backup, and only then turns them on.
    pub(crate) fn turn_on(&self, app: &App) -> Answer<BackupsView> {
        let automatic = automatic(app)?;
        let mut prepared = lock(&self.prepared);
        let Prepared { folder, key, code } = prepared.as_ref().ok_or(AppError::NoBackups)?;
        let backups = authenticator::Backups::in_folder(folder);
        // Another program may have begun there with another password meanwhile.
        if code.is_some() && !backups.is_empty()? {
            return Err(authenticator::SealedFileError::from(SlotError::Wrong).into());
        }
        backups.make_with(&app.desk().accounts, key.clone(), code.clone(), os::now(), &mut OsRandom)?;
        automatic.turn_on(folder, key)?;
        *prepared = None;
        drop(prepared);
        self.bring_up_to_date(app);
        self.view(app)
    }
}
