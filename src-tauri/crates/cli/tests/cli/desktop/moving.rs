//! Between a real keyring and a sealed file, both ways.

use super::Desk;
use crate::pictures::{OTHER_SECRET, SECRET, address};
use crate::program::Answer;

const PASSWORD: &[u8] = b"correct horse battery staple\n";

fn with_password(desk: &Desk, line: &str) -> Answer {
    desk.run_with(&format!("{line} --password-fd 0"), PASSWORD)
}

fn kept_in_file(desk: &Desk) -> Vec<serde_json::Value> {
    let listed = with_password(desk, "list --json --store file:codes").exits(0).json();
    listed["accounts"].as_array().unwrap().clone()
}

#[test]
fn accounts_move_from_the_keyring_into_a_file_and_back() {
    let desk = Desk::with_account();
    desk.add(&address("GitLab", "bob", OTHER_SECRET));
    let before = desk.accounts();
    with_password(&desk, "store create file:codes").exits(0);
    let moved = with_password(&desk, "store move --from keyring --to file:codes --json").exits(0).hides(SECRET).json();
    assert_eq!(moved["moved"].as_array().unwrap().len(), 2);
    assert!(desk.accounts().is_empty());
    assert_eq!(kept_in_file(&desk), before);
    let code = with_password(&desk, "code github --at 59 --store file:codes").exits(0);
    assert_eq!(code.stdout, "287082\n");
    with_password(&desk, "store move --from file:codes --to keyring").exits(0);
    assert_eq!(desk.accounts(), before);
    assert!(kept_in_file(&desk).is_empty());
}

#[test]
fn a_move_takes_the_choice_of_where_the_accounts_are_along() {
    let desk = Desk::with_account();
    with_password(&desk, "store create file:codes").exits(0);
    let moved = with_password(&desk, "store move --from keyring --to file:codes").exits(0);
    assert!(moved.stderr.contains("from now on commands without --store, and the window, take the sealed file"));
    let (settings, codes) =
        (desk.desktop.configuration_folder().join("countersign/settings.json"), desk.folder().join("codes"));
    let store =
        || serde_json::from_slice::<serde_json::Value>(&std::fs::read(&settings).unwrap()).unwrap()["store"].clone();
    assert_eq!(store(), serde_json::json!({ "file": codes, "moving": null }));
    assert_eq!(with_password(&desk, "code github --at 59").exits(0).stdout, "287082\n");
    // A torn choice is no reason to look in the keyring.
    let before = std::fs::read(&settings).unwrap();
    std::fs::write(&settings, "{torn").unwrap();
    assert_eq!(desk.run("list --json").exits(1).error()["code"], "settings-unreadable");
    assert!(desk.accounts().is_empty());
    std::fs::write(&settings, before).unwrap();
    with_password(&desk, "store move --from file:codes --to keyring").exits(0);
    assert_eq!(store(), serde_json::json!({ "file": null, "moving": null }));
    assert_eq!(desk.run("code github --at 59").exits(0).stdout, "287082\n");
}

#[test]
fn backups_that_are_made_by_themselves_go_on_after_a_move_with_the_same_key() {
    let desk = Desk::with_account();
    desk.run_with("backup automatic --folder kept --password-fd 0", b"the password of backups\n").exits(0);
    with_password(&desk, "store create file:codes").exits(0);
    with_password(&desk, "store move --from keyring --to file:codes").exits(0);
    let newest = |line: &str| {
        let shown = with_password(&desk, &format!("backup automatic --json{line}")).exits(0).json();
        (shown["on"].clone(), shown["newest"]["path"].clone())
    };
    assert_eq!(newest("").0, true);
    assert_eq!(newest(" --store keyring").0, false, "they are of one store at a time");
    let before = newest("").1;
    let changed = with_password(&desk, "edit github --note changed").exits(0);
    assert_eq!(changed.stderr, "");
    assert_ne!(newest("").1, before);
    desk.run_with("backup check --folder kept --password-fd 0", b"the password of backups\n").exits(0);
    with_password(&desk, "store move --from file:codes --to keyring").exits(0);
    desk.run("edit github --pin").exits(0);
    assert_eq!(newest(" --store keyring").0, true);
}

#[test]
fn a_move_killed_at_any_time_loses_nothing_and_the_next_one_ends_it() {
    let desk = Desk::with_account();
    for number in 0..8_u8 {
        let letter = char::from(b'A' + number);
        desk.add(&address("Site", &format!("user{number}"), &letter.to_string().repeat(32)));
    }
    let mut names: Vec<String> = desk.accounts().iter().map(|account| account["id"].to_string()).collect();
    names.sort();
    with_password(&desk, "store create file:codes").exits(0);
    for (round, (from, to)) in
        [("keyring", "file:codes"), ("file:codes", "keyring")].into_iter().cycle().take(6).enumerate()
    {
        let line = format!("store move --from {from} --to {to} --password-fd 0");
        let words: Vec<&str> = line.split(' ').collect();
        kill_when_something_moved(&desk, &words, round);
        let mut there: Vec<String> =
            desk.accounts().iter().chain(&kept_in_file(&desk)).map(|account| account["id"].to_string()).collect();
        there.sort();
        there.dedup();
        assert_eq!(there, names, "round {round}");
        with_password(&desk, &format!("store move --from {from} --to {to}")).exits(0);
        let ended = if to == "keyring" { desk.accounts() } else { kept_in_file(&desk) };
        assert_eq!(ended.len(), names.len(), "round {round}");
    }
}

/// Kills the move after the file was replaced some times, which it is once for each account.
fn kill_when_something_moved(desk: &Desk, words: &[&str], round: usize) {
    use std::io::Write;
    let file = desk.folder().join("codes");
    let mut child = desk.command(words).stdin(std::process::Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD).unwrap();
    let mut seen = std::fs::read(&file).unwrap();
    let mut changes = 0;
    while changes <= round && child.try_wait().unwrap().is_none() {
        let now = std::fs::read(&file).unwrap();
        if now != seen {
            (seen, changes) = (now, changes + 1);
        }
    }
    let _ended_already = child.kill();
    child.wait().unwrap();
}

#[test]
fn a_locked_keyring_stops_a_move_before_anything_is_touched() {
    let desk = Desk::with_account();
    with_password(&desk, "store create file:codes").exits(0);
    desk.desktop.lock_keyring().unwrap();
    for line in ["--from keyring --to file:codes", "--from file:codes --to keyring"] {
        let error = with_password(&desk, &format!("store move {line} --json")).exits(8).error();
        assert_eq!(error["code"], "store-locked");
    }
    desk.desktop.unlock_keyring().unwrap();
    assert_eq!(desk.accounts().len(), 1);
}
