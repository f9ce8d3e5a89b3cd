//! Backups that are made with a key that is known.

use std::path::PathBuf;

use authenticator::{BackupKey, Random, RandomError, UpToDate};

use super::*;

fn bring_up_to_date(desk: &Desk, key: &BackupKey, now: UnixSeconds) -> Result<UpToDate, StoreError> {
    desk.backups().bring_up_to_date(&desk.accounts(), key, now, &mut Counting(now.0))
}

#[test]
fn a_backup_is_made_when_something_changed_and_opens_with_the_password_and_the_code_of_the_first() {
    let desk = Desk::new();
    let alice = desk.add("alice", Parameters::default());
    let first = desk.make_at(NOW);
    let key = BackupKey::parse(&first.key.to_text()).unwrap();
    let already = bring_up_to_date(&desk, &key, UnixSeconds(NOW.0 + 1)).unwrap();
    assert!(matches!(already, UpToDate::Already(backup) if backup == first.backup));
    let bob = desk.add("bob", counter());
    for change in 0..3 {
        desk.accounts().advance_hotp(&bob, NOW).unwrap();
        let made = bring_up_to_date(&desk, &key, UnixSeconds(NOW.0 + 2 + change)).unwrap();
        assert!(
            matches!(&made, UpToDate::Made(made) if made.backup.state == BackupState::Opens { records: 2, damaged: 0 })
        );
    }
    assert_eq!(desk.backups().newest().unwrap().unwrap().1, UnixSeconds(NOW.0 + 4));
    for secret in [PASSWORD, &*first.recovery_code.unwrap().to_text()] {
        let opened = desk.backups().unlock(secret).unwrap();
        let contents = opened.open(&opened.all.first().unwrap().path).unwrap();
        assert_eq!(contents.entries().map(|entry| entry.id()).collect::<Vec<_>>().len(), 2, "{alice}, {bob}");
        assert_eq!(contents.key(), &key);
    }
}

/// Takes the disk of the backups out when randomness is drawn: in the middle of a backup.
struct TakesDiskOut {
    folder: PathBuf,
    aside: PathBuf,
}

impl Random for TakesDiskOut {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        fs::rename(&self.folder, &self.aside).unwrap();
        Counting(1).fill(bytes)
    }
}

#[test]
fn a_disk_that_is_taken_out_in_the_middle_is_away_and_nothing_is_made_in_its_place() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let key = desk.make_at(NOW).key;
    desk.add("bob", Parameters::default());
    let mut rng = TakesDiskOut { folder: desk.place(), aside: desk.folder.path().join("aside") };
    let refused = desk.backups().bring_up_to_date(&desk.accounts(), &key, UnixSeconds(NOW.0 + 1), &mut rng);
    assert_eq!(refused.unwrap_err().code(), "backup-folder-missing");
    assert!(!desk.place().exists());
    fs::rename(&rng.aside, &rng.folder).unwrap();
    assert!(matches!(bring_up_to_date(&desk, &key, UnixSeconds(NOW.0 + 2)).unwrap(), UpToDate::Made(_)));
}

#[test]
fn a_folder_that_is_away_empty_or_of_somebody_else_is_told_and_left_alone() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let key = desk.make_at(NOW).key;
    let code = |outcome: Result<UpToDate, StoreError>| outcome.unwrap_err().code();
    let aside = desk.folder.path().join("aside");
    fs::rename(desk.place(), &aside).unwrap();
    assert_eq!(code(bring_up_to_date(&desk, &key, NOW)), "backup-folder-missing");
    assert!(!desk.place().exists());
    fs::create_dir(desk.place()).unwrap();
    assert_eq!(code(bring_up_to_date(&desk, &key, NOW)), "backup-folder-empty");
    assert_eq!(fs::read_dir(desk.place()).unwrap().count(), 0);
    let other =
        desk.backups().make(&desk.accounts(), "another password", &Slots::LEAST, NOW, &mut Counting(99)).unwrap();
    assert_eq!(code(bring_up_to_date(&desk, &key, NOW)), "backup-other-key");
    let refused = desk.backups().make_with(&desk.accounts(), key.clone(), None, NOW, &mut Counting(1)).unwrap_err();
    assert_eq!(refused.code(), "backup-other-key");
    fs::remove_file(other.backup.path).unwrap();
    desk.backups().make_with(&desk.accounts(), key.clone(), None, NOW, &mut Counting(1)).unwrap();
    assert!(matches!(bring_up_to_date(&desk, &key, NOW).unwrap(), UpToDate::Already(_)));
}

#[test]
fn no_backup_of_nothing_takes_the_place_of_one_that_has_accounts() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let made = desk.make_at(NOW);
    desk.records.ids().unwrap().iter().for_each(|id| desk.records.delete(id).unwrap());
    let lost = bring_up_to_date(&desk, &made.key, NOW).unwrap_err();
    assert!(matches!(lost, StoreError::ItemsMissing { .. }), "{lost:?}");
    desk.accounts().accept_missing().unwrap();
    assert!(matches!(bring_up_to_date(&desk, &made.key, NOW).unwrap(), UpToDate::NothingToKeep));
    desk.add("carol", Parameters::default());
    assert!(matches!(bring_up_to_date(&desk, &made.key, UnixSeconds(NOW.0 + 5)).unwrap(), UpToDate::Made(_)));
    assert!(made.backup.path.exists(), "the last one that has alice");
}

#[test]
fn a_backup_from_a_clock_that_was_ahead_does_not_hide_what_changed_since() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let ahead = desk.make_at(UnixSeconds(NOW.0 + 1_000 * DAY));
    desk.add("bob", Parameters::default());
    assert!(matches!(bring_up_to_date(&desk, &ahead.key, NOW).unwrap(), UpToDate::Made(_)));
    assert!(matches!(bring_up_to_date(&desk, &ahead.key, UnixSeconds(NOW.0 + 9)).unwrap(), UpToDate::Already(_)));
}

#[test]
fn what_is_kept_as_a_key_and_is_none_is_refused() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let text = desk.make_at(NOW).key.to_text();
    assert!(text.len() < 2_000, "it fits every keyring");
    for wrong in
        ["", "{}", &text.replacen("\"version\":1", "\"version\":2", 1), &text.replacen("\"key\":\"", "\"key\":\"x", 1)]
    {
        assert!(BackupKey::parse(wrong).is_err(), "{wrong}");
    }
    assert!(!format!("{:?}", BackupKey::parse(&text).unwrap()).contains(&text[20..80]));
}

/// More than ten, so that names are not compared as texts.
#[test]
fn of_several_in_one_second_the_last_is_the_newest_and_the_one_that_is_kept() {
    let desk = Desk::new();
    desk.add("alice", Parameters::default());
    let key = desk.make_at(NOW).key;
    let counted = desk.add("counted", counter());
    let mut deleted = 0;
    for _ in 0..12 {
        desk.accounts().advance_hotp(&counted, NOW).unwrap();
        let UpToDate::Made(made) = bring_up_to_date(&desk, &key, NOW).unwrap() else { panic!("something changed") };
        assert_eq!(desk.backups().newest().unwrap().unwrap().0, made.backup.path);
        deleted += made.deleted.len();
        assert!(matches!(bring_up_to_date(&desk, &key, NOW).unwrap(), UpToDate::Already(_)));
    }
    assert_eq!(deleted, 12, "each took the place of the one before");
}
