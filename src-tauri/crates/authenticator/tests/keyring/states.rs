//! A keyring that is locked, silent, gone or never there.

use crate::child::{Answer, Client};
use crate::session::{Activation, Session};
use crate::{FIRST, PUBLIC_SECRET, SECOND};

fn code(answer: Answer) -> String {
    answer.map_or_else(|failure| failure.code, |lines| format!("it worked: {lines:?}"))
}

/// That a write says it did not happen, and why.
fn assert_refused(client: &mut Client, cause: &str) {
    for words in [["write", SECOND, "new"], ["add", "bob", PUBLIC_SECRET]] {
        let failure = client.ask(&words).unwrap_err();
        assert_eq!((failure.code.as_str(), failure.cause.as_str()), ("store-not-written", cause), "{failure:?}");
        assert!(failure.text.starts_with("nothing was changed"), "{failure:?}");
    }
}

#[test]
fn without_a_bus_there_is_no_service() {
    let mut session = Session::start(Activation::Off);
    session.end_bus();
    let mut client = Client::start(&session, "ours");
    assert_eq!(code(client.ask(&["state"])), "store-no-service");
    assert_eq!(code(client.ask(&["ids"])), "store-no-service");
    assert_eq!(code(client.ask(&["load"])), "store-no-service");
    assert_eq!(code(client.ask(&["unlock"])), "store-no-service");
    assert_eq!(client.ask(&["provider"]).unwrap(), ["no keyring service"]);
    assert_refused(&mut client, "store-no-service");
}

#[test]
fn a_bus_without_a_keyring_service_is_told_and_heals_when_one_starts() {
    let session = Session::start(Activation::Off);
    let mut client = Client::start(&session, "ours");
    let failure = client.ask(&["state"]).unwrap_err();
    assert_eq!(failure.code, "store-no-service");
    assert!(failure.text.contains("apt install gnome-keyring"), "{failure:?}");
    assert_refused(&mut client, "store-no-service");
    let _keyring = session.start_keyring("data");
    assert_eq!(client.ask(&["state"]), Ok(vec![]));
    assert_eq!(client.ask(&["provider"]).unwrap(), ["gnome-keyring-daemon"]);
    assert_eq!(client.ask(&["write", FIRST, "text"]), Ok(vec![]));
}

#[test]
fn a_service_without_a_default_keyring_is_told_apart() {
    let session = Session::start(Activation::Off);
    let _keyring = session.start_locked_keyring("data");
    let mut client = Client::start(&session, "ours");
    assert_eq!(code(client.ask(&["state"])), "store-no-default-keyring");
    assert_eq!(code(client.ask(&["read", FIRST])), "store-no-default-keyring");
    assert_refused(&mut client, "store-no-default-keyring");
}

#[test]
fn a_locked_keyring_is_told_and_never_prompts() {
    let (session, keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    let id = client.ask(&["add", "alice", PUBLIC_SECRET]).unwrap().remove(0);
    keyring.kill(&session);
    let _keyring = session.start_locked_keyring("data");
    for words in [vec!["state"], vec!["ids"], vec!["load"], vec!["read", &id], vec!["read", FIRST]] {
        assert_eq!(code(client.ask(&words)), "store-locked", "{words:?}");
    }
    assert_refused(&mut client, "store-locked");
    let delete = client.ask(&["delete", &id]).unwrap_err();
    assert_eq!((delete.code.as_str(), delete.cause.as_str()), ("store-not-written", "store-locked"));
    // There is no display, so the prompt that unlocking asks for cannot be shown: declined, and still locked.
    assert_eq!(code(client.ask(&["unlock"])), "store-locked");
}

#[test]
fn a_keyring_that_is_locked_and_unlocked_again_has_everything() {
    let (session, _keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    let id = client.ask(&["add", "alice", PUBLIC_SECRET]).unwrap().remove(0);
    client.ask(&["load"]).unwrap();
    session.lock_keyring();
    assert_eq!(code(client.ask(&["read", &id])), "store-locked");
    assert_eq!(code(client.ask(&["load"])), "store-locked");
    assert_refused(&mut client, "store-locked");
    session.unlock_keyring();
    assert_eq!(client.ask(&["load"]).unwrap(), ["Site: alice", "total 1"]);
    assert_eq!(client.ask(&["hotp", &id, "1"]).unwrap(), ["0 755224"]);
}

#[test]
fn a_killed_service_fails_reads_and_writes_until_it_is_back() {
    let (session, keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    let id = client.ask(&["add", "alice", PUBLIC_SECRET]).unwrap().remove(0);
    keyring.kill(&session);
    assert_eq!(code(client.ask(&["read", &id])), "store-no-service");
    assert_eq!(code(client.ask(&["hotp", &id, "1"])), "store-not-written");
    assert_refused(&mut client, "store-no-service");
    let _keyring = session.start_keyring("data");
    assert_eq!(client.ask(&["hotp", &id, "1"]).unwrap(), ["0 755224"]);
    assert_eq!(client.ask(&["load"]).unwrap(), ["Site: alice", "total 1"]);
}

#[test]
fn a_killed_service_that_the_bus_starts_again_is_locked() {
    let session = Session::start(Activation::On);
    let keyring = session.start_keyring("data");
    let mut client = Client::start(&session, "ours");
    let id = client.ask(&["add", "alice", PUBLIC_SECRET]).unwrap().remove(0);
    keyring.kill(&session);
    assert_eq!(code(client.ask(&["read", &id])), "store-locked");
    assert_refused(&mut client, "store-locked");
}

#[test]
fn a_silent_service_is_given_up_on() {
    let (session, keyring) = Session::with_keyring();
    let mut client = Client::start(&session, "ours");
    client.ask(&["write", FIRST, "text"]).unwrap();
    keyring.freeze();
    assert_eq!(code(client.ask(&["read", FIRST])), "store-no-answer");
    let failure = client.ask(&["write", FIRST, "other"]).unwrap_err();
    assert_eq!((failure.code.as_str(), failure.cause.as_str()), ("store-not-written", "store-no-answer"));
}
