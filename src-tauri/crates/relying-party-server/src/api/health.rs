//! Whether the server lives, and whether it can do its work.

use axum::Json;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(alive)).routes(routes!(ready))
}

/// How the server is.
#[derive(Serialize, ToSchema)]
struct Health {
    /// `alive` or `ready`.
    status: &'static str,
}

/// Whether the server lives.
#[utoipa::path(get, path = "/livez", tag = "health", responses((status = 200, description = "It does.", body = Health)))]
async fn alive() -> Json<Health> {
    Json(Health { status: "alive" })
}

/// Whether the server can answer: asks the database.
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, description = "It can.", body = Health)))]
async fn ready(caller: Caller) -> Answer<Json<Health>> {
    // The shortest question there is: no users at all.
    let asked = caller.party.users(&caller.call, "", 0).await;
    asked.map_err(|error| Problem { status: StatusCode::SERVICE_UNAVAILABLE, ..error.into() })?;
    Ok(Json(Health { status: "ready" }))
}
