//! Tenants: told, emptied, dropped. They are made by their first use.

use axum::Json as Answered;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admin::Admin;
use crate::api::Answer;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(tenants)).routes(routes!(drop)).routes(routes!(reset))
}

/// A tenant.
#[derive(Serialize, ToSchema)]
struct Tenant {
    name: String,
    /// What its verifier's clock shows, in Unix seconds.
    now: u64,
    /// When there was a request, by the server's own clock, in Unix seconds. None for `main`, which is never dropped.
    used_at: Option<u64>,
}

/// All tenants: `main`, then the others by name.
#[utoipa::path(get, path = "/control/tenants", tag = "control", security(("admin" = [])),
    responses((status = 200, description = "The tenants.", body = Vec<Tenant>)))]
async fn tenants(_: Admin, state: State) -> Answered<Vec<Tenant>> {
    let all = state.worlds.all().into_iter().enumerate().map(|(place, world)| Tenant {
        name: world.tenant.as_str().to_owned(),
        now: world.clock.now().0,
        used_at: (place > 0).then(|| world.used_at().0),
    });
    Answered(all.collect())
}

/// Drops the tenant with all that is its. `main` is emptied instead.
#[utoipa::path(delete, path = "/control/tenant", tag = "control", security(("admin" = [])),
    responses((status = 204, description = "It is gone; its name makes a new one.")))]
async fn drop(_: Admin, state: State) -> Answer<StatusCode> {
    state.worlds.drop(&state.world).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes the tenant as it was at its first use: no users, no journal, no messages, the server's policy and time.
#[utoipa::path(post, path = "/control/reset", tag = "control", security(("admin" = [])),
    responses((status = 204, description = "It is as new.")))]
async fn reset(_: Admin, state: State) -> Answer<StatusCode> {
    let (world, _alone) = state.alone().await?;
    state.worlds.renew(&world).await?;
    Ok(StatusCode::NO_CONTENT)
}
