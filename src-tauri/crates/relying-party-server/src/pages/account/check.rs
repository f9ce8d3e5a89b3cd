//! The password, or the second factor, once more; then back to what was asked for.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use serde::Deserialize;

use crate::pages::frame::{Frame, Shown};
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, Trouble, rejected};
use crate::pages::visit::Visit;
use crate::pages::words::{Asked, shown};
use crate::state::State;

/// Where to go afterwards.
#[derive(Deserialize)]
struct Then {
    #[serde(default)]
    then: String,
}

/// What is asked for once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Password,
    Code,
}

#[derive(Template)]
#[template(path = "account/check.html")]
struct Check {
    frame: Frame,
    title: &'static str,
    lead: &'static str,
    action: &'static str,
    asks_password: bool,
    name: String,
    then: String,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    [What::Password, What::Code].into_iter().fold(Router::new(), |router, what| {
        let shows = move |visit: Visit, Query(then): Query<Then>| form(visit, what, then);
        let checks = move |sent: Posted<Visit>| check(sent, what);
        router.route(what.path(), get(shows).post(checks))
    })
}

impl What {
    fn path(self) -> &'static str {
        match self {
            Self::Password => "/account/check-password",
            Self::Code => "/account/check-code",
        }
    }

    fn page(self, visit: &Visit, then: String, error: Shown) -> Result<Check, Trouble> {
        let (title, lead) = match self {
            Self::Password => {
                ("Your password, once more", "What you asked for needs it. Then you go on where you were.")
            }
            Self::Code => ("A code, once more", "What you asked for needs a fresh one. Then you go on where you were."),
        };
        let name = visit.session()?.user_name.clone();
        let asks_password = self == Self::Password;
        Ok(Check { frame: visit.frame().narrow(), title, lead, action: self.path(), asks_password, name, then, error })
    }
}

async fn form(visit: Visit, what: What, Then { then }: Then) -> Answer {
    visit.enrolling()?;
    Ok(visit.page(&what.page(&visit, within(&then), Shown::nothing())?))
}

async fn check(Posted { visit, fields }: Posted<Visit>, what: What) -> Answer {
    let then = within(fields.one("then"));
    let checked = match what {
        What::Password => {
            let session = visit.enrolling()?;
            visit.party.check_password_again(&visit.call, session.session(), fields.one("password")).await
        }
        What::Code => visit.party.check_second_factor_again(&visit.call, &visit.full()?, fields.one("code")).await,
    };
    match checked {
        Ok(()) => Ok(visit.go(&then)),
        Err(error) => {
            let rejection = rejected(error, &then)?;
            let asked = if what == What::Password { Asked::Password } else { Asked::Code };
            Ok(visit.refused(&rejection, &what.page(&visit, then, shown(&rejection, asked))?))
        }
    }
}

/// A page of the account, whatever was claimed: nobody is led elsewhere.
fn within(then: &str) -> String {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'/' | b'-');
    let is_ours = then.starts_with("/account/") && then.bytes().all(fits) && !then.starts_with("/account/check-");
    if is_ours { then.to_owned() } else { "/account".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn nobody_is_led_out_of_their_account() {
        for elsewhere in ["https://elsewhere.example/", "//elsewhere.example", "/account/../admin", "/admin", ""] {
            assert_eq!(within(elsewhere), "/account");
        }
        assert_eq!(within("/account/devices/new"), "/account/devices/new");
    }
}
