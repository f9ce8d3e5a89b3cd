//! What is under way while everything is forgotten, without a window.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use authenticator::{AccountStore, LockError, MemoryStore, NewAccount, RawRecord, RecordId, RecordStore, StoreError};
use host::entrance::Entrance;
use host::os::{OsRandom, Stopwatch};
use host::{Desk, Folders};
use otp::{Parameters, Secret, UnixSeconds};
use zeroize::Zeroizing;

use super::App;
use crate::api::{BackupSecretRequest, StoreState};
use crate::commands::adding;
use crate::views;

const NOW: UnixSeconds = UnixSeconds(1_750_000_000);
const ADDRESS: &str = "otpauth://totp/Harbour:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Harbour";

/// A store that counts what is read of it, and in which something happens once while its ids are asked for.
#[derive(Default)]
struct Counting {
    records: MemoryStore,
    reads: AtomicUsize,
    meanwhile: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl RecordStore for Counting {
    fn provider(&self) -> String {
        self.records.provider()
    }

    fn state(&self) -> Result<(), StoreError> {
        self.records.state()
    }

    fn unlock(&self) -> Result<(), StoreError> {
        self.records.unlock()
    }

    fn ids(&self) -> Result<Vec<RecordId>, StoreError> {
        let meanwhile = self.meanwhile.lock().unwrap().take();
        meanwhile.into_iter().for_each(|happens| happens());
        self.records.ids()
    }

    fn read(&self, id: &RecordId) -> Result<RawRecord, StoreError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.records.read(id)
    }

    fn write(&self, id: &RecordId, text: &str) -> Result<(), StoreError> {
        self.records.write(id, text)
    }

    fn delete(&self, id: &RecordId) -> Result<(), StoreError> {
        self.records.delete(id)
    }
}

