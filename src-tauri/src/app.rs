//! The state behind the window.

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use authenticator::{LoadProgress, LoadWarning, RecordId, StoreError};
use host::clock::ClockWatch;
use host::{Desk, os};
use otp::UnixSeconds;
use tauri::{AppHandle, Emitter, Manager};

use crate::api::{AccountsView, BootView, CodeView, ErrorView, StoreState};
use crate::backups::Backups;
use crate::commands::settings;
use crate::drafts::Drafts;
use crate::exchange::Exchange;
use crate::first_frame::FirstFrame;
use crate::keeping::Keeping;
use crate::lock::Lock;
use crate::shelf::{Era, Shelf};
use crate::views;
use crate::watch::Watch;
use crate::window;

/// Records read before the window is told for the first time: what it shows when it opens, and some more.
const SCREENFUL: usize = 12;
/// Records read between two more times that the window is told.
const BATCH: usize = 200;
/// How long the page may wait for the first screenful: a keyring gives it before the web view asks for the page.
const BOOT_PATIENCE: Duration = Duration::from_millis(150);

/// Everything behind the window.
pub(crate) struct App {
    pub(crate) watch: Watch,
    pub(crate) started: os::Stopwatch,
    clock: ClockWatch,
    pub(crate) first_frame: FirstFrame,
    pub(crate) backups: Backups,
    pub(crate) exchange: Exchange,
    pub(crate) lock: Lock,
    pub(crate) keeping: Keeping,
    desk: RwLock<Arc<Desk>>,
    shelf: Mutex<Shelf>,
    told: Condvar,
    drafts: Mutex<Drafts>,
    /// What was not done since the accounts are kept elsewhere by now.
    refused: Mutex<Option<ErrorView>>,
    loading: Mutex<()>,
    waiting_to_load: AtomicBool,
    window: OnceLock<AppHandle>,
}

impl App {
    /// With nothing read yet.
    pub(crate) fn new(desk: Desk, started: os::Stopwatch) -> Self {
        Self {
            watch: Watch::default(),
            started,
            clock: ClockWatch::start(),
            first_frame: FirstFrame::default(),
            backups: Backups::default(),
            exchange: Exchange::default(),
            lock: Lock::default(),
            keeping: Keeping::default(),
            desk: RwLock::new(Arc::new(drawn(desk))),
            shelf: Mutex::new(Shelf::new()),
            told: Condvar::new(),
            drafts: Mutex::default(),
            refused: Mutex::default(),
            loading: Mutex::new(()),
            waiting_to_load: AtomicBool::new(false),
            window: OnceLock::new(),
        }
    }

