//! Items: written, found, read, deleted, and what they show of themselves.

use crate::child::Client;
use crate::session::Session;
use crate::{FIRST, PUBLIC_SECRET, SECOND};

#[test]
fn a_record_is_stored_found_read_changed_and_deleted() {
    let (session, _keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    assert_eq!(client.ask(&["ids"]), Ok(vec![]));
    assert_eq!(client.ask(&["write", FIRST, "{\"grüße\":1}"]), Ok(vec![]));
    assert_eq!(client.ask(&["write", SECOND, "two"]), Ok(vec![]));
    assert_eq!(client.ask(&["ids"]), Ok(vec![FIRST.to_owned(), SECOND.to_owned()]));
    assert_eq!(client.ask(&["read", FIRST]), Ok(vec!["{\"grüße\":1}".to_owned()]));
    assert_eq!(client.ask(&["write", FIRST, "changed"]), Ok(vec![]));
    assert_eq!(client.ask(&["read", FIRST]), Ok(vec!["changed".to_owned()]));
    assert_eq!(client.ask(&["delete", FIRST]), Ok(vec![]));
    assert_eq!(client.ask(&["read", FIRST]).unwrap_err().code, "account-not-found");
    assert_eq!(client.ask(&["delete", FIRST]).unwrap_err().code, "account-not-found");
    assert_eq!(client.ask(&["ids"]), Ok(vec![SECOND.to_owned()]));
}

#[test]
fn label_and_attributes_hold_only_the_program_the_id_and_the_version() {
    let (session, _keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    let id = client.ask(&["add", "alice@example.com", PUBLIC_SECRET]).unwrap().remove(0);
    let shown = session.output("secret-tool", &["search", "--all", "service", "countersign"]);
    let told = |start: &str| -> Vec<&str> { shown.lines().filter(|line| line.starts_with(start)).collect() };
    assert_eq!(told("label"), [format!("label = Countersign {id} (format 1)")]);
    let mut attributes = told("attribute.");
    attributes.sort_unstable();
    assert_eq!(attributes, ["attribute.service = countersign".to_owned(), format!("attribute.username = {id}")]);
    assert!(told("secret = {\"format\":1,").len() == 1 && shown.contains("alice@example.com"), "{shown}");
}

#[test]
fn nothing_in_the_data_folder_holds_a_secret() {
    let (session, _keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    client.ask(&["add", "alice@example.com", PUBLIC_SECRET]).unwrap();
    client.ask(&["load"]).unwrap();
    for file in std::fs::read_dir(session.path("ours")).unwrap() {
        let text = String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()).into_owned();
        for secret in [PUBLIC_SECRET, "12345678901234567890", "3132333435363738", "alice"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn what_another_program_put_there_is_shown_and_kept() {
    let (session, _keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    client.ask(&["add", "alice", PUBLIC_SECRET]).unwrap();
    session.store_item("not ours", &["service", "countersign", "username", "someone"], b"whatever");
    session.store_item("one", &["service", "countersign", "username", FIRST, "copy", "1"], b"first copy");
    session.store_item("two", &["service", "countersign", "username", FIRST, "copy", "2"], b"second copy");
    session.store_item("no text", &["service", "countersign", "username", SECOND], b"\xff\xfe");
    let mut told = client.ask(&["load"]).unwrap();
    told.sort_unstable();
    assert_eq!(told, ["Site: alice", "record-copies", "record-not-text", "total 3"]);
    let mut copies: Vec<_> = client.ask(&["read", FIRST]).unwrap()[0].split("\\n").map(str::to_owned).collect();
    copies.sort_unstable();
    assert_eq!(copies, ["first copy", "second copy"]);
    let refused = client.ask(&["write", FIRST, "third"]).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.cause.as_str()), ("store-not-written", "account-ambiguous"));
    client.ask(&["remove", FIRST]).unwrap();
    assert_eq!(client.ask(&["read", FIRST]).unwrap_err().code, "account-not-found");
}

#[test]
fn the_place_of_a_deleted_item_that_another_program_took_is_not_read_as_ours() {
    let (session, _keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    client.ask(&["write", FIRST, "ours"]).unwrap();
    assert_eq!(client.ask(&["ids"]).unwrap(), [FIRST]);
    session.output("secret-tool", &["clear", "service", "countersign", "username", FIRST]);
    session.store_item("theirs", &["service", "another program"], b"theirs");
    assert_eq!(client.ask(&["read", FIRST]).unwrap_err().code, "account-not-found");
}

#[test]
fn what_another_program_of_ours_changes_and_moves_is_read_as_it_is() {
    let (session, _keyring) = Session::with_keyring();
    let [mut one, mut two] = ["ours", "ours"].map(|data| Client::start(&session, data));
    one.ask(&["write", FIRST, "old"]).unwrap();
    one.ask(&["ids"]).unwrap();
    two.ask(&["write", FIRST, "new"]).unwrap();
    assert_eq!(one.ask(&["read", FIRST]).unwrap(), ["new"]);
    two.ask(&["delete", FIRST]).unwrap();
    two.ask(&["write", SECOND, "in its place"]).unwrap();
    two.ask(&["write", FIRST, "elsewhere"]).unwrap();
    assert_eq!(one.ask(&["read", FIRST]).unwrap(), ["elsewhere"]);
}

#[test]
fn a_write_that_the_keyring_cannot_keep_says_so() {
    let (session, _keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    client.ask(&["write", FIRST, "old"]).unwrap();
    // A file where its folder was: it can write nothing any more.
    std::fs::rename(session.path("data/keyrings"), session.path("data/moved")).unwrap();
    std::fs::write(session.path("data/keyrings"), "").unwrap();
    for (id, words) in [(FIRST, "changed"), (SECOND, "new")] {
        let failure = client.ask(&["write", id, words]).unwrap_err();
        assert_eq!(failure.code, "store-not-written", "{failure:?}");
        // The daemon looks at its folder now and then; once it has, the whole keyring is gone for it.
        assert!(["store-failed", "store-no-default-keyring"].contains(&failure.cause.as_str()), "{failure:?}");
    }
    if let Ok(kept) = client.ask(&["read", FIRST]) {
        assert_eq!(kept, ["old"]);
    }
}
