//! A server in this process, and people who use it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use otp::{Generator, UnixSeconds, parse_uri};
use relying_party::policy::Policy;
use relying_party::{Database, Location, RelyingParty};
use relying_party_server::{AdminToken, Clock, Control, Running, Settings, start};
use sealing::{Argon2Parameters, KeyRing, Random, RandomError, SealingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::client::{Request, Response};

pub(crate) const ADMIN: &str = "an-admin-token-of-more-than-32-characters";
pub(crate) const PASSWORD: &str = "seven unrelated green kettles";

/// A clock that is set by hand.
pub(crate) struct TestClock(AtomicU64);

impl Clock for TestClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.0.load(Ordering::SeqCst))
    }
}

/// Different bytes each time, the same in every run.
pub(crate) struct Counting(u64);

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for part in bytes.chunks_mut(32) {
            self.0 += 1;
            part.copy_from_slice(&Sha256::digest(self.0.to_be_bytes())[..part.len()]);
        }
        Ok(())
    }
}

/// A server under test.
pub(crate) struct Server {
    pub(crate) running: Running,
    pub(crate) party: Arc<RelyingParty>,
    clock: Arc<TestClock>,
}

/// The default policy with a hash that costs nothing.
pub(crate) fn cheap_policy() -> Policy {
    let mut policy = Policy::default();
    policy.password.argon2 = Argon2Parameters::new(8, 1, 1).expect("within bounds");
    policy
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(cheap_policy(), Settings::default()).await
    }

    /// One that tests may control.
    pub(crate) async fn controlled() -> Self {
        let settings = Settings { control: Some(Control::default()), ..Settings::default() };
        Self::start_with(cheap_policy(), settings).await
    }

    pub(crate) async fn start_with(policy: Policy, settings: Settings) -> Self {
        let database = Database::open(&Location::Memory).await.expect("a database in memory");
        let keys = KeyRing::new(SealingKey::from_bytes([7; 32]));
        let party = Arc::new(RelyingParty::new(database, policy, keys, Box::new(Counting(0)), 2));
        let clock = Arc::new(TestClock(AtomicU64::new(1_800_000_000)));
        let admin = AdminToken::parse(ADMIN).expect("it is long enough");
        let random = Box::new(Counting(1 << 32));
        let shared: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let running = start(Arc::clone(&party), shared, admin, random, settings).await.expect("a free port");
        Self { running, party, clock }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// What its clock says, in Unix seconds.
    pub(crate) fn now(&self) -> u64 {
        self.clock.now().0
    }

    /// Lets so many seconds pass.
    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.address(), method, path)
    }

    pub(crate) fn api(&self, method: &str, path: &str) -> Request {
        self.request(method, &format!("/api/v1{path}"))
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: Value) -> Response {
        let request = self.api("POST", path).json(&body);
        if token.is_empty() { request.send().await } else { request.bearer(token).send().await }
    }

    pub(crate) async fn ask(&self, path: &str, token: &str) -> Response {
        self.api("GET", path).bearer(token).send().await
    }

    pub(crate) async fn log_in(&self, name: &str) -> Response {
        self.post("/login", "", json!({"username": name, "password": PASSWORD})).await
    }

    /// Registers somebody without a second factor.
    pub(crate) async fn register(&self, name: &str) -> Person {
        let answer = self.post("/register", "", json!({"username": name, "password": PASSWORD})).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        Person { name: name.to_owned(), token: token_of(&answer), uri: String::new(), backup_codes: Vec::new() }
    }

    /// Registers somebody and enrols a device; the code's step is over afterwards.
    pub(crate) async fn enrolled(&self, name: &str) -> Person {
        let mut person = self.register(name).await;
        let offer = self.post("/devices", &person.token, json!({"name": "Phone"})).await;
        assert_eq!(offer.status, 201, "{offer:?}");
        person.uri = text(&offer.json()["uri"]);
        let path = format!("/devices/{}/confirm", text(&offer.json()["id"]));
        let done = self.post(&path, &person.token, json!({"code": self.code(&person)})).await;
        assert_eq!(done.status, 200, "{done:?}");
        let codes = done.json()["backup_codes"]["codes"].as_array().expect("backup codes").clone();
        person.backup_codes = codes.iter().map(text).collect();
        person.token = token_of(&done);
        self.wait(60);
        person
    }

    /// The token of a half login.
    pub(crate) async fn half(&self, person: &Person) -> String {
        let answer = self.log_in(&person.name).await;
        assert_eq!(answer.json()["status"], "second-factor-required", "{answer:?}");
        token_of(&answer)
    }

    /// The code in the newest message that holds one.
    pub(crate) async fn sent_code(&self) -> String {
        let outbox = self.ask("/admin/outbox", ADMIN).await.json();
        let message = outbox.as_array().expect("messages").iter().find(|message| message["kind"] == "email");
        let body = text(&message.expect("a message with a code")["body"]);
        body.split(|letter: char| !letter.is_ascii_digit()).find(|part| part.len() == 6).expect("a code").to_owned()
    }

    /// Adds an e-mail address and confirms it; its id.
    pub(crate) async fn confirmed_address(&self, person: &Person) -> String {
        let body = json!({"kind": "email", "address": format!("{}@example.org", person.name)});
        let added = self.post("/addresses", &person.token, body).await;
        assert_eq!(added.status, 201, "{added:?}");
        let id = text(&added.json()["id"]);
        let code = json!({"code": self.sent_code().await});
        assert_eq!(self.post(&format!("/addresses/{id}/confirm"), &person.token, code).await.status, 204);
        id
    }

    /// The code of a person's device now.
    pub(crate) fn code(&self, person: &Person) -> String {
        let uri = parse_uri(&person.uri).expect("a key URI").uri;
        let generator = Generator::new(&uri.secret, &uri.parameters);
        generator.code_at(self.clock.now()).expect("a code").as_str().to_owned()
    }
}

/// Somebody with an account.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) uri: String,
    pub(crate) backup_codes: Vec<String>,
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

pub(crate) fn token_of(answer: &Response) -> String {
    text(&answer.json()["session"]["token"])
}

/// Every operation of the OpenAPI document: method, path with something for its parameters, and the operation itself.
pub(crate) async fn operations(server: &Server) -> Vec<(String, String, Value)> {
    let document = server.request("GET", "/openapi.json").send().await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            all.push((method.to_uppercase(), path.replace("{id}", "1").replace("{name}", "1"), operation.clone()));
        }
    }
    assert!(all.len() > 40, "the document lists {} operations", all.len());
    all
}

/// Whether an operation is the session's or the administrator's.
pub(crate) fn needs(operation: &Value, scheme: &str) -> bool {
    operation["security"].as_array().is_some_and(|all| all.iter().any(|one| one.get(scheme).is_some()))
}
