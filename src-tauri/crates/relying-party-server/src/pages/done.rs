//! What was done, said once on the next page: a key in a cookie, never a text or a secret.

use axum::http::HeaderMap;
use axum::http::header::HeaderValue;

use crate::cookie;
use crate::state::State;

/// Something that was done, with a number where there is one to tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Done {
    key: &'static str,
    number: u64,
}

/// As a page shows it.
#[derive(Debug, Clone)]
pub(super) struct Flash {
    /// The sentence.
    pub(super) text: String,
    /// Whether it asks for something.
    pub(super) is_warning: bool,
}

const TEXTS: [(&str, &str); 20] = [
    ("welcome", "Welcome. Your account is made, and you are signed in."),
    ("signed-out", "You are signed out."),
    ("password-changed", "Your password was changed. Your other sessions ended."),
    ("password-new", "Your new password is set. Sign in with it; your second factor is as it was."),
    ("device-added", "Your authenticator was added. Your other sessions ended."),
    ("device-renamed", "The authenticator was renamed."),
    ("device-removed", "The authenticator was removed. Its codes no longer work."),
    ("backup-code-used", "You used a backup code. Left: {n}."),
    ("few-backup-codes", "You used a backup code. Left: {n}. Make new ones before they run out."),
    ("address-added", "The address was confirmed. Codes can be sent there from now on."),
    ("address-removed", "The address was removed."),
    ("session-ended", "The session was ended."),
    ("sessions-ended", "All other sessions were ended: {n}."),
    ("without-device", "From now on you sign in with your password and a backup code or a code that is sent to you."),
    ("user-added", "The user was added."),
    ("user-deleted", "The user was deleted."),
    ("user-unlocked", "Every way of signing in is open again."),
    ("factor-reset", "The second factor was taken away. The next sign-in has to enrol a new one."),
    ("user-password", "The password was set. All sessions of the user ended."),
    ("outbox-cleared", "The outbox was cleared. Messages thrown away: {n}."),
];

impl Done {
    /// One of the texts. A key that is none says nothing.
    pub(super) const fn new(key: &'static str) -> Self {
        Self { key, number: 0 }
    }

    /// One with a number.
    pub(super) const fn counted(key: &'static str, number: u64) -> Self {
        Self { key, number }
    }

    /// The `Set-Cookie` that carries it over a redirect.
    pub(super) fn cookie(self, state: &State) -> Option<HeaderValue> {
        let Self { key, number } = self;
        let (name, path) = (name(state), cookie::path(state));
        HeaderValue::from_str(&format!("{name}={key}.{number}; Path={path}; HttpOnly; SameSite=Lax; Max-Age=60")).ok()
    }
}

/// The `Set-Cookie` that makes it said only once.
pub(super) fn said(state: &State) -> Option<HeaderValue> {
    let (name, path) = (name(state), cookie::path(state));
    HeaderValue::from_str(&format!("{name}=; Path={path}; HttpOnly; SameSite=Lax; Max-Age=0")).ok()
}

/// What is to be said, if anything is.
pub(super) fn flash(headers: &HeaderMap, state: &State) -> Option<Flash> {
    let (key, number) = cookie::value(headers, &name(state))?.split_once('.')?;
    let number: u64 = number.parse().ok()?;
    let (key, text) = TEXTS.iter().find(|(known, _)| *known == key)?;
    Some(Flash { text: text.replace("{n}", &number.to_string()), is_warning: *key == "few-backup-codes" })
}

fn name(state: &State) -> String {
    cookie::of_tenant(state, "flash")
}
