//! Where the accounts are kept, behind the window: making a sealed file, and moving between it and the keyring.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use authenticator::{
    Generation, GenerationName, GenerationState, LockState, PreparedFile, SealedFileError, SealedFileStore,
};
use host::os::OsRandom;
use host::settings::{self, Moving, StoreSettings};
use host::{Desk, Folders, StoreChoice, clipboard, work_of_a_password};
use otp::UnixSeconds;
use zeroize::Zeroizing;

use crate::api::{
    AccountsView, CopiedView, ErrorView, FilePlaceView, FileSecretRequest, GenerationView, MoveView, PreparedFileView,
    StorePlaceView,
};
use crate::app::App;
use crate::commands::Answer;
use crate::failure::AppError;
use crate::views;

/// How a sealed file is called that the person gave no name.
const NAME: &str = "accounts.sealed";

/// What a person typed and was shown, and what became of the last move.
#[derive(Default)]
pub(crate) struct Keeping {
    prepared: Mutex<Option<Prepared>>,
    last: Mutex<Option<MoveView>>,
    /// Opens generations of a file that is damaged itself.
    generations: Mutex<Option<Zeroizing<String>>>,
    /// Held while the window itself chooses another place.
    choosing: Mutex<()>,
}

enum Prepared {
    /// Its recovery code is shown, until the person has kept it.
    New(Box<PreparedFile>),
    /// It was there, and its password was right.
    There(Box<SealedFileStore>),
}

impl Keeping {
    /// Where the accounts are kept.
    pub(crate) fn view(&self, app: &App) -> StorePlaceView {
        let desk = app.desk();
        let proposal = desk.folders.data.join(NAME).display().to_string();
        let file = desk.file_path().map(|path| path.display().to_string());
        StorePlaceView { file, proposal, last_move: lock(&self.last).clone() }
    }

    /// Whether the window itself is choosing another place now.
    pub(crate) fn is_choosing(&self) -> bool {
        matches!(self.choosing.try_lock(), Err(TryLockError::WouldBlock))
    }

    /// What is where a person wants a sealed file.
    pub(crate) fn look_at(&self, typed: &str) -> Answer<FilePlaceView> {
        let path = path_of(typed)?;
        let is_there = path.symlink_metadata().is_ok();
        if is_there {
            SealedFileStore::look_closely(&path)?;
        }
        Ok(FilePlaceView { path: path.display().to_string(), is_there })
    }

    /// Makes what a new file needs, or opens the one that is there. Nothing is written yet.
    pub(crate) fn prepare(&self, app: &App, request: FileSecretRequest) -> Answer<PreparedFileView> {
        let era = app.era();
        let (secret, path) = (Zeroizing::new(request.secret), path_of(&request.path)?);
        let prepared = if path.symlink_metadata().is_ok() {
            Prepared::There(Box::new(SealedFileStore::open(&path, &secret, Box::new(OsRandom))?))
        } else {
            let file = PreparedFile::new(&path, &secret, &work_of_a_password(), &mut OsRandom)?;
            Prepared::New(Box::new(file))
        };
        let recovery_code = match &prepared {
            Prepared::New(file) => Some(file.code().to_text().to_string()),
            Prepared::There(_) => None,
        };
        app.keep(era, &self.prepared, prepared).ok_or(AppError::NoFile)?;
        Ok(PreparedFileView { recovery_code })
    }

    /// Puts the recovery code that is shown on the clipboard, for as long as a code may stay there.
    pub(crate) fn copy_code(&self, app: &App) -> Answer<CopiedView> {
        let Some(Prepared::New(file)) = &*lock(&self.prepared) else { return Err(AppError::NoFile.into()) };
        let clears_in = settings::read(&app.desk().folders.config).unwrap_or_default().clipboard_seconds;
        clipboard::copy(&file.code().to_text(), clears_in)?;
        Ok(CopiedView { clears_in })
    }

    /// Forgets what was typed and shown.
    pub(crate) fn forget(&self) {
        *lock(&self.prepared) = None;
        *lock(&self.generations) = None;
    }

    /// The file is damaged, and the secret opens generations of it: those can be gone back to.
    pub(crate) fn offer_generations(&self, error: &SealedFileError, secret: Zeroizing<String>) {
        let opens = matches!(error, SealedFileError::Damaged { opening, .. } if !opening.is_empty());
        *lock(&self.generations) = opens.then_some(secret);
    }

    /// The generations that the secret of before opens, the newest first.
    pub(crate) fn generations(&self, app: &App) -> Answer<Vec<GenerationView>> {
        let (desk, secret) = (app.desk(), lock(&self.generations).clone().ok_or(AppError::NoFile)?);
        let path = desk.file_path().ok_or(AppError::NoFile)?;
        let all = SealedFileStore::generations(path, &secret)?;
        Ok(all.iter().filter(|generation| !generation.is_current).filter_map(generation_view).collect())
    }

    /// Goes back to one of them; the damaged file is kept.
    pub(crate) fn restore_generation(&self, app: &App, name: &str) -> Answer<AccountsView> {
        let (desk, secret) = (app.desk(), lock(&self.generations).clone().ok_or(AppError::NoFile)?);
        let path = desk.file_path().ok_or(AppError::NoFile)?;
        let name: GenerationName = name.parse().map_err(|_| AppError::NoFile)?;
        let store = SealedFileStore::restore(path, &secret, name, Box::new(OsRandom))?;
        app.take_desk(Desk::of_sealed_file(store)?);
        app.lock_opened();
        self.go_on_after_a_cut(app);
        Ok(app.load())
    }

