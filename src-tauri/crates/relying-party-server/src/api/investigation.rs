//! Why a code was rejected, for staff: causes with their probabilities. Secrets and codes are compared here, in the
//! server; what leaves it holds neither.

use axum::Json as Answered;
use axum::http::StatusCode;
use otp::UnixSeconds;
use relying_party::{DeviceState, Rejection, SuspectCode, SuspectDevice, Suspicion, TrueReason};
use serde::{Deserialize, Serialize};
use support::{
    BackupCode, Evidence, Explanation, Held, HeldSecret, Refusal, Role, Submission, Window, explain, investigate,
};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::{Id, Json};
use super::text::CodeText;
use crate::admin::Admin;
use crate::problem::Problem;
use crate::state::State;

/// The most codes that may be given beside the rejected ones.
const MOST_MORE: usize = 4;

const TOO_MANY: Problem = Problem::new(
    StatusCode::UNPROCESSABLE_ENTITY,
    "too-many-codes",
    "at most four codes can be compared beside the rejected ones",
    "give the newest four",
);

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(investigate_rejection))
}

/// What is known beside the journal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Known {
    /// Codes that the person read out since, four at most: the next one makes the answer much surer.
    #[serde(default)]
    #[schema(max_items = 4)]
    codes: Vec<ReadOut>,
    /// What the clock of the device showed at the time of the rejection, in Unix seconds.
    #[serde(default)]
    device_showed: Option<u64>,
}

/// A code that the person read out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadOut {
    code: CodeText,
    /// When, in Unix seconds, by the server's clock.
    at: u64,
}

/// Causes, and the evidence they rest on.
#[derive(Serialize)]
struct Investigation {
    #[serde(flatten)]
    explanation: Explanation,
    evidence: Evidence,
    rejection: Told,
}

/// What the journal says of the rejection.
#[derive(Serialize)]
struct Told {
    reason: String,
    event: String,
}

/// Looks for the causes of a rejection. That is written to the journal too, and slowed where it is done too often.
#[utoipa::path(post, path = "/admin/journal/{id}/investigation", tag = "administration", security(("admin" = [])),
    request_body = Known, params(("id" = i64, Path, description = "The number of the entry.")),
    responses(
        (status = 200, description = "The causes and the evidence, as docs/DIAGNOSIS.md and docs/cli.md have them.",
            body = Object),
        (status = 429, description = "Too many at once."),
))]
async fn investigate_rejection(admin: Admin, Id(id): Id, Json(known): Json<Known>) -> Answer<Answered<Investigation>> {
    let id = id.parse().map_err(|_| Rejection::NotFound)?;
    if known.codes.len() > MOST_MORE {
        return Err(TOO_MANY);
    }
    let suspicion = admin.party.suspicion(&admin.call, id).await?;
    let window = admin.party.policy().totp.window;
    let window = Window { back: window.back.into(), ahead: window.ahead.into() };
    let looked_into = tokio::task::spawn_blocking(move || look_into(&suspicion, &known, window));
    Ok(Answered(looked_into.await.map_err(|_| relying_party::Fault::Stopping)?))
}

/// Some thousand HMACs: off the threads that answer.
fn look_into(suspicion: &Suspicion, known: &Known, window: Window) -> Investigation {
    let is_confirmation = suspicion.devices.iter().any(|device| device.is_asked);
    let secrets = suspicion.devices.iter().map(|device| held(device, is_confirmation)).collect();
    let held = Held { secrets, window, others: suspicion.others.clone() };
    let evidence = investigate(&held, &submissions(suspicion, known));
    let rejection = Told { reason: suspicion.reason.clone(), event: suspicion.event.clone() };
    Investigation { explanation: explain(&evidence), evidence, rejection }
}

/// A confirmation asks for one device; signing in takes any that counts.
fn held(device: &SuspectDevice, is_confirmation: bool) -> HeldSecret {
    let role = match (device.state, device.is_asked) {
        (_, true) => Role::Counts,
        (DeviceState::Active, _) if is_confirmation => Role::NotAsked,
        (DeviceState::Active, _) => Role::Counts,
        (DeviceState::Pending, _) => Role::Pending,
        (DeviceState::Retired | DeviceState::Expired, _) => Role::Retired,
    };
    HeldSecret { role, secret: device.secret.clone(), parameters: device.parameters, last_step: device.last_step }
}

fn submissions<'s>(suspicion: &'s Suspicion, known: &'s Known) -> Vec<Submission<'s>> {
    let at = |time: i64| UnixSeconds(u64::try_from(time).unwrap_or_default());
    let of_code = |code: &'s SuspectCode| Submission {
        backup_code: code.backup_code.as_ref().and_then(standing),
        ..Submission::new(&code.text, at(code.at))
    };
    let mut submissions: Vec<Submission<'s>> = suspicion.codes.iter().map(of_code).collect();
    // Of what was not looked at no code is kept.
    if let Some(refusal) = refusal(&suspicion.reason) {
        submissions.push(Submission { refusal: Some(refusal), ..Submission::new("", at(suspicion.at)) });
    }
    if let Some(rejected) = submissions.last_mut() {
        rejected.device_showed = known.device_showed.map(UnixSeconds);
    }
    let more = known.codes.iter().map(|more| Submission::read_out(&more.code, UnixSeconds(more.at)));
    submissions.extend(more);
    submissions
}

fn refusal(reason: &str) -> Option<Refusal> {
    match reason {
        "locked" => Some(Refusal::Locked),
        "throttled" => Some(Refusal::Throttled),
        "expired-half-session" => Some(Refusal::SessionOver),
        _ => None,
    }
}

fn standing(reason: &TrueReason) -> Option<BackupCode> {
    match reason {
        TrueReason::BackupCode { used_at: Some(_), .. } => Some(BackupCode::Used),
        TrueReason::BackupCode { ended_at: Some(_), .. } => Some(BackupCode::Expired),
        TrueReason::BackupCode { .. } => Some(BackupCode::Left),
        TrueReason::NoBackupCode => Some(BackupCode::Unknown),
        _ => None,
    }
}
