//! A form that was sent, after its token was found right.

use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::trouble::Trouble;
use super::visit::Visit;
use crate::problem::Problem;
use crate::state::State;

/// A form that was sent by the page it says it is from.
pub(super) struct Posted<V> {
    pub(super) visit: V,
    pub(super) fields: Fields,
}

/// The fields of a form; they may hold secrets, and are wiped.
pub(super) struct Fields(Vec<(String, Zeroizing<String>)>);

impl Fields {
    /// A field; empty where it was not sent.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }
}

impl<V> FromRequest<State> for Posted<V>
where
    V: FromRequestParts<State, Rejection = Trouble> + AsRef<Visit> + Send,
{
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &State) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let visit = V::from_request_parts(&mut parts, state).await?;
        let form = Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body), state).await;
        let Form(pairs) = form.map_err(|refused| unreadable(refused.status()))?;
        let fields = Fields(pairs.into_iter().map(|(name, value)| (name, Zeroizing::new(value))).collect());
        let expected = visit.as_ref().form().as_bytes();
        let is_right: bool = expected.ct_eq(fields.one("form").as_bytes()).into();
        if expected.is_empty() || !is_right {
            return Err(Trouble::Problem(not_ours()));
        }
        Ok(Self { visit, fields })
    }
}

fn unreadable(status: StatusCode) -> Problem {
    Problem::new(status, "form-unreadable", "the form could not be read", "load the page anew and send it again")
}

fn not_ours() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "form-token-refused",
        "this form is older than your session, or not from a page of ours; nothing was done",
        "go back, load the page anew and send it again",
    )
}
