//! `edit`, `remove` and `restore`.

use serde_json::json;

use super::Desk;
use crate::pictures::{OTHER_SECRET, address};
use crate::program::answer;

#[test]
fn an_account_is_changed_in_everything_but_its_codes() {
    let desk = Desk::with_account();
    let before = desk.run("code github --at 59").exits(0).stdout;
    let arguments = ["edit", "github", "--issuer", "Forge", "--name", "ada l.", "--note", "the old\nlaptop", "--pin"];
    let words = answer(&mut desk.command(&arguments), b"").exits(0);
    assert_eq!(words.stdout, "changed: Forge: ada l.\n");
    desk.run("edit forge --add-tag work --add-tag Home --add-tag WORK").exits(0);
    let account = desk.run("edit forge --remove-tag home --json").exits(0).json();
    assert_eq!((&account["issuer"], &account["tags"]), (&json!("Forge"), &json!(["work"])));
    assert_eq!((&account["note"], &account["pinned"]), (&json!("the old\nlaptop"), &json!(true)));
    assert_eq!(desk.run("code forge --at 59").exits(0).stdout, before);
    assert_eq!(desk.run("edit forge --pin").exits(0).stdout, "unchanged: Forge: ada l.\n");
    desk.run("edit forge --unpin").exits(0);
    desk.run("edit nobody --pin").exits(3);
}

#[test]
fn a_note_that_does_not_fit_is_refused_and_nothing_changed() {
    let desk = Desk::with_account();
    let note = "x".repeat(3_000);
    let refused = answer(&mut desk.command(&["edit", "github", "--note", &note, "--json"]), b"").exits(1);
    assert_eq!(refused.error()["code"], "account-too-large");
    assert_eq!(desk.accounts()[0]["note"], "");
}

#[test]
fn tags_choose_what_is_listed() {
    let desk = Desk::with_account();
    desk.add(&address("GitLab", "bob", OTHER_SECRET));
    desk.run("edit gitlab --add-tag work --pin").exits(0);
    assert_eq!(desk.run("list --tag Work").exits(0).stdout.lines().count(), 2);
    assert_eq!(desk.run("list --tag other").exits(0).stdout, "");
    assert_eq!(desk.accounts()[0]["issuer"], "GitLab", "what is pinned comes first");
    assert!(desk.run("list").stdout.contains("pinned #work"));
}

#[test]
fn what_is_removed_waits_in_the_trash() {
    let desk = Desk::with_account();
    assert_eq!(desk.run("remove github").exits(0).stdout, "in the trash for 30 days: GitHub: ada\n");
    assert_eq!(desk.accounts().len(), 0);
    assert!(desk.run("list --trash").exits(0).stdout.contains("GitHub"));
    let answer = desk.run("code github").exits(3);
    assert!(answer.stderr.contains("is in the trash"), "{answer:?}");
    desk.run("remove github").exits(3);
    assert_eq!(desk.run("restore github").exits(0).stdout, "restored: GitHub: ada\n");
    desk.run("restore github").exits(3);
    assert_eq!(desk.accounts().len(), 1);
}

#[test]
fn deleting_for_good_needs_a_yes() {
    let desk = Desk::with_account();
    assert_eq!(desk.run("remove github --forever --json").exits(12).error()["code"], "answer-needed");
    assert_eq!(desk.accounts().len(), 1);
    assert_eq!(desk.run("remove github --forever --yes").exits(0).stdout, "deleted for good: GitHub: ada\n");
    assert_eq!(desk.accounts().len(), 0);
    assert_eq!(desk.run("list --trash").exits(0).stdout, "");
    desk.add(&address("GitLab", "bob", OTHER_SECRET));
    desk.run("remove gitlab").exits(0);
    let id = desk.run("list --trash --json").json()["accounts"][0]["id"].clone();
    assert_eq!(desk.run("remove bob --forever --yes --json").exits(0).json(), json!({ "deleted": id }));
}

#[test]
fn removing_twice_never_reaches_another_account() {
    let desk = Desk::with_account();
    desk.add(&address("GitHub%20Enterprise", "eve", OTHER_SECRET));
    desk.run("remove GitHub --yes").exits(0);
    let again = desk.run("remove GitHub --yes").exits(3);
    assert!(again.stderr.contains("message: \"GitHub\" is in the trash"), "{again:?}");
    assert!(again.stderr.contains("`countersign restore GitHub`"), "{again:?}");
    desk.run("remove GitHub --forever --yes").exits(0);
    let again = desk.run("remove GitHub --forever --yes --json").exits(3).error();
    assert_eq!((&again["code"], &again["candidates"][0]["name"]), (&json!("account-name-in-part"), &json!("eve")));
    assert_eq!(desk.run("remove GitHub --yes --json").exits(3).error()["code"], "account-name-in-part");
    // Without a yes and without anybody to ask, too.
    desk.run("remove GitHub").exits(3);
    desk.run("remove GitHub --forever").exits(3);
    assert_eq!(desk.accounts()[0]["issuer"], "GitHub Enterprise");
    answer(&mut desk.command(&["remove", "github enterprise", "--forever", "--yes"]), b"").exits(0);
}
