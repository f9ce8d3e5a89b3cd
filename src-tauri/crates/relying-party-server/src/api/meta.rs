//! What the server is: for tests, which have to know what they test.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(meta))
}

/// What the server is.
#[derive(Serialize, ToSchema)]
struct Meta {
    /// `countersign`.
    name: &'static str,
    version: &'static str,
    /// Whether it was started with `--control`.
    controlled: bool,
    /// The mistakes that were switched on with `--bug`, by name; none on a server that is to be relied on.
    known_bugs: Vec<&'static str>,
}

/// What the server is, and whether something is wrong with it on purpose.
#[utoipa::path(get, path = "/meta", tag = "health", responses((status = 200, description = "It is this.", body = Meta)))]
async fn meta(state: State) -> Json<Meta> {
    Json(Meta {
        name: "countersign",
        version: env!("CARGO_PKG_VERSION"),
        controlled: state.settings.control.is_some(),
        known_bugs: known_bugs(&state),
    })
}

#[cfg(feature = "known-bugs")]
fn known_bugs(state: &State) -> Vec<&'static str> {
    state.party.bugs().map(relying_party::Bug::name).collect()
}

#[cfg(not(feature = "known-bugs"))]
fn known_bugs(_: &State) -> Vec<&'static str> {
    Vec::new()
}
