//! Backups, from the first to what comes back of one.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use tempfile::{TempDir, tempdir};

use crate::pictures::{OTHER_SECRET, SECRET, address, write_codes};
use crate::program::{Answer, run, run_with};

const PASSWORDS: &str = "the password of the store\nthe password of backups\n";

/// A sealed file with two accounts; the keyring is not needed for any of this.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempdir().unwrap() };
        write_codes(desk.folder.path(), "ada.png", &[&address("GitHub", "ada", SECRET)]);
        write_codes(desk.folder.path(), "bob.png", &[&address("GitLab", "bob", OTHER_SECRET)]);
        desk.run_with("store create file:codes", "the password of the store\n").exits(0);
        desk.run("add ada.png --yes").exits(0);
        desk.run("add bob.png --yes").exits(0);
        desk
    }

    /// With the password of the store, and then that of the backups.
    fn run(&self, line: &str) -> Answer {
        self.run_with(line, PASSWORDS)
    }

    /// With the password of the backups alone.
    fn run_on_backups(&self, line: &str) -> Answer {
        self.run_with(line, "the password of backups\n")
    }

    fn run_with(&self, line: &str, passwords: &str) -> Answer {
        let mut words: Vec<&str> = line.split(' ').collect();
        if !line.contains("create file:") {
            words.extend(["--store", "file:codes"]);
        }
        words.extend(["--password-fd", "0"]);
        run_with(self.folder.path(), &words, passwords.as_bytes())
    }

    fn made(&self) -> serde_json::Value {
        self.run("backup create --folder kept --json").exits(0).json()
    }

    fn names(&self) -> Vec<String> {
        let listed = self.run("list --json").exits(0).json();
        let accounts = listed["accounts"].as_array().unwrap().iter();
        accounts.map(|account| account["name"].as_str().unwrap().to_owned()).collect()
    }

    fn file(&self, made: &serde_json::Value) -> PathBuf {
        self.folder.path().join(made["path"].as_str().unwrap())
    }
}

#[test]
fn what_was_deleted_comes_back_from_a_backup_that_was_proven() {
    let desk = Desk::new();
    let made = desk.made();
    assert_eq!((&made["accounts"], &made["damaged"]), (&2.into(), &0.into()));
    assert!(desk.run_on_backups("backup check --folder kept").exits(0).stdout.contains("countersign-"));
    desk.run("remove github").exits(0);
    desk.run("remove github --forever --yes").exits(0);
    assert_eq!(desk.names(), ["bob"]);
    let path = made["path"].as_str().unwrap();
    let shown = desk.run(&format!("backup restore {path} --dry-run --json")).exits(0).hides(SECRET).json();
    assert_eq!((&shown["missing"][0]["label"], &shown["same"]), (&"GitHub: ada".into(), &1.into()));
    assert_eq!(desk.run(&format!("backup restore {path} --json")).exits(12).error()["code"], "answer-needed");
    let wrong = desk.run(&format!("backup restore {path} --only nobody --yes --json"));
    assert_eq!(wrong.exits(3).error()["code"], "backup-no-such-account");
    let restored = desk.run(&format!("backup restore {path} --only ada --yes --json")).exits(0).json();
    assert_eq!(restored["putBack"].as_array().unwrap().len(), 1);
    let mut names = desk.names();
    names.sort();
    assert_eq!(names, ["ada", "bob"]);
    assert_eq!(desk.run("code github --at 59").exits(0).stdout, "287082\n");
}

#[test]
fn the_recovery_code_is_printed_with_the_first_backup_alone_and_opens_all() {
    let desk = Desk::new();
    let code = desk.made()["recoveryCode"].as_str().unwrap().to_owned();
    assert!(desk.made().get("recoveryCode").is_none());
    let listed = desk.run_with("backup list --folder kept --json", &code).exits(0).json();
    assert!(listed["backups"].as_array().unwrap().iter().all(|backup| backup["state"] == "opens"), "{listed}");
    let mistyped = crate::program::mistyped(&code);
    for line in ["backup list --folder kept --json", "backup check --folder kept --json"] {
        assert_eq!(desk.run_with(line, &mistyped).exits(19).error()["code"], "recovery-code-mistyped", "{line}");
    }
    let both = format!("the password of the store\n{mistyped}\n");
    let refused = desk.run_with("backup create --folder kept --json", &both).exits(19);
    assert_eq!(refused.error()["code"], "recovery-code-mistyped");
    let other = "the password of the store\nanother password\n";
    let refused = desk.run_with("backup create --folder kept --json", other).exits(19);
    assert_eq!(refused.error()["code"], "password-wrong");
}

#[test]
fn a_backup_that_does_not_open_whole_fails_the_check() {
    let desk = Desk::new();
    assert_eq!(desk.run_on_backups("backup check --folder kept --json").exits(20).error()["code"], "backup-none");
    let file = desk.file(&desk.made());
    let mut bytes = fs::read(&file).unwrap();
    bytes.pop();
    fs::write(&file, bytes).unwrap();
    let checked = desk.run_on_backups("backup check --folder kept --json").exits(20);
    assert_eq!(checked.error()["code"], "backup-not-whole");
    let path = file.display().to_string();
    assert_eq!(desk.run(&format!("backup restore {path} --json")).exits(20).error()["code"], "store-file-damaged");
}

