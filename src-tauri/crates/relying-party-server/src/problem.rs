//! Errors as RFC 9457 wants them: `application/problem+json`, with our stable code and the remedy.

use std::borrow::Cow;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use relying_party::{Error, Fault, Rejection};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not done.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    /// The status of the answer.
    pub(crate) status: StatusCode,
    /// The stable name.
    pub(crate) code: &'static str,
    /// The fact.
    pub(crate) detail: Cow<'static, str>,
    /// The remedy.
    pub(crate) hint: Cow<'static, str>,
    /// When it may be tried again, in seconds.
    pub(crate) retry_after: Option<u64>,
}

impl Problem {
    /// A problem of the server's own.
    pub(crate) const fn new(status: StatusCode, code: &'static str, detail: &'static str, hint: &'static str) -> Self {
        Self { status, code, detail: Cow::Borrowed(detail), hint: Cow::Borrowed(hint), retry_after: None }
    }

    /// The same with a more exact fact. Never a value that was sent: it may be a secret.
    pub(crate) fn about(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// The body, with the number of the request.
    pub(crate) fn body(&self, request_id: &str) -> ProblemBody {
        ProblemBody {
            kind: format!("about:blank#{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone().into_owned(),
            code: self.code.to_owned(),
            hint: self.hint.clone().into_owned(),
            request_id: request_id.to_owned(),
        }
    }

    /// The answer. The guard calls this with the request's number; handlers just return the problem.
    pub(crate) fn answer(&self, request_id: &str) -> Response {
        let mut response = (self.status, Json(self.body(request_id))).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The body of every answer that is an error (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// `about:blank#` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// The status in words.
    title: String,
    /// The status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is the case.
    detail: String,
    /// The stable name of it, for programs.
    #[schema(pattern = "^[a-z0-9-]+$")]
    code: String,
    /// What can be done.
    hint: String,
    /// The number of the request in the server's log.
    request_id: String,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.answer("");
        // The guard writes the body anew, with the request's number, or as a page.
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let retry_after = match rejection {
            Rejection::TooManyTries { retry_after } => Some(retry_after),
            _ => None,
        };
        Self {
            status: status_of(&rejection),
            code: rejection.code(),
            detail: rejection.to_string().into(),
            hint: hint_of(&rejection).into(),
            retry_after,
        }
    }
}

/// The remedy, with the request that is it where there is one.
fn hint_of(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::PasswordNeeded => "give the password once more (POST /api/v1/session/password), then try again",
        Rejection::SecondFactorNeeded => "give a code once more (POST /api/v1/session/second-factor), then try again",
        other => other.hint(),
    }
}

fn status_of(rejection: &Rejection) -> StatusCode {
    match rejection {
        Rejection::Credentials | Rejection::NoSession => StatusCode::UNAUTHORIZED,
        Rejection::TooManyTries { .. } | Rejection::Locked => StatusCode::TOO_MANY_REQUESTS,
        Rejection::WrongSession | Rejection::PasswordNeeded | Rejection::SecondFactorNeeded | Rejection::NotAllowed => {
            StatusCode::FORBIDDEN
        }
        Rejection::NotFound => StatusCode::NOT_FOUND,
        Rejection::NameTaken | Rejection::EnrolmentOver | Rejection::TooMany => StatusCode::CONFLICT,
        Rejection::BadName | Rejection::BadPassword(_) | Rejection::BadAddress | Rejection::AppIgnores(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let status = match fault {
            Fault::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        // What exactly failed is for the log, not for the caller.
        tracing::error!(code = fault.code(), error = %fault, "fault");
        let detail = if status == StatusCode::SERVICE_UNAVAILABLE {
            Cow::Owned(fault.to_string())
        } else {
            Cow::Borrowed("something failed on the server; nothing was accepted")
        };
        Self { status, code: fault.code(), detail, hint: fault.hint().into(), retry_after: None }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Rejected(rejection) => rejection.into(),
            Error::Fault(fault) => fault.into(),
        }
    }
}

impl From<sealing::RandomError> for Problem {
    fn from(error: sealing::RandomError) -> Self {
        Fault::from(error).into()
    }
}
