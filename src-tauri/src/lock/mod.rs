//! The lock behind the window: setting it, opening it, and locking, which leaves nothing of the accounts behind.

mod idle;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use authenticator::{
    LockError, LockState, LockableStore, PreparedLock, RecoveryCode, SealedFileError, StoreError, Turned,
};
use host::{Desk, clipboard, os, work_of_a_password};
use zeroize::Zeroizing;

use crate::api::{
    AccountsView, CopiedView, ErrorView, LockChangedView, LockCodeChangedView, LockPasswordRequest, LockSecretRequest,
    LockStateView, LockView, PreparedLockView, StoreState,
};
use crate::app::App;
use crate::commands::Answer;
use crate::failure::AppError;
use crate::views;
use idle::Idle;

/// Everything about the lock that lasts as long as the program.
#[derive(Default)]
pub(crate) struct Lock {
    /// Whose recovery code is shown, until the person has kept it.
    prepared: Mutex<Option<Prepared>>,
    pub(crate) idle: Idle,
    watching: OnceLock<()>,
}

/// What waits until the person has kept its recovery code.
enum Prepared {
    /// A lock that is to be set.
    Lock(Box<PreparedLock>),
    /// A code in place of the one of a lock, or a sealed file, that is open.
    Code(RecoveryCode),
}

impl Lock {
    /// How it is.
    pub(crate) fn view(&self, app: &App) -> Answer<LockView> {
        if let Some(file) = &app.desk().file {
            let state = if file.is_open() { LockStateView::Unlocked } else { LockStateView::Locked };
            return Ok(LockView { state, half_way: false, of_file: true });
        }
        let status = store(app)?.status()?;
        let state = match status.state {
            LockState::Off => LockStateView::Off,
            LockState::Locked => LockStateView::Locked,
            LockState::Unlocked => LockStateView::Unlocked,
        };
        Ok(LockView { state, half_way: status.is_half_way, of_file: false })
    }

    /// Makes what a lock needs, and answers its recovery code. Nothing is written yet.
    pub(crate) fn prepare(&self, app: &App, request: LockSecretRequest) -> Answer<PreparedLockView> {
        let (era, password) = (app.era(), Zeroizing::new(request.secret));
        let prepared = store(app)?.prepare(&password, &work_of_a_password(), os::now())?;
        let recovery_code = prepared.code().to_text().to_string();
        app.keep(era, &self.prepared, Prepared::Lock(Box::new(prepared))).ok_or(AppError::NoBackups)?;
        Ok(PreparedLockView { recovery_code })
    }

    /// Makes another recovery code, once the password was given again. The one of before opens until the person has kept it.
    pub(crate) fn prepare_code(&self, app: &App, request: LockSecretRequest) -> Answer<PreparedLockView> {
        let (era, desk, secret) = (app.era(), app.desk(), Zeroizing::new(request.secret));
        match &desk.file {
            Some(file) => file.prove(&secret, Box::new(os::OsRandom))?,
            None => store(app)?.prove(&secret, os::now())?,
        }
        let code = RecoveryCode::random(&mut os::OsRandom).map_err(StoreError::from)?;
        let recovery_code = code.to_text().to_string();
        app.keep(era, &self.prepared, Prepared::Code(code)).ok_or(AppError::NoBackups)?;
        Ok(PreparedLockView { recovery_code })
    }

    /// The person has kept the other recovery code: it opens from now on, and the one of before no longer does.
    pub(crate) fn replace_code(&self, app: &App) -> Answer<LockCodeChangedView> {
        let (desk, work) = (app.desk(), work_of_a_password());
        let code = match &*self.prepared() {
            Some(Prepared::Code(code)) => code.clone(),
            _ => return Err(AppError::NoBackups.into()),
        };
        let left = match &desk.file {
            Some(file) => file.replace_recovery_code(&code, &work)?.len(),
            None => store(app)?.replace_recovery_code(&code, &work).map(|()| 0)?,
        };
        // Until it is written the person can try again.
        self.forget();
        Ok(LockCodeChangedView { left: u32::try_from(left).unwrap_or(u32::MAX) })
    }

    /// Puts the recovery code that is shown on the clipboard, for as long as a code may stay there.
    pub(crate) fn copy_code(&self, app: &App) -> Answer<CopiedView> {
        let prepared = self.prepared();
        let code = match prepared.as_ref().ok_or(AppError::NoBackups)? {
            Prepared::Lock(lock) => lock.code().to_text(),
            Prepared::Code(code) => code.to_text(),
        };
        let clears_in = host::settings::read(&app.desk().folders.config).unwrap_or_default().clipboard_seconds;
        clipboard::copy(&code, clears_in)?;
        Ok(CopiedView { clears_in })
    }

    /// The person has kept the recovery code: sets the lock, and seals every account.
    pub(crate) fn set(&self, app: &App) -> Answer<LockChangedView> {
        let Some(Prepared::Lock(prepared)) = self.prepared().take() else { return Err(AppError::NoBackups.into()) };
        let turned = store(app)?.set(*prepared)?;
        app.lock_opened();
        Ok(changed(&turned))
    }

