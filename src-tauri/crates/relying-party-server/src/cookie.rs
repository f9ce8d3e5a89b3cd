//! The session cookie of pages. Its name holds the instance and the tenant, since cookies ignore ports.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue};
use relying_party::{TenantName, Token};

use crate::state::State;
use crate::world::Segment;

/// The name of the cookie of a user's session.
pub(crate) fn session_name(state: &State) -> String {
    format!("countersign-{}-{}", state.instance, state.tenant().as_str())
}

/// The name of a cookie that is a tenant's, beside its session's.
pub(crate) fn of_tenant(state: &State, what: &str) -> String {
    let name = format!("countersign-{what}-{}", state.instance);
    if *state.tenant() == TenantName::main() { name } else { format!("{name}-{}", state.tenant().as_str()) }
}

/// The paths a tenant's cookies are sent to, so that a browser that visits many does not send all of them everywhere.
pub(crate) fn path(state: &State) -> String {
    if *state.tenant() == TenantName::main() { "/".to_owned() } else { Segment(state.tenant().clone()).base() }
}

/// The name of the cookie of an administrator's pages.
pub(crate) fn admin_name(state: &State) -> String {
    format!("countersign-admin-{}", state.instance)
}

/// The name of the cookie that forms without a session are compared with.
pub(crate) fn form_name(state: &State) -> String {
    of_tenant(state, "form")
}

/// A `Set-Cookie` for a session, which lasts as long as the browser runs; the server ends it earlier.
pub(crate) fn set_session(state: &State, token: &Token) -> HeaderValue {
    lax(state, &session_name(state), token.expose())
}

/// A `Set-Cookie` that removes the session.
pub(crate) fn clear_session(state: &State) -> HeaderValue {
    cleared(state, &session_name(state), &path(state), "Lax")
}

/// A `Set-Cookie` for forms without a session.
pub(crate) fn set_form(state: &State, value: &str) -> HeaderValue {
    lax(state, &form_name(state), value)
}

/// A `Set-Cookie` for an administrator's pages.
pub(crate) fn set_admin(state: &State, value: &str) -> HeaderValue {
    made(&format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{}", admin_name(state), secure(state)))
}

/// A `Set-Cookie` that removes an administrator's.
pub(crate) fn clear_admin(state: &State) -> HeaderValue {
    cleared(state, &admin_name(state), "/", "Strict")
}

fn lax(state: &State, name: &str, value: &str) -> HeaderValue {
    made(&format!("{name}={value}; Path={}; HttpOnly; SameSite=Lax{}", path(state), secure(state)))
}

fn cleared(state: &State, name: &str, path: &str, site: &str) -> HeaderValue {
    made(&format!("{name}=; Path={path}; HttpOnly; SameSite={site}; Max-Age=0{}", secure(state)))
}

/// Behind a proxy with TLS a cookie never goes without it (browsers take the loopback addresses for safe as well).
fn secure(state: &State) -> &'static str {
    if state.settings.public_url.is_some() { "; Secure" } else { "" }
}

/// A value that is no header's removes the cookie's effect: nothing is set.
fn made(text: &str) -> HeaderValue {
    let mut value = HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

/// The value of a cookie. None where it is there twice: then another server on this host put one beside ours.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(COOKIE).into_iter().filter_map(|header| header.to_str().ok());
    let pairs = all.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(found, _)| *found == name).map(|(_, value)| value);
    let value = values.next()?;
    values.next().is_none().then_some(value)
}
