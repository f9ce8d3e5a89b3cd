//! Who calls: the request's [`Call`], the token it brings, and the session of it.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use relying_party::{Call, EnrollingSession, FullSession, PartialSession, RelyingParty, Session, Token};

use crate::cookie;
use crate::problem::Problem;
use crate::state::State;

/// By what a request says whose it is. An `Authorization` header of any kind outranks the cookie, so that a request is
/// either safe from forgery or checked for it.
#[derive(Debug, Clone)]
pub(crate) enum Credential {
    /// `Authorization`; no token where it cannot be one.
    Bearer(Option<Token>),
    /// The session cookie of pages.
    Cookie(Option<Token>),
    /// Nothing.
    None,
}

impl Credential {
    /// What the headers bring. Nothing else is looked at: no token is ever taken from a URL.
    pub(crate) fn of(headers: &HeaderMap, state: &State) -> Self {
        if headers.contains_key(AUTHORIZATION) {
            return Self::Bearer(bearer(headers).and_then(Token::claimed));
        }
        match cookie::value(headers, &cookie::session_name(state)) {
            Some(value) => Self::Cookie(Token::claimed(value)),
            None => Self::None,
        }
    }

    fn token(&self) -> Option<&Token> {
        match self {
            Self::Bearer(token) | Self::Cookie(token) => token.as_ref(),
            Self::None => None,
        }
    }
}

/// The token of `Authorization: Bearer …`; none where there are several headers, or another scheme.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).into_iter();
    let (scheme, token) = all.next()?.to_str().ok()?.split_once(' ')?;
    (all.next().is_none() && scheme.eq_ignore_ascii_case("bearer")).then_some(token)
}

/// A request as handlers see it.
#[derive(Clone)]
pub(crate) struct Caller {
    /// When and from where.
    pub(crate) call: Call,
    /// The service.
    pub(crate) party: Arc<RelyingParty>,
    credential: Credential,
}

impl Caller {
    /// The token the request brings.
    pub(crate) fn token(&self) -> Option<&Token> {
        self.credential.token()
    }

    /// The session of the request.
    ///
    /// # Errors
    /// 401 where there is none.
    async fn session_of(&self, _parts: &Parts) -> Result<Session, Problem> {
        #[cfg(feature = "known-bugs")]
        return crate::known_bugs::session(self, _parts).await;
        #[cfg(not(feature = "known-bugs"))]
        self.session().await
    }

    /// The session of the token.
    ///
    /// # Errors
    /// 401 where there is none.
    pub(crate) async fn session(&self) -> Result<Session, Problem> {
        let Some(token) = self.token() else { return Err(relying_party::Rejection::NoSession.into()) };
        Ok(self.party.session(&self.call, token).await?)
    }
}

impl FromRequestParts<State> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let unguarded = Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "not-guarded",
            "a request came past the guard",
            "tell the makers of this program",
        );
        let call = parts.extensions.get::<Call>().cloned().ok_or(unguarded)?;
        let state = state.of(parts);
        let credential = Credential::of(&parts.headers, &state);
        Ok(Self { call, party: state.party, credential })
    }
}

macro_rules! caller_with {
    ($(#[doc = $what:literal] $name:ident: $session:ty, $take:expr;)*) => {$(
        #[doc = $what]
        pub(crate) struct $name {
            /// The request.
            pub(crate) caller: Caller,
            /// The session.
            pub(crate) session: $session,
        }

        impl FromRequestParts<State> for $name {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
                let caller = Caller::from_request_parts(parts, state).await?;
                let take: fn(Session) -> Result<$session, relying_party::Rejection> = $take;
                let session = take(caller.session_of(parts).await?)?;
                Ok(Self { caller, session })
            }
        }

        impl Deref for $name {
            type Target = Caller;

            fn deref(&self) -> &Caller {
                &self.caller
            }
        }
    )*};
}

caller_with! {
    /// A request with a session of any kind.
    SomeCaller: Session, Ok;
    /// A request in a half login.
    PartialCaller: PartialSession, Session::partial;
    /// A request in a full session.
    FullCaller: FullSession, Session::full;
    /// A request in a session that may enrol a device.
    EnrollingCaller: EnrollingSession, Session::enrolling;
}
