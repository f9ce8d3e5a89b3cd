//! Another password for the backups that are made by themselves.

use authenticator::{BackupKey, Rewrapped};
use host::os::OsRandom;
use host::{AutomaticBackupError, work_of_a_password};
use zeroize::Zeroizing;

use super::{Backups, automatic, lock};
use crate::api::{ChangedBackupsView, LockPasswordRequest};
use crate::app::App;
use crate::commands::Answer;
use crate::failure::AppError;

impl Backups {
    /// Every backup of the folder opens with another password from now on, and those that are made next.
    pub(crate) fn change_password(&self, app: &App, request: LockPasswordRequest) -> Answer<ChangedBackupsView> {
        let (era, secret) = (app.era(), Zeroizing::new(request.secret));
        let password = Zeroizing::new(request.new_password);
        let automatic = automatic(app)?;
        let folder = automatic.settings().map_err(AutomaticBackupError::from)?.folder.ok_or(AppError::NoBackups)?;
        let backups = authenticator::Backups::in_folder(&folder);
        let key = backups.with_password(&secret, &password, &work_of_a_password(), &mut OsRandom)?;
        // First, so that none is made with the old one once the others are changed.
        automatic.change_password(&folder, &key)?;
        let Rewrapped { changed, left } = backups.rewrap(&key, &mut OsRandom)?;
        // Locked meanwhile: those that are left stay where they are.
        let _is_kept = app.keep(era, &self.changed_key, (folder, key));
        Ok(ChangedBackupsView {
            changed: u32::try_from(changed.len()).unwrap_or(u32::MAX),
            left: left.iter().map(|path| path.display().to_string()).collect(),
        })
    }

    /// Deletes those that could not be changed, and says how many.
    pub(crate) fn discard_old(&self) -> Answer<u32> {
        let (folder, key): (_, BackupKey) = lock(&self.changed_key).take().ok_or(AppError::NoBackups)?;
        let deleted = authenticator::Backups::in_folder(&folder).discard_old(&key)?;
        Ok(u32::try_from(deleted.len()).unwrap_or(u32::MAX))
    }
}
