//! Addresses codes can be sent to.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use relying_party::{AddressId, AddressKind, AddressView, Rejection};

use crate::pages::confirm::Ask;
use crate::pages::done::Done;
use crate::pages::frame::{Frame, Shown};
use crate::pages::posted::Posted;
use crate::pages::trouble::{Answer, Trouble, again, rejected};
use crate::pages::visit::Visit;
use crate::pages::words::{Asked, shown};
use crate::problem::Problem;
use crate::state::State;

const NEW: &str = "/account/addresses/new";

#[derive(Template)]
#[template(path = "account/address_new.html")]
struct New<'p> {
    frame: Frame,
    sms: bool,
    email: bool,
    is_sms: bool,
    address: &'p str,
    error: Shown,
}

#[derive(Template)]
#[template(path = "account/address_confirm.html")]
struct Confirm {
    frame: Frame,
    id: AddressId,
    address: String,
    minutes: u64,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    Router::new()
        .route(NEW, get(form).post(add))
        .route("/account/addresses/{id}/confirm", get(confirm_form).post(confirm))
        .route("/account/addresses/{id}/remove", get(remove_form).post(remove))
}

async fn one(visit: &Visit, id: &str) -> Result<AddressView, Trouble> {
    let all = visit.party.addresses(&visit.call, &visit.full()?).await?;
    let found = all.into_iter().find(|address| address.id.as_str() == id);
    found.ok_or_else(|| Problem::from(Rejection::NotFound).into())
}

fn page<'p>(visit: &Visit, (kind, address): (AddressKind, &'p str), error: Shown) -> New<'p> {
    let allowed = &visit.party.policy().out_of_band;
    let is_sms = allowed.sms && (kind == AddressKind::Sms || !allowed.email);
    New { frame: visit.frame().narrow(), sms: allowed.sms, email: allowed.email, is_sms, address, error }
}

async fn form(visit: Visit) -> Answer {
    visit.full()?;
    Ok(visit.page(&page(&visit, (AddressKind::Email, ""), Shown::nothing())))
}

async fn add(Posted { visit, fields }: Posted<Visit>) -> Answer {
    let kind = if fields.one("kind") == "sms" { AddressKind::Sms } else { AddressKind::Email };
    let address = fields.one("address");
    match visit.party.add_address(&visit.call, &visit.full()?, kind, address).await {
        Ok(added) => Ok(visit.go(&format!("/account/addresses/{}/confirm", added.id))),
        Err(error) => {
            let rejection = rejected(error, NEW)?;
            Ok(visit.refused(&rejection, &page(&visit, (kind, address), shown(&rejection, Asked::SentCode))))
        }
    }
}

fn confirm_page(visit: &Visit, AddressView { id, address, .. }: AddressView, error: Shown) -> Confirm {
    let minutes = visit.party.policy().out_of_band.lifetime_seconds.div_ceil(60);
    Confirm { frame: visit.frame().narrow(), id, address, minutes, error }
}

async fn confirm_form(visit: Visit, Path(id): Path<String>) -> Answer {
    let address = one(&visit, &id).await?;
    if address.is_confirmed {
        return Ok(visit.go("/account"));
    }
    Ok(visit.page(&confirm_page(&visit, address, Shown::nothing())))
}

async fn confirm(Path(id): Path<String>, Posted { visit, fields }: Posted<Visit>) -> Answer {
    let address = one(&visit, &id).await?;
    match visit.party.confirm_address(&visit.call, &visit.full()?, &address.id, fields.one("code")).await {
        Ok(()) => Ok(visit.done("/account", Done::new("address-added"))),
        Err(error) => {
            let rejection = rejected(error, "/account")?;
            Ok(visit.refused(&rejection, &confirm_page(&visit, address, shown(&rejection, Asked::SentCode))))
        }
    }
}

async fn remove_form(visit: Visit, Path(id): Path<String>) -> Answer {
    let AddressView { id, address, .. } = one(&visit, &id).await?;
    let ask = Ask {
        title: "Remove the address?".to_owned(),
        sentences: vec![format!("No codes are sent to {address} any more.")],
        action: format!("/account/addresses/{id}/remove"),
        button: "Remove",
        back: "/account".to_owned(),
        is_danger: true,
    };
    Ok(ask.page(&visit))
}

async fn remove(Path(id): Path<String>, Posted { visit, .. }: Posted<Visit>) -> Answer {
    let address = one(&visit, &id).await?;
    let then = format!("/account/addresses/{}/remove", address.id);
    visit.party.remove_address(&visit.call, &visit.full()?, &address.id).await.map_err(again(&then))?;
    Ok(visit.done("/account", Done::new("address-removed")))
}
