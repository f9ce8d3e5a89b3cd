//! Seeds, snapshots, and a seed of the randomness.

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::{Error, KnownUsers, Rejection, SeedError, SeedProblem, TenantName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admin::Admin;
use crate::api::Answer;
use crate::api::extract::{Id, Json};
use crate::api::shapes::{User, all};
use crate::api::text::Text;
use crate::problem::Problem;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default()
        .routes(routes!(add_users))
        .routes(routes!(snapshots))
        .routes(routes!(take, forget))
        .routes(routes!(restore))
        .routes(routes!(seed, unseed))
}

impl From<SeedError> for Problem {
    fn from(error: SeedError) -> Self {
        let (code, hint, fact) = (error.code(), error.hint(), error.to_string());
        match error.problem {
            SeedProblem::Rejected(Error::Fault(fault)) => fault.into(),
            SeedProblem::Rejected(Error::Rejected(rejection)) => Self::from(rejection).about(fact),
            _ => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, "", hint).about(fact),
        }
    }
}

/// Adds users with known secrets, as a seed file has them: all of them, or none. docs/control.md shows one with
/// everything in it.
#[utoipa::path(post, path = "/control/users", tag = "control", security(("admin" = [])), request_body = Object,
    responses(
        (status = 201, description = "The users were added.", body = Vec<User>),
        (status = 409, description = "A name is taken."),
))]
async fn add_users(
    admin: Admin,
    state: State,
    Json(known): Json<KnownUsers>,
) -> Answer<(StatusCode, Answered<Vec<User>>)> {
    let _held = state.world.hold().await;
    let added = admin.party.add_known_users(&admin.call, &known).await?;
    Ok((StatusCode::CREATED, Answered(all(added))))
}

/// A snapshot.
#[derive(Serialize, ToSchema)]
struct ListedSnapshot {
    name: String,
    /// The verifier's time in it, in Unix seconds.
    taken_at: u64,
}

/// The snapshots of the tenant, by name.
#[utoipa::path(get, path = "/control/snapshots", tag = "control", security(("admin" = [])),
    responses((status = 200, description = "The snapshots.", body = Vec<ListedSnapshot>)))]
async fn snapshots(_: Admin, state: State) -> Answered<Vec<ListedSnapshot>> {
    let listed = |(name, taken_at): (TenantName, u64)| ListedSnapshot { name: name.into(), taken_at };
    Answered(state.world.snapshots().into_iter().map(listed).collect())
}

/// The name of a snapshot is one as of a tenant.
fn name(text: &str) -> Result<TenantName, Problem> {
    TenantName::new(text).ok_or_else(|| {
        let fact = "a snapshot's name is 1 to 40 of a-z, 0-9 and -";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "snapshot-refused", fact, "choose another name")
    })
}

/// Keeps the tenant as it is under a name, in memory: users, sessions, messages, journal, policy and clock. One of the
/// same name is replaced.
#[utoipa::path(put, path = "/control/snapshots/{name}", tag = "control", security(("admin" = [])),
    params(("name" = String, Path, description = "1 to 40 of a-z, 0-9 and -.")),
    responses(
        (status = 204, description = "It is kept."),
        (status = 409, description = "The tenant has twenty already."),
        (status = 422, description = "This is no name."),
))]
async fn take(_: Admin, state: State, Id(text): Id) -> Answer<StatusCode> {
    let name = name(&text)?;
    let (world, _alone) = state.alone().await?;
    let is_kept = world.take_snapshot(name).await?;
    if is_kept { Ok(StatusCode::NO_CONTENT) } else { Err(Rejection::TooMany.into()) }
}

/// Throws a snapshot away.
#[utoipa::path(delete, path = "/control/snapshots/{name}", tag = "control", security(("admin" = [])),
    params(("name" = String, Path, description = "The name of a snapshot.")),
    responses((status = 204, description = "It is gone.")))]
async fn forget(_: Admin, state: State, Id(text): Id) -> Answer<StatusCode> {
    let was_there = TenantName::new(&text).is_some_and(|name| state.world.forget_snapshot(&name));
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(Rejection::NotFound.into()) }
}

/// Makes the tenant what it was when the snapshot was taken. Tokens of then are good again.
#[utoipa::path(post, path = "/control/snapshots/{name}/restore", tag = "control", security(("admin" = [])),
    params(("name" = String, Path, description = "The name of a snapshot.")),
    responses((status = 204, description = "It is as it was.")))]
async fn restore(_: Admin, state: State, Id(text): Id) -> Answer<StatusCode> {
    let name = TenantName::new(&text).ok_or(Rejection::NotFound)?;
    let (world, _alone) = state.alone().await?;
    let was_there = world.restore_snapshot(&name).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(Rejection::NotFound.into()) }
}

/// What to draw from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Seed {
    /// The same seed makes the same secrets, codes and tokens, in the same order.
    seed: Text<256>,
}

/// Has the tenant draw secrets, codes, tokens and ids from a seed, so that they are the same each time. Whoever knows the
/// seed knows all of them.
#[utoipa::path(put, path = "/control/randomness", tag = "control", security(("admin" = [])), request_body = Seed,
    responses((status = 204, description = "It does.")))]
async fn seed(admin: Admin, state: State, Json(given): Json<Seed>) -> StatusCode {
    admin.party.seed_randomness(Some(&given.seed));
    let tenant = state.tenant().as_str();
    tracing::warn!(tenant, "secrets, codes and tokens are made of a SEED from now on: whoever knows it knows them");
    StatusCode::NO_CONTENT
}

/// Has the tenant draw from the system again.
#[utoipa::path(delete, path = "/control/randomness", tag = "control", security(("admin" = [])),
    responses((status = 204, description = "It does.")))]
async fn unseed(admin: Admin, state: State) -> StatusCode {
    admin.party.seed_randomness(None);
    tracing::warn!(tenant = state.tenant().as_str(), "what is random comes from the system again");
    StatusCode::NO_CONTENT
}
