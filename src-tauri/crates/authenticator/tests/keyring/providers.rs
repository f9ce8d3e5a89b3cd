//! Another service answers than the one that holds the records.

use crate::PUBLIC_SECRET;
use crate::child::Client;
use crate::session::Session;

const OTHER_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

#[test]
fn records_that_were_there_and_are_not_are_a_loss_that_nothing_is_written_over() {
    let (session, keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    client.ask(&["add", "alice", PUBLIC_SECRET]).unwrap();
    client.ask(&["load"]).unwrap();
    keyring.kill(&session);
    let other = session.start_keyring("other-data");
    let lost = client.ask(&["load"]).unwrap_err();
    assert_eq!(lost.code, "store-items-missing");
    assert!(lost.text.contains("none of the accounts (1) that gnome-keyring-daemon kept"), "{lost:?}");
    let refused = client.ask(&["add", "bob", OTHER_SECRET]).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.cause.as_str()), ("store-not-written", "store-items-missing"));
    // The one that holds them comes back: nothing has happened.
    other.kill(&session);
    let _keyring = session.start_keyring("data");
    assert_eq!(client.ask(&["load"]).unwrap(), ["Site: alice", "total 1"]);
}

#[test]
fn a_person_may_go_on_without_them_and_nothing_is_forgotten() {
    let (session, keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    let id = client.ask(&["add", "alice", PUBLIC_SECRET]).unwrap().remove(0);
    keyring.kill(&session);
    let other = session.start_keyring("other-data");
    client.ask(&["accept"]).unwrap();
    client.ask(&["add", "bob", OTHER_SECRET]).unwrap();
    assert_eq!(client.ask(&["load"]).unwrap(), ["Site: bob", "total 1"]);
    let hints = std::fs::read_to_string(session.path("ours").join("known-records.json")).unwrap();
    assert!(hints.split_once("given_up").unwrap().1.contains(&id), "{hints}");
    // The first service again: alice is back, and now bob is the one that is missing.
    other.kill(&session);
    let _keyring = session.start_keyring("data");
    assert_eq!(client.ask(&["load"]).unwrap_err().code, "store-items-missing");
    assert_eq!(client.ask(&["ids"]).unwrap(), [id]);
}

#[test]
fn items_wiped_by_another_program_are_noticed() {
    let (session, _keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    let alice = client.ask(&["add", "alice", PUBLIC_SECRET]).unwrap().remove(0);
    client.ask(&["add", "bob", OTHER_SECRET]).unwrap();
    session.output("secret-tool", &["clear", "service", "countersign", "username", &alice]);
    assert_eq!(client.ask(&["load"]).unwrap(), ["Site: bob", "total 1", "warning store-some-items-missing"]);
    session.output("secret-tool", &["clear", "service", "countersign"]);
    assert_eq!(client.ask(&["load"]).unwrap_err().code, "store-items-missing");
}
