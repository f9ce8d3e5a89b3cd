//! The true reason of a rejection in a header, for tests, where the server was started to tell it.

use axum::http::HeaderValue;
use axum::response::Response;
use relying_party::{Call, Explanation, TrueReason};

use crate::problem::Problem;
use crate::state::State;

/// Says why the request was rejected, if it was: what the journal knows, else what the answer says.
pub(super) async fn sign(state: &State, call: &Call, response: &mut Response) {
    let is_told = state.settings.control.as_ref().is_some_and(|control| control.explains);
    let status = response.status();
    if !is_told || !(status.is_client_error() || status.is_server_error()) {
        return;
    }
    let known = match state.world.party.explanation(call).await {
        Ok(known) => known.map(|known| words(&known)),
        Err(error) => {
            tracing::warn!(code = %error, "a rejection could not be explained");
            None
        }
    };
    let code = response.extensions().get::<Problem>().map(|problem| problem.code.to_owned());
    let value = known.or(code).and_then(|words| HeaderValue::from_str(&words).ok());
    if let Some(value) = value {
        response.headers_mut().insert("countersign-reason", value);
    }
}

/// Such as `wrong-code; of-a-step; steps-off=-3; seconds-off=-90; was-used=false; device=active`.
fn words(explanation: &Explanation) -> String {
    let reason = &explanation.reason;
    match &explanation.code {
        None | Some(TrueReason::NotKept) => reason.clone(),
        Some(TrueReason::NotACode) => format!("{reason}; not-a-code"),
        Some(TrueReason::NoBackupCode) => format!("{reason}; no-backup-code"),
        Some(TrueReason::BackupCode { used_at, ended_at }) => {
            format!("{reason}; backup-code; was-used={}; has-ended={}", used_at.is_some(), ended_at.is_some())
        }
        Some(TrueReason::NoMatch { compared }) => format!("{reason}; no-match; compared={compared}"),
        Some(TrueReason::OfAStep { state, steps_off, seconds_off, was_used, .. }) => format!(
            "{reason}; of-a-step; steps-off={steps_off}; seconds-off={seconds_off}; was-used={was_used}; device={state}"
        ),
    }
}
