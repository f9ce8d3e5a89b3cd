//! Changing and resetting a password. Neither takes the second factor away.

use axum::http::StatusCode;
use relying_party::PasswordReset;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::Json;
use super::text::{CodeText, NameText, PasswordText};
use crate::caller::{Caller, FullCaller};
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(change)).routes(routes!(ask_reset)).routes(routes!(reset))
}

/// The old password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    old: PasswordText,
    new: PasswordText,
}

/// Changes the password. All other sessions end.
#[utoipa::path(post, path = "/password", tag = "password", security(("session" = [])), request_body = Change,
    responses((status = 204, description = "It is changed.")))]
async fn change(caller: FullCaller, Json(given): Json<Change>) -> Answer<StatusCode> {
    caller.party.change_password(&caller.call, &caller.session, &given.old, &given.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Whose {
    username: NameText,
}

/// Has a word for setting a new password sent. Whether there is such a user cannot be told from the answer.
#[utoipa::path(post, path = "/password/reset-request", tag = "password", request_body = Whose,
    responses((status = 202, description = "If there is such a user with an address, it was sent.")))]
async fn ask_reset(caller: Caller, Json(given): Json<Whose>) -> Answer<StatusCode> {
    caller.party.ask_password_reset(&caller.call, &given.username).await?;
    Ok(StatusCode::ACCEPTED)
}

/// A new password with the word that was sent for it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reset {
    username: NameText,
    token: CodeText,
    password: PasswordText,
}

/// Sets a new password by the word that was sent. All sessions end; the second factor stays.
#[utoipa::path(post, path = "/password/reset", tag = "password", request_body = Reset, responses(
    (status = 204, description = "It is set."),
    (status = 401, description = "The name or the word is not right."),
))]
async fn reset(caller: Caller, Json(given): Json<Reset>) -> Answer<StatusCode> {
    let reset = PasswordReset { name: &given.username, token: &given.token, password: &given.password };
    caller.party.reset_password(&caller.call, &reset).await?;
    Ok(StatusCode::NO_CONTENT)
}
