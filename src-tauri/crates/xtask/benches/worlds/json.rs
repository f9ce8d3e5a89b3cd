//! Requests whose bodies are JSON, and that have to be done.

use std::net::ToSocketAddrs;

use serde_json::Value;

use crate::Outcome;
use crate::client::Client;

pub(crate) struct Json(Client);

impl Json {
    /// `host` is a host and a port.
    pub(crate) fn connect(host: impl ToSocketAddrs + std::fmt::Display) -> Outcome<Self> {
        Client::connect(host).map(Self)
    }

    /// Posts, and gives the answer of a request that was done.
    pub(crate) fn post(&mut self, path: &str, token: &str, body: &Value) -> Outcome<Value> {
        self.send("POST", path, token, body)
    }

    /// As [`post`](Self::post), by PUT.
    pub(crate) fn put(&mut self, path: &str, token: &str, body: &Value) -> Outcome<Value> {
        self.send("PUT", path, token, body)
    }

    fn send(&mut self, method: &str, path: &str, token: &str, body: &Value) -> Outcome<Value> {
        let (status, body) = self.0.send(method, path, token, &body.to_string())?;
        if !(200..300).contains(&status) {
            return Err(format!("{method} {path}: {status} {}", String::from_utf8_lossy(&body)).into());
        }
        Ok(serde_json::from_slice(&body).unwrap_or_default())
    }
}
