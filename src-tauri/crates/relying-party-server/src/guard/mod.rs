//! What every request goes through, whatever its path: pages, the API, and what is not there.

mod cors;
mod explain;
mod faults;
mod forgery;
mod headers;
mod host;
mod origin;
mod within;

pub(crate) use faults::Dropped;
pub(crate) use forgery::is_json;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State as Shared};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use relying_party::{Call, Origin, TenantName};
use tokio::sync::OwnedRwLockReadGuard;

use crate::pages;
use crate::problem::Problem;
use crate::state::State;
use crate::world::{Segment, Strike};

/// How much is looked at of what a caller calls itself, in characters.
const LONGEST_AGENT: usize = 200;
/// Where the API begins.
const API: &str = "/api/";
/// Where a tenant is controlled: not answered in its world, but about it.
const CONTROL: &str = "/api/v1/control/";
/// What is for programs too, and is no page.
const FOR_PROGRAMS: [&str; 3] = ["/livez", "/readyz", "/openapi.json"];

/// Puts the guards around all routes.
pub(crate) fn around(routes: Router<State>, state: &State) -> Router<State> {
    routes
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(DefaultBodyLimit::max(state.settings.body_bytes))
        .layer(from_fn_with_state(state.clone(), guard))
}

async fn nothing_here() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no-such-path", "there is nothing at this path", "look at /openapi.json")
}

async fn not_this_way() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "no-such-method",
        "this path does not answer this method",
        "use one of the methods in the header Allow",
    )
}

async fn guard(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let seen = Seen::of(&request, &state);
    let mut response = match admit(&state, &request, &seen) {
        Err(problem) => problem.into_response(),
        Ok(Some(preflight)) => preflight,
        Ok(None) => in_time(&state, answer(&state, request, next, &seen)).await,
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = told(&problem, response, &seen);
    }
    within::lead(&seen.base, response.headers_mut());
    let (status, tenant) = (response.status().as_u16(), seen.tenant.as_str());
    tracing::info!(
        request = %seen.request_id, tenant, method = %seen.method, route = %seen.route, status, "answered"
    );
    headers::finish(response.headers_mut(), &seen.request_id);
    cors::allow(&state, seen.is_api, seen.origin.as_ref(), response.headers_mut());
    response
}

/// What is still wanted of a request when it was given away.
struct Seen {
    request_id: String,
    tenant: TenantName,
    /// What the paths of its tenant begin with; nothing without a segment of its own.
    base: String,
    method: Method,
    route: String,
    origin: Option<HeaderValue>,
    is_api: bool,
    is_control: bool,
    wants_page: bool,
}

impl Seen {
    fn of(request: &Request, state: &State) -> Self {
        // The pattern of the route: a path itself may hold anything, a pattern no secret.
        let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        let segment = request.extensions().get::<Segment>();
        let path = request.uri().path();
        let is_api = path.starts_with(API) || FOR_PROGRAMS.contains(&path);
        Self {
            request_id: state.next_request_id(),
            tenant: segment.map_or_else(TenantName::main, |segment| segment.0.clone()),
            base: segment.map(Segment::base).unwrap_or_default(),
            method: request.method().clone(),
            route: route.to_owned(),
            origin: request.headers().get("origin").cloned(),
            is_api,
            is_control: path.starts_with(CONTROL),
            wants_page: !is_api && text(request.headers(), ACCEPT.as_str()).contains("text/html"),
        }
    }
}

/// Refuses what must not be looked at; a preflight is answered at once.
fn admit(state: &State, request: &Request, seen: &Seen) -> Result<Option<Response>, Problem> {
    host::check(state, request)?;
    if let Some(answer) = cors::preflight(state, seen.is_api, request) {
        return Ok(Some(answer));
    }
    fits(state, request.headers())?;
    Ok(None)
}

/// Answers in the tenant's world.
async fn answer(state: &State, request: Request, next: Next, seen: &Seen) -> Response {
    let strike = match prepare(state, &request, seen) {
        Ok(strike) => strike,
        Err(problem) => return problem.into_response(),
    };
    // Before the world is entered: a request that waits on purpose holds nobody up.
    faults::wait(&strike).await;
    let (state, _held) = match enter(state, seen).await {
        Ok(entered) => entered,
        Err(problem) => return problem.into_response(),
    };
    let call = call(&state, &request, seen);
    let mut response = match faults::instead(&strike) {
        Some(answer) => answer,
        None => handle((faults::left_of(state.clone(), &strike), call.clone()), request, next).await,
    };
    faults::sign(&strike, &mut response);
    explain::sign(&state, &call, &mut response).await;
    response
}

/// Looks whether the request was forged, and what strikes it.
fn prepare(state: &State, request: &Request, seen: &Seen) -> Result<Strike, Problem> {
    let state = state.reach(&seen.tenant)?;
    forgery::check(&state, seen.is_api, request)?;
    if seen.is_control { Ok(Strike::default()) } else { Ok(faults::strike(&state, request, &seen.route)) }
}

async fn handle((state, call): (State, Call), mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(call);
    request.extensions_mut().insert(state);
    next.run(request).await
}

/// The tenant's world, held as it is; a request that controls it holds nothing.
async fn enter(state: &State, seen: &Seen) -> Result<(State, Option<OwnedRwLockReadGuard<()>>), Problem> {
    if seen.is_control {
        return Ok((state.reach(&seen.tenant)?, None));
    }
    let (state, held) = state.enter(&seen.tenant).await?;
    Ok((state, Some(held)))
}

/// A body that says it is too long is not read at all; one that does not say so is cut off while it is read.
fn fits(state: &State, headers: &HeaderMap) -> Result<(), Problem> {
    let length = text(headers, CONTENT_LENGTH.as_str()).parse().unwrap_or(0_u64);
    if length > state.settings.body_bytes as u64 { Err(too_large()) } else { Ok(()) }
}

/// The problem of a body that is too long.
pub(crate) fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", "the body of the request is too large", "send less")
}

fn call(state: &State, request: &Request, seen: &Seen) -> Call {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or(state.address, |peer| peer.0);
    let agent = text(request.headers(), USER_AGENT.as_str());
    let trusted = &state.settings.trusted_proxies;
    #[cfg(feature = "known-bugs")]
    let trusted = &crate::known_bugs::trusted(&state.party, trusted);
    Call {
        tenant: state.tenant().clone(),
        now: state.world.clock.now(),
        origin: Origin {
            source: origin::source(peer.ip(), request.headers(), trusted),
            request_id: seen.request_id.clone(),
            agent: agent.chars().take(LONGEST_AGENT).collect(),
        },
    }
}

async fn in_time(state: &State, answer: impl Future<Output = Response>) -> Response {
    let longest = Duration::from_secs(state.settings.request_seconds);
    tokio::time::timeout(longest, answer).await.unwrap_or_else(|_| {
        let fact = "the request took too long and was given up";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "timed-out", fact, "try again").into_response()
    })
}

/// The problem with the number of its request: as a page for a browser that asked for one, as JSON for all others.
fn told(problem: &Problem, old: Response, seen: &Seen) -> Response {
    let page = if seen.wants_page { pages::problem_page(problem, &seen.request_id, &seen.base) } else { None };
    let mut new = page.unwrap_or_else(|| problem.answer(&seen.request_id));
    *new.status_mut() = problem.status;
    for name in ["allow", "countersign-fault", "countersign-reason"] {
        if let Some(value) = old.headers().get(name) {
            new.headers_mut().insert(name, value.clone());
        }
    }
    new
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
