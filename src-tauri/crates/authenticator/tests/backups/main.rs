//! Backups as the person before them meets them: made, proven, listed, rotated and put back.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod automatic;
mod password;
#[path = "../common/random.rs"]
mod random;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use authenticator::{
    AccountChange, AccountStore, Backup, BackupState, Backups, Entry, LoadProgress, MadeBackup, MemoryStore,
    NewAccount, RecordId, RecordStore, RecoveryCode, SealedFileError, StoreError,
};
use otp::{Algorithm, Counter, Digits, Parameters, Secret, UnixSeconds};
use random::Counting;
use sealing::{SlotError, Slots};
use tempfile::TempDir;

const NOW: UnixSeconds = UnixSeconds(1_795_347_000);
const DAY: u64 = 86_400;
const PASSWORD: &str = "correct horse battery staple";

/// A keyring in memory with its data folder, and a folder for backups.
struct Desk {
    records: Arc<MemoryStore>,
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { records: Arc::new(MemoryStore::named("keyring")), folder: tempfile::tempdir().unwrap() }
    }

    fn accounts(&self) -> AccountStore {
        AccountStore::open(self.records.clone(), &self.folder.path().join("data"))
    }

    fn backups(&self) -> Backups {
        Backups::in_folder(&self.place())
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("backups")
    }

    fn add(&self, name: &str, parameters: Parameters) -> RecordId {
        let secret = Secret::from_bytes(format!("a secret for {name}").into_bytes()).unwrap();
        let new = NewAccount::new("Site".to_owned(), name.to_owned(), secret, parameters);
        let seed = name.bytes().fold(7, |sum, byte| sum * 31 + u64::from(byte));
        self.accounts().add(vec![new], NOW, &mut Counting(seed)).unwrap().remove(0).unwrap().id
    }

    fn make_at(&self, now: UnixSeconds) -> MadeBackup {
        self.backups().make(&self.accounts(), PASSWORD, &Slots::LEAST, now, &mut Counting(now.0)).unwrap()
    }

    fn lose_everything(&self) {
        self.records.ids().unwrap().iter().for_each(|id| self.records.delete(id).unwrap());
        self.accounts().accept_missing().unwrap();
    }

    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        let loaded = self.accounts().load(|progress| {
            if let LoadProgress::Entry(Entry::Account(account)) = progress {
                names.push(account.name);
            }
        });
        loaded.unwrap();
        names.sort();
        names
    }
}

fn counter() -> Parameters {
    Parameters::Hotp { algorithm: Algorithm::Sha1, digits: Digits::default(), counter: Counter::new(0) }
}

#[test]
fn after_everything_is_lost_a_backup_brings_all_of_it_back() {
    let desk = Desk::new();
    let ids = ["alice", "bob"].map(|name| desk.add(name, Parameters::default()));
    let made = desk.make_at(NOW);
    assert_eq!(made.backup.state, BackupState::Opens { records: 2, damaged: 0 });
    desk.lose_everything();
    for secret in [PASSWORD, &*made.recovery_code.unwrap().to_text()] {
        let contents = Backups::open(&made.backup.path, secret).unwrap();
        assert_eq!(contents.entries().count(), 2);
    }
    let contents = Backups::open(&made.backup.path, PASSWORD).unwrap();
    assert_eq!(desk.accounts().difference(&contents).unwrap().missing.len(), 2);
    let done = desk.accounts().put_back(&contents, &ids, NOW).unwrap();
    assert!(done.iter().all(|one| one.result.is_ok()));
    assert_eq!(desk.names(), ["alice", "bob"]);
    let difference = desk.accounts().difference(&contents).unwrap();
    assert_eq!((difference.same, difference.missing.len(), difference.changed.len()), (2, 0, 0));
}

