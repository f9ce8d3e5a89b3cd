//! What a test may do with the server: only where it was started with control, and only with the admin token.
//!
//! A path without `/t/NAME` before it is the tenant `main`'s, here as everywhere.

mod clock;
mod events;
mod faults;
mod outbox;
mod policy;
mod tenants;
mod worlds;

use utoipa_axum::router::OpenApiRouter;

use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default()
        .merge(tenants::routes())
        .merge(clock::routes())
        .merge(policy::routes())
        .merge(outbox::routes())
        .merge(events::routes())
        .merge(faults::routes())
        .merge(worlds::routes())
}
