//! Restoring from a backup: opened once with a secret that is not kept, compared, and put back in part or as a whole.

use std::path::{Path, PathBuf};

use authenticator::{
    Backup, BackupState, Contents, Difference, Entry, OpenedBackups, PutBack, RecordId, SealedFileError, SlotError,
};
use host::os;
use zeroize::Zeroizing;

use super::{Backups, folder_of, lock};
use crate::api::{
    BackupDifferenceView, BackupOpens, BackupRecordView, BackupSecretRequest, BackupView, NotPutBackView, PutBackView,
};
use crate::app::App;
use crate::commands::Answer;
use crate::failure::AppError;
use crate::views;

/// The backups of a folder, and the one that is looked at.
pub(super) struct Restoring {
    folder: PathBuf,
    opened: OpenedBackups,
    contents: Option<Contents>,
}

impl Backups {
    /// Opens all that a password or recovery code opens, the newest first.
    pub(crate) fn open(&self, app: &App, request: BackupSecretRequest) -> Answer<Vec<BackupView>> {
        let (era, secret) = (app.era(), Zeroizing::new(request.secret));
        let folder = folder_of(&request.folder)?;
        let opened = authenticator::Backups::in_folder(&folder).unlock(&secret)?;
        let all: Vec<BackupView> = opened.all.iter().map(backup).collect();
        let has = |state| all.iter().any(|backup| backup.state == state);
        if !has(BackupOpens::Opens) && has(BackupOpens::OtherSecret) {
            return Err(SealedFileError::from(SlotError::Wrong).into());
        }
        app.keep(era, &self.restoring, Restoring { folder, opened, contents: None }).ok_or(AppError::NoBackups)?;
        Ok(all)
    }

    /// What one of them has that is not here, or not like this.
    pub(crate) fn compare(&self, app: &App, path: &str) -> Answer<BackupDifferenceView> {
        let mut restoring = lock(&self.restoring);
        let open = restoring.as_mut().ok_or(AppError::NoBackups)?;
        let contents = open.opened.open(Path::new(path))?;
        let difference = app.desk().accounts.difference(&contents);
        if difference.is_ok() {
            open.contents = Some(contents);
        }
        drop(restoring);
        Ok(view(&difference.map_err(|error| app.failed(error))?))
    }

    /// Puts these accounts of it back. Where the keyring was reset, the key of the backups goes back into it, too, and a
    /// backup that could not be made without is made before this answers: nobody is told of what is mended.
    pub(crate) fn put_back(&self, app: &App, ids: &[String]) -> Answer<PutBackView> {
        let ids: Vec<RecordId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let restoring = lock(&self.restoring);
        let Restoring { folder, contents, .. } = restoring.as_ref().ok_or(AppError::NoBackups)?;
        let contents = contents.as_ref().ok_or(AppError::NoBackups)?;
        let results = app.desk().accounts.put_back(contents, &ids, os::now());
        if let (Ok(_), Some(automatic)) = (&results, &app.desk().automatic_backups) {
            // A key that could not be kept is told when the next backup is made.
            let _told_then = automatic.keep_key_again(folder, contents.key());
        }
        drop(restoring);
        let results = results.map_err(|error| app.failed(error))?;
        app.load();
        self.bring_up_to_date(app);
        Ok(outcome(results))
    }
}

fn outcome(results: Vec<PutBack>) -> PutBackView {
    let mut view = PutBackView { put_back: 0, refused: Vec::new() };
    for PutBack { id, result } in results {
        match result {
            Ok(()) => view.put_back = view.put_back.saturating_add(1),
            Err(error) => view.refused.push(NotPutBackView { id: id.to_string(), error: error.into() }),
        }
    }
    view
}

fn backup(backup: &Backup) -> BackupView {
    let (state, accounts, damaged) = match backup.state {
        BackupState::Opens { records, damaged } => (BackupOpens::Opens, records, damaged),
        BackupState::OtherSecret => (BackupOpens::OtherSecret, 0, 0),
        BackupState::Unreadable => (BackupOpens::Unreadable, 0, 0),
    };
    let made_at = backup.made_at.map(|at| views::number(at.0));
    BackupView { path: backup.path.display().to_string(), made_at, state, accounts, damaged }
}

fn view(difference: &Difference) -> BackupDifferenceView {
    let missing = difference.missing.iter().map(|entry| record(entry, false));
    let records = missing.chain(difference.changed.iter().map(|entry| record(entry, true))).collect();
    let added = u32::try_from(difference.added.len()).unwrap_or(u32::MAX);
    BackupDifferenceView { records, same: difference.same, added }
}

fn record(entry: &Entry, changed: bool) -> BackupRecordView {
    let (label, in_trash) = match entry {
        Entry::Account(account) => (Some(account.label()), account.trashed_at.is_some()),
        Entry::Damaged(_) => (None, false),
    };
    BackupRecordView { id: entry.id().to_string(), label, changed, in_trash }
}
