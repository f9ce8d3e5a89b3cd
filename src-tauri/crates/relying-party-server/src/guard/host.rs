//! DNS rebinding: a page elsewhere can give its own name our address, but not make a browser send another `Host`.

use std::net::SocketAddr;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::HOST;

use crate::problem::Problem;
use crate::state::State;

/// Refuses a request that is not for us by the name it was sent to.
pub(super) fn check(state: &State, request: &Request) -> Result<(), Problem> {
    let mut hosts = request.headers().get_all(HOST).into_iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let is_public = |host: &str| state.settings.public_url.as_ref().is_some_and(|url| url.is_host(host));
    let is_ours = |host: &str| is_ours(host, state.address) || is_public(host);
    // A request line may name a host of its own.
    let line = request.uri().authority().is_none_or(|authority| is_ours(authority.as_str()));
    if line && hosts.next().is_none() && host.is_some_and(is_ours) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        "host-refused",
        "this server does not answer under this name",
        "use the address it printed at its start, with its port",
    ))
}

/// Whether `host` is a loopback name or the bound address, with the bound port.
fn is_ours(host: &str, bound: SocketAddr) -> bool {
    let port = bound.port();
    let Some(name) = name_without_port(host, port) else { return false };
    if matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    // Bound elsewhere on purpose: its address counts, or any where it is bound to all; names never.
    let Ok(address) = name.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>() else {
        return false;
    };
    !bound.ip().is_loopback() && (bound.ip().is_unspecified() || bound.ip() == address)
}

fn name_without_port(host: &str, port: u16) -> Option<&str> {
    match host.strip_suffix(&format!(":{port}")) {
        Some(name) => Some(name),
        // Browsers leave HTTP's own port out.
        None => (port == 80).then_some(host),
    }
}
