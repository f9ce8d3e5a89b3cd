//! A request for a page: who makes it, and how it is answered.

use std::ops::Deref;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use relying_party::{
    Call, EnrollingSession, Error, FullSession, NewSession, PartialSession, Rejection, RelyingParty, Session,
    SessionKind, Token,
};

use super::done::{self, Done, Flash};
use super::frame::{Frame, Who};
use super::links;
use super::trouble::{Trouble, page_failed};
use crate::admin;
use crate::caller::Caller;
use crate::cookie;
use crate::problem::Problem;
use crate::state::State;
use crate::world::Segment;

/// A request for a page.
pub(super) struct Visit {
    pub(super) state: State,
    pub(super) call: Call,
    pub(super) party: Arc<RelyingParty>,
    who: Who,
    session: Option<Session>,
    form: String,
    flash: Option<Flash>,
    cookies: Vec<HeaderValue>,
    /// What the paths of the tenant begin with.
    base: String,
}

/// A request for an administrator's page, by one who may.
pub(super) struct AdminVisit(Visit);

impl FromRequestParts<State> for Visit {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Trouble> {
        let state = &state.of(parts);
        let mut visit = Self::of_nobody(parts, state).await?;
        // Pages go by their cookie alone: a bearer token is for the API.
        let token = cookie::value(&parts.headers, &cookie::session_name(state)).and_then(Token::claimed);
        if let Some(token) = token {
            match visit.party.session(&visit.call, &token).await {
                Ok(session) => visit.is_by(session, &token),
                Err(Error::Rejected(Rejection::NoSession)) => visit.cookies.push(cookie::clear_session(state)),
                Err(error) => return Err(error.into()),
            }
        }
        if visit.session.is_none() {
            visit.takes_form_cookie(&parts.headers)?;
        }
        Ok(visit)
    }
}

impl FromRequestParts<State> for AdminVisit {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Trouble> {
        let state = &state.of(parts);
        let mut visit = Visit::of_nobody(parts, state).await?;
        let value = cookie::value(&parts.headers, &cookie::admin_name(state));
        let Some(value) = value.filter(|value| state.admin_sessions.is_alive(value, state.clock.now())) else {
            return Err(Trouble::go("/admin/sign-in"));
        };
        visit.who = Who::Admin;
        visit.form = admin::form_token(value);
        Ok(Self(visit))
    }
}

impl Deref for AdminVisit {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.0
    }
}

impl AsRef<Visit> for AdminVisit {
    fn as_ref(&self) -> &Visit {
        &self.0
    }
}

impl AsRef<Visit> for Visit {
    fn as_ref(&self) -> &Visit {
        self
    }
}

impl Visit {
    async fn of_nobody(parts: &mut Parts, state: &State) -> Result<Self, Trouble> {
        let Caller { call, party, .. } = Caller::from_request_parts(parts, state).await?;
        let flash = done::flash(&parts.headers, state);
        let cookies = flash.as_ref().and_then(|_| done::said(state)).into_iter().collect();
        let (who, form) = (Who::Nobody, String::new());
        let base = parts.extensions.get::<Segment>().map(Segment::base).unwrap_or_default();
        Ok(Self { state: state.clone(), call, party, who, session: None, form, flash, cookies, base })
    }

    fn is_by(&mut self, session: Session, token: &Token) {
        self.who = Who::User(session.kind);
        self.form = token.form_token();
        self.session = Some(session);
    }

    /// Without a session, forms are compared with a cookie of their own.
    fn takes_form_cookie(&mut self, headers: &HeaderMap) -> Result<(), Trouble> {
        let is_word = |word: &&str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(word) = cookie::value(headers, &cookie::form_name(&self.state)).filter(is_word) {
            word.clone_into(&mut self.form);
            return Ok(());
        }
        let word = self.party.form_word()?;
        self.cookies.push(cookie::set_form(&self.state, &word));
        word.as_str().clone_into(&mut self.form);
        Ok(())
    }