/// docs/read_file_store.py reads a backup as well: the form is the same.
#[test]
fn an_independent_reader_finds_the_same_records_in_a_backup() {
    let desk = Desk::new();
    let file = desk.file(&desk.made());
    let python = |arguments: &[&str]| {
        let mut python = std::process::Command::new("python3");
        python.args(arguments).current_dir(desk.folder.path()).stderr(Stdio::null());
        python
    };
    let probe = python(&["-c", "import cryptography.hazmat.primitives.kdf.argon2"]).status();
    if !probe.is_ok_and(|status| status.success()) {
        return eprintln!("skipped: python3 with cryptography 44 or newer is not here");
    }
    let reader = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/read_file_store.py");
    let path = file.display().to_string();
    let read = crate::program::answer(&mut python(&[reader, &path]), b"the password of backups\n").exits(0);
    assert_eq!(read.stdout.lines().count(), 2);
    assert!(read.stdout.contains(SECRET) && read.stdout.contains(OTHER_SECRET), "{read:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_recovery_code_that_nobody_could_see_makes_no_backup() {
    let desk = Desk::new();
    fs::write(desk.folder.path().join("passwords"), PASSWORDS).unwrap();
    let full_disk = Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
    let (reader, broken_pipe) = std::io::pipe().unwrap();
    drop(reader);
    for sink in [full_disk, Stdio::from(broken_pipe)] {
        let mut program = crate::program::command(desk.folder.path());
        program.args("backup create --folder kept --store file:codes --password-fd 0".split(' '));
        let passwords = fs::File::open(desk.folder.path().join("passwords")).unwrap();
        let ended = program.stdin(passwords).stdout(sink).output().unwrap();
        assert_eq!(ended.status.code(), Some(1));
        let left = fs::read_dir(desk.folder.path().join("kept")).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(left.collect::<Vec<_>>(), ["countersign.lock"]);
    }
    assert!(desk.made()["recoveryCode"].is_string(), "the next one is the first");
}

#[test]
fn a_wrong_password_is_no_fault_of_the_backups() {
    let desk = Desk::new();
    desk.made();
    for line in ["backup list --folder kept --json", "backup check --folder kept --json"] {
        let told = desk.run_with(line, "not the password\n").exits(19);
        assert_eq!(told.error()["code"], "password-wrong", "{line}");
    }
}

#[test]
fn what_is_no_backup_is_called_what_it_is() {
    let desk = Desk::new();
    fs::create_dir(desk.folder.path().join("folder")).unwrap();
    fs::write(desk.folder.path().join("damaged"), "nothing of ours").unwrap();
    for (file, code) in [
        ("nowhere", "backup-missing"),
        ("codes", "backup-is-store"),
        ("folder", "store-no-regular-file"),
        ("damaged", "store-file-damaged"),
    ] {
        let told = desk.run(&format!("backup restore {file} --dry-run --json")).exits(20).error();
        assert_eq!(told["code"], code, "{told}");
        let hint = told["hint"].as_str().unwrap();
        assert!(!hint.contains("generation") && !hint.contains("store create"), "{told}");
    }
}

#[test]
fn a_folder_of_backups_that_is_not_there_is_told_before_a_password_is_asked_for() {
    let folder = tempdir().unwrap();
    let error = run(folder.path(), &["backup", "list", "--folder", "nowhere", "--json"]).exits(20).error();
    assert_eq!(error["code"], "backup-folder-missing");
}

#[test]
fn another_password_opens_every_backup_and_the_old_one_none() {
    let desk = Desk::new();
    let code = desk.made()["recoveryCode"].as_str().unwrap().to_owned();
    desk.made();
    let all = |old: &str| format!("the password of the store\n{old}\nanother password\n");
    let wrong = desk.run_with("backup password --folder kept --json", &all("a wrong password")).exits(19);
    assert_eq!(wrong.error()["code"], "password-wrong");
    let short = desk.run_with("backup password --folder kept --json", &format!("{PASSWORDS}short\n")).exits(1);
    assert_eq!(short.error()["code"], "password-too-short");
    assert!(desk.run_on_backups("backup check --folder kept").exits(0).stderr.is_empty());

    let changed =
        desk.run_with("backup password --folder kept --json", &all("the password of backups")).exits(0).json();
    assert_eq!((changed["changed"].as_array().unwrap().len(), &changed["automatic"]), (1, &false.into()));
    assert_eq!(desk.run_on_backups("backup check --folder kept --json").exits(19).error()["code"], "password-wrong");
    for secret in ["another password", &code] {
        desk.run_with("backup check --folder kept", secret).exits(0);
    }
    let pruned = desk.run_with("backup prune --folder kept --json", "another password\n").exits(0).json();
    assert_eq!(pruned["deleted"], serde_json::json!([]));
    assert_eq!(
        desk.run_with("backup prune --folder kept --json", "a wrong one\n").exits(19).error()["code"],
        "password-wrong"
    );
    assert_eq!(desk.run("backup password --folder nowhere --json").exits(20).error()["code"], "backup-folder-missing");
    desk.run("backup password").exits(2);
}