#[test]
fn some_are_put_back_and_what_was_changed_since_only_when_it_is_named() {
    let desk = Desk::new();
    let [alice, bob] = ["alice", "bob"].map(|name| desk.add(name, Parameters::default()));
    let made = desk.make_at(NOW);
    let account = desk.accounts().account(&alice).unwrap();
    let change = AccountChange { note: Some("changed since".to_owned()), ..AccountChange::default() };
    desk.accounts().edit(&alice, account.revision, change, NOW).unwrap();
    desk.accounts().trash(&bob, NOW).unwrap();
    desk.accounts().delete(&bob).unwrap();
    let carol = desk.add("carol", Parameters::default());
    let contents = Backups::open(&made.backup.path, PASSWORD).unwrap();
    let difference = desk.accounts().difference(&contents).unwrap();
    assert_eq!((difference.changed.len(), difference.missing.len(), difference.added), (1, 1, vec![carol]));
    desk.accounts().put_back(&contents, &[bob], NOW).unwrap();
    assert_eq!(desk.names(), ["alice", "bob", "carol"]);
    assert_eq!(desk.accounts().account(&alice).unwrap().note, "changed since");
    desk.accounts().put_back(&contents, &[alice], NOW).unwrap();
    let back = desk.accounts().account(&alice).unwrap();
    assert_eq!((back.note.as_str(), back.revision), ("", account.revision + 2));
    assert_eq!(desk.accounts().difference(&contents).unwrap().same, 2);
    let unknown = desk.accounts().put_back(&contents, &[carol], NOW).unwrap().remove(0).result;
    assert_eq!(unknown, Err(StoreError::NotFound { id: carol }));
}

#[test]
fn a_counter_never_goes_back() {
    let desk = Desk::new();
    let counted = desk.add("counted", counter());
    let made = desk.make_at(NOW);
    (0..3).for_each(|_| drop(desk.accounts().advance_hotp(&counted, NOW).unwrap()));
    let contents = Backups::open(&made.backup.path, PASSWORD).unwrap();
    desk.accounts().put_back(&contents, &[counted], NOW).unwrap();
    assert_eq!(desk.accounts().advance_hotp(&counted, NOW).unwrap().counter, 3);
}

#[test]
fn an_account_whose_secret_was_scanned_again_does_not_come_back_twice() {
    let desk = Desk::new();
    let first = desk.add("alice", Parameters::default());
    let made = desk.make_at(NOW);
    desk.lose_everything();
    let secret = Secret::from_bytes(b"a secret for alice".to_vec()).unwrap();
    let new = NewAccount::new("Elsewhere".to_owned(), "again".to_owned(), secret, Parameters::default());
    desk.accounts().add(vec![new], NOW, &mut Counting(99)).unwrap().remove(0).unwrap();
    let contents = Backups::open(&made.backup.path, PASSWORD).unwrap();
    let difference = desk.accounts().difference(&contents).unwrap();
    assert_eq!((difference.same, difference.missing.len(), difference.added.len()), (1, 0, 1));
    let refused = desk.accounts().put_back(&contents, &[first], NOW).unwrap().remove(0).result.unwrap_err();
    assert!(matches!(refused, StoreError::Duplicate { .. }), "{refused:?}");
    assert_eq!(desk.names(), ["again"]);
    let again = difference.added[0];
    desk.accounts().trash(&again, NOW).unwrap();
    let difference = desk.accounts().difference(&contents).unwrap();
    assert_eq!((difference.same, difference.missing.len()), (0, 1), "what is in the trash is about to go");
}