    /// What this visitor's forms have to carry.
    pub(super) fn form(&self) -> &str {
        &self.form
    }

    /// Who is signed in, in whatever kind of session.
    pub(super) fn session(&self) -> Result<&Session, Trouble> {
        self.session.as_ref().ok_or_else(|| Trouble::go("/sign-in"))
    }

    pub(super) fn kind(&self) -> Option<SessionKind> {
        self.session.as_ref().map(|session| session.kind)
    }

    /// The half login; whoever has none is sent to where they are.
    pub(super) fn partial(&self) -> Result<PartialSession, Trouble> {
        self.session()?.clone().partial().map_err(|_| Trouble::go(self.home()))
    }

    /// The full session.
    pub(super) fn full(&self) -> Result<FullSession, Trouble> {
        self.session()?.clone().full().map_err(|_| Trouble::go(self.home()))
    }

    /// The session, where it may enrol.
    pub(super) fn enrolling(&self) -> Result<EnrollingSession, Trouble> {
        self.session()?.clone().enrolling().map_err(|_| Trouble::go(self.home()))
    }

    /// Where this visitor goes on.
    pub(super) fn home(&self) -> &'static str {
        match self.kind() {
            None => "/sign-in",
            Some(SessionKind::Partial) => "/sign-in/second-step",
            Some(SessionKind::Replacement) => "/account/devices/new",
            Some(SessionKind::Full) => "/account",
        }
    }

    /// Goes on in a new session, whose cookie comes with the answer.
    pub(super) fn renewed(mut self, new: NewSession) -> Self {
        self.cookies.push(cookie::set_session(&self.state, &new.token));
        self.is_by(new.session, &new.token);
        self
    }

    /// Sends a cookie along with the answer.
    pub(super) fn with_cookie(mut self, value: HeaderValue) -> Self {
        self.cookies.push(value);
        self
    }

    /// What is around this visitor's pages.
    pub(super) fn frame(&self) -> Frame {
        Frame {
            form: self.form.clone(),
            name: self.session.as_ref().map(|session| session.user_name.clone()),
            flash: self.flash.clone(),
            who: self.who,
            is_controlled: self.state.settings.control.is_some(),
            ..Frame::bare()
        }
    }

    /// Answers with a page.
    pub(super) fn page(&self, template: &impl Template) -> Response {
        self.page_with(StatusCode::OK, template)
    }

    /// Answers with the page a request was refused on.
    pub(super) fn refused(&self, rejection: &Rejection, template: &impl Template) -> Response {
        let problem = Problem::from(rejection.clone());
        let mut response = self.page_with(problem.status, template);
        if let Some(seconds) = problem.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }

    /// Answers with a page and a status.
    pub(super) fn page_with(&self, status: StatusCode, template: &impl Template) -> Response {
        match template.render() {
            Ok(html) => {
                let html_type = HeaderValue::from_static("text/html; charset=utf-8");
                let html = self.within(html);
                self.sealed((status, [(CONTENT_TYPE, html_type)], html).into_response())
            }
            Err(_) => page_failed().into_response(),
        }
    }

    /// A page, or a part of one, with links that lead into the tenant.
    pub(super) fn within(&self, html: String) -> String {
        links::within(&self.base, html)
    }

    /// Answers by sending the browser on.
    pub(super) fn go(&self, path: &str) -> Response {
        let location = HeaderValue::from_str(path).unwrap_or_else(|_| HeaderValue::from_static("/"));
        self.sealed((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
    }

    /// The same, and says there what was done.
    pub(super) fn done(&self, path: &str, done: Done) -> Response {
        let mut response = self.go(path);
        if let Some(cookie) = done.cookie(&self.state) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }

    /// Puts the cookies on.
    pub(super) fn sealed(&self, mut response: Response) -> Response {
        for cookie in &self.cookies {
            response.headers_mut().append(SET_COOKIE, cookie.clone());
        }
        response
    }
}
