//! Pages for people: rendered here, working without a script, each form carrying its visitor's token.
//!
//! What is shown once (a QR code, backup codes) is in the answer to the form that asked for it, and nowhere else;
//! everything else that was sent is answered by a redirect.

mod account;
mod admin;
mod agent;
mod aim;
mod assets;
mod confirm;
mod done;
mod events;
mod forgot;
mod frame;
mod home;
mod links;
mod moment;
mod posted;
mod problem;
mod register;
mod second_step;
mod sign_in;
mod trouble;
mod visit;
mod words;

use axum::Router;

use crate::state::State;

pub(crate) use problem::problem_page;

/// The routes of the pages. Guards are put around them by the server.
pub(crate) fn router() -> Router<State> {
    Router::new()
        .merge(assets::router())
        .merge(home::router())
        .merge(register::router())
        .merge(sign_in::router())
        .merge(second_step::router())
        .merge(forgot::router())
        .merge(account::router())
        .merge(admin::router())
}