    /// What the window shows the accounts of: another one once a person keeps them elsewhere.
    pub(crate) fn desk(&self) -> Arc<Desk> {
        Arc::clone(&self.desk.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another program may have had the accounts moved, or another place chosen: the window goes on there.
    fn follow_choice(&self) {
        if self.keeping.is_choosing() || self.desk().is_chosen() {
            return;
        }
        // What keeps it from that is told where it is looked at the next time.
        let Ok(desk) = Desk::chosen() else { return };
        self.take_desk(desk);
        self.renew_window();
    }

    /// From now on the accounts are kept there. What was known of those before is forgotten.
    pub(crate) fn take_desk(&self, desk: Desk) {
        let _no_reading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        *self.desk.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(drawn(desk));
        self.forget_everything(StoreState::Loading { read: 0, total: None });
    }

    /// From now on there is a window to tell.
    pub(crate) fn has_window(&self, window: AppHandle) {
        let _ = self.window.set(window);
    }

    /// What is known of the accounts.
    pub(crate) fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To be asked for before work begins that takes a while.
    pub(crate) fn era(&self) -> Era {
        self.shelf().era()
    }

    /// Keeps what work brought, unless everything was forgotten since it began; none then. The place is held meanwhile:
    /// forgetting begins with the era and ends with the places.
    pub(crate) fn keep<T>(&self, era: Era, place: &Mutex<Option<T>>, what: T) -> Option<()> {
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        self.shelf().lasts(era).then(|| *place = Some(what))
    }

    /// What the page is delivered with. Waits a little for the first screenful.
    pub(crate) fn boot(&self) -> BootView {
        let settings = settings::current(self);
        let is_early = |shelf: &mut Shelf| shelf.is_loading() && shelf.len() < SCREENFUL;
        let shelf = self.told.wait_timeout_while(self.shelf(), BOOT_PATIENCE, is_early);
        let mut shelf = shelf.unwrap_or_else(PoisonError::into_inner).0;
        let accounts = shelf.view();
        let codes = shelf.codes(&views::first_listed(&accounts, SCREENFUL), os::now());
        BootView { settings, accounts, codes }
    }

    /// What was found and not stored.
    pub(crate) fn drafts(&self) -> MutexGuard<'_, Drafts> {
        self.drafts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn refused(&self) -> MutexGuard<'_, Option<ErrorView>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads everything from the store. What was known before stays until it was read anew, and when reading fails.
    pub(crate) fn load(&self) -> AccountsView {
        self.follow_choice();
        let _one_at_a_time = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting_to_load.store(false, Ordering::Release);
        self.look_at_clock(os::now());
        let era = self.shelf().begin_reading();
        let mut total = None;
        let mut read = BTreeSet::new();
        let desk = self.desk();
        let loaded = desk.accounts.load(|progress| match progress {
            LoadProgress::Total(count) => total = Some(count),
            LoadProgress::Entry(entry) => {
                read.insert(entry.id());
                self.shelf().put_read(era, entry);
                self.tell_of_progress(&read, total);
            }
        });
        self.settle(era, loaded, &read);
        self.accounts_changed();
        self.shelf().view()
    }

    /// Reads everything again, for what another program may have changed. Not while the first reading goes on, and never
    /// more than one behind the reading that is under way.
    pub(crate) fn load_again(&self) {
        if !self.shelf().is_loading() && !self.waiting_to_load.swap(true, Ordering::AcqRel) {
            self.load();
        }
    }

    fn tell_of_progress(&self, read: &BTreeSet<RecordId>, total: Option<u32>) {
        let mut shelf = self.shelf();
        if !shelf.is_loading() || (read.len() != SCREENFUL && !read.len().is_multiple_of(BATCH)) {
            return;
        }
        let read = u32::try_from(read.len()).unwrap_or(u32::MAX);
        shelf.set_state(StoreState::Loading { read, total }, Vec::new());
        drop(shelf);
        self.accounts_changed();
        self.first_frame.wait();
    }

    fn settle(&self, era: Era, loaded: Result<authenticator::Loaded, StoreError>, read: &BTreeSet<RecordId>) {
        let mut shelf = self.shelf();
        // It was locked meanwhile: what was read before that is not shown any longer, nor known below.
        if !shelf.lasts(era) {
            drop(shelf);
            return self.desk().accounts.forget();
        }
        match loaded {
            Ok(loaded) => {
                // Codes of records that vanished go on, as they do when all of them vanish.
                if !loaded.warnings.iter().any(|warning| matches!(warning, LoadWarning::SomeMissing { .. })) {
                    shelf.keep_only(read);
                }
                let told = loaded.warnings.into_iter().map(ErrorView::from);
                // Without the settings nobody knows where a person chose to keep the accounts.
                let unread = host::settings::read(&self.desk().folders.config).err().map(ErrorView::from);
                let warnings = told.chain(unread).chain(self.refused().clone()).collect();
                shelf.set_state(StoreState::Ready { provider: loaded.provider }, warnings);
            }
            Err(error) => {
                let (is_locked, state) = (error.wants_password(), views::store_state(error));
                if !is_locked {
                    return shelf.set_state(state, Vec::new());
                }
                drop(shelf);
                self.found_locked(state);
            }
        }
    }

    /// What was read before another program set a lock is not shown any longer.
    fn found_locked(&self, state: StoreState) {
        let was_read = self.shelf().len() > 0;
        self.forget_everything(state);
        if was_read {
            self.renew_window();
        }
        self.desk().accounts.forget();
    }

    /// A clock that cannot be believed is told as long as it is so.
    fn look_at_clock(&self, now: UnixSeconds) {
        let trouble = self.clock.trouble(now).map(ErrorView::from);
        let is_news = self.shelf().set_clock(trouble);
        if is_news {
            self.accounts_changed();
        }
    }

    /// Deletes what has been in the trash for 30 days. A failure is left to the next start.
    pub(crate) fn purge_trash(&self) {
        let Ok(purged) = self.desk().accounts.purge_trash(os::now()) else { return };
        if purged.is_empty() {
            return;
        }
        let mut shelf = self.shelf();
        purged.iter().for_each(|id| shelf.remove(id));
        drop(shelf);
        self.accounts_changed();
    }

    /// A change of the store failed: the store's state is shown if that is why, unless it is locked already. Whoever calls
    /// holds none of what a lock has everything forgotten of.
    pub(crate) fn failed(&self, error: StoreError) -> ErrorView {
        if matches!(error.cause(), StoreError::ChosenElsewhere { .. }) {
            self.load();
            // The page that asked is gone by now: it is told where the accounts are shown, at once or once they are open.
            *self.refused() = Some(error.clone().into());
            if self.shelf().is_ready() {
                self.load();
            }
            return error.into();
        }
        if let Some(state) = views::lost_store(&error) {
            let mut shelf = self.shelf();
            if shelf.is_sealed() {
                return error.into();
            }
            if error.wants_password() {
                drop(shelf);
                self.found_locked(state);
            } else {
                shelf.set_state(state, Vec::new());
                drop(shelf);
            }
            self.accounts_changed();
        }
        error.into()
    }

    /// Takes the web view away, with all that it has shown, and makes a new one.
    pub(crate) fn renew_window(&self) {
        if let Some(window) = self.window.get()
            && let Err(error) = window::renew(window)
        {
            eprintln!("countersign: the window could not be made anew: {error}");
        }
    }

    /// Listens to the session from now on.
    pub(crate) fn begin_to_watch_session(&self) {
        if let Some(window) = self.window.get() {
            let app = Arc::clone(&window.state::<Arc<Self>>());
            self.lock.watch_session(&app);
        }
    }

    /// Tells the window to look at the accounts again.
    pub(crate) fn accounts_changed(&self) {
        self.told.notify_all();
        self.notice_for_backups();
        if let Some(window) = self.window.get() {
            let _ = window.emit("accounts-changed", ());
        }
    }

    /// A loss is no change that a backup should be made of.
    fn notice_for_backups(&self) {
        let fingerprint = { Some(self.shelf()).filter(|shelf| shelf.is_ready()).map(|shelf| shelf.fingerprint()) };
        if let Some(fingerprint) = fingerprint {
            self.backups.notice(&fingerprint);
        }
    }

    /// Tells the window to look at the backups again.
    pub(crate) fn backups_changed(&self) {
        if let Some(window) = self.window.get() {
            let _ = window.emit("backups-changed", ());
        }
    }

    /// Sends codes that are new to the window, for as long as the program runs.
    pub(crate) fn send_codes(&self) {
        let codes = |ids: &[RecordId], now| {
            self.look_at_clock(now);
            self.shelf().codes(ids, now)
        };
        self.watch.run(codes, |codes: Vec<CodeView>| {
            if let Some(window) = self.window.get() {
                let _ = window.emit("codes", codes);
            }
        });
    }
}

/// The preview draws where the codes of a picture are.
fn drawn(desk: Desk) -> Desk {
    Desk { reader: desk.reader.with_sketches(), ..desk }.while_chosen()
}
