//! Backups that are made by themselves after a command that changed something.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::Desk;
use crate::pictures::{OTHER_SECRET, SECRET, address};
use crate::program::Answer;

const PASSWORD: &[u8] = b"the password of backups\n";

/// A desktop on which they were turned on with one account.
struct Kept {
    desk: Desk,
}

impl Kept {
    fn new() -> Self {
        let desk = Desk::with_account();
        let on = desk.run_with("backup automatic --folder kept --password-fd 0 --json", PASSWORD).exits(0).json();
        assert_eq!((&on["accounts"], on["recoveryCode"].as_str().unwrap().len()), (&json!(1), 35));
        Self { desk }
    }

    fn folder(&self) -> PathBuf {
        self.desk.folder().join("kept")
    }

    fn files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.folder()).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|file| file.extension().is_some_and(|ending| ending == "backup")).collect()
    }

    fn on_backups(&self, line: &str) -> Answer {
        self.desk.run_with(&format!("{line} --password-fd 0 --json"), PASSWORD)
    }

    /// How many accounts are in the newest.
    fn newest(&self) -> Value {
        let listed = self.on_backups("backup list --folder kept").exits(0).json();
        listed["backups"][0]["records"].clone()
    }
}

#[test]
fn after_a_change_there_is_a_backup_of_it_and_nobody_is_asked_for_a_password() {
    let kept = Kept::new();
    let first = kept.files();
    kept.desk.run("list").exits(0);
    kept.desk.run("edit github --pin").exits(0);
    kept.desk.add(&address("GitLab", "bob", OTHER_SECRET));
    assert_eq!(kept.newest(), 2);
    assert_ne!(kept.files(), first);
    let files = kept.files();
    kept.desk.run("edit github --pin").exits(0);
    assert_eq!(kept.files(), files, "nothing was changed, so nothing is made");
    let shown = kept.desk.run("backup automatic --json").exits(0).json();
    assert_eq!((&shown["on"], &shown["newest"]["path"]), (&json!(true), &json!(files[0].display().to_string())));
    for file in files {
        let bytes = fs::read(file).unwrap();
        assert!(!bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
    }
}

#[test]
fn the_counter_of_each_code_is_in_a_backup() {
    let kept = Kept::new();
    kept.desk.add(&format!("otpauth://hotp/Old:ada?secret={OTHER_SECRET}&issuer=Old&counter=7"));
    let before = kept.files();
    kept.desk.run("code old").exits(0);
    assert_ne!(kept.files(), before);
    let before = kept.files();
    kept.desk.run("code github").exits(0);
    assert_eq!(kept.files(), before);
}

#[test]
fn a_backup_that_cannot_be_made_is_told_and_the_change_stands() {
    let kept = Kept::new();
    let aside = kept.desk.folder().join("disk-taken-out");
    fs::rename(kept.folder(), &aside).unwrap();
    let changed = kept.desk.run("edit github --note changed --json").exits(0);
    assert_eq!(changed.error()["warning"]["code"], "backup-folder-missing");
    assert!(!kept.folder().exists(), "nothing is written beside a disk that is not there");
    fs::create_dir(kept.folder()).unwrap();
    let changed = kept.desk.run("edit github --pin --json").exits(0);
    assert_eq!(changed.error()["warning"]["code"], "backup-folder-empty");
    fs::remove_dir(kept.folder()).unwrap();
    fs::rename(&aside, kept.folder()).unwrap();
    kept.desk.run("edit github --unpin").exits(0);
    let file = kept.files().pop().unwrap().display().to_string();
    let difference = kept.on_backups(&format!("backup restore {file} --dry-run")).exits(0).json();
    assert_eq!((&difference["same"], &difference["missing"]), (&json!(1), &json!([])));
}

#[test]
fn backups_of_somebody_else_are_not_added_to() {
    let kept = Kept::new();
    let other = b"quite another password\n";
    kept.desk.run_with("backup create --folder other --password-fd 0", other).exits(0);
    for file in kept.files() {
        fs::remove_file(file).unwrap();
    }
    let theirs = fs::read_dir(kept.desk.folder().join("other")).unwrap().map(|entry| entry.unwrap().path());
    let theirs = theirs.filter(|file| file.extension().is_some()).find(|file| !file.ends_with("countersign.lock"));
    fs::copy(theirs.unwrap(), kept.folder().join("countersign-2026-01-01-000000.backup")).unwrap();
    let changed = kept.desk.run("edit github --pin --json").exits(0);
    assert_eq!(changed.error()["warning"]["code"], "backup-other-key");
    assert_eq!(kept.files().len(), 1);
}

#[test]
fn after_a_reset_of_the_keyring_a_restore_brings_back_the_accounts_and_the_backups() {
    let mut kept = Kept::new();
    kept.desk.add(&address("GitLab", "bob", OTHER_SECRET));
    let file = kept.files().pop().unwrap().display().to_string();
    kept.desk.desktop.kill_keyring();
    fs::remove_dir_all(kept.desk.desktop.data_folder().join("keyrings")).unwrap();
    kept.desk.desktop.start_keyring().unwrap();
    assert_eq!(kept.desk.run("list --json").exits(10).error()["code"], "store-items-missing");
    let restored = kept.on_backups(&format!("backup restore {file} --yes")).exits(0).json();
    assert_eq!(restored["putBack"].as_array().unwrap().len(), 2);
    assert_eq!(kept.desk.run("code github --at 59").exits(0).stdout, "287082\n");
    let changed = kept.desk.run("remove gitlab --json").exits(0);
    assert_eq!(changed.stderr, "", "backups go on");
    assert_eq!(kept.newest(), 2);
}

#[test]
fn turned_off_none_is_made_and_those_that_were_made_stay() {
    let kept = Kept::new();
    let files = kept.files();
    assert_eq!(kept.desk.run("backup automatic --off --json").exits(0).json()["on"], false);
    kept.desk.run("edit github --pin").exits(0);
    assert_eq!(kept.files(), files);
    let again = kept.desk.run_with("backup automatic --folder kept --password-fd 0 --json", PASSWORD).exits(0).json();
    assert!(again.get("recoveryCode").is_none());
    let memory = kept.desk.run("backup automatic --store memory --json").exits(2);
    assert_eq!(memory.error()["code"], "backup-not-automatic");
}

#[test]
fn after_another_password_was_set_backups_go_on_with_it() {
    let kept = Kept::new();
    let both = b"the password of backups\nanother password\n";
    let changed = kept.desk.run_with("backup password --folder kept --password-fd 0 --json", both).exits(0).json();
    assert_eq!(changed["automatic"], true);
    kept.desk.run("edit github --pin").exits(0);
    let check = "backup check --folder kept --password-fd 0 --json";
    let listed = kept.desk.run_with(check, b"another password\n").exits(0).json();
    assert_eq!(listed["backups"].as_array().unwrap().len(), kept.files().len());
    kept.desk.run_with(check, PASSWORD).exits(19);
}
