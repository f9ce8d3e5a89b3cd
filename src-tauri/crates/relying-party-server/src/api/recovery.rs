//! Getting back in without the device, backup codes, and living without a device.

use axum::Json as Answered;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::Json;
use super::outcomes::{JustSession, NewBackupCodes};
use super::shapes::BackupCodes;
use super::sign_in::Code;
use crate::caller::{FullCaller, PartialCaller};
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default()
        .routes(routes!(recover))
        .routes(routes!(recover_by_sent_code))
        .routes(routes!(backup_codes, make_backup_codes))
        .routes(routes!(live_without_device))
}

/// Turns a half login and a backup code into a session that may only replace the second factor.
#[utoipa::path(post, path = "/recovery", tag = "recovery", security(("session" = [])), request_body = Code,
    responses((status = 200, description = "A session for enrolling a new device.", body = JustSession)))]
async fn recover(caller: PartialCaller, Json(given): Json<Code>) -> Answer<Answered<JustSession>> {
    let session = caller.party.recover(&caller.call, &caller.session, &given.code).await?;
    Ok(Answered(session.into()))
}

/// The same by a code that was sent.
#[utoipa::path(post, path = "/recovery/sent-code", tag = "recovery", security(("session" = [])), request_body = Code,
    responses((status = 200, description = "A session for enrolling a new device.", body = JustSession)))]
async fn recover_by_sent_code(caller: PartialCaller, Json(given): Json<Code>) -> Answer<Answered<JustSession>> {
    let session = caller.party.recover_by_sent_code(&caller.call, &caller.session, &given.code).await?;
    Ok(Answered(session.into()))
}

/// How many backup codes there are and are left.
#[utoipa::path(get, path = "/backup-codes", tag = "recovery", security(("session" = [])),
    responses((status = 200, description = "How many there are.", body = BackupCodes)))]
async fn backup_codes(caller: FullCaller) -> Answer<Answered<BackupCodes>> {
    let view = caller.party.backup_codes(&caller.call, &caller.session).await?;
    Ok(Answered(view.into()))
}

/// Makes new backup codes; the old ones are dead. Needs a fresh second factor.
#[utoipa::path(post, path = "/backup-codes", tag = "recovery", security(("session" = [])),
    responses((status = 201, description = "The codes, told once.", body = NewBackupCodes)))]
async fn make_backup_codes(caller: FullCaller) -> Answer<(StatusCode, Answered<NewBackupCodes>)> {
    let set = caller.party.regenerate_backup_codes(&caller.call, &caller.session).await?;
    Ok((StatusCode::CREATED, Answered(set.into())))
}

/// What a user who lives without a device has instead.
#[derive(Serialize, ToSchema)]
struct Without {
    /// New backup codes, told once; none where there was a set already.
    backup_codes: Option<NewBackupCodes>,
}

/// From now on this user signs in with backup codes and sent codes only, for good. Devices are retired.
#[utoipa::path(post, path = "/without-device", tag = "recovery", security(("session" = [])),
    responses((status = 200, description = "So it is.", body = Without)))]
async fn live_without_device(caller: FullCaller) -> Answer<Answered<Without>> {
    let without = caller.party.live_without_device(&caller.call, &caller.session).await?;
    Ok(Answered(Without { backup_codes: without.backup_codes.map(NewBackupCodes::from) }))
}
