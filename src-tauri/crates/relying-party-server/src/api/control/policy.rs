//! The policy of a tenant.

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::policy::{Policy, SaidPolicy};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admin::Admin;
use crate::api::Answer;
use crate::api::extract::Json;
use crate::problem::Problem;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(put, first))
}

fn refused(fact: String) -> Problem {
    let hint = "docs/relying-party.md lists every key and its range";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "policy-refused", "", hint).about(fact)
}

/// Has the tenant decide by another policy from now on. `profile`, `throttle` and `policy` are as in a configuration
/// file; what is left out is the profile's, and without a profile that of `rfc`.
#[utoipa::path(put, path = "/control/policy", tag = "control", security(("admin" = [])), request_body = Object,
    responses((status = 200, description = "The whole policy, as in a configuration file.", body = Object)))]
async fn put(admin: Admin, Json(said): Json<SaidPolicy>) -> Answer<Answered<Policy>> {
    let policy = said.whole().map_err(refused)?;
    if let Some((key, range)) = policy.out_of_bounds() {
        return Err(refused(format!("`{key}` has to be {range}")));
    }
    admin.party.change_policy(policy.clone());
    Ok(Answered(policy))
}

/// Gives the tenant the policy the server was started with.
#[utoipa::path(delete, path = "/control/policy", tag = "control", security(("admin" = [])),
    responses((status = 200, description = "The whole policy, as in a configuration file.", body = Object)))]
async fn first(admin: Admin, state: State) -> Answered<Policy> {
    let policy = state.worlds.first_policy().clone();
    admin.party.change_policy(policy.clone());
    Answered(policy)
}
