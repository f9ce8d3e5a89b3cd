//! As much HTTP as a test needs.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// Speaks to one server, for one caller.
pub(crate) struct Client {
    host: String,
    pub(crate) token: Option<String>,
}

impl Client {
    pub(crate) fn new(url: &str) -> Self {
        Self { host: url.trim().strip_prefix("http://").expect("an http:// address").to_owned(), token: None }
    }

    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Sends a request; the status and the JSON that came.
    pub(crate) fn send(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let token = self.token.iter().map(|token| format!("Authorization: Bearer {token}\r\n")).collect::<String>();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{token}Content-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.host).expect("the server listens");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// Posts; holds that it was answered so, and gives the answer.
    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: Value, status: u16) -> Value {
        self.expect("POST", path, Some(body), status)
    }

    /// As [`post`](Self::post), without a body.
    #[track_caller]
    pub(crate) fn get(&self, path: &str, status: u16) -> Value {
        self.expect("GET", path, None, status)
    }

    #[track_caller]
    fn expect(&self, method: &str, path: &str, body: Option<Value>, status: u16) -> Value {
        let (found, answer) = self.send(method, &format!("/api/v1{path}"), body);
        assert_eq!(found, status, "{method} {path}: {answer}");
        answer
    }

    /// Takes the token of a session that was given.
    pub(crate) fn take(&mut self, answer: &Value) {
        self.token = Some(answer["session"]["token"].as_str().expect("a session's token").to_owned());
    }
}
