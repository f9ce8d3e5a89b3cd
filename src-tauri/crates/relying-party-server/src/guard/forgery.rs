//! Requests a page elsewhere makes a browser send (CSRF). Only cookies are sent without being asked for, so whatever is
//! done by cookie, and every form, has to come from a page of ours.

use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};

use super::text;
use crate::caller::Credential;
use crate::cookie;
use crate::problem::Problem;
use crate::state::State;

/// Refuses a change that may have been forged.
pub(super) fn check(state: &State, is_api: bool, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    if request.method().is_safe() {
        return Ok(());
    }
    let by_cookie = matches!(Credential::of(headers, state), Credential::Cookie(_))
        || cookie::value(headers, &cookie::admin_name(state)).is_some();
    let is_form = !is_api;
    if (by_cookie || is_form) && !is_from_here(state, headers) {
        return Err(foreign());
    }
    if is_api && by_cookie && !is_json(headers) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "json-needed",
            "with a cookie, a change has to be sent as JSON",
            "send `Content-Type: application/json`, also without a body",
        ));
    }
    Ok(())
}

fn foreign() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "foreign-origin",
        "this change was not sent from a page of this server",
        "use the pages of this server, or a bearer token instead of a cookie",
    )
}

/// Whether a browser says the request is from a page of ours. Where `Origin` is `null`, `Sec-Fetch-Site` has to say it.
fn is_from_here(state: &State, headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|site| site == "same-origin");
    let origin = match text(headers, "origin") {
        "" | "null" => None,
        origin => Some(origin.eq_ignore_ascii_case(&own_origin(state, text(headers, "host")))),
    };
    match (site, origin) {
        (Some(site), Some(origin)) => site && origin,
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => false,
    }
}

/// The origin of our pages under the name the request was sent to: outside, the proxy speaks TLS.
fn own_origin(state: &State, host: &str) -> String {
    match &state.settings.public_url {
        Some(url) if url.is_host(host) => url.to_string(),
        _ => format!("http://{host}"),
    }
}

/// Whether the body is said to be JSON, which no form of a browser can say.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let kind = text(headers, CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}
