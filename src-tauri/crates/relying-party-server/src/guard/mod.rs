//! What every request goes through, whatever its path: pages, the API, and what is not there.

mod cors;
mod forgery;
mod headers;
mod host;
mod origin;

pub(crate) use forgery::is_json;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State as Shared};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use relying_party::{Call, Origin};

use crate::pages;
use crate::problem::Problem;
use crate::state::State;

/// How much is looked at of what a caller calls itself, in characters.
const LONGEST_AGENT: usize = 200;
/// Where the API begins.
const API: &str = "/api/";
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

async fn guard(Shared(state): Shared<State>, mut request: Request, next: Next) -> Response {
    let seen = Seen::of(&request, &state);
    let mut response = match admit(&state, &mut request, &seen) {
        Err(problem) => problem.into_response(),
        Ok(Some(preflight)) => preflight,
        Ok(None) => in_time(&state, request, next).await,
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = told(&problem, response, &seen);
    }
    let status = response.status().as_u16();
    tracing::info!(request = %seen.request_id, method = %seen.method, route = %seen.route, status, "answered");
    headers::finish(response.headers_mut(), &seen.request_id);
    cors::allow(&state, seen.is_api, seen.origin.as_ref(), response.headers_mut());
    response
}

/// What is still wanted of a request when it was given away.
struct Seen {
    request_id: String,
    method: Method,
    route: String,
    origin: Option<HeaderValue>,
    is_api: bool,
    wants_page: bool,
}

impl Seen {
    fn of(request: &Request, state: &State) -> Self {
        // The pattern of the route: a path itself may hold anything, a pattern no secret.
        let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        let path = request.uri().path();
        let is_api = path.starts_with(API) || FOR_PROGRAMS.contains(&path);
        Self {
            request_id: state.next_request_id(),
            method: request.method().clone(),
            route: route.to_owned(),
            origin: request.headers().get("origin").cloned(),
            is_api,
            wants_page: !is_api && text(request.headers(), ACCEPT.as_str()).contains("text/html"),
        }
    }
}

/// Refuses what must not be looked at; a preflight is answered at once.
fn admit(state: &State, request: &mut Request, seen: &Seen) -> Result<Option<Response>, Problem> {
    host::check(state, request)?;
    if let Some(answer) = cors::preflight(state, seen.is_api, request) {
        return Ok(Some(answer));
    }
    fits(state, request.headers())?;
    forgery::check(state, seen.is_api, request)?;
    let call = call(state, request, seen);
    request.extensions_mut().insert(call);
    Ok(None)
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
    Call {
        tenant: state.tenant(),
        now: state.clock.now(),
        origin: Origin {
            source: origin::source(peer.ip(), request.headers(), &state.settings.trusted_proxies),
            request_id: seen.request_id.clone(),
            agent: agent.chars().take(LONGEST_AGENT).collect(),
        },
    }
}

async fn in_time(state: &State, request: Request, next: Next) -> Response {
    let longest = Duration::from_secs(state.settings.request_seconds);
    let answer = tokio::time::timeout(longest, next.run(request)).await;
    answer.unwrap_or_else(|_| {
        let fact = "the request took too long and was given up";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "timed-out", fact, "try again").into_response()
    })
}

/// The problem with the number of its request: as a page for a browser that asked for one, as JSON for all others.
fn told(problem: &Problem, old: Response, seen: &Seen) -> Response {
    let page = if seen.wants_page { pages::problem_page(problem, &seen.request_id) } else { None };
    let mut new = page.unwrap_or_else(|| problem.answer(&seen.request_id));
    *new.status_mut() = problem.status;
    if let Some(methods) = old.headers().get("allow") {
        new.headers_mut().insert("allow", methods.clone());
    }
    new
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
