//! Backups behind the window: made by themselves after changes, turned on, and restored from.

mod changing;
mod restoring;
mod turning_on;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use authenticator::{Backup, BackupKey, BackupState, UpToDate};
use host::{AutomaticBackupError, AutomaticBackups, os};
use otp::UnixSeconds;

use crate::api::{BackupsState, BackupsView, NewestBackupView};
use crate::app::App;
use crate::commands::Answer;
use crate::failure::AppError;
use crate::views;
use restoring::Restoring;
use turning_on::Prepared;

/// How long nothing may change before a backup is made of what did: several changes in a row make one.
const QUIET: Duration = Duration::from_secs(3);

/// Which records there are, each with its revision.
pub(crate) type Fingerprint = Vec<(String, u32)>;

/// Everything about backups that lasts as long as the window.
pub(crate) struct Backups {
    work: Mutex<Work>,
    changed: Condvar,
    one_at_a_time: Mutex<()>,
    prepared: Mutex<Option<Prepared>>,
    restoring: Mutex<Option<Restoring>>,
    /// What the password was changed of, while some still open with the old one.
    changed_key: Mutex<Option<(PathBuf, BackupKey)>>,
}

struct Work {
    /// What came of the last.
    state: BackupsState,
    /// The next one is to be made soon.
    is_waiting: bool,
    /// Counts what was noticed, so that a rest between two changes is seen.
    noticed: u64,
    /// What the last backup has.
    covered: Option<Fingerprint>,
}

impl Default for Backups {
    fn default() -> Self {
        Self {
            work: Mutex::new(Work { state: BackupsState::Off, is_waiting: false, noticed: 0, covered: None }),
            changed: Condvar::new(),
            one_at_a_time: Mutex::new(()),
            prepared: Mutex::new(None),
            restoring: Mutex::new(None),
            changed_key: Mutex::new(None),
        }
    }
}

impl Backups {
    /// The accounts are like this now: if that is new, a backup is made soon. One that failed is tried again.
    pub(crate) fn notice(&self, fingerprint: &Fingerprint) {
        let mut work = self.work();
        let is_covered = work.covered.as_ref() == Some(fingerprint);
        if !is_covered || matches!(work.state, BackupsState::Failed { .. }) {
            work.noticed = work.noticed.wrapping_add(1);
            work.is_waiting = true;
            drop(work);
            self.changed.notify_all();
        }
    }

    /// Makes a backup after changes, once they rest, for as long as the program runs.
    pub(crate) fn keep_up(&self, app: &App) {
        loop {
            let mut work = self.work();
            while !work.is_waiting {
                work = self.changed.wait(work).unwrap_or_else(PoisonError::into_inner);
            }
            loop {
                let seen = work.noticed;
                let rested = self.changed.wait_timeout_while(work, QUIET, |work| work.noticed == seen);
                let (after, rest) = rested.unwrap_or_else(PoisonError::into_inner);
                work = after;
                if rest.timed_out() {
                    break;
                }
            }
            drop(work);
            self.bring_up_to_date(app);
        }
    }

    /// The window is gone: what was to be made is made now.
    pub(crate) fn finish(&self, app: &App) {
        if self.work().is_waiting {
            self.bring_up_to_date(app);
        }
    }

    /// Makes one unless the newest has everything.
    pub(crate) fn bring_up_to_date(&self, app: &App) {
        self.make(app, |automatic| automatic.bring_up_to_date(&app.desk().accounts, os::now()));
    }

    /// Makes one because a person said so.
    pub(crate) fn make_anew(&self, app: &App) {
        self.make(app, |automatic| automatic.make_now(&app.desk().accounts, os::now()));
    }

    fn make(&self, app: &App, make: impl FnOnce(&AutomaticBackups) -> Result<Option<UpToDate>, AutomaticBackupError>) {
        let Some(automatic) = app.desk().automatic_backups.clone() else { return };
        if app.is_locked() {
            // Made up for when the lock is opened and everything is read again.
            let mut work = self.work();
            (work.is_waiting, work.covered) = (false, None);
            return;
        }
        let _one_at_a_time = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, fingerprint) = (self.work().noticed, app.shelf().fingerprint());
        let state = match make(&automatic) {
            Ok(None) => BackupsState::Off,
            Ok(Some(UpToDate::NothingToKeep)) => BackupsState::Nothing,
            Ok(Some(UpToDate::Already(backup))) => current(&backup),
            Ok(Some(UpToDate::Made(made))) => current(&made.backup),
            Err(error) => BackupsState::Failed { error: error.into() },
        };
        self.settle(before, state, fingerprint);
        app.backups_changed();
    }

    /// What was noticed meanwhile is still waited for.
    fn settle(&self, before: u64, state: BackupsState, fingerprint: Fingerprint) {
        let mut work = self.work();
        work.covered = (!matches!(state, BackupsState::Failed { .. })).then_some(fingerprint);
        work.is_waiting = work.noticed != before;
        work.state = state;
    }

    /// A failure is told until the next one was made.
    fn state(&self) -> BackupsState {
        let work = self.work();
        match &work.state {
            failed @ BackupsState::Failed { .. } => failed.clone(),
            _ if work.is_waiting => BackupsState::Waiting,
            settled => settled.clone(),
        }
    }

    /// How backups are.
    pub(crate) fn view(&self, app: &App) -> Answer<BackupsView> {
        let automatic = automatic(app)?;
        let settings = automatic.settings().map_err(AutomaticBackupError::from)?;
        let newest = settings.folder.as_deref().and_then(newest);
        let state = if settings.on { self.state() } else { BackupsState::Off };
        let offer = automatic.is_to_be_offered(os::now()).map_err(AutomaticBackupError::from)?;
        let folder = settings.folder.map(|folder| folder.display().to_string());
        Ok(BackupsView { on: settings.on, folder, state, newest, offer })
    }

    /// Forgets what was typed and opened: a dialog was closed.
    pub(crate) fn forget(&self) {
        *lock(&self.prepared) = None;
        *lock(&self.restoring) = None;
        *lock(&self.changed_key) = None;
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        lock(&self.work)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Those of the store that the window has now.
pub(crate) fn automatic(app: &App) -> Answer<Arc<AutomaticBackups>> {
    Ok(app.desk().automatic_backups.clone().ok_or(AppError::NoBackups)?)
}

fn current(backup: &Backup) -> BackupsState {
    let accounts = if let BackupState::Opens { records, .. } = backup.state { records } else { 0 };
    let made_at = backup.made_at.unwrap_or(UnixSeconds(0));
    BackupsState::Current { path: backup.path.display().to_string(), made_at: views::number(made_at.0), accounts }
}

/// One that cannot be looked for is told by what is tried next with the folder.
fn newest(folder: &Path) -> Option<NewestBackupView> {
    let (path, made_at) = authenticator::Backups::in_folder(folder).newest().ok()??;
    Some(NewestBackupView { path: path.display().to_string(), made_at: views::number(made_at.0) })
}

/// A path as a person types it.
fn folder_of(typed: &str) -> Answer<PathBuf> {
    let typed = typed.trim();
    let home = typed.strip_prefix("~/").and_then(|rest| Some(host::Folders::home()?.join(rest)));
    let folder = home.unwrap_or_else(|| PathBuf::from(typed));
    if folder.is_absolute() { Ok(folder) } else { Err(AutomaticBackupError::NotAbsolute(folder).into()) }
}
