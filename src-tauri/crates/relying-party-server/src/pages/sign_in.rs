//! The first step of signing in, and signing out.

use askama::Template;
use axum::Router;
use axum::routing::{get, post};
use relying_party::LogIn;

use super::done::Done;
use super::frame::{Frame, Shown};
use super::posted::Posted;
use super::trouble::{Answer, rejected};
use super::visit::Visit;
use super::words::{Asked, shown};
use crate::cookie;
use crate::state::State;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn<'p> {
    frame: Frame,
    name: &'p str,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/sign-in", get(form).post(sign_in)).route("/sign-out", post(sign_out))
}

async fn form(visit: Visit) -> Answer {
    if visit.kind().is_some() {
        return Ok(visit.go(visit.home()));
    }
    Ok(visit.page(&SignIn { frame: visit.frame().narrow(), name: "", error: Shown::nothing() }))
}

async fn sign_in(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let name = fields.one("name");
    let session = match visit.party.log_in(&visit.call, name, fields.one("password"), None).await {
        Ok(LogIn::SignedIn(signed_in)) => signed_in.session,
        Ok(LogIn::SecondFactorRequired(half)) => half.session,
        Ok(LogIn::MustEnrol(session)) => session,
        Err(error) => {
            let rejection = rejected(error, "/sign-in")?;
            let error = shown(&rejection, Asked::Credentials);
            return Ok(visit.refused(&rejection, &SignIn { frame: visit.frame().narrow(), name, error }));
        }
    };
    let visit = visit.renewed(session);
    Ok(visit.go(visit.home()))
}

async fn sign_out(Posted { visit, .. }: Posted<Visit>) -> Answer {
    visit.party.log_out(&visit.call, visit.session()?).await?;
    let cookie = cookie::clear_session(&visit.state);
    Ok(visit.with_cookie(cookie).done("/", Done::new("signed-out")))
}
