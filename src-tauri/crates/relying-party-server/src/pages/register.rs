//! Making an account.

use askama::Template;
use axum::Router;
use axum::routing::get;

use super::done::Done;
use super::frame::{Frame, Shown};
use super::posted::Posted;
use super::trouble::{Answer, rejected};
use super::visit::Visit;
use super::words::{Asked, shown};
use crate::state::State;

#[derive(Template)]
#[template(path = "register.html")]
struct Register<'p> {
    frame: Frame,
    name: &'p str,
    minimum: u16,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/register", get(form).post(register))
}

fn page<'p>(visit: &Visit, name: &'p str, error: Shown) -> Register<'p> {
    let minimum = visit.party.policy().password.minimum_characters;
    Register { frame: visit.frame().narrow(), name, minimum, error }
}

async fn form(visit: Visit) -> Answer {
    if visit.kind().is_some() {
        return Ok(visit.go(visit.home()));
    }
    Ok(visit.page(&page(&visit, "", Shown::nothing())))
}

async fn register(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let name = fields.one("name");
    let error = match visit.party.register(&visit.call, name, fields.one("password")).await {
        Ok(new) => return Ok(visit.renewed(new).done("/account", Done::new("welcome"))),
        Err(error) => rejected(error, "/register")?,
    };
    Ok(visit.refused(&error, &page(&visit, name, shown(&error, Asked::Credentials))))
}