#[test]
fn every_backup_of_a_folder_opens_with_the_same_secrets_and_another_password_makes_none() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let first = desk.make_at(NOW);
    let code = first.recovery_code.unwrap();
    let second = desk.make_at(UnixSeconds(NOW.0 + DAY));
    assert!(second.recovery_code.is_none());
    let listed = desk.backups().list(&code.to_text()).unwrap();
    assert_eq!(listed.iter().map(|backup| backup.made_at.unwrap().0).collect::<Vec<_>>(), [NOW.0 + DAY, NOW.0]);
    assert!(listed.iter().all(|backup| backup.state == BackupState::Opens { records: 1, damaged: 0 }));
    let refused =
        desk.backups().make(&desk.accounts(), "another password", &Slots::LEAST, NOW, &mut Counting(1)).unwrap_err();
    assert_eq!(refused, StoreError::SealedFile(SealedFileError::Slot(SlotError::Wrong)));
    assert_eq!(desk.backups().list(PASSWORD).unwrap().len(), 2);
    assert!(desk.backups().list("another password").unwrap().iter().all(|one| one.state == BackupState::OtherSecret));
}

#[test]
fn a_damaged_backup_is_told_and_never_deleted_and_a_store_is_no_backup() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let made = desk.make_at(NOW);
    let good = fs::read(&made.backup.path).unwrap();
    for place in [0, 30, good.len() / 2, good.len() - 1] {
        let mut bytes = good.clone();
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= 1;
        }
        fs::write(&made.backup.path, bytes).unwrap();
        assert_eq!(desk.backups().list(PASSWORD).unwrap().remove(0).state, BackupState::Unreadable, "byte {place}");
        assert_eq!(Backups::open(&made.backup.path, PASSWORD).unwrap_err().code(), "store-file-damaged");
    }
    let store = String::from_utf8_lossy(&good).replacen("countersign-backup", "countersign-store", 1);
    fs::write(&made.backup.path, store.as_bytes()).unwrap();
    assert_eq!(Backups::open(&made.backup.path, PASSWORD).unwrap_err().code(), "backup-is-store");
    assert_eq!(fs::read_dir(desk.place()).unwrap().count(), 2, "it, and the lock");
}

#[test]
fn of_one_a_day_for_a_quarter_the_days_weeks_and_months_are_kept() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let deleted: usize = (0..40).map(|day| desk.make_at(UnixSeconds(NOW.0 + day * DAY)).deleted.len()).sum();
    let left = desk.backups().list(PASSWORD).unwrap();
    assert_eq!(left.len() + deleted, 40);
    assert!((14..=20).contains(&left.len()), "{left:?}");
    let newest: Vec<u64> = left.iter().take(10).map(|backup| (backup.made_at.unwrap().0 - NOW.0) / DAY).collect();
    assert_eq!(newest, (30..40).rev().collect::<Vec<_>>());
}

#[test]
fn what_was_just_made_stays_when_the_clock_went_back() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    (1..20).for_each(|month| drop(desk.make_at(UnixSeconds(NOW.0 + month * 31 * DAY))));
    let made = desk.make_at(UnixSeconds(NOW.0 - 1_000 * DAY));
    assert!(made.backup.path.is_file() && made.deleted.is_empty(), "{made:?}");
}

/// A folder is in the way of the file, as a full or read-only disk would be.
#[test]
fn a_backup_that_fails_leaves_nothing_behind_and_deletes_nothing() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let made = desk.make_at(NOW);
    let name = made.backup.path.file_name().unwrap().to_str().unwrap().replace("2026-11-22", "2026-11-23");
    let in_the_way = desk.place().join(format!("{name}.new"));
    fs::create_dir(&in_the_way).unwrap();
    let later = UnixSeconds(NOW.0 + DAY);
    let failed = desk.backups().make(&desk.accounts(), PASSWORD, &Slots::LEAST, later, &mut Counting(5)).unwrap_err();
    assert_eq!(failed.code(), "store-file-failed");
    assert_eq!(desk.backups().list(PASSWORD).unwrap().len(), 1);
}

