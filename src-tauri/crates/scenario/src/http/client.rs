//! Sends requests and reads answers, within limits.

use std::error::Error;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use zeroize::Zeroizing;

use crate::TargetError;
use crate::profile::Limits;

/// A request with everything filled in.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) method: String,
    pub(super) url: url::Url,
    pub(super) headers: Vec<(String, Zeroizing<String>)>,
    pub(super) body: Zeroizing<String>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Zeroizing<String>,
}

impl Response {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null where it is none.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or(serde_json::Value::Null)
    }
}

/// Why nothing usable came back.
pub(super) enum SendError {
    /// It makes no sense to go on.
    Target(TargetError),
    /// This answer is missing: why.
    NoAnswer(String),
}

/// A client with a limit on requests, seconds and bytes.
pub(super) struct Client {
    pool: Pool<HttpConnector, Full<Bytes>>,
    origin: String,
    limits: Limits,
    sent: AtomicU64,
    /// No limit on requests any more.
    is_over: AtomicBool,
}

impl Client {
    pub(super) fn new(origin: String, limits: Limits) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(Duration::from_secs(limits.seconds)));
        let pool = Pool::builder(TokioExecutor::new()).build(connector);
        Self { pool, origin, limits, sent: AtomicU64::new(0), is_over: AtomicBool::new(false) }
    }

    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// From here on requests are sent whatever the limit on them says: the run is over, and tidied up after.
    pub(super) fn end_of_run(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Sends a request and reads the answer to its end.
    pub(super) async fn send(&self, prepared: &Prepared) -> Result<Response, SendError> {
        let most = if self.is_over.load(Ordering::Relaxed) { u64::MAX } else { self.limits.requests };
        let counted = self
            .sent
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |sent| (sent < most).then(|| sent.saturating_add(1)));
        if counted.is_err() {
            return Err(SendError::Target(TargetError::TooManyRequests { most }));
        }
        let request = request(prepared).map_err(SendError::NoAnswer)?;
        let seconds = self.limits.seconds;
        let answered = tokio::time::timeout(Duration::from_secs(seconds), self.exchange(request));
        answered.await.unwrap_or_else(|_| Err(SendError::NoAnswer(format!("no answer within {seconds} s"))))
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Response, SendError> {
        let response = self.pool.request(request).await.map_err(|error| self.failed(&error))?;
        let (head, body) = response.into_parts();
        let headers = head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let (headers, status) = (headers.collect(), head.status.as_u16());
        Ok(Response { status, headers, body: self.body(body).await.map_err(SendError::NoAnswer)? })
    }

    async fn body(&self, body: Incoming) -> Result<Zeroizing<String>, String> {
        match Limited::new(body, self.limits.bytes).collect().await {
            Ok(collected) => Ok(Zeroizing::new(String::from_utf8_lossy(&collected.to_bytes()).into_owned())),
            Err(error) if error.is::<LengthLimitError>() => {
                Err(format!("the body is longer than {} bytes", self.limits.bytes))
            }
            Err(error) => Err(format!("the answer broke off: {}", innermost(error.as_ref()))),
        }
    }

    fn failed(&self, error: &hyper_util::client::legacy::Error) -> SendError {
        let why = innermost(error);
        match error.is_connect() {
            true => SendError::Target(TargetError::Unreachable { url: self.origin.clone(), why }),
            false => SendError::NoAnswer(format!("no answer: {why}")),
        }
    }
}

fn request(prepared: &Prepared) -> Result<Request<Full<Bytes>>, String> {
    let mut request = Request::builder().method(prepared.method.as_str()).uri(prepared.url.as_str());
    for (name, value) in &prepared.headers {
        request = request.header(name, value.as_str());
    }
    let body = Full::new(Bytes::copy_from_slice(prepared.body.as_bytes()));
    request.body(body).map_err(|error| format!("this is no request: {error}"))
}

/// The cause behind a library's words.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