    /// Takes the lock away, once the password was given again.
    pub(crate) fn turn_off(&self, app: &App, request: LockSecretRequest) -> Answer<LockChangedView> {
        let (lock, secret) = (store(app)?, Zeroizing::new(request.secret));
        lock.prove(&secret, os::now())?;
        Ok(changed(&lock.turn_off()?))
    }

    /// Another password, once the one of before, or the recovery code, was given again.
    pub(crate) fn change_password(&self, app: &App, request: LockPasswordRequest) -> Answer<()> {
        let (secret, new) = (Zeroizing::new(request.secret), Zeroizing::new(request.new_password));
        if let Some(file) = &app.desk().file {
            file.set_password(&secret, &new, &work_of_a_password(), Box::new(os::OsRandom))?;
            return Ok(());
        }
        let lock = store(app)?;
        lock.prove(&secret, os::now())?;
        Ok(lock.set_password(&new, &work_of_a_password())?)
    }

    /// Opens the lock or the sealed file, ends a move that was cut off, and reads everything.
    pub(crate) fn open(&self, app: &App, request: LockSecretRequest) -> Answer<AccountsView> {
        let secret = Zeroizing::new(request.secret);
        match &app.desk().file {
            Some(file) => {
                let opened = file.open_with(&secret, Box::new(os::OsRandom));
                opened.inspect_err(|error| app.keeping.offer_generations(error, secret.clone()))?;
            }
            None => drop(store(app)?.open_with(&secret, os::now())?),
        }
        app.lock_opened();
        app.keeping.go_on_after_a_cut(app);
        Ok(app.load())
    }

    /// Forgets what was typed and shown: a dialog was closed.
    pub(crate) fn forget(&self) {
        *self.prepared() = None;
    }

    /// Once the lock was open, the session is listened to: its own lock, its screen saver, and sleep.
    pub(crate) fn watch_session(&self, app: &Arc<App>) {
        self.watching.get_or_init(|| {
            let locking = Arc::clone(app);
            host::session::watch(move || locking.lock_now());
        });
    }

    fn prepared(&self) -> std::sync::MutexGuard<'_, Option<Prepared>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Locks, if a lock is set and open: the key, every secret and every code that was shown go, the web view with them, and
    /// a new one asks for the password.
    pub(crate) fn lock_now(&self) {
        let desk = self.desk();
        let Some(locked) = lock(&desk) else { return };
        self.forget_everything(views::store_state(locked));
        self.renew_window();
        self.accounts_changed();
        // Last, since it waits for a change that is just being written.
        desk.accounts.forget();
    }

    /// A lock is set, and its password was not given.
    pub(crate) fn is_locked(&self) -> bool {
        let desk = self.desk();
        let is_locked = |lock: &LockableStore| matches!(lock.lock_state(), Ok(LockState::Locked));
        desk.file.as_ref().is_some_and(|file| !file.is_open()) || desk.lock.as_deref().is_some_and(is_locked)
    }

    /// Forgets what the window has been told and what was typed; what is known below is forgotten by whoever calls.
    pub(crate) fn forget_everything(&self, state: StoreState) {
        // First: what is being done now brings nothing from here on.
        let mut shelf = self.shelf();
        shelf.clear();
        shelf.set_state(state, Vec::new());
        drop(shelf);
        self.watch.replace(Vec::new());
        self.drafts().clear();
        *self.refused() = None;
        self.backups.forget();
        self.exchange.forget();
        self.lock.forget();
        self.keeping.forget();
    }

    /// From now on idleness and the session count.
    pub(crate) fn lock_opened(&self) {
        self.lock.idle.begins();
        self.begin_to_watch_session();
    }
}

/// Locks what is open, and gives why nothing can be read any more; none where there is no lock, or it is locked already.
fn lock(desk: &Desk) -> Option<StoreError> {
    if let Some(file) = &desk.file {
        let closed = SealedFileError::Closed { path: file.path().to_owned() };
        return file.is_open().then(|| file.lock()).map(|()| closed.into());
    }
    let lock = desk.lock.as_ref()?;
    if matches!(lock.lock_state(), Ok(LockState::Off | LockState::Locked)) {
        return None;
    }
    lock.lock();
    Some(LockError::Locked.into())
}

fn store(app: &App) -> Answer<Arc<LockableStore>> {
    Ok(app.desk().lock.clone().ok_or(AppError::NoBackups)?)
}

/// What is left is told; it is gone on with when the lock is opened the next time.
fn changed(turned: &Turned) -> LockChangedView {
    let error = turned.interrupted.as_ref().or_else(|| turned.left.first().map(|(_, error)| error));
    let kept = u32::try_from(turned.kept.len()).unwrap_or(u32::MAX);
    LockChangedView { done: turned.done, kept, problem: error.map(|error| ErrorView::from(error.clone())) }
}
