//! Administration.

mod journal;
mod live;
mod names;
mod outbox;
mod reason;
mod sign_in;
mod user;
mod users;

use axum::Router;
use axum::routing::get;

use super::trouble::Answer;
use super::visit::AdminVisit;
use crate::state::State;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/admin", get(first))
        .merge(sign_in::router())
        .merge(users::router())
        .merge(user::router())
        .merge(journal::router())
        .merge(live::router())
        .merge(outbox::router())
}

async fn first(visit: AdminVisit) -> Answer {
    Ok(visit.go("/admin/users"))
}
