//! A lock over the accounts in a real keyring.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};

use super::Desk;
use crate::pictures::{OTHER_SECRET, SECRET, address};
use crate::program::{Answer, answer, mistyped};

const PASSWORD: &str = "correct horse battery staple\n";

/// A desktop with one account under a lock, and the recovery code of it.
struct Locked {
    desk: Desk,
    code: String,
}

impl Locked {
    fn new() -> Self {
        Self::on(Desk::with_account())
    }

    fn on(desk: Desk) -> Self {
        let on = desk.run_with("lock on --password-fd 0 --json", PASSWORD.as_bytes()).exits(0);
        let code = on.json()["recoveryCode"].as_str().unwrap().to_owned();
        Self { desk, code }
    }

    /// Runs a line with the lock's password.
    fn run(&self, line: &str) -> Answer {
        self.run_with(line, PASSWORD)
    }

    fn run_with(&self, line: &str, passwords: &str) -> Answer {
        self.desk.run_with(&format!("{line} --password-fd 0"), passwords.as_bytes())
    }

    fn check(&self, name: &str) -> Value {
        let doctor = self.desk.run("doctor --json");
        let answer: Value = serde_json::from_str(&doctor.stdout).unwrap();
        answer["checks"].as_array().unwrap().iter().find(|check| check["name"] == name).unwrap().clone()
    }

    fn header(&self) -> std::path::PathBuf {
        self.desk.desktop.data_folder().join("countersign").join("lock-header")
    }
}

/// What the keyring holds under a service.
fn items(desk: &Desk, service: &str) -> String {
    let found = answer(desk.desktop.command("secret-tool").args(["search", "--all", "service", service]), b"");
    found.exits(0).stdout
}

fn clear(desk: &Desk, service: &str) {
    answer(desk.desktop.command("secret-tool").args(["clear", "service", service]), b"").exits(0);
}