    /// Makes the file, or takes the one that was opened; the choice is remembered, and with `moving` the accounts of the
    /// keyring are moved there.
    pub(crate) fn keep_in_file(&self, app: &App, moving: bool) -> Answer<AccountsView> {
        let _choosing = lock(&self.choosing);
        let before = app.desk();
        if moving {
            ready_to_leave(&before)?;
        }
        let store = match lock(&self.prepared).take().ok_or(AppError::NoFile)? {
            Prepared::New(file) => file.create(Box::new(OsRandom))?,
            Prepared::There(store) => *store,
        };
        let path = store.path().to_owned();
        let file = Desk::of_sealed_file(store)?;
        if moving {
            choose(&before, Some(&path), Some(Moving::ToFile))?;
            self.note(true, false, host::move_accounts(&before, &file));
        } else {
            choose(&before, Some(&path), None)?;
        }
        app.take_desk(file);
        app.lock_opened();
        Ok(app.load())
    }

    /// Moves the accounts of the sealed file into the keyring.
    pub(crate) fn move_to_keyring(&self, app: &App) -> Answer<AccountsView> {
        let desk = app.desk();
        Desk::open(StoreChoice::Keyring)?.accounts.records().state()?;
        choose(&desk, desk.file_path(), Some(Moving::ToKeyring))?;
        self.go_on(app)
    }

    /// Goes on with a move that is half-way.
    pub(crate) fn go_on(&self, app: &App) -> Answer<AccountsView> {
        self.move_on(app, false)?;
        Ok(app.load())
    }

    /// The program ended in the middle of a move, and its file is open now: ends it. What keeps it from that is in the view.
    pub(crate) fn go_on_after_a_cut(&self, app: &App) {
        if let Err(error) = self.move_on(app, true) {
            let problem = MoveView { to_file: true, moved: 0, left: 0, was_cut_off: true, problem: Some(error) };
            *lock(&self.last) = Some(problem);
        }
    }

    fn move_on(&self, app: &App, was_cut_off: bool) -> Answer<()> {
        let _choosing = lock(&self.choosing);
        let file = app.desk();
        let Some(moving) = settings::read(&file.folders.config)?.store.moving else { return Ok(()) };
        let keyring = Desk::open(StoreChoice::Keyring)?;
        let to_file = moving == Moving::ToFile;
        let (from, to) = if to_file { (&keyring, &*file) } else { (&*file, &keyring) };
        let is_done = self.note(to_file, was_cut_off, host::move_accounts(from, to));
        if is_done && !to_file {
            app.take_desk(keyring);
        }
        Ok(())
    }

    /// Leaves what could not be moved where it is; the rest is where it was moved to.
    pub(crate) fn leave(&self, app: &App) -> Answer<AccountsView> {
        let desk = app.desk();
        match settings::read(&desk.folders.config)?.store.moving {
            Some(Moving::ToKeyring) => return self.use_keyring(app),
            Some(Moving::ToFile) => choose(&desk, desk.file_path(), None)?,
            None => {}
        }
        *lock(&self.last) = None;
        Ok(app.load())
    }

    /// Keeps accounts in the keyring from now on, and leaves the sealed file alone.
    pub(crate) fn use_keyring(&self, app: &App) -> Answer<AccountsView> {
        let _choosing = lock(&self.choosing);
        choose(&app.desk(), None, None)?;
        *lock(&self.last) = None;
        app.take_desk(Desk::open(StoreChoice::Keyring)?);
        Ok(app.load())
    }

    /// Remembers what became of a move; whether it is done.
    fn note(&self, to_file: bool, was_cut_off: bool, moved: Result<authenticator::Moved, host::MoveError>) -> bool {
        let view = match moved {
            Ok(moved) => MoveView {
                to_file,
                was_cut_off,
                moved: count(moved.moved.len()),
                left: count(moved.kept.len()),
                problem: moved.kept.into_iter().next().map(|(_, error)| ErrorView::from(error)),
            },
            Err(error) => MoveView { to_file, was_cut_off, moved: 0, left: 0, problem: Some(error.into()) },
        };
        let is_done = view.problem.is_none();
        *lock(&self.last) = Some(view);
        is_done
    }
}

/// None for one that does not open.
fn generation_view(generation: &Generation) -> Option<GenerationView> {
    let GenerationState::Opens { records } = generation.state else { return None };
    let written_at = views::number(generation.written_at.unwrap_or(UnixSeconds(0)).0);
    Some(GenerationView { name: generation.name.to_string(), written_at, accounts: records })
}

/// The keyring can be read, and no lock is over it.
fn ready_to_leave(desk: &Desk) -> Answer<()> {
    desk.accounts.records().state()?;
    match desk.lock.as_ref().map(|lock| lock.lock_state()).transpose()? {
        Some(LockState::Locked | LockState::Unlocked) => Err(AppError::LockIsSet.into()),
        Some(LockState::Off) | None => Ok(()),
    }
}

/// Remembers where the accounts are, and what is half-way.
fn choose(desk: &Desk, file: Option<&Path>, moving: Option<Moving>) -> Answer<()> {
    settings::change(&desk.folders.config, |settings| {
        let unknown = std::mem::take(&mut settings.store.unknown);
        settings.store = StoreSettings { file: file.map(Path::to_owned), moving, unknown };
    })?;
    Ok(())
}

/// A path as a person types it.
fn path_of(typed: &str) -> Answer<PathBuf> {
    let typed = typed.trim();
    let home = typed.strip_prefix("~/").and_then(|rest| Some(Folders::home()?.join(rest)));
    let path = home.unwrap_or_else(|| PathBuf::from(typed));
    if path.is_absolute() && path.file_name().is_some() { Ok(path) } else { Err(AppError::NoWholePath.into()) }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
