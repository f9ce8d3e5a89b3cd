//! Scripts of other origins (CORS): none, unless the settings name them; and never with cookies.

use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderValue, ORIGIN, VARY,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::state::State;

fn is_allowed(state: &State, is_api: bool, origin: Option<&HeaderValue>) -> bool {
    let named = |origin: &HeaderValue| state.settings.allowed_origins.iter().any(|allowed| origin == allowed.as_str());
    is_api && origin.is_some_and(named)
}

/// The answer to a browser that asks before a script's request; none where it may not, or where it is no such question.
pub(super) fn preflight(state: &State, is_api: bool, request: &Request) -> Option<Response> {
    let asks = request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if !asks || !is_allowed(state, is_api, request.headers().get(ORIGIN)) {
        return None;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    Some(response)
}

/// Lets a script of an allowed origin read the answer.
pub(super) fn allow(state: &State, is_api: bool, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    if state.settings.allowed_origins.is_empty() {
        return;
    }
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if let (true, Some(origin)) = (is_allowed(state, is_api, origin), origin) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("x-request-id, retry-after, countersign-reason"),
        );
    }
}
