//! A new password for somebody who forgot theirs: asked for, then set by the word that was sent.

use askama::Template;
use axum::Router;
use axum::routing::get;
use relying_party::PasswordReset;

use super::done::Done;
use super::frame::{Frame, Shown};
use super::posted::Posted;
use super::trouble::{Answer, rejected};
use super::visit::Visit;
use super::words::{Asked, shown};
use crate::state::State;

#[derive(Template)]
#[template(path = "forgot.html")]
struct Forgot<'p> {
    frame: Frame,
    name: &'p str,
    error: Shown,
}

#[derive(Template)]
#[template(path = "new_password.html")]
struct NewPassword<'p> {
    frame: Frame,
    name: &'p str,
    minimum: u16,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/sign-in/forgot", get(form).post(ask)).route("/sign-in/new-password", get(word_form).post(set))
}

async fn form(visit: Visit) -> Answer {
    Ok(visit.page(&Forgot { frame: visit.frame().narrow(), name: "", error: Shown::nothing() }))
}

async fn ask(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let name = fields.one("name");
    match visit.party.ask_password_reset(&visit.call, name).await {
        Ok(()) => Ok(visit.go("/sign-in/new-password")),
        Err(error) => {
            let rejection = rejected(error, "/sign-in/forgot")?;
            let error = shown(&rejection, Asked::Word);
            Ok(visit.refused(&rejection, &Forgot { frame: visit.frame().narrow(), name, error }))
        }
    }
}

fn page<'p>(visit: &Visit, name: &'p str, error: Shown) -> NewPassword<'p> {
    let minimum = visit.party.policy().password.minimum_characters;
    NewPassword { frame: visit.frame().narrow(), name, minimum, error }
}

async fn word_form(visit: Visit) -> Answer {
    Ok(visit.page(&page(&visit, "", Shown::nothing())))
}

async fn set(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let name = fields.one("name");
    let reset = PasswordReset { name, token: fields.one("word").trim(), password: fields.one("password") };
    match visit.party.reset_password(&visit.call, &reset).await {
        Ok(()) => Ok(visit.done("/sign-in", Done::new("password-new"))),
        Err(error) => {
            let rejection = rejected(error, "/sign-in/new-password")?;
            Ok(visit.refused(&rejection, &page(&visit, name, shown(&rejection, Asked::Word))))
        }
    }
}
