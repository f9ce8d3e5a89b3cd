//! A tenant with a segment of its own in the path: its pages lead into it, not out of it.

use axum::http::header::{HeaderMap, HeaderValue, LOCATION};

/// Leads a redirect to a path of ours into the tenant.
pub(super) fn lead(base: &str, headers: &mut HeaderMap) {
    if base.is_empty() {
        return;
    }
    let path = headers.get(LOCATION).and_then(|location| location.to_str().ok());
    let Some(path) = path.filter(|path| path.starts_with('/') && !path.starts_with("//")) else { return };
    if let Ok(location) = HeaderValue::from_str(&format!("{base}{path}")) {
        headers.insert(LOCATION, location);
    }
}
