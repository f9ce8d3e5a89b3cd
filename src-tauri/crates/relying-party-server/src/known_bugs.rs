//! The known bugs that are mistakes with requests and sessions, not with codes; those are the relying party's own.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, MatchedPath, Request, State as Shared};
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use otp::Secret;
use relying_party::{Bug, RelyingParty, Session};
use serde_json::Value;

use crate::caller::Caller;
use crate::guard::too_large;
use crate::problem::Problem;
use crate::state::State;

/// In this header a proxy names the user it has checked, where there is one.
const REMOTE_USER: &str = "remote-user";

/// A secret the client chose for a device of its own.
#[derive(Clone)]
struct ChosenSecret(Secret);

/// The proxies that are believed: all there are, with `forwarded-header-bypass`.
pub(crate) fn trusted(party: &RelyingParty, proxies: &[IpNet]) -> Vec<IpNet> {
    match party.has(Bug::ForwardedHeader) {
        true => vec![Ipv4Net::default().into(), Ipv6Net::default().into()],
        false => proxies.to_vec(),
    }
}

/// The session of a request, as a mistake makes it.
///
/// # Errors
/// 401 where there is none.
pub(crate) async fn session(caller: &Caller, parts: &Parts) -> Result<Session, Problem> {
    let (party, route) = (&caller.party, route(parts));
    let enrols = route.starts_with("/api/v1/devices") && parts.method == Method::POST;
    if enrols
        && party.has(Bug::SetupForAnother)
        && let Some(name) = named(&parts.headers)
        && let Some(session) = party.session_of_the_named(&caller.call, name).await?
    {
        return Ok(session);
    }
    let session = caller.session().await?;
    let overlooked = [
        (Bug::HalfSessionReadsSecret, parts.method == Method::POST && route == "/api/v1/backup-codes"),
        (Bug::HalfSessionRemovesMfa, parts.method == Method::DELETE && route == "/api/v1/devices/{id}"),
        (Bug::StepSkipped, parts.method == Method::GET),
        (Bug::EnrolmentTakeover, enrols),
    ];
    let is_overlooked = overlooked.into_iter().any(|(bug, fits)| fits && party.has(bug));
    let session = if is_overlooked { session.overlooked() } else { session };
    let chosen = parts.extensions.get::<ChosenSecret>();
    Ok(chosen.map(|chosen| session.clone().with_secret(chosen.0.clone())).unwrap_or(session))
}

fn route(parts: &Parts) -> &str {
    parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str)
}

fn named(headers: &HeaderMap) -> Option<&str> {
    headers.get(REMOTE_USER)?.to_str().ok()
}

/// With `client-chosen-secret`, a field `secret` beside the name of a new device is taken; with `code-in-address`, a
/// code in the address of a second step.
pub(crate) fn around(routes: Router<State>, state: &State) -> Router<State> {
    let routes = match state.party.has(Bug::ClientChosenSecret) {
        true => routes.layer(from_fn_with_state(state.clone(), take_secret)),
        false => routes,
    };
    match state.party.has(Bug::CodeInAddress) {
        true => routes.layer(from_fn_with_state(state.clone(), take_code)),
        false => routes,
    }
}

async fn take_secret(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let rewrite = |parts: &mut Parts, bytes| {
        let (bytes, chosen) = without_secret(bytes);
        if let Some(chosen) = chosen {
            parts.extensions.insert(chosen);
        }
        bytes
    };
    rewritten("/api/v1/devices", &state, request, next, rewrite).await
}

async fn take_code(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let rewrite = |parts: &mut Parts, bytes| with_code(bytes, parts.uri.query().unwrap_or_default());
    rewritten("/api/v1/login/verify", &state, request, next, rewrite).await
}

/// What is sent to `path`, with another body.
async fn rewritten(
    path: &str,
    state: &State,
    request: Request,
    next: Next,
    rewrite: impl FnOnce(&mut Parts, Bytes) -> Bytes,
) -> Response {
    if request.method() != Method::POST || request.uri().path() != path {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let read = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
    let Ok(bytes) = read else { return too_large().into_response() };
    let bytes = rewrite(&mut parts, bytes);
    parts.headers.remove(CONTENT_LENGTH);
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// The body, with the code of the address where it has none.
fn with_code(body: Bytes, query: &str) -> Bytes {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&body) else { return body };
    let Some(code) = query.split('&').find_map(|pair| pair.strip_prefix("code=")) else { return body };
    fields.entry("code").or_insert_with(|| Value::String(code.to_owned()));
    serde_json::to_vec(&fields).map(Bytes::from).unwrap_or(body)
}

/// The body as a right server takes it, and the secret that stood in it.
fn without_secret(body: Bytes) -> (Bytes, Option<ChosenSecret>) {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&body) else { return (body, None) };
    let secret = fields.remove("secret");
    let secret = secret.as_ref().and_then(Value::as_str).and_then(|text| Secret::parse_base32(text).ok());
    match (secret, serde_json::to_vec(&fields)) {
        (Some(secret), Ok(rest)) => (rest.into(), Some(ChosenSecret(secret))),
        _ => (body, None),
    }
}
