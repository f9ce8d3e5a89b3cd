//! The first segment of a path: `/t/NAME/…` is a tenant of its own.

use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use relying_party::TenantName;

/// The tenant a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment(pub(crate) TenantName);

impl Segment {
    /// What the paths of this tenant begin with.
    pub(crate) fn base(&self) -> String {
        format!("/t/{}", self.0.as_str())
    }

    /// Takes the segment off; none where there is none, or no name of a tenant in it.
    pub(crate) fn take(uri: &Uri) -> Option<(Self, Uri)> {
        let rest = uri.path().strip_prefix("/t/")?;
        let (name, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let name = TenantName::new(name)?;
        let path = if path.is_empty() { "/" } else { path };
        let whole = uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(whole).ok()?);
        Some((Self(name), Uri::from_parts(parts).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(uri: &str) -> Option<(String, String)> {
        Segment::take(&uri.parse().unwrap()).map(|(segment, rest)| (segment.base(), rest.to_string()))
    }

    fn both(base: &str, rest: &str) -> Option<(String, String)> {
        Some((base.to_owned(), rest.to_owned()))
    }

    #[test]
    fn the_segment_is_taken_off_and_the_rest_stays() {
        assert_eq!(taken("/t/a-1/api/v1/login?x=/t/b"), both("/t/a-1", "/api/v1/login?x=/t/b"));
        assert_eq!(taken("/t/a"), both("/t/a", "/"));
        assert_eq!(taken("/t/a/"), both("/t/a", "/"));
        assert_eq!(taken("/t/a/t/b/x"), both("/t/a", "/t/b/x"));
        assert_eq!(taken("http://127.0.0.1:80/t/a/x"), both("/t/a", "http://127.0.0.1:80/x"));
    }

    #[test]
    fn what_is_no_name_is_no_tenant() {
        for path in ["/", "/t", "/t/", "/t//x", "/t/A/x", "/t/a%62/x", "/t/../x", "/tenant/a", "/x/t/a"] {
            assert_eq!(taken(path), None, "{path}");
        }
        assert_eq!(taken(&format!("/t/{}/x", "a".repeat(41))), None);
    }
}
