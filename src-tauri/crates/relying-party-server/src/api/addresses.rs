//! Addresses codes are sent to: written to the outbox, never really sent.

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::AddressId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::{Id, Json};
use super::shapes::{Address, Kind, all};
use super::sign_in::Code;
use super::text::Text;
use crate::caller::FullCaller;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(addresses, add)).routes(routes!(confirm)).routes(routes!(remove))
}

/// The user's addresses.
#[utoipa::path(get, path = "/addresses", tag = "addresses", security(("session" = [])),
    responses((status = 200, description = "The addresses.", body = Vec<Address>)))]
async fn addresses(caller: FullCaller) -> Answer<Answered<Vec<Address>>> {
    let views = caller.party.addresses(&caller.call, &caller.session).await?;
    Ok(Answered(all(views)))
}

/// A new address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAddress {
    kind: Kind,
    /// An e-mail address, or a telephone number that begins with `+`.
    address: Text<254>,
}

/// Adds an address and sends it a code; it counts once that code came back. Codes that are sent are weaker than a device's:
/// a number can be moved to another SIM card, and NIST SP 800-63B-4 (§3.1.3.1) does not accept e-mail for this. The policy
/// can switch either off; `strict` has.
#[utoipa::path(post, path = "/addresses", tag = "addresses", security(("session" = [])), request_body = NewAddress,
    responses(
        (status = 201, description = "A code is in the outbox.", body = Address),
        (status = 409, description = "There are as many addresses as there may be."),
))]
async fn add(caller: FullCaller, Json(new): Json<NewAddress>) -> Answer<(StatusCode, Answered<Address>)> {
    let view = caller.party.add_address(&caller.call, &caller.session, new.kind.into(), &new.address).await?;
    Ok((StatusCode::CREATED, Answered(view.into())))
}

/// Confirms an address by the code that was sent to it.
#[utoipa::path(post, path = "/addresses/{id}/confirm", tag = "addresses", security(("session" = [])),
    request_body = Code, params(("id" = String, Path, description = "The `id` of an address in the list.")),
    responses((status = 204, description = "It counts.")))]
async fn confirm(caller: FullCaller, Id(id): Id, Json(given): Json<Code>) -> Answer<StatusCode> {
    caller.party.confirm_address(&caller.call, &caller.session, &AddressId::claimed(&id), &given.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes an address.
#[utoipa::path(delete, path = "/addresses/{id}", tag = "addresses", security(("session" = [])),
    params(("id" = String, Path, description = "The `id` of an address in the list.")),
    responses((status = 204, description = "It is gone.")))]
async fn remove(caller: FullCaller, Id(id): Id) -> Answer<StatusCode> {
    caller.party.remove_address(&caller.call, &caller.session, &AddressId::claimed(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
