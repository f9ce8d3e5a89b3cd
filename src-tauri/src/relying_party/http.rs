//! The few requests the window makes of its own relying party: over real HTTP, to this machine only.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::PartyError;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest answer that is taken, in bytes.
const LONGEST: u64 = 8 * 1024 * 1024;

/// Something secret in an answer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Hidden(Zeroizing<String>);

impl Hidden {
    /// For sending it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Hidden {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Hidden")
    }
}

/// Sends requests to one server.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// Such as `127.0.0.1:43211`.
    host: String,
}

/// An answer, and the request it is one to.
pub(crate) struct Answer {
    /// Such as `POST /api/v1/login → 200`.
    pub(crate) line: String,
    status: u16,
    body: Zeroizing<Vec<u8>>,
}

/// A refusal, as RFC 9457 has it.
#[derive(Deserialize)]
struct Problem {
    code: String,
    detail: String,
    hint: String,
}

impl Client {
    /// For the server at this address, such as `http://127.0.0.1:43211`.
    pub(crate) fn new(url: &str) -> Self {
        Self { host: url.trim_start_matches("http://").trim_end_matches('/').to_owned() }
    }

    /// The server's address.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.host)
    }

    /// Sends a request to a path below `/api/v1`, with JSON as its body if it has one, and waits for its answer, whatever that is.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&str>,
    ) -> Result<Answer, PartyError> {
        let body = body.unwrap_or_default();
        let mut request = Zeroizing::new(format!("{method} /api/v1{path} HTTP/1.1\r\nHost: {}\r\n", self.host));
        request.push_str("Connection: close\r\nAccept: application/json\r\n");
        if let Some(token) = token {
            request.push_str("Authorization: Bearer ");
            request.push_str(token);
            request.push_str("\r\n");
        }
        if !body.is_empty() {
            request.push_str("Content-Type: application/json\r\n");
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        request.push_str(body);
        let raw = self.exchange(request.as_bytes()).map_err(|_| PartyError::NoAnswer)?;
        let (status, body) = split(&raw).ok_or(PartyError::Unexpected("something that is not HTTP"))?;
        let path = path.split('?').next().unwrap_or_default();
        let line = format!("{method} /api/v1{path} → {status}");
        Ok(Answer { line, status, body: Zeroizing::new(body.to_vec()) })
    }

    fn exchange(&self, request: &[u8]) -> std::io::Result<Zeroizing<Vec<u8>>> {
        let mut stream = TcpStream::connect(&self.host)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request)?;
        let mut answer = Zeroizing::new(Vec::new());
        stream.take(LONGEST).read_to_end(&mut answer)?;
        Ok(answer)
    }
}

/// The status and the body. The connection is closed after an answer, so that its end is the body's.
fn split(raw: &[u8]) -> Option<(u16, &[u8])> {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(raw.get(..end)?).ok()?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    // Our server knows the length of every answer.
    let is_chunked = head.to_ascii_lowercase().contains("\r\ntransfer-encoding:");
    (!is_chunked).then_some((status, raw.get(end + 4..)?))
}

impl Answer {
    /// Whether it was refused for a bad credential.
    pub(crate) fn is_unauthorised(&self) -> bool {
        self.status == 401
    }

    /// Itself, if the server did what was asked.
    pub(crate) fn accepted(self) -> Result<Self, PartyError> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let Problem { code, detail, hint } = self.json()?;
        Err(PartyError::Refused { code, message: detail, hint })
    }

    /// What it says.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, PartyError> {
        serde_json::from_slice(&self.body).map_err(|_| PartyError::Unexpected("something unreadable"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { line: String::new(), status, body: Zeroizing::new(body.as_bytes().to_vec()) }
    }

    #[test]
    fn an_answer_is_split_into_status_and_body() {
        let raw = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(split(raw), Some((201, b"{}".as_slice())));
        assert_eq!(split(b"HTTP/1.1 204 No Content\r\n\r\n"), Some((204, b"".as_slice())));
        assert_eq!(split(b"SSH-2.0-OpenSSH\r\n\r\n"), None);
        assert_eq!(split(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), None);
        assert_eq!(split(b"HTTP/1.1 200 OK\r\n"), None);
    }

    #[test]
    fn a_refusal_keeps_its_code_fact_and_remedy() {
        let problem = r#"{"type":"about:blank#name-taken","status":409,"detail":"this name is taken","code":"name-taken","hint":"choose another name"}"#;
        let error = answer(409, problem).accepted().err().unwrap();
        assert_eq!((error.code(), error.to_string().as_str()), ("name-taken", "this name is taken"));
        assert_eq!(error.hint(), "choose another name");
        assert_eq!(answer(500, "oops").accepted().err().unwrap().code(), "party-unexpected-answer");
        assert!(answer(204, "").accepted().is_ok());
    }

    #[test]
    fn nobody_there_is_said() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let refused = Client::new(&format!("http://{free}")).send("GET", "/session", None, None);
        assert_eq!(refused.err(), Some(PartyError::NoAnswer));
    }

    #[test]
    fn what_is_hidden_is_not_printed() {
        assert_eq!(format!("{:?}", Hidden::from("secret".to_owned())), "Hidden");
    }
}
