//! A keyring service that is none: it is locked, and answers a prompt as a test wants. gnome-keyring needs a display
//! and a person for that.

use std::collections::HashMap;
use std::sync::mpsc::{Sender, channel};

use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use crate::child::Client;
use crate::session::{Activation, Session};

const KEYRING: &str = "/org/freedesktop/secrets/collection/fake";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/fake";

/// What the person does with the prompt.
#[derive(Clone, Copy)]
enum Person {
    Answers,
    Declines,
    /// Never does anything.
    Waits,
}

struct Service {
    has_default: bool,
}

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn read_alias(&self, _name: &str) -> OwnedObjectPath {
        path(if self.has_default { KEYRING } else { "/" })
    }

    fn search_items(&self, _attributes: HashMap<String, String>) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        (Vec::new(), Vec::new())
    }

    /// Never answers.
    async fn open_session(&self, _algorithm: &str, _input: Value<'_>) -> (OwnedValue, OwnedObjectPath) {
        std::future::pending().await
    }

    fn unlock(&self, objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        assert_eq!(objects, [path(KEYRING)]);
        (Vec::new(), path(PROMPT))
    }

    fn create_collection(
        &self,
        _properties: HashMap<String, OwnedValue>,
        alias: &str,
    ) -> (OwnedObjectPath, OwnedObjectPath) {
        assert_eq!(alias, "default");
        (path("/"), path(PROMPT))
    }
}

struct Collection {
    locked: bool,
}

#[zbus::interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    #[zbus(property)]
    fn locked(&self) -> bool {
        self.locked
    }
}

struct Prompt {
    person: Person,
    shown: Sender<()>,
}

#[zbus::interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(&self, _window: &str, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) {
        let dismissed = match self.person {
            Person::Answers => Some(false),
            Person::Declines => Some(true),
            Person::Waits => None,
        };
        if let Some(dismissed) = dismissed {
            Self::completed(&emitter, dismissed, Value::from("")).await.unwrap();
        }
        self.shown.send(()).unwrap();
    }

    #[zbus(signal)]
    async fn completed(emitter: &SignalEmitter<'_>, dismissed: bool, result: Value<'_>) -> zbus::Result<()>;
}

fn path(text: &str) -> OwnedObjectPath {
    ObjectPath::try_from(text.to_owned()).unwrap().into()
}

fn serve(session: &Session, person: Person, has_default: bool) -> (Connection, std::sync::mpsc::Receiver<()>) {
    serve_keyring(session, person, has_default, Collection { locked: true })
}

fn serve_keyring(
    session: &Session,
    person: Person,
    has_default: bool,
    collection: Collection,
) -> (Connection, std::sync::mpsc::Receiver<()>) {
    let (shown, was_shown) = channel();
    let builder = Builder::address(session.address()).unwrap().name("org.freedesktop.secrets").unwrap();
    let builder = builder.allow_name_replacements(true).replace_existing_names(true);
    let builder = builder.serve_at("/org/freedesktop/secrets", Service { has_default }).unwrap();
    let builder = builder.serve_at(KEYRING, collection).unwrap();
    let builder = builder.serve_at(PROMPT, Prompt { person, shown }).unwrap();
    (builder.build().unwrap(), was_shown)
}

fn unlock(person: Person, has_default: bool) -> Result<Vec<String>, String> {
    let session = Session::start(Activation::Off);
    let (_service, _shown) = serve(&session, person, has_default);
    let answer = Client::start(&session, "ours").ask(&["unlock"]);
    answer.map_err(|failure| failure.code)
}

#[test]
fn unlocking_waits_for_the_persons_answer() {
    assert_eq!(unlock(Person::Answers, true), Ok(vec![]));
    assert_eq!(unlock(Person::Declines, true), Err("store-locked".to_owned()));
}

#[test]
fn unlocking_creates_the_default_keyring_where_there_is_none() {
    assert_eq!(unlock(Person::Answers, false), Ok(vec![]));
    assert_eq!(unlock(Person::Declines, false), Err("store-no-default-keyring".to_owned()));
}

#[test]
fn an_open_prompt_keeps_no_other_call_waiting_and_ends_with_its_service() {
    let session = Session::start(Activation::Off);
    let (service, shown) = serve(&session, Person::Waits, true);
    let mut client = Client::start(&session, "ours");
    client.tell(&["unlock-aside"]);
    shown.recv().unwrap();
    assert_eq!(client.ask(&["state"]).unwrap_err().code, "store-locked");
    service.close().unwrap();
    assert_eq!(client.answer().unwrap_err().code, "store-no-service");
}

#[test]
fn an_open_prompt_ends_when_another_service_takes_over() {
    let session = Session::start(Activation::Off);
    let (_service, shown) = serve(&session, Person::Waits, true);
    let mut client = Client::start(&session, "ours");
    client.tell(&["unlock-aside"]);
    shown.recv().unwrap();
    let _other = serve(&session, Person::Waits, true);
    assert_eq!(client.answer().unwrap_err().code, "store-no-service");
}

#[test]
fn a_service_that_falls_silent_after_the_first_questions_is_given_up_on() {
    let session = Session::start(Activation::Off);
    let (_service, _shown) = serve_keyring(&session, Person::Waits, true, Collection { locked: false });
    let mut client = Client::start(&session, "ours");
    assert_eq!(client.ask(&["state"]), Ok(vec![]));
    assert_eq!(client.ask(&["ids"]).unwrap_err().code, "store-no-answer");
    let failure = client.ask(&["write", crate::FIRST, "text"]).unwrap_err();
    assert_eq!((failure.code.as_str(), failure.cause.as_str()), ("store-not-written", "store-no-answer"));
    assert_eq!(client.ask(&["state"]), Ok(vec![]), "nothing is stuck");
}

#[test]
fn another_service_is_called_by_its_own_name() {
    let session = Session::start(Activation::Off);
    let (_service, _shown) = serve(&session, Person::Waits, true);
    let name = Client::start(&session, "ours").ask(&["provider"]).unwrap().remove(0);
    assert!(name.starts_with("keyring-"), "this test program serves: {name}");
}
