//! The key secrets are sealed under, for the administrator.

use axum::Json as Answered;
use axum::http::StatusCode;
use relying_party::{KeyPlaceError, KeyState, RotationError};
use sealing::SealingKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Answer;
use super::extract::Json;
use super::text::Text;
use crate::admin::Admin;
use crate::problem::Problem;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(keys)).routes(routes!(rotate))
}

/// How it stands with the keys. Keys are told by their names, never themselves.
#[derive(Serialize, ToSchema)]
struct Keys {
    /// The name of the key that seals.
    current: String,
    /// The names of older keys that are still kept.
    older: Vec<String>,
    /// How many stored values are not sealed under the current key.
    left: u64,
    /// Whether those are being sealed anew.
    is_under_way: bool,
    /// Why the last change of the key did not come to its end.
    failed: Option<&'static str>,
}

impl From<KeyState> for Keys {
    fn from(state: KeyState) -> Self {
        Self {
            current: state.current.to_string(),
            older: state.older.iter().map(ToString::to_string).collect(),
            left: state.left,
            is_under_way: state.is_under_way,
            failed: state.failed,
        }
    }
}

/// How it stands with the keys that secrets are sealed under, of all tenants.
#[utoipa::path(get, path = "/admin/keys", tag = "administration", security(("admin" = [])),
    responses((status = 200, description = "The names of the keys, and how much is left to be done.", body = Keys)))]
async fn keys(admin: Admin) -> Answer<Answered<Keys>> {
    Ok(Answered(admin.party.key_state().await?.into()))
}

/// Another key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Rotate {
    /// 64 hexadecimal digits, or base64. Without it a key is made.
    key: Option<Text<128>>,
}

/// Has another key seal. It is kept where the old one is, before the answer; what is stored is sealed anew after that,
/// while requests go on, and then the old key is dropped. The keyring of a person keeps it, for other folders.
#[utoipa::path(post, path = "/admin/keys/rotate", tag = "administration", security(("admin" = [])),
    request_body = Rotate,
    responses(
        (status = 202, description = "The new key seals; the rest is under way.", body = Keys),
        (status = 409, description = "A change is under way, the key was there before, or it cannot be kept there."),
))]
async fn rotate(admin: Admin, state: State, Json(asked): Json<Rotate>) -> Answer<(StatusCode, Answered<Keys>)> {
    let key = asked.key.as_deref().map(SealingKey::parse).transpose().map_err(RotationError::from)?;
    let (party, call) = (admin.party.clone(), admin.call.clone());
    // In a task of its own: what was begun is ended, also where the caller goes away.
    let begun = tokio::spawn(async move { party.begin_rotation(key).await }).await;
    let rotation = begun.map_err(|_| relying_party::Fault::Stopping)??;
    let mut stopping = state.stopping.subscribe();
    tokio::spawn(async move {
        tokio::select! {
            finished = rotation.finish(&call) => if let Err(error) = finished {
                tracing::error!(code = error.code(), %error, "not everything is under the new key; the old one stays");
            },
            _ = stopping.wait_for(|stopping| *stopping) => tracing::info!("sealing anew goes on at the next start"),
        }
    });
    Ok((StatusCode::ACCEPTED, Answered(admin.party.key_state().await?.into())))
}

impl From<RotationError> for Problem {
    fn from(error: RotationError) -> Self {
        let status = match error {
            RotationError::Fault(fault) => return fault.into(),
            RotationError::Malformed(_) => StatusCode::UNPROCESSABLE_ENTITY,
            RotationError::UnderWay | RotationError::Known => StatusCode::CONFLICT,
            RotationError::Place(KeyPlaceError::Failed(_)) => StatusCode::INTERNAL_SERVER_ERROR,
            RotationError::Place(_) => StatusCode::CONFLICT,
        };
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(code = error.code(), %error, "the key is the same as before");
        }
        Problem::new(status, error.code(), "", error.hint()).about(error.to_string())
    }
}
