//! Sessions: looked at, ended, strengthened by a fresh check.

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::{AddressId, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::{Id, Json};
use super::shapes::{Entry, ListedSession, OwnSession, all};
use super::sign_in::{Code, Where};
use super::text::PasswordText;
use crate::caller::{FullCaller, SomeCaller};
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default()
        .routes(routes!(session))
        .routes(routes!(sessions, end_others))
        .routes(routes!(end))
        .routes(routes!(check_password))
        .routes(routes!(check_second_factor))
        .routes(routes!(send_code))
        .routes(routes!(check_sent_code))
        .routes(routes!(activity))
}

/// The session that asks. A half login or a recovery may ask this too.
#[utoipa::path(get, path = "/session", tag = "sessions", security(("session" = [])),
    responses((status = 200, description = "The session.", body = OwnSession)))]
async fn session(caller: SomeCaller) -> Answered<OwnSession> {
    Answered(caller.session.into())
}

/// The user's sessions, newest first.
#[utoipa::path(get, path = "/sessions", tag = "sessions", security(("session" = [])),
    responses((status = 200, description = "The sessions.", body = Vec<ListedSession>)))]
async fn sessions(caller: FullCaller) -> Answer<Answered<Vec<ListedSession>>> {
    let views = caller.party.sessions(&caller.call, &caller.session).await?;
    Ok(Answered(all(views)))
}

/// How many there were.
#[derive(Serialize, ToSchema)]
struct Ended {
    ended: u64,
}

/// Ends all of the user's sessions but the one that asks.
#[utoipa::path(delete, path = "/sessions", tag = "sessions", security(("session" = [])),
    responses((status = 200, description = "They ended.", body = Ended)))]
async fn end_others(caller: FullCaller) -> Answer<Answered<Ended>> {
    let ended = caller.party.end_other_sessions(&caller.call, &caller.session).await?;
    Ok(Answered(Ended { ended }))
}

/// Ends one of the user's sessions.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "sessions", security(("session" = [])),
    params(("id" = String, Path, description = "The `id` of a session in the list.")),
    responses((status = 204, description = "It ended.")))]
async fn end(caller: FullCaller, Id(id): Id) -> Answer<StatusCode> {
    caller.party.end_session(&caller.call, &caller.session, &SessionId::claimed(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Password {
    pub(super) password: PasswordText,
}

/// Checks the password once more, for what needs a check that is not old.
#[utoipa::path(post, path = "/session/password", tag = "sessions", security(("session" = [])), request_body = Password,
    responses((status = 204, description = "It is right.")))]
async fn check_password(caller: SomeCaller, Json(given): Json<Password>) -> Answer<StatusCode> {
    caller.party.check_password_again(&caller.call, &caller.session, &given.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Checks the second factor once more, for what needs a check that is not old.
#[utoipa::path(post, path = "/session/second-factor", tag = "sessions", security(("session" = [])),
    request_body = Code, responses((status = 204, description = "It is right.")))]
async fn check_second_factor(caller: FullCaller, Json(given): Json<Code>) -> Answer<StatusCode> {
    caller.party.check_second_factor_again(&caller.call, &caller.session, &given.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a code sent for a fresh check, to a user who signs in without a device.
#[utoipa::path(post, path = "/session/send-code", tag = "sessions", security(("session" = [])), request_body = Where,
    responses(
        (status = 204, description = "It is in the outbox."),
        (status = 404, description = "This is no confirmed address of the user."),
))]
async fn send_code(caller: FullCaller, Json(given): Json<Where>) -> Answer<StatusCode> {
    let address = AddressId::claimed(&given.address);
    caller.party.send_code_again(&caller.call, &caller.session, &address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Checks the second factor once more by a code that was sent.
#[utoipa::path(post, path = "/session/sent-code", tag = "sessions", security(("session" = [])), request_body = Code,
    responses((status = 204, description = "It is right.")))]
async fn check_sent_code(caller: FullCaller, Json(given): Json<Code>) -> Answer<StatusCode> {
    caller.party.check_sent_code_again(&caller.call, &caller.session, &given.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The newest of what happened to the user's account.
#[utoipa::path(get, path = "/activity", tag = "sessions", security(("session" = [])),
    responses((status = 200, description = "The newest first.", body = Vec<Entry>)))]
async fn activity(caller: FullCaller) -> Answer<Answered<Vec<Entry>>> {
    let views = caller.party.activity(&caller.call, &caller.session).await?;
    Ok(Answered(all(views)))
}
