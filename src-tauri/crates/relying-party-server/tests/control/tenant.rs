//! A tenant of a server, as a test uses it.

use otp::{Generator, UnixSeconds, parse_uri};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Request, Response};
use crate::harness::{ADMIN, PASSWORD, Server, text, token_of};

/// One tenant; without a name the main one.
pub(crate) struct Tenant<'s> {
    pub(crate) server: &'s Server,
    base: String,
}

/// A connection on which something arrives bit by bit.
pub(crate) struct Listener {
    stream: TcpStream,
    pub(crate) text: String,
}

impl Server {
    pub(crate) fn tenant(&self, name: &str) -> Tenant<'_> {
        let base = if name.is_empty() { String::new() } else { format!("/t/{name}") };
        Tenant { server: self, base }
    }
}

impl Tenant<'_> {
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        self.server.request(method, &format!("{}{path}", self.base))
    }

    pub(crate) fn api(&self, method: &str, path: &str) -> Request {
        self.request(method, &format!("/api/v1{path}"))
    }

    /// A control request of an administrator.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Response {
        let request = self.api(method, &format!("/control{path}")).bearer(ADMIN);
        if body.is_null() { request.send().await } else { request.json(&body).send().await }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.control("GET", path, Value::Null).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: Value) -> Response {
        let request = self.api("POST", path).json(&body);
        if token.is_empty() { request.send().await } else { request.bearer(token).send().await }
    }

    pub(crate) async fn ask(&self, path: &str, token: &str) -> Response {
        self.api("GET", path).bearer(token).send().await
    }

    /// Registers somebody; their token.
    pub(crate) async fn register(&self, name: &str) -> String {
        let answer = self.post("/register", "", json!({"username": name, "password": PASSWORD})).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        token_of(&answer)
    }

    pub(crate) async fn log_in(&self, name: &str, code: Option<&str>) -> Response {
        self.post("/login", "", json!({"username": name, "password": PASSWORD, "code": code})).await
    }

    /// Registers somebody and enrols a device; its key URI.
    pub(crate) async fn enrol(&self, name: &str) -> String {
        let token = self.register(name).await;
        let offer = self.post("/devices", &token, json!({"name": "Phone"})).await.json();
        let uri = text(&offer["uri"]);
        let now = self.get("/clock").await["device_time"].as_u64().expect("a time");
        let path = format!("/devices/{}/confirm", text(&offer["id"]));
        let done = self.post(&path, &token, json!({"code": code(&uri, now)})).await;
        assert_eq!(done.status, 200, "{done:?}");
        uri
    }

    /// Asks for something that goes on.
    pub(crate) async fn listen(&self, path: &str, header: (&str, &str)) -> Listener {
        let address = self.server.address();
        let mut stream = TcpStream::connect(address).await.expect("the server listens");
        let head = format!("GET {}{path} HTTP/1.1\r\nHost: {address}\r\n{}: {}\r\n\r\n", self.base, header.0, header.1);
        stream.write_all(head.as_bytes()).await.expect("the server reads");
        Listener { stream, text: String::new() }
    }
}

impl Listener {
    /// Reads until this has arrived.
    pub(crate) async fn until(&mut self, wanted: &str) {
        let mut bytes = [0; 4096];
        while !self.text.contains(wanted) {
            let count = self.stream.read(&mut bytes).await.expect("the server writes");
            assert!(count > 0, "it ended without {wanted}: {}", self.text);
            self.text.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    }

    /// Reads to the end.
    pub(crate) async fn until_it_ends(&mut self) {
        let mut bytes = Vec::new();
        self.stream.read_to_end(&mut bytes).await.expect("the server ends");
        self.text.push_str(&String::from_utf8_lossy(&bytes));
    }
}

/// The password part of a policy whose hashes cost nothing: a profile that is set brings the real ones.
pub(crate) fn cheap_hashes() -> Value {
    json!({"argon2": {"memory_kib": 8, "passes": 1, "lanes": 1}})
}

/// The code of a key URI at a time.
pub(crate) fn code(uri: &str, now: u64) -> String {
    let uri = parse_uri(uri).expect("a key URI").uri;
    let generator = Generator::new(&uri.secret, &uri.parameters);
    generator.code_at(UnixSeconds(now)).expect("a code").as_str().to_owned()
}
