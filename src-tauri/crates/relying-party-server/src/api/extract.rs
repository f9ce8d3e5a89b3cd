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
        serde_json::from_slice(&bytes).map(Self).map_err(|error| not_this(&error))
    }
}

fn unreadable(rejection: BytesRejection) -> Problem {
    if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Problem::new(StatusCode::BAD_REQUEST, "body-unreadable", "the body of the request did not arrive", "send it again")
}

/// Where the body is wrong; never what stands there.
fn not_this(error: &serde_json::Error) -> Problem {
    let place = format!("at line {}, column {}", error.line(), error.column());
    let hint = "compare it with /openapi.json; fields that are not there are refused";
    if error.classify() == Category::Data {
        let fact = format!("the body is JSON, but not what this needs, {place}");
        return Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "body-refused", "", hint).about(fact);
    }
    Problem::new(StatusCode::BAD_REQUEST, "body-not-json", "", hint).about(format!("the body is not JSON {place}"))
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
