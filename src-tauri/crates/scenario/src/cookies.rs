//! The cookies of a browser, as far as one host needs them (RFC 6265 §5).

use std::fmt;

use zeroize::Zeroizing;

/// The cookies a target has set.
#[derive(Debug, Clone, Default)]
pub struct Cookies(Vec<Cookie>);

/// A cookie.
#[derive(Clone)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Zeroizing<String>,
    /// Under which paths it is sent.
    pub path: String,
}

impl fmt::Debug for Cookie {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cookie").field("name", &self.name).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Cookies {
    /// Every cookie.
    pub fn iter(&self) -> impl Iterator<Item = &Cookie> {
        self.0.iter()
    }

    /// The value of a cookie.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|cookie| cookie.name == name).map(|cookie| cookie.value.as_str())
    }

    /// Sets a cookie for every path, as an attack does that brings its own.
    pub fn set(&mut self, name: &str, value: &str) {
        self.put(Cookie { name: name.to_owned(), value: Zeroizing::new(value.to_owned()), path: "/".to_owned() });
    }

    /// Removes a cookie.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|cookie| cookie.name != name);
    }

    /// Takes over a `Set-Cookie` header that came with an answer to a request for `path`. An expiry in the past or a
    /// `Max-Age` of 0 removes; later expiries are left to the target, whose clock is not ours.
    pub fn take(&mut self, set_cookie: &str, path: &str) {
        let mut parts = set_cookie.split(';');
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let (name, value) = (name.trim(), value.trim());
        let attributes: Vec<(String, &str)> = parts.map(attribute).collect();
        let path_said = attributes.iter().rev().find(|(name, _)| name == "path").map(|(_, path)| *path);
        let path = path_said.filter(|path| path.starts_with('/')).unwrap_or_else(|| folder(path)).to_owned();
        if name.is_empty() {
        } else if is_over(&attributes) {
            self.0.retain(|cookie| cookie.name != name || cookie.path != path);
        } else {
            self.put(Cookie { name: name.to_owned(), value: Zeroizing::new(value.to_owned()), path });
        }
    }

    /// The `Cookie` header for a request to `path`; none without a cookie. Longer paths come first.
    pub fn header(&self, path: &str) -> Option<Zeroizing<String>> {
        let path = path.split(['?', '#']).next().unwrap_or("/");
        let mut fitting: Vec<&Cookie> = self.0.iter().filter(|cookie| fits(&cookie.path, path)).collect();
        fitting.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<Zeroizing<String>> =
            fitting.iter().map(|cookie| Zeroizing::new(format!("{}={}", cookie.name, *cookie.value))).collect();
        let pairs: Vec<&str> = pairs.iter().map(|pair| pair.as_str()).collect();
        (!pairs.is_empty()).then(|| Zeroizing::new(pairs.join("; ")))
    }

    fn put(&mut self, cookie: Cookie) {
        self.0.retain(|old| old.name != cookie.name || old.path != cookie.path);
        self.0.push(cookie);
    }
}

fn attribute(text: &str) -> (String, &str) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (name.trim().to_ascii_lowercase(), value.trim())
}

/// `Max-Age` wins over `Expires` (§5.3). Servers remove a cookie by the year 1970.
fn is_over(attributes: &[(String, &str)]) -> bool {
    let last = |wanted: &str| attributes.iter().rev().find(|(name, _)| name == wanted).map(|(_, value)| *value);
    match last("max-age").and_then(|seconds| seconds.parse::<i64>().ok()) {
        Some(seconds) => seconds <= 0,
        None => last("expires").is_some_and(|date| date.contains("1970") || date.contains("-70 ")),
    }
}

/// The default path of a cookie (§5.1.4).
fn folder(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or("/");
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(end) => path.get(..end).unwrap_or("/"),
    }
}

/// Whether a cookie for `cookie` is sent to `path` (§5.1.4).
fn fits(cookie: &str, path: &str) -> bool {
    path.strip_prefix(cookie).is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}
