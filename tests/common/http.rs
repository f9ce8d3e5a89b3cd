//! A person of a relying party, as its JSON API has them.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::oath;

const PASSWORD: &str = "a quiet green harbour";

/// Somebody with a password and a device that counts.
pub(crate) struct Person {
    /// Such as `127.0.0.1:43211`.
    host: String,
    name: String,
    /// The device's secret, in base32.
    pub(crate) secret: String,
}

impl Person {
    /// Registers somebody at this address, and sets a device up whose clock is right.
    pub(crate) fn enrolled(url: &str, name: &str, now: u64) -> Person {
        let host = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let mut person = Person { host, name: name.to_owned(), secret: String::new() };
        let entered = person.post("/register", "", &json!({ "username": name, "password": PASSWORD }), 201);
        let token = entered["session"]["token"].as_str().expect("a session has a token");
        let offer = person.post("/devices", token, &json!({ "name": "Phone" }), 201);
        let uri = offer["uri"].as_str().expect("an enrolment has an address");
        let secret = uri.split("secret=").nth(1).and_then(|rest| rest.split('&').next());
        person.secret = secret.expect("the address has a secret").to_owned();
        let path = format!("/devices/{}/confirm", offer["id"].as_str().expect("a device has an id"));
        person.post(&path, token, &json!({ "code": person.code(now) }), 200);
        person
    }

    /// What a device shows whose clock shows this, as an independent program computes it.
    pub(crate) fn code(&self, at: u64) -> String {
        oath::totp(&self.secret, "SHA1", 6, 30, at)
    }

    /// Tries to sign in with this code, and is rejected.
    pub(crate) fn is_rejected(&self, code: &str) {
        let login = json!({ "username": self.name, "password": PASSWORD, "code": code });
        self.post("/login", "", &login, 401);
    }

    fn post(&self, path: &str, token: &str, body: &Value, status: u16) -> Value {
        let body = body.to_string();
        let bearer = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        let head = format!(
            "POST /api/v1{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n{bearer}Content-Length: {}\r\n\r\n",
            self.host,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.host).expect("the relying party runs");
        stream.write_all(format!("{head}{body}").as_bytes()).expect("it takes requests");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        serde_json::from_str(body).unwrap_or_default()
    }
}
