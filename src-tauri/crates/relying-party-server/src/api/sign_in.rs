//! Registering and signing in.

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::AddressId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::Json;
use super::outcomes::{JustSession, Login};
use super::text::{CodeText, IdText, NameText, PasswordText};
use crate::caller::{Caller, PartialCaller, SomeCaller};
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default()
        .routes(routes!(register))
        .routes(routes!(log_in))
        .routes(routes!(verify))
        .routes(routes!(send_code))
        .routes(routes!(verify_sent_code))
        .routes(routes!(log_out))
}

/// A new user.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Registration {
    username: NameText,
    password: PasswordText,
}

/// Adds a user and signs them in.
#[utoipa::path(post, path = "/register", tag = "sign in", request_body = Registration, responses(
    (status = 201, description = "The user was added.", body = JustSession),
    (status = 409, description = "The name is taken."),
))]
async fn register(caller: Caller, Json(new): Json<Registration>) -> Answer<(StatusCode, Answered<JustSession>)> {
    let session = caller.party.register(&caller.call, &new.username, &new.password).await?;
    Ok((StatusCode::CREATED, Answered(session.into())))
}

/// A name and a password, with a code if all is to be done in one call.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    username: NameText,
    password: PasswordText,
    /// A one-time code or a backup code.
    code: Option<CodeText>,
}

/// The first step of a login; with a code, the whole of it.
#[utoipa::path(post, path = "/login", tag = "sign in", request_body = Credentials, responses(
    (status = 200, description = "The password was right; `status` says what is next.", body = Login),
    (status = 401, description = "The name, the password or the code is not right."),
))]
async fn log_in(caller: Caller, Json(given): Json<Credentials>) -> Answer<Answered<Login>> {
    let code = given.code.as_deref();
    let login = caller.party.log_in(&caller.call, &given.username, &given.password, code).await?;
    Ok(Answered(login.into()))
}

/// A code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    /// As the person typed it.
    pub(super) code: CodeText,
}

/// The second step of a login, by a one-time code or a backup code.
#[utoipa::path(post, path = "/login/verify", tag = "sign in", security(("session" = [])), request_body = Code, responses(
    (status = 200, description = "Signed in, with a new token; the half login's is dead.", body = Login),
))]
async fn verify(caller: PartialCaller, Json(given): Json<Code>) -> Answer<Answered<Login>> {
    let done = caller.party.verify_second_factor(&caller.call, &caller.session, &given.code).await?;
    Ok(Answered(done.into()))
}

/// Where to send a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Where {
    /// The `id` of one of the user's confirmed addresses, such as `ways` lists them.
    pub(super) address: IdText,
}

/// Has a code sent for the second step.
#[utoipa::path(post, path = "/login/send-code", tag = "sign in", security(("session" = [])), request_body = Where,
    responses(
        (status = 204, description = "It is in the outbox."),
        (status = 404, description = "This is no confirmed address of the user."),
))]
async fn send_code(caller: PartialCaller, Json(given): Json<Where>) -> Answer<StatusCode> {
    let address = AddressId::claimed(&given.address);
    caller.party.send_code(&caller.call, &caller.session, &address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The second step of a login, by a code that was sent.
#[utoipa::path(post, path = "/login/verify-sent-code", tag = "sign in", security(("session" = [])),
    request_body = Code,
    responses((status = 200, description = "Signed in, with a new token; the half login's is dead.", body = Login)))]
async fn verify_sent_code(caller: PartialCaller, Json(given): Json<Code>) -> Answer<Answered<Login>> {
    let done = caller.party.verify_sent_code(&caller.call, &caller.session, &given.code).await?;
    Ok(Answered(done.into()))
}

/// Ends the session that asks.
#[utoipa::path(post, path = "/logout", tag = "sign in", security(("session" = [])),
    responses((status = 204, description = "It ended.")))]
async fn log_out(caller: SomeCaller) -> Answer<StatusCode> {
    caller.party.log_out(&caller.call, &caller.session).await?;
    Ok(StatusCode::NO_CONTENT)
}
