//! A keyring that is locked, absent, dead, or no longer what it was.

use private_desktop::{Desktop, Services};
use serde_json::json;

use super::Desk;
use crate::pictures::{OTHER_SECRET, SECRET, address};
use crate::program::answer;

/// Commands that need the store, in every form.
const COMMANDS: [&str; 8] = [
    "list",
    "code github",
    "add --example",
    "edit github --pin",
    "remove github",
    "remove github --forever --yes",
    "restore github",
    "show github",
];

fn all_end(desk: &Desk, exit: i32, code: &str) {
    for line in COMMANDS {
        let words = desk.run(line).exits(exit).hides(SECRET);
        assert!(words.stderr.starts_with(&format!("code:    {code}\n")), "{line}: {words:?}");
        assert_eq!(words.stderr.lines().count(), 3, "{line}: {words:?}");
        assert_eq!(words.stdout, "", "{line}");
        assert_eq!(desk.run(&format!("{line} --json")).exits(exit).error()["code"], code, "{line}");
    }
}

#[test]
fn a_locked_keyring_says_what_to_do_and_loses_nothing() {
    let desk = Desk::with_account();
    desk.desktop.lock_keyring().unwrap();
    all_end(&desk, 8, "store-locked");
    assert!(desk.run("list").stderr.contains("`countersign unlock`"));
    desk.desktop.unlock_keyring().unwrap();
    assert_eq!(desk.accounts().len(), 1);
    assert!(desk.run("unlock").exits(0).stdout.contains("is unlocked"));
}

#[test]
fn without_a_keyring_service_it_says_how_to_get_one() {
    for services in [Services::Nothing, Services::BusOnly] {
        let desk = Desk::with(services);
        all_end(&desk, 9, "store-no-service");
        assert!(desk.run("list").stderr.contains("install a keyring"), "{services:?}");
        desk.run("unlock").exits(9);
        desk.run("start-empty --yes").exits(9);
    }
}

#[test]
fn what_needs_no_store_works_without_one() {
    let desk = Desk::with(Services::Nothing);
    let uri = address("GitHub", "ada", SECRET);
    assert_eq!(desk.run_with("code --uri - --at 59", uri.as_bytes()).exits(0).stdout, "287082\n");
    desk.run_with("scan -", uri.as_bytes()).exits(0);
}

#[test]
fn a_keyring_service_without_a_keyring_is_told_apart() {
    let desk = Desk::with(Services::KeyringWithoutCollection);
    let answer = desk.run("add --example --json").exits(9);
    assert_eq!(answer.error()["code"], "store-no-default-keyring");
    assert!(answer.stderr.contains("`countersign unlock`"), "{answer:?}");
}

#[test]
fn unlocking_where_there_is_no_keyring_asks_for_a_new_one() {
    let desk = Desk::with(Services::KeyringWithoutCollection);
    std::thread::scope(|scope| {
        let unlock = scope.spawn(|| desk.run("unlock --json"));
        // That there is something to dismiss means that it asked.
        desk.desktop.dismiss_prompt().unwrap();
        assert_eq!(unlock.join().unwrap().exits(9).error()["code"], "store-no-default-keyring");
    });
}

#[test]
fn a_daemon_that_died_comes_back_with_everything() {
    let mut desk = Desk::with_account();
    desk.desktop.kill_keyring();
    desk.run("code github").exits(9);
    desk.desktop.start_keyring().unwrap();
    desk.run("code github").exits(0);
}

#[test]
fn accounts_that_vanished_stop_everything_until_a_person_says_they_are_gone() {
    let desk = Desk::with_account();
    delete_items(&desk.desktop);
    let listed = desk.run("list").exits(10);
    assert!(listed.stderr.starts_with("code:    store-items-missing\n"), "{listed:?}");
    assert!(listed.stderr.contains("`countersign start-empty`"), "{listed:?}");
    desk.run("code github").exits(10);
    desk.run_with("add -", address("GitLab", "bob", OTHER_SECRET).as_bytes()).exits(10);
    assert_eq!(desk.run("start-empty --json").exits(12).error()["code"], "answer-needed");
    assert_eq!(desk.run("start-empty --yes --json").exits(0).json(), json!({ "givenUp": 1 }));
    desk.run_with("add -", address("GitLab", "bob", OTHER_SECRET).as_bytes()).exits(0);
    assert_eq!(desk.run("start-empty").exits(0).stdout, "nothing is missing\n");
}

#[test]
fn a_part_that_vanished_is_warned_of_beside_what_is_there() {
    let desk = Desk::with_account();
    let id = desk.accounts()[0]["id"].as_str().unwrap().to_owned();
    desk.add(&address("GitLab", "bob", OTHER_SECRET));
    delete_item(&desk.desktop, &id);
    let listed = desk.run("list").exits(0);
    assert!(listed.stdout.contains("bob"), "{listed:?}");
    assert!(listed.stderr.starts_with("warning: missing: 1 of the 2 accounts"), "{listed:?}");
    let json = desk.run("list --json").exits(0);
    assert_eq!(json.error()["warning"]["code"], "store-some-items-missing");
    assert_eq!(desk.run("start-empty --yes --json").exits(0).json(), json!({ "givenUp": 1 }));
    assert_eq!(desk.run("list").exits(0).stderr, "");
}

#[test]
fn a_damaged_record_hides_no_other_and_keeps_its_text() {
    let desk = Desk::with_account();
    let id = "00000000000000000000000000";
    let stored = answer(
        desk.desktop.command("secret-tool").args([
            "store",
            "--label=x",
            "service",
            "countersign",
            "username",
            id,
            "target",
            "default",
        ]),
        br#"{"format":1,"note":"half a rec"#,
    );
    stored.exits(0);
    let listed = desk.run("list").exits(0);
    assert!(listed.stdout.contains("GitHub"), "{listed:?}");
    assert!(listed.stderr.contains(&format!("damaged: {id}: it is not JSON")), "{listed:?}");
    assert_eq!(desk.run("list --json").exits(0).json()["damaged"][0]["code"], "record-not-json");
    desk.run("code 00000000").exits(3);
    assert!(desk.run("show 00000000").exits(1).stderr.contains(&format!("`countersign show {id} --raw`")));
    desk.run("show 00000000 --raw").exits(12);
    assert_eq!(desk.run("show 00000000 --raw --yes").exits(0).stdout, "{\"format\":1,\"note\":\"half a rec\n");
    desk.run("remove 00000000 --forever --yes").exits(0);
    assert_eq!(desk.run("list").exits(0).stderr, "");
}

/// Deletes every item of ours, as another program might.
fn delete_items(desktop: &Desktop) {
    answer(desktop.command("secret-tool").args(["clear", "service", "countersign"]), b"").exits(0);
}

fn delete_item(desktop: &Desktop, id: &str) {
    answer(desktop.command("secret-tool").args(["clear", "service", "countersign", "username", id]), b"").exits(0);
}
