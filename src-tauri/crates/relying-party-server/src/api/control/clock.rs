//! The clock of a tenant.

use axum::Json as Answered;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admin::Admin;
use crate::api::Answer;
use crate::api::extract::Json;
use crate::problem::Problem;
use crate::state::State;
use crate::world::{Change, OutOfTime, Setting, Shown};

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::default().routes(routes!(read, set, run)).routes(routes!(advance))
}

/// What the clock of a tenant shows.
#[derive(Serialize, ToSchema)]
struct Clock {
    /// The verifier's time, in Unix seconds. It reads no other clock.
    now: u64,
    /// What devices with a right clock show: without a skew the same.
    device_time: u64,
    /// How far the verifier is ahead of devices, in seconds; below 0 it is behind.
    skew: i64,
    /// Whether it stands still.
    frozen: bool,
    /// How far it is ahead of the system's time, in seconds, but for the skew; null where it stands still.
    ahead: Option<i64>,
}

impl From<Shown> for Clock {
    fn from(shown: Shown) -> Self {
        let Shown { now, device_time, skew, frozen, ahead } = shown;
        Self { now, device_time, skew, frozen, ahead }
    }
}

impl From<OutOfTime> for Problem {
    fn from(_: OutOfTime) -> Self {
        let fact = "there is no such time: clocks go from 1970 to the end of the year 9999";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "time-refused", fact, "choose a time within, in Unix seconds")
    }
}

/// Reads the clock of the tenant.
#[utoipa::path(get, path = "/control/clock", tag = "control", security(("admin" = [])),
    responses((status = 200, description = "What it shows.", body = Clock)))]
async fn read(_: Admin, state: State) -> Answered<Clock> {
    Answered(state.world.clock.read().into())
}

fn two_times() -> Problem {
    let fact = "`ahead` says both the time and that it runs, so `time` and `frozen` cannot stand beside it";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "time-refused", fact, "say `ahead` alone, or `time` and `frozen`")
}

/// What is to be changed; the rest stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSetting {
    /// The time of devices and, but for the skew, of the verifier; in Unix seconds.
    time: Option<u64>,
    /// Whether it stands still from now on.
    frozen: Option<bool>,
    /// How far the verifier is ahead of devices, in seconds.
    skew: Option<i64>,
    /// It runs so many seconds ahead of the system's time from now on; without `time` and `frozen`.
    ahead: Option<i64>,
}

/// Sets, freezes or skews the clock of the tenant.
#[utoipa::path(put, path = "/control/clock", tag = "control", security(("admin" = [])), request_body = NewSetting,
    responses((status = 200, description = "What it shows now.", body = Clock)))]
async fn set(_: Admin, state: State, Json(new): Json<NewSetting>) -> Answer<Answered<Clock>> {
    let NewSetting { time, frozen, skew, ahead } = new;
    if ahead.is_some() && (time.is_some() || frozen.is_some()) {
        return Err(two_times());
    }
    let shown = state.world.clock.change(Change { time, frozen, skew, ahead })?;
    tracing::warn!(tenant = state.tenant().as_str(), now = shown.now, frozen = shown.frozen, "the clock was set");
    Ok(Answered(shown.into()))
}

/// How far.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Steps {
    /// Below 0 the clock goes back.
    seconds: i64,
}

/// Lets time pass for the tenant, or go back, whether its clock stands still or not.
#[utoipa::path(post, path = "/control/clock/advance", tag = "control", security(("admin" = [])), request_body = Steps,
    responses((status = 200, description = "What it shows now.", body = Clock)))]
async fn advance(_: Admin, state: State, Json(by): Json<Steps>) -> Answer<Answered<Clock>> {
    let shown = state.world.clock.advance(by.seconds)?;
    tracing::info!(tenant = state.tenant().as_str(), now = shown.now, seconds = by.seconds, "the clock was moved");
    Ok(Answered(shown.into()))
}

/// Gives the tenant the system's time again.
#[utoipa::path(delete, path = "/control/clock", tag = "control", security(("admin" = [])),
    responses((status = 200, description = "What it shows now.", body = Clock)))]
async fn run(_: Admin, state: State) -> Answered<Clock> {
    state.world.clock.restore(Setting::default());
    Answered(state.world.clock.read().into())
}
