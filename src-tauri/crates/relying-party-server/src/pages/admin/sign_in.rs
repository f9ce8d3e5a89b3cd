//! A ticket for the administrator's pages, and leaving them.

use askama::Template;
use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};

use crate::cookie;
use crate::pages::frame::{Frame, Shown};
use crate::pages::posted::Posted;
use crate::pages::trouble::Answer;
use crate::pages::visit::{AdminVisit, Visit};
use crate::problem::Problem;
use crate::state::State;

#[derive(Template)]
#[template(path = "admin/sign_in.html")]
struct SignIn {
    frame: Frame,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/admin/sign-in", get(form).post(sign_in)).route("/admin/sign-out", post(sign_out))
}

async fn form(visit: Visit) -> Answer {
    Ok(visit.page(&SignIn { frame: visit.frame().narrow(), error: Shown::nothing() }))
}

async fn sign_in(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let ticket = fields.one("ticket").trim();
    let redeemed =
        visit.state.admin_sessions.redeem(&visit.state, ticket, visit.state.clock.now()).map_err(Problem::from)?;
    let Some(value) = redeemed else {
        let text = "This ticket is not good, or no longer: it works once, for a minute. Get a new one.";
        let error = Shown::at_field("", text.to_owned());
        return Ok(visit.page_with(StatusCode::UNAUTHORIZED, &SignIn { frame: visit.frame().narrow(), error }));
    };
    let cookie = cookie::set_admin(&visit.state, &value);
    Ok(visit.with_cookie(cookie).go("/admin/users"))
}

async fn sign_out(headers: HeaderMap, Posted { visit, .. }: Posted<AdminVisit>) -> Answer {
    if let Some(value) = cookie::value(&headers, &cookie::admin_name(&visit.state)) {
        visit.state.admin_sessions.end(value);
    }
    let response = visit.go("/admin/sign-in");
    let mut response = response;
    response.headers_mut().append(axum::http::header::SET_COOKIE, cookie::clear_admin(&visit.state));
    Ok(response)
}