/// Over these records, with one account, which was read.
pub(crate) fn app_over(records: Arc<dyn RecordStore>) -> App {
    let nowhere = PathBuf::from("/nonexistent/countersign");
    let desk = Desk {
        accounts: AccountStore::in_memory(records),
        reader: qr::Reader::for_this_program().unwrap(),
        folders: Folders { data: nowhere.clone(), config: nowhere },
        lock: None,
        file: None,
        automatic_backups: None,
    };
    let app = App::new(desk, Stopwatch::start());
    add(&app, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    app.load();
    assert_eq!(app.shelf().len(), 1);
    app
}

fn app() -> (Arc<App>, Arc<Counting>) {
    let records = Arc::new(Counting::default());
    (Arc::new(app_over(Arc::clone(&records) as Arc<dyn RecordStore>)), records)
}

fn add(app: &App, secret: &str) {
    let secret = Secret::parse_base32(secret).unwrap();
    let new = NewAccount::new("Alder".to_owned(), "mila".to_owned(), secret, Parameters::default());
    app.desk().accounts.add(vec![new], NOW, &mut OsRandom).unwrap().remove(0).unwrap();
}

/// What is left of the window after it was locked, as `lock_now` does.
fn lock(app: &App) {
    app.forget_everything(views::store_state(LockError::Locked.into()));
    app.desk().accounts.forget();
}

/// Whether adding another account has to read those of before: what was read is not known any longer.
fn has_to_read_again(app: &App, records: &Counting) -> bool {
    let before = records.reads.load(Ordering::Relaxed);
    add(app, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    records.reads.load(Ordering::Relaxed) > before
}

fn is_sealed(app: &App) -> bool {
    matches!(app.shelf().view().state, StoreState::Sealed { .. })
}

#[test]
fn what_was_read_to_its_end_after_it_was_locked_is_not_known_below_either() {
    let (app, records) = app();
    let locking = Arc::clone(&app);
    *records.meanwhile.lock().unwrap() = Some(Box::new(move || lock(&locking)));
    app.load();
    assert!(is_sealed(&app) && app.shelf().len() == 0);
    assert!(has_to_read_again(&app, &records));
}

#[test]
fn what_was_read_is_known_below_as_long_as_it_is_not_locked() {
    let (app, records) = app();
    app.load();
    assert!(!has_to_read_again(&app, &records));
}

#[test]
fn a_change_that_fails_after_it_was_locked_leaves_it_locked() {
    let (app, _) = app();
    lock(&app);
    for error in [StoreError::NoAnswer, StoreError::Locked { provider: "memory".to_owned() }] {
        assert_eq!(app.failed(error.clone()).code, error.code());
        assert!(is_sealed(&app));
    }
}

#[test]
fn a_change_that_finds_a_keyring_away_leaves_what_was_read() {
    let (app, _) = app();
    app.failed(StoreError::NoAnswer);
    assert!(matches!(app.shelf().view().state, StoreState::Failed { .. }));
    assert_eq!(app.shelf().len(), 1);
}

#[test]
fn a_change_that_finds_the_lock_of_another_program_has_everything_forgotten() {
    let (app, records) = app();
    let draft = scan(&app, app.era()).unwrap();
    let error = app.failed(StoreError::NotWritten { reason: Box::new(LockError::Locked.into()) });
    assert_eq!(error.code, StoreError::from(LockError::Locked).code());
    assert!(is_sealed(&app) && app.shelf().len() == 0);
    assert!(app.drafts().open(Some(draft)).is_err());
    assert!(has_to_read_again(&app, &records));
}

#[test]
fn what_was_still_being_looked_at_when_it_was_locked_opens_no_draft() {
    let (app, _) = app();
    let era = app.era();
    lock(&app);
    assert_eq!(scan(&app, era).unwrap_err(), "draft-unknown");
    assert!(app.drafts().open(Some(1)).is_err());
    // Of what is begun with afterwards, one is opened.
    assert_eq!(scan(&app, app.era()), Ok(1));
}

#[test]
fn what_was_still_being_prepared_when_it_was_locked_is_not_kept() {
    let (app, _) = app();
    let (era, place) = (app.era(), Mutex::new(None));
    assert_eq!(app.keep(era, &place, "a code"), Some(()));
    assert_eq!(place.lock().unwrap().take(), Some("a code"));
    lock(&app);
    assert_eq!(app.keep(era, &place, "a code"), None);
    assert_eq!(*place.lock().unwrap(), None);
}

fn scan(app: &App, era: crate::shelf::Era) -> Result<u32, String> {
    let entrance = Entrance::Text(Zeroizing::new(ADDRESS.to_owned()));
    adding::let_in(app, era, None, entrance, "text").map(|view| view.draft).map_err(|error| error.code)
}

/// Whoever held what is forgotten meanwhile would wait for itself.
#[cfg(target_os = "linux")]
#[test]
fn an_import_and_a_backup_that_find_the_lock_of_another_program_are_forgotten() {
    let (app, records) = app();
    let folder = tempfile::tempdir().unwrap();
    let finds_locked = || records.records.fail_with(Some(LockError::Locked.into()));
    let locked = StoreError::from(LockError::Locked).code();

    let list = folder.path().join("list.txt");
    std::fs::write(&list, ADDRESS).unwrap();
    app.exchange.open(&app, &list.display().to_string()).unwrap();
    finds_locked();
    assert_eq!(app.exchange.apply(&app).unwrap_err().code, locked);
    assert!(is_sealed(&app));
    assert_eq!(app.exchange.apply(&app).unwrap_err().code, "import-closed");

    records.records.fail_with(None);
    app.load();
    let secret = "a long enough password";
    let backups = authenticator::Backups::in_folder(folder.path());
    let (key, code) = backups.key(secret, &host::work_of_a_password(), &mut OsRandom).unwrap();
    backups.make_with(&app.desk().accounts, key, code, NOW, &mut OsRandom).unwrap();
    let open = || {
        let folder = folder.path().display().to_string();
        app.backups.open(&app, BackupSecretRequest { folder, secret: secret.to_owned() }).unwrap().remove(0).path
    };
    for reads_before in [false, true] {
        records.records.fail_with(None);
        app.load();
        let path = open();
        if reads_before {
            app.backups.compare(&app, &path).unwrap();
        }
        finds_locked();
        let failed = if reads_before {
            app.backups.put_back(&app, &[]).map(drop).unwrap_err()
        } else {
            app.backups.compare(&app, &path).map(drop).unwrap_err()
        };
        assert_eq!(failed.code, locked);
        assert!(is_sealed(&app));
        assert_eq!(app.backups.compare(&app, &path).map(drop).unwrap_err().code, "backups-closed");
    }
}
