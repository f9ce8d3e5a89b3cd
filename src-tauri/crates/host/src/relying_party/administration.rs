//! Asking a relying party that runs, as its administrator.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::{Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use scenario::bundle::Rejection;
use serde::Deserialize;
use serde_json::Value;
use support::{Evidence, Explanation};
use zeroize::Zeroizing;

/// How long an answer may take, and how much of it is read.
const PATIENCE: Duration = Duration::from_secs(30);
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// A relying party, and the token that opens its administration.
pub struct Administration {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
    token: Zeroizing<String>,
}

/// What looking into a rejection found.
#[derive(Debug, Clone, Deserialize)]
pub struct Investigation {
    /// The causes.
    #[serde(flatten)]
    pub explanation: Explanation,
    /// What they rest on.
    pub evidence: Evidence,
    /// What the journal says.
    pub rejection: Rejection,
}

/// How many entries of the journal are looked through for rejections.
const NEWEST_ENTRIES: u32 = 500;

/// Events of the journal that tell of a code.
const EVENTS_OF_CODES: [&str; 4] = ["login.second-factor", "session.second-factor", "recovery", "enrolment.confirm"];

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdministrationError {
    /// The address is not one of HTTP.
    #[error("\"{0}\" is no address of a relying party")]
    Address(String),
    /// Nobody answers there.
    #[error("{url} does not answer: {why}")]
    Unreachable {
        /// The address.
        url: String,
        /// What the system says.
        why: String,
    },
    /// The server refused it.
    #[error("the server refused it: {detail}")]
    Refused {
        /// The server's name of it.
        code: String,
        /// The fact.
        detail: String,
        /// The remedy.
        hint: String,
    },
    /// What answers there is no relying party of ours.
    #[error("what answers at {0} is no relying party of Countersign")]
    Foreign(String),
}

impl AdministrationError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "server-address",
            Self::Unreachable { .. } => "server-unreachable",
            Self::Refused { .. } => "server-refused",
            Self::Foreign(_) => "server-foreign",
        }
    }

    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Address(_) => "give the address it printed at its start, such as http://127.0.0.1:8080".to_owned(),
            Self::Unreachable { .. } => "see whether it runs, and at which address".to_owned(),
            Self::Refused { hint, .. } => hint.clone(),
            Self::Foreign(_) => "check the address".to_owned(),
        }
    }
}

/// Without a name and a password before the host: ours asks for neither, and errors repeat the address.
fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(0, |(before, _)| before.len().saturating_add(1));
    let rest = rest.get(host..).unwrap_or_default();
    if scheme.is_empty() { rest.to_owned() } else { format!("{scheme}://{rest}") }
}

impl Administration {
    /// Whom to ask; nothing is sent yet.
    ///
    /// # Errors
    /// The address is not one of plain HTTP.
    pub fn at(url: &str, token: Zeroizing<String>) -> Result<Self, AdministrationError> {
        let url = without_password(url.trim_end_matches('/'));
        let is_http = url.parse::<Uri>().is_ok_and(|uri| uri.scheme_str() == Some("http") && uri.host().is_some());
        if !is_http {
            return Err(AdministrationError::Address(url));
        }
        let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
        Ok(Self { client, url, token })
    }

    /// What is at a path below `/api/v1/admin`.
    ///
    /// # Errors
    /// As the error says.
    pub async fn get(&self, path: &str) -> Result<Value, AdministrationError> {
        self.ask("GET", path, Value::Null).await
    }

    /// Does what is at a path below `/api/v1/admin`.
    ///
    /// # Errors
    /// As the error says.
    pub async fn post(&self, path: &str, body: Value) -> Result<Value, AdministrationError> {
        self.ask("POST", path, body).await
    }

    /// The number of the newest rejection of a code in the journal, of one user or of anybody; none where there is none.
    ///
    /// # Errors
    /// As the error says.
    pub async fn newest_rejection(&self, user: Option<&str>) -> Result<Option<i64>, AdministrationError> {
        let rejections = self.rejections(user).await?;
        Ok(rejections.first().and_then(|entry| entry.get("id")?.as_i64()))
    }

