//! Devices that make one-time codes.

use axum::Json as Answered;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relying_party::{Confirmed, DeviceId, Fault, Offer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::{Id, Json};
use super::outcomes::{MadeSession, NewBackupCodes};
use super::shapes::{Device, all};
use super::sign_in::Code;
use super::text::Text;
use crate::caller::{EnrollingCaller, FullCaller};
use crate::problem::Problem;
use crate::state::State;

/// How many pixels a module of the QR code has.
const MODULE_PIXELS: u32 = 6;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(devices, start)).routes(routes!(confirm)).routes(routes!(rename, remove))
}

/// The user's devices, without those that are gone.
#[utoipa::path(get, path = "/devices", tag = "devices", security(("session" = [])),
    responses((status = 200, description = "The devices.", body = Vec<Device>)))]
async fn devices(caller: FullCaller) -> Answer<Answered<Vec<Device>>> {
    let views = caller.party.devices(&caller.call, &caller.session).await?;
    Ok(Answered(all(views)))
}

/// What a device is called. Its secret is never the caller's choice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Name {
    name: Text<200>,
}

/// What an authenticator needs. It is told once.
#[derive(Serialize, ToSchema)]
struct Enrolment {
    id: String,
    /// The key URI (`otpauth://totp/…`).
    uri: String,
    /// The secret in base32, in groups of four.
    manual_key: String,
    /// The QR code as an SVG picture.
    qr_svg: String,
    /// The QR code as a PNG picture, in base64.
    qr_png: String,
    algorithm: String,
    digits: u8,
    /// In seconds.
    period: Option<u32>,
    /// In Unix seconds; until then a code has to confirm it.
    expires_at: i64,
}

impl TryFrom<Offer> for Enrolment {
    type Error = Problem;

    fn try_from(offer: Offer) -> Result<Self, Problem> {
        let failed = |error: qr::DrawError| Problem::from(Fault::Code(error.to_string()));
        Ok(Self {
            qr_svg: qr::draw_svg(&offer.uri).map_err(failed)?,
            qr_png: STANDARD.encode(qr::draw_png(&offer.uri, MODULE_PIXELS).map_err(failed)?),
            id: offer.device.to_string(),
            uri: offer.uri.to_string(),
            manual_key: offer.manual_key.to_string(),
            algorithm: offer.parameters.algorithm().to_string(),
            digits: offer.parameters.digits().value(),
            period: offer.parameters.period().map(|period| period.seconds()),
            expires_at: offer.expires_at,
        })
    }
}

/// Begins to enrol a device. One that was begun before and not confirmed is retired.
#[utoipa::path(post, path = "/devices", tag = "devices", security(("session" = [])), request_body = Name, responses(
    (status = 201, description = "The secret, told once.", body = Enrolment),
    (status = 409, description = "There are as many devices as there may be."),
))]
async fn start(caller: EnrollingCaller, Json(given): Json<Name>) -> Answer<(StatusCode, Answered<Enrolment>)> {
    let offer = caller.party.start_enrolment(&caller.call, &caller.session, &given.name).await?;
    Ok((StatusCode::CREATED, Answered(offer.try_into()?)))
}

/// A device that counts from now on.
#[derive(Serialize, ToSchema)]
struct Enrolled {
    /// The session with a new token; all other sessions of the user ended.
    session: MadeSession,
    /// With the first device, or a replaced one: backup codes, told once.
    backup_codes: Option<NewBackupCodes>,
}

impl From<Confirmed> for Enrolled {
    fn from(confirmed: Confirmed) -> Self {
        let Confirmed { session, backup_codes } = confirmed;
        Self { session: session.into(), backup_codes: backup_codes.map(NewBackupCodes::from) }
    }
}

/// Confirms a device by a code of it. That code cannot be used again.
#[utoipa::path(post, path = "/devices/{id}/confirm", tag = "devices", security(("session" = [])), request_body = Code,
    params(("id" = String, Path, description = "The `id` that was told at the start.")),
    responses(
        (status = 200, description = "The device counts.", body = Enrolled),
        (status = 409, description = "This enrolment is over."),
))]
async fn confirm(caller: EnrollingCaller, Id(id): Id, Json(given): Json<Code>) -> Answer<Answered<Enrolled>> {
    let device = DeviceId::claimed(&id);
    let done = caller.party.confirm_enrolment(&caller.call, &caller.session, &device, &given.code).await?;
    Ok(Answered(done.into()))
}

/// Gives a device another name.
#[utoipa::path(patch, path = "/devices/{id}", tag = "devices", security(("session" = [])), request_body = Name,
    params(("id" = String, Path, description = "The `id` of a device in the list.")),
    responses((status = 204, description = "It has the name.")))]
async fn rename(caller: FullCaller, Id(id): Id, Json(given): Json<Name>) -> Answer<StatusCode> {
    caller.party.rename_device(&caller.call, &caller.session, &DeviceId::claimed(&id), &given.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a device, or gives up an enrolment. Removing one that counts needs a fresh second factor; without any
/// device the second factor is off.
#[utoipa::path(delete, path = "/devices/{id}", tag = "devices", security(("session" = [])),
    params(("id" = String, Path, description = "The `id` of a device in the list.")),
    responses((status = 204, description = "It is gone.")))]
async fn remove(caller: FullCaller, Id(id): Id) -> Answer<StatusCode> {
    caller.party.remove_device(&caller.call, &caller.session, &DeviceId::claimed(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
