//! What keeps a page from being shown: the visitor has to go elsewhere first, or something is wrong.

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION};
use axum::response::{IntoResponse, Response};
use relying_party::{Error, Rejection};

use crate::problem::Problem;

/// Why a page is not shown.
pub(super) enum Trouble {
    /// Elsewhere first.
    Go(String),
    /// Something is wrong. The guard makes a page of it.
    Problem(Problem),
}

/// The answer to a request for a page.
pub(super) type Answer = Result<Response, Trouble>;

impl Trouble {
    pub(super) fn go(path: impl Into<String>) -> Self {
        Self::Go(path.into())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Go(path) => {
                let location = HeaderValue::from_str(&path).unwrap_or_else(|_| HeaderValue::from_static("/"));
                (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
            }
        }
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        again("/account")(error)
    }
}

/// What to do about an error of something that begins on the page `then`: after password or second factor were given
/// once more, the visitor is back there.
pub(super) fn again(then: &str) -> impl FnOnce(Error) -> Trouble {
    let then = then.to_owned();
    move |error| match error {
        Error::Rejected(Rejection::NoSession) => Trouble::go("/sign-in"),
        Error::Rejected(Rejection::WrongSession) => Trouble::go("/account"),
        Error::Rejected(Rejection::PasswordNeeded) => Trouble::Go(format!("/account/check-password?then={then}")),
        Error::Rejected(Rejection::SecondFactorNeeded) => Trouble::Go(format!("/account/check-code?then={then}")),
        other => Trouble::Problem(other.into()),
    }
}

/// The rejection, where it belongs on the form that was sent from the page `then`.
pub(super) fn rejected(error: Error, then: &str) -> Result<Rejection, Trouble> {
    match error {
        Error::Rejected(
            rejection @ (Rejection::Credentials
            | Rejection::TooManyTries { .. }
            | Rejection::Locked
            | Rejection::BadName
            | Rejection::NameTaken
            | Rejection::BadPassword(_)
            | Rejection::BadAddress
            | Rejection::EnrolmentOver
            | Rejection::AppIgnores(_)
            | Rejection::NotAllowed
            | Rejection::TooMany),
        ) => Ok(rejection),
        other => Err(again(then)(other)),
    }
}

/// A page that could not be written.
pub(super) fn page_failed() -> Problem {
    let fact = "the page could not be written";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "page-failed", fact, "look at the server's log")
}