    /// What the newest entries of the journal tell of rejected codes, of one user or of anybody; newest first.
    ///
    /// # Errors
    /// As the error says.
    pub async fn rejections(&self, user: Option<&str>) -> Result<Vec<Value>, AdministrationError> {
        let of_user = user.map(|id| format!("user={id}&")).unwrap_or_default();
        match self.get(&format!("/journal?{of_user}most={NEWEST_ENTRIES}")).await? {
            Value::Array(entries) => Ok(entries.into_iter().filter(is_of_a_code).collect()),
            _ => Err(AdministrationError::Foreign(self.url.clone())),
        }
    }

    /// Has a rejection looked into. `known`: codes read out since, and the time the device showed.
    ///
    /// # Errors
    /// As the error says.
    pub async fn investigate(&self, rejection: i64, known: Value) -> Result<Investigation, AdministrationError> {
        let answer = self.post(&format!("/journal/{rejection}/investigation"), known).await?;
        serde_json::from_value(answer).map_err(|_| AdministrationError::Foreign(self.url.clone()))
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> Result<Value, AdministrationError> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let bearer = Zeroizing::new(format!("Bearer {}", *self.token));
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/api/v1/admin{path}", self.url))
            .header("Authorization", bearer.as_str())
            .header("Content-Type", "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| AdministrationError::Address(self.url.clone()))?;
        match tokio::time::timeout(PATIENCE, self.exchange(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(self.unreachable("no answer in half a minute")),
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Value, AdministrationError> {
        let response = self.client.request(request).await.map_err(|error| self.unreachable(&innermost(&error)))?;
        let is_success = response.status().is_success();
        let body = Limited::new(response.into_body(), MOST_BYTES).collect().await;
        let body = body.map_err(|error| self.unreachable(&error.to_string()))?.to_bytes();
        let answer: Option<Value> = serde_json::from_slice(&body).ok();
        match answer {
            Some(answer) if is_success => Ok(answer),
            Some(problem) => Err(refused(&problem).ok_or_else(|| AdministrationError::Foreign(self.url.clone()))?),
            None => Err(AdministrationError::Foreign(self.url.clone())),
        }
    }

    fn unreachable(&self, why: &str) -> AdministrationError {
        AdministrationError::Unreachable { url: self.url.clone(), why: why.to_owned() }
    }
}

/// Whether an entry tells of a code that was rejected, or of one that came too late to be looked at.
fn is_of_a_code(entry: &Value) -> bool {
    let text = |field: &str| entry.get(field).and_then(Value::as_str).unwrap_or_default();
    let is_of_a_code = text("reason") == "expired-half-session" || EVENTS_OF_CODES.contains(&text("event"));
    text("outcome") == "rejected" && is_of_a_code
}

fn refused(problem: &Value) -> Option<AdministrationError> {
    let text = |name: &str| problem.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(AdministrationError::Refused { code: text("code")?, detail: text("detail")?, hint: text("hint")? })
}

/// The cause behind a library's words.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}

impl std::fmt::Debug for Administration {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Administration").field("url", &self.url).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_the_address_is_dropped_and_repeated_nowhere() {
        assert_eq!(without_password("http://ada:pa@55@127.0.0.1:1/x@y"), "http://127.0.0.1:1/x@y");
        assert_eq!(without_password("http://127.0.0.1:1"), "http://127.0.0.1:1");
        let refused = Administration::at("ftp://ada:pa55@host", Zeroizing::new(String::new())).map(drop).unwrap_err();
        assert!(!refused.to_string().contains("pa55"), "{refused}");
    }

    #[test]
    fn only_an_address_of_http_is_taken() {
        let at = |url: &str| Administration::at(url, Zeroizing::new(String::new())).map(drop);
        assert_eq!(at("http://127.0.0.1:8080/"), Ok(()));
        for wrong in ["", "127.0.0.1:8080", "https://example.org", "ftp://x", "http://"] {
            assert_eq!(at(wrong).map_err(|error| error.code()), Err("server-address"), "{wrong}");
        }
    }

    #[test]
    fn the_token_is_in_no_log() {
        let asked = Administration::at("http://127.0.0.1:1", Zeroizing::new("sesame".to_owned())).unwrap();
        assert!(!format!("{asked:?}").contains("sesame"));
    }
}
