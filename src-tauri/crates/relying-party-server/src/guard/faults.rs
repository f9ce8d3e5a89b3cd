//! Faults on purpose, before a request is answered.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sealing::random_bytes;

use crate::problem::Problem;
use crate::state::State;
use crate::world::{Fault, Strike};

/// In an answer: the connection is to be closed instead of sending it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dropped;

/// What strikes the request.
pub(super) fn strike(state: &State, request: &Request, route: &str) -> Strike {
    // 53 bits: as many as fit a number from 0 to 1 exactly.
    let chance = || {
        let bits = state.draw(random_bytes::<8>).map_or(0, |bytes| u64::from_be_bytes(*bytes) >> 11);
        bits as f64 / (1_u64 << 53) as f64
    };
    state.world.faults.strike((request.method().as_str(), request.uri().path(), route), chance)
}

/// Holds the request up as long as that says.
pub(super) async fn wait(strike: &Strike) {
    if strike.milliseconds > 0 {
        tokio::time::sleep(Duration::from_millis(strike.milliseconds)).await;
    }
}

/// The answer, where the fault is one.
pub(super) fn instead(strike: &Strike) -> Option<Response> {
    match strike.fault?.1 {
        Fault::Status { status, retry_after } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let fact = "a fault was asked for, and this is it";
            let problem = Problem::new(status, "fault-injected", fact, "end it: DELETE /api/v1/control/faults");
            Some(Problem { retry_after, ..problem }.into_response())
        }
        Fault::Drop => {
            let mut response = StatusCode::NO_CONTENT.into_response();
            response.extensions_mut().insert(Dropped);
            Some(response)
        }
        Fault::Latency { .. } | Fault::Database(_) => None,
    }
}

/// The state with the database that the fault leaves it.
pub(super) fn left_of(state: State, strike: &Strike) -> State {
    let Some((_, Fault::Database(fault))) = strike.fault else { return state };
    let party = Arc::new(state.party.with_failing_database(fault));
    state.with(party)
}

/// Says which fault it was.
pub(super) fn sign(strike: &Strike, response: &mut Response) {
    if let Some((id, _)) = strike.fault {
        response.headers_mut().insert("countersign-fault", HeaderValue::from(id));
    }
}