#[test]
fn nothing_is_backed_up_over_a_loss() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    desk.make_at(NOW);
    desk.records.ids().unwrap().iter().for_each(|id| desk.records.delete(id).unwrap());
    let refused = desk.backups().make(&desk.accounts(), PASSWORD, &Slots::LEAST, NOW, &mut Counting(5)).unwrap_err();
    assert!(matches!(refused.cause(), StoreError::ItemsMissing { .. }), "{refused:?}");
    assert_eq!(desk.backups().list(PASSWORD).unwrap().len(), 1);
}

#[test]
fn a_recovery_code_is_shown_before_there_is_anything_that_it_opens() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let make = |show: &dyn Fn(&Backup, &RecoveryCode) -> Result<(), StoreError>| {
        desk.backups().make_and_show(&desk.accounts(), PASSWORD, &Slots::LEAST, NOW, &mut Counting(5), show)
    };
    let refused = make(&|backup, _| {
        assert!(!backup.path.exists());
        Err(StoreError::Busy)
    });
    assert_eq!(refused.unwrap_err(), StoreError::Busy);
    assert_eq!(fs::read_dir(desk.place()).unwrap().count(), 1, "the lock");
    assert!(make(&|_, _| Ok(())).unwrap().recovery_code.is_some());
    assert!(make(&|_, _| Err(StoreError::Busy)).unwrap().recovery_code.is_none(), "there is none to be shown");
}

#[test]
fn a_mistyped_recovery_code_is_told_from_a_wrong_password() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let made = desk.make_at(NOW);
    let code = made.recovery_code.unwrap().to_text();
    let mistyped = if code.starts_with('7') { code.replacen('7', "8", 1) } else { format!("7{}", &code[1..]) };
    let told = SealedFileError::Slot(SlotError::CodeMistyped);
    assert_eq!(desk.backups().list(&mistyped).unwrap_err(), told);
    assert_eq!(Backups::open(&made.backup.path, &mistyped).unwrap_err(), told);
    let refused = desk.backups().make(&desk.accounts(), &mistyped, &Slots::LEAST, NOW, &mut Counting(1)).unwrap_err();
    assert_eq!(refused, StoreError::SealedFile(told));
}

#[test]
fn beside_nothing_but_a_damaged_backup_no_password_is_called_wrong() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let made = desk.make_at(NOW);
    fs::write(&made.backup.path, "").unwrap();
    let refused = desk.backups().make(&desk.accounts(), PASSWORD, &Slots::LEAST, NOW, &mut Counting(1)).unwrap_err();
    assert_eq!(refused.code(), "store-file-damaged");
}

#[test]
fn the_last_backup_of_an_account_that_is_gone_stays_for_a_year() {
    let desk = Desk::new();
    let [alice, bob] = ["alice", "bob"].map(|name| desk.add(name, Parameters::default()));
    let with_both = desk.make_at(NOW);
    desk.accounts().trash(&bob, NOW).unwrap();
    desk.accounts().delete(&bob).unwrap();
    let later = (1..6).map(|minute| desk.make_at(UnixSeconds(NOW.0 + 60 * minute)));
    let deleted: Vec<PathBuf> = later.flat_map(|made| made.deleted).collect();
    assert_eq!(deleted.len(), 4, "of the later ones all but the last");
    let contents = Backups::open(&with_both.backup.path, PASSWORD).unwrap();
    assert_eq!(contents.entries().count(), 2, "{alice} and {bob}");
    let made = desk.make_at(UnixSeconds(NOW.0 + 400 * DAY));
    assert_eq!(made.deleted, [with_both.backup.path]);
}

#[test]
fn a_loss_of_some_accounts_is_told_in_numbers() {
    let desk = Desk::new();
    let [alice, _] = ["alice", "bob"].map(|name| desk.add(name, Parameters::default()));
    desk.records.delete(&alice).unwrap();
    let refused = desk.backups().make(&desk.accounts(), PASSWORD, &Slots::LEAST, NOW, &mut Counting(5)).unwrap_err();
    assert_eq!(refused.to_string(), "keyring answers now, and has 1 of the 2 accounts that keyring kept");
}