#[test]
fn with_a_lock_every_command_needs_the_password_and_the_keyring_holds_nothing_to_read() {
    let desk = Desk::with_account();
    assert!(items(&desk, "countersign").contains(SECRET));
    let locked = Locked::on(desk);
    let held = items(&locked.desk, "countersign");
    assert!(held.contains(r#"secret = {"format":2,"sealed":""#), "{held}");
    for word in [SECRET, "GitHub", "ada"] {
        assert!(!held.contains(word), "{held}");
    }
    for line in ["list --json", "code github --json", "show github --json", "edit github --pin --json"] {
        let refused = locked.desk.run(line).exits(12).hides(SECRET);
        assert_eq!(refused.error()["code"], "password-needed", "{line}");
    }
    assert_eq!(locked.run("list --json").exits(0).hides(SECRET).json()["accounts"][0]["name"], "ada");
    assert_eq!(locked.run("code github --at 59").exits(0).stdout, "287082\n");
    locked.run("edit github --pin").exits(0);
    locked.run("remove github").exits(0);
    locked.run("restore github").exits(0);
    locked.run_with("list", &locked.code).exits(0);
    assert!(!items(&locked.desk, "countersign").contains(SECRET));
    assert_eq!(locked.desk.run("unlock --json").exits(0).json()["provider"], "gnome-keyring-daemon");
    let off = locked.run("lock off --json").exits(0).json();
    assert_eq!(off, json!({"off": true, "opened": 1, "left": []}));
    assert_eq!(locked.desk.accounts()[0]["pinned"], true);
    assert!(!locked.header().exists());
    assert!(items(&locked.desk, "countersign").contains(SECRET));
}

#[test]
fn wrong_passwords_are_told_wait_and_cost_nothing() {
    let locked = Locked::new();
    let wrong = |secret: &str| locked.run_with("list --json", secret);
    assert_eq!(wrong("wrong password").exits(19).error()["code"], "password-wrong");
    assert_eq!(wrong(&mistyped(&locked.code)).exits(19).error()["code"], "recovery-code-mistyped");
    wrong("wrong password").exits(19);
    // How soon one has to wait depends on how long these took: each wait is twice as long, up to a minute.
    let waits = (0..12).map(|_| wrong("wrong password")).find(|answer| answer.exit == 24).unwrap();
    assert_eq!(waits.error()["code"], "lock-too-soon");
    // As after a minute.
    fs::remove_file(locked.header().with_file_name("lock-tries.json")).unwrap();
    locked.run("list").exits(0);
}

#[test]
fn another_password_and_another_recovery_code_open_and_those_of_before_do_not() {
    let locked = Locked::new();
    let both = format!("{}\na new password\n", locked.code);
    assert_eq!(locked.run_with("lock password --json", &both).exits(0).json(), json!({"changed": true}));
    locked.run("list").exits(19);
    let new = locked.run_with("lock recovery-code --json", "a new password").exits(0).json();
    locked.run_with("list", new["recoveryCode"].as_str().unwrap()).exits(0);
    locked.run_with("list", &locked.code).exits(19);
    locked.run_with("list", "a new password").exits(0);
    assert_eq!(locked.run_with("lock on --json", "another one").exits(1).error()["code"], "lock-already-on");
}

#[test]
fn a_recovery_code_that_cannot_be_printed_leaves_no_lock() {
    let desk = Desk::with_account();
    let full_disk = Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
    let mut on = desk.command(&["lock", "on", "--password-fd", "0", "--json"]);
    let mut child = on.stdin(Stdio::piped()).stdout(full_disk).stderr(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), PASSWORD.as_bytes()).unwrap();
    let answer = Answer::from(child.wait_with_output().unwrap()).exits(1);
    assert_eq!(answer.error()["code"], "output-failed");
    assert_eq!(desk.run("lock status --json").exits(0).json()["state"], "off");
    assert_eq!(desk.accounts().len(), 1);
    assert_eq!(
        desk.run_with("lock on --password-fd 0 --json", b"short").exits(1).error()["code"],
        "password-too-short"
    );
    assert_eq!(desk.run_with("lock off --password-fd 0 --json", b"").exits(1).error()["code"], "lock-not-on");
}

#[test]
fn a_header_that_is_gone_or_broken_in_one_place_is_told_and_mended() {
    let locked = Locked::new();
    assert_eq!(locked.check("lock")["found"], "set, its header readable in both places");
    assert_eq!(locked.check("store")["state"], "well");
    let header = fs::read_to_string(locked.header()).unwrap();
    fs::write(locked.header(), "broken").unwrap();
    assert_eq!(locked.check("lock")["state"], "attention");
    locked.run("list").exits(0);
    assert_eq!(fs::read_to_string(locked.header()).unwrap(), header);
    clear(&locked.desk, "countersign-lock");
    let status = locked.desk.run("lock status --json").exits(0).json();
    let expected = json!({"state": "locked", "halfWay": false, "opensWith": ["password", "recovery-code"],
        "inKeyring": "absent", "inFolder": "readable"});
    assert_eq!(status, expected);
    locked.run("list").exits(0);
    assert_eq!(locked.check("lock")["state"], "well");
    clear(&locked.desk, "countersign-lock");
    fs::write(locked.header(), "broken").unwrap();
    for line in ["list --json", "lock status --json", "lock on --json"] {
        assert_eq!(locked.run(line).exits(20).error()["code"], "lock-header-unreadable", "{line}");
    }
    assert_eq!(fs::read_to_string(locked.header()).unwrap(), "broken");
    // A copy from a backup of the data folder is enough.
    fs::write(locked.header(), header).unwrap();
    assert_eq!(locked.run("code github --at 59").exits(0).stdout, "287082\n");
}

#[test]
fn backups_are_made_and_put_back_under_a_lock_and_their_key_is_sealed_too() {
    const BACKUPS: &str = "the password of backups\n";
    let desk = Desk::with_account();
    desk.run_with("backup automatic --folder kept --password-fd 0 --json", BACKUPS.as_bytes()).exits(0);
    assert!(items(&desk, "countersign-backups").contains(r#""version":1"#));
    let locked = Locked::on(desk);
    let held = items(&locked.desk, "countersign-backups");
    assert!(held.contains(r#"secret = {"format":2,"sealed":""#) && !held.contains(r#""version":1"#), "{held}");
    let gitlab = address("GitLab", "bob", OTHER_SECRET);
    fs::write(locked.desk.folder().join("addresses.txt"), &gitlab).unwrap();
    let files = || {
        let files = fs::read_dir(locked.desk.folder().join("kept")).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|file| file.extension().is_some_and(|ending| ending == "backup")).collect::<Vec<_>>()
    };
    let before = files();
    let script = r#"exec "$0" add - --password-fd 3 --json < addresses.txt 3<<END
correct horse battery staple
END"#;
    let mut add = locked.desk.desktop.command("sh");
    answer(add.args(["-c", script, crate::program::PROGRAM]).current_dir(locked.desk.folder()), b"").exits(0);
    assert_ne!(files(), before, "a backup is made of it");
    let both = format!("{PASSWORD}{BACKUPS}");
    let newest = locked.run_with("backup list --folder kept --json", BACKUPS).exits(0).json();
    let path = newest["backups"][0]["path"].as_str().unwrap().to_owned();
    assert_eq!(newest["backups"][0]["records"], 2);
    clear(&locked.desk, "countersign");
    let restored = locked.run_with(&format!("backup restore {path} --yes --json"), &both).exits(0).json();
    assert_eq!(restored["putBack"].as_array().unwrap().len(), 2, "{restored}");
    let held = items(&locked.desk, "countersign");
    assert!(!held.contains(SECRET) && !held.contains(OTHER_SECRET), "{held}");
    assert_eq!(locked.run("code github --at 59").exits(0).stdout, "287082\n");
    locked.run("lock off").exits(0);
    assert!(items(&locked.desk, "countersign-backups").contains(r#""version":1"#));
}

#[test]
fn accounts_move_to_a_sealed_file_and_back_under_a_lock() {
    let locked = Locked::new();
    locked.desk.run_with("store create file:codes --password-fd 0", b"the file's password").exits(0);
    let both = format!("{PASSWORD}the file's password\n");
    locked.run_with("store move --from keyring --to file:codes --json", &both).exits(0);
    assert_eq!(locked.run("list --json --store keyring").exits(0).json()["accounts"], json!([]));
    let back = format!("the file's password\n{PASSWORD}");
    locked.run_with("store move --from file:codes --to keyring --json", &back).exits(0);
    assert!(!items(&locked.desk, "countersign").contains(SECRET));
    assert_eq!(locked.run("code github --at 59").exits(0).stdout, "287082\n");
    let refused = locked.run_with("lock on --store file:codes --json", "x").exits(2).error();
    assert_eq!(refused["code"], "lock-not-here");
}
