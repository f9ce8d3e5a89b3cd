//! The second step of signing in, and the way back in without the device.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use relying_party::{AddressId, AddressView, Error, NewSession, Rejection, SignedIn, Ways};

use super::aim::{Aim, Words};
use super::done::Done;
use super::frame::{Frame, Shown};
use super::posted::{Fields, Posted};
use super::trouble::{Answer, Trouble, rejected};
use super::visit::Visit;
use super::words::{Asked, kind, shown};
use crate::state::State;

/// An address a code can be sent to, masked.
pub(super) struct Address {
    pub(super) id: AddressId,
    pub(super) kind: &'static str,
    pub(super) address: String,
}

impl Address {
    pub(super) fn of(view: AddressView) -> Self {
        Self { id: view.id, kind: kind(view.kind), address: view.address }
    }
}

#[derive(Template)]
#[template(path = "second_step.html")]
struct SecondStep {
    frame: Frame,
    words: Words,
    has_box: bool,
    has_recovery: bool,
    addresses: Vec<Address>,
    error: Shown,
}

#[derive(Template)]
#[template(path = "sent_code.html")]
struct SentCode {
    frame: Frame,
    words: Words,
    minutes: u64,
    error: Shown,
}

pub(super) fn router() -> Router<State> {
    [Aim::SignIn, Aim::Recover].into_iter().fold(Router::new(), |router, aim| {
        let path = aim.words().path;
        let shows = move |visit: Visit| form(visit, aim);
        let checks = move |sent: Posted<Visit>| check(sent, aim);
        let sends = move |sent: Posted<Visit>| send(sent, aim);
        let shows_sent = move |visit: Visit| sent_form(visit, aim);
        let checks_sent = move |sent: Posted<Visit>| check_sent(sent, aim);
        router
            .route(path, get(shows).post(checks))
            .route(&format!("{path}/send-code"), post(sends))
            .route(&format!("{path}/sent-code"), get(shows_sent).post(checks_sent))
    })
}

async fn page(visit: &Visit, aim: Aim, error: Shown) -> Result<SecondStep, Trouble> {
    let Ways { code, backup_code, addresses } = visit.party.ways_of(&visit.call, &visit.partial()?).await?;
    Ok(SecondStep {
        frame: visit.frame().narrow(),
        words: aim.words_for(code, backup_code),
        has_box: backup_code || (code && aim == Aim::SignIn),
        has_recovery: code && (backup_code || !addresses.is_empty()),
        addresses: addresses.into_iter().map(Address::of).collect(),
        error,
    })
}

async fn form(visit: Visit, aim: Aim) -> Answer {
    visit.partial()?;
    Ok(visit.page(&page(&visit, aim, Shown::nothing()).await?))
}

async fn check(Posted { visit, fields }: Posted<Visit>, aim: Aim) -> Answer {
    let (half, code) = (visit.partial()?, fields.one("code"));
    let accepted = match aim {
        Aim::SignIn => visit.party.verify_second_factor(&visit.call, &half, code).await.map(after_sign_in),
        Aim::Recover => visit.party.recover(&visit.call, &half, code).await.map(|session| (session, None)),
    };
    match accepted {
        Ok(accepted) => Ok(go_on(visit, accepted)),
        Err(error) => {
            let rejection = rejected(error, aim.words().path)?;
            let page = page(&visit, aim, shown(&rejection, Asked::Code)).await?;
            Ok(visit.refused(&rejection, &page))
        }
    }
}

/// The session, and what is to be said about backup codes.
fn after_sign_in(signed_in: SignedIn) -> (NewSession, Option<Done>) {
    let key = if signed_in.few_backup_codes { "few-backup-codes" } else { "backup-code-used" };
    (signed_in.session, signed_in.backup_codes_left.map(|left| Done::counted(key, left.into())))
}

fn go_on(visit: Visit, (session, done): (NewSession, Option<Done>)) -> Response {
    let visit = visit.renewed(session);
    match done {
        Some(done) => visit.done(visit.home(), done),
        None => visit.go(visit.home()),
    }
}

async fn send(Posted { visit, fields }: Posted<Visit>, aim: Aim) -> Answer {
    let path = aim.words().path;
    let address = AddressId::claimed(fields.one("address"));
    match visit.party.send_code(&visit.call, &visit.partial()?, &address).await {
        Ok(()) => Ok(visit.go(&format!("{path}/sent-code"))),
        Err(Error::Rejected(rejection @ Rejection::NotFound)) => refused(&visit, aim, &rejection).await,
        Err(error) => refused(&visit, aim, &rejected(error, path)?).await,
    }
}

async fn refused(visit: &Visit, aim: Aim, rejection: &Rejection) -> Answer {
    let page = page(visit, aim, shown(rejection, Asked::SentCode)).await?;
    Ok(visit.refused(rejection, &page))
}

fn sent_page(visit: &Visit, aim: Aim, error: Shown) -> SentCode {
    let minutes = visit.party.policy().out_of_band.lifetime_seconds.div_ceil(60);
    SentCode { frame: visit.frame().narrow(), words: aim.words(), minutes, error }
}

async fn sent_form(visit: Visit, aim: Aim) -> Answer {
    visit.partial()?;
    Ok(visit.page(&sent_page(&visit, aim, Shown::nothing())))
}

async fn check_sent(Posted { visit, fields }: Posted<Visit>, aim: Aim) -> Answer {
    match verify_sent(&visit, aim, &fields).await? {
        Ok(session) => Ok(go_on(visit, (session, None))),
        Err(error) => {
            let rejection = rejected(error, aim.words().path)?;
            let page = sent_page(&visit, aim, shown(&rejection, Asked::SentCode));
            Ok(visit.refused(&rejection, &page))
        }
    }
}

async fn verify_sent(visit: &Visit, aim: Aim, fields: &Fields) -> Result<Result<NewSession, Error>, Trouble> {
    let (half, code) = (visit.partial()?, fields.one("code"));
    Ok(match aim {
        Aim::SignIn => visit.party.verify_sent_code(&visit.call, &half, code).await.map(|signed_in| signed_in.session),
        Aim::Recover => visit.party.recover_by_sent_code(&visit.call, &half, code).await,
    })
}
