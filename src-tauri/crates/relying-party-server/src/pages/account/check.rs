//! The password, or the second factor, once more; then back to what was asked for.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::{get, post};
use relying_party::AddressId;
use serde::Deserialize;

use crate::pages::frame::{Frame, Shown};
use crate::pages::posted::Posted;
use crate::pages::second_step::Address;
use crate::pages::trouble::{Answer, Trouble, rejected};
use crate::pages::visit::Visit;
use crate::pages::words::{Asked, shown};
use crate::state::State;

/// Where a code is asked for.
const SEND: &str = "/account/check-code/send";

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
    /// A code that was sent, for who has no device.
    SentCode,
}

#[derive(Template)]
#[template(path = "account/check.html")]
struct Check {
    frame: Frame,
    title: &'static str,
    lead: &'static str,
    action: &'static str,
    asks_password: bool,
    label: &'static str,
    addresses: Vec<Address>,
    name: String,
    then: String,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    let sends = Router::new().route(SEND, post(send));
    [What::Password, What::Code, What::SentCode].into_iter().fold(sends, |router, what| {
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
            Self::SentCode => "/account/check-code/sent",
        }
    }

    fn asked(self) -> Asked {
        match self {
            Self::Password => Asked::Password,
            Self::Code => Asked::Code,
            Self::SentCode => Asked::SentCode,
        }
    }

    async fn page(self, visit: &Visit, then: String, error: Shown) -> Result<Check, Trouble> {
        let (title, lead) = match self {
            Self::Password => {
                ("Your password, once more", "What you asked for needs it. Then you go on where you were.")
            }
            Self::Code => ("A code, once more", "What you asked for needs a fresh one. Then you go on where you were."),
            Self::SentCode => ("Enter the code we sent", "Six digits. An administrator can read them in the outbox."),
        };
        let addresses = if self == Self::Code { to_send_to(visit).await? } else { Vec::new() };
        let label = match self {
            Self::SentCode => "Code",
            // Only who has no device can have one sent.
            _ if !addresses.is_empty() => "Backup code",
            _ => "One-time code or backup code",
        };
        let name = visit.session()?.user_name.clone();
        let (frame, asks_password) = (visit.frame().narrow(), self == Self::Password);
        Ok(Check { frame, title, lead, action: self.path(), asks_password, label, addresses, name, then, error })
    }
}

async fn to_send_to(visit: &Visit) -> Result<Vec<Address>, Trouble> {
    let addresses = visit.party.addresses_for_check(&visit.call, &visit.full()?).await?;
    Ok(addresses.into_iter().map(Address::of).collect())
}

async fn send(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let then = within(fields.one("then"));
    let address = AddressId::claimed(fields.one("address"));
    match visit.party.send_code_again(&visit.call, &visit.full()?, &address).await {
        Ok(()) => Ok(visit.go(&format!("{}?then={then}", What::SentCode.path()))),
        Err(error) => {
            let rejection = rejected(error, &then)?;
            let page = What::Code.page(&visit, then, shown(&rejection, Asked::SentCode)).await?;
            Ok(visit.refused(&rejection, &page))
        }
    }
}

async fn form(visit: Visit, what: What, Then { then }: Then) -> Answer {
    visit.enrolling()?;
    Ok(visit.page(&what.page(&visit, within(&then), Shown::nothing()).await?))
}

async fn check(Posted { visit, fields }: Posted<Visit>, what: What) -> Answer {
    let then = within(fields.one("then"));
    let checked = match what {
        What::Password => {
            let session = visit.enrolling()?;
            visit.party.check_password_again(&visit.call, session.session(), fields.one("password")).await
        }
        What::Code => visit.party.check_second_factor_again(&visit.call, &visit.full()?, fields.one("code")).await,
        What::SentCode => visit.party.check_sent_code_again(&visit.call, &visit.full()?, fields.one("code")).await,
    };
    match checked {
        Ok(()) => Ok(visit.go(&then)),
        Err(error) => {
            let rejection = rejected(error, &then)?;
            let page = what.page(&visit, then, shown(&rejection, what.asked())).await?;
            Ok(visit.refused(&rejection, &page))
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
