//! What is taken out of a request. What cannot be, is answered as a problem, without repeating what was sent.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::guard::{is_json, too_large};
use crate::problem::Problem;
use crate::state::State;

const HINT: &str = "compare it with /openapi.json; fields that are not there are refused";

/// A body of JSON.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<State> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "json-needed",
                "the body has to be JSON and say so",
                "send `Content-Type: application/json`",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(unreadable)?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| not_this(&error))?;
        let end = reader.end().map(|()| Self(value));
        end.map_err(|error| not_json(&error))
    }
}

fn unreadable(rejection: BytesRejection) -> Problem {
    if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Problem::new(StatusCode::BAD_REQUEST, "body-unreadable", "the body of the request did not arrive", "send it again")
}

/// Which field of the body is wrong, and what would be right; never what stands there.
fn not_this(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let inner = error.inner();
    if inner.classify() != Category::Data {
        return not_json(inner);
    }
    let what = what_would_be_right(&error.path().to_string(), &inner.to_string());
    let fact = format!("the body is JSON, but not what this needs, {}: {what}", place(inner));
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "body-refused", "", HINT).about(fact)
}

fn not_json(error: &serde_json::Error) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "body-not-json", "", HINT)
        .about(format!("the body is not JSON {}", place(error)))
}

fn place(error: &serde_json::Error) -> String {
    format!("at line {}, column {}", error.line(), error.column())
}

/// Of serde's messages only what stands in our own types: the names of fields, and what follows the last "expected".
/// What stands before it may be what was sent.
fn what_would_be_right(path: &str, message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    if let Some(field) = message.strip_prefix("missing field ").or_else(|| message.strip_prefix("duplicate field ")) {
        let fact = if message.starts_with("missing") { "is missing" } else { "is there twice" };
        return format!("the field {field} {fact}");
    }
    let expected = message.rsplit_once(", expected ").map_or("another value", |(_, expected)| expected);
    let expected = if expected.starts_with("struct ") { "an object" } else { expected };
    match (message.starts_with("unknown field "), path) {
        (true, _) => format!("there is a field that this does not know; it knows {expected}"),
        (false, "." | "") => format!("it has to be {expected}"),
        (false, path) => format!("the field `{path}` has to be {expected}"),
    }
}

/// What stands after the question mark.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<State> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Problem> {
        let query = axum::extract::Query::try_from_uri(&parts.uri);
        query.map(|query| Self(query.0)).map_err(|_| {
            let hint = "compare it with /openapi.json; names that are not there are refused";
            let fact = "what stands after the question mark is not what this needs";
            Problem::new(StatusCode::BAD_REQUEST, "query-refused", fact, hint)
        })
    }
}

/// The identity in the path.
pub(super) struct Id(pub(super) String);

impl FromRequestParts<State> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| relying_party::Rejection::NotFound.into())
    }
}
