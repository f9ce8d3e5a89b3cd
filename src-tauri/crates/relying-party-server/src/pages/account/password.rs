//! Changing the password.

use askama::Template;
use axum::Router;
use axum::routing::get;

use crate::pages::done::Done;
use crate::pages::frame::{Frame, Shown};
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, Trouble, rejected};
use crate::pages::visit::Visit;
use crate::pages::words::{Asked, shown};
use crate::state::State;

#[derive(Template)]
#[template(path = "account/password.html")]
struct Password {
    frame: Frame,
    name: String,
    minimum: u16,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/account/password", get(form).post(change))
}

fn page(visit: &Visit, error: Shown) -> Result<Password, Trouble> {
    let name = visit.full()?.session().user_name.clone();
    let minimum = visit.party.policy().password.minimum_characters;
    Ok(Password { frame: visit.frame().narrow(), name, minimum, error })
}

async fn form(visit: Visit) -> Answer {
    Ok(visit.page(&page(&visit, Shown::nothing())?))
}

async fn change(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let (old, new) = (fields.one("old"), fields.one("password"));
    match visit.party.change_password(&visit.call, &visit.full()?, old, new).await {
        Ok(()) => Ok(visit.done("/account", Done::new("password-changed"))),
        Err(error) => {
            let rejection = rejected(error, "/account/password")?;
            Ok(visit.refused(&rejection, &page(&visit, shown(&rejection, Asked::Password))?))
        }
    }
}
