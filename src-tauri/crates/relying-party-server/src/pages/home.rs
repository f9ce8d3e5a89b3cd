//! The first page.

use askama::Template;
use axum::Router;
use axum::routing::get;

use super::frame::Frame;
use super::trouble::Answer;
use super::visit::Visit;
use super::words;
use crate::state::State;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    issuer: String,
    parameters: String,
    window: String,
    sent: &'static str,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/", get(home))
}

async fn home(visit: Visit) -> Answer {
    let policy = visit.party.policy();
    let page = Home {
        frame: visit.frame(),
        issuer: policy.issuer.clone(),
        parameters: words::parameters(&policy.totp.parameters()),
        window: words::window(policy.totp.window),
        sent: words::sent(&policy),
    };
    Ok(visit.page(&page))
}
