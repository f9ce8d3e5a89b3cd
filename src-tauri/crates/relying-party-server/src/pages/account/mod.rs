//! What a user does with their own account.

mod addresses;
mod backup_codes;
mod check;
mod devices;
mod enrolment;
mod overview;
mod password;
mod sessions;
mod without_device;

use axum::Router;

use crate::state::State;

pub(super) use sessions::SessionItem;

pub(super) fn router() -> Router<State> {
    Router::new()
        .merge(overview::router())
        .merge(devices::router())
        .merge(enrolment::router())
        .merge(backup_codes::router())
        .merge(addresses::router())
        .merge(sessions::router())
        .merge(password::router())
        .merge(check::router())
        .merge(without_device::router())
}
