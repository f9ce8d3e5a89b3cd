//! Who is an administrator: the holder of the admin token; in pages, of a cookie that a single-use ticket was given for.

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use otp::UnixSeconds;
use sealing::{Random, RandomError, random_bytes};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::caller::{Caller, bearer};
use crate::cookie;
use crate::problem::Problem;
use crate::state::State;

/// How long a ticket is good, in seconds.
pub(crate) const TICKET_SECONDS: u64 = 60;
/// How long an administrator's pages stay open, in seconds.
const SESSION_SECONDS: u64 = 8 * 3_600;
/// The most tickets, and the most sessions, at once.
const MOST: usize = 100;
/// The fewest characters of a token that was chosen elsewhere.
const SHORTEST: usize = 32;

/// What an administrator shows: 256 random bits, made at the start or given.
#[derive(Clone)]
pub struct AdminToken(Zeroizing<String>);

/// A text that cannot be an admin token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an admin token has 32 to 512 characters, all of them visible ASCII")]
pub struct AdminTokenError;

impl AdminTokenError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        "admin-token-refused"
    }

    /// The remedy.
    pub fn hint(&self) -> &'static str {
        "leave it out, and one is made"
    }
}

impl AdminToken {
    /// A new one.
    ///
    /// # Errors
    /// There is no randomness to be had.
    pub fn random(rng: &mut dyn Random) -> Result<Self, RandomError> {
        random_text(rng).map(Self)
    }

    /// One that was chosen elsewhere.
    ///
    /// # Errors
    /// It is too short to be a secret, or cannot be sent in a header.
    pub fn parse(text: &str) -> Result<Self, AdminTokenError> {
        let text = text.trim();
        let fits = (SHORTEST..=512).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(Zeroizing::new(text.to_owned()))) } else { Err(AdminTokenError) }
    }

    /// The text, for the one who may have it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn is(&self, claimed: &str) -> bool {
        // Hashes have one length, so the comparison does not tell that of the token.
        hash(&self.0).ct_eq(&hash(claimed)).into()
    }
}

impl PartialEq for AdminToken {
    fn eq(&self, other: &Self) -> bool {
        self.is(&other.0)
    }
}

impl Eq for AdminToken {}

impl fmt::Debug for AdminToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AdminToken(hidden)")
    }
}

fn random_text(rng: &mut dyn Random) -> Result<Zeroizing<String>, RandomError> {
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(*random_bytes::<32>(rng)?)))
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// A request with the admin token, for the API. A cookie is not enough there.
pub(crate) struct Admin(pub(crate) Caller);

impl FromRequestParts<State> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let is_admin = bearer(&parts.headers).is_some_and(|claimed| state.admin_token.is(claimed));
        if !is_admin {
            return Err(token_needed());
        }
        Caller::from_request_parts(parts, state).await.map(Self)
    }
}

fn token_needed() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "admin-token-needed",
        "this needs the admin token",
        "send it as `Authorization: Bearer …`; the server told it at its start",
    )
}

/// A request that only reads, with the admin token, or from an administrator's page of this server: a browser's stream
/// of events cannot send a header.
pub(crate) struct AdminOrPage(pub(crate) Caller);

impl FromRequestParts<State> for AdminOrPage {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        if parts.headers.contains_key(AUTHORIZATION) {
            return Admin::from_request_parts(parts, state).await.map(|admin| Self(admin.0));
        }
        // Another port of this machine is the same site to a browser, and would have the cookie sent along.
        let elsewhere = parts.headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
        let value = cookie::value(&parts.headers, &cookie::admin_name(state));
        if elsewhere || !value.is_some_and(|value| state.admin_sessions.is_alive(value, state.clock.now())) {
            return Err(token_needed());
        }
        Caller::from_request_parts(parts, state).await.map(Self)
    }
}

impl Deref for Admin {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// Tickets and sessions of administrators' pages, kept in memory by their hashes.
#[derive(Default)]
pub(crate) struct AdminSessions {
    tickets: Expiring,
    sessions: Expiring,
}

impl AdminSessions {
    /// A ticket that can be given once for a session.
    pub(crate) fn ticket(&self, state: &State, now: UnixSeconds) -> Result<Zeroizing<String>, RandomError> {
        let ticket = state.draw(random_text)?;
        self.tickets.add(&ticket, now, TICKET_SECONDS);
        Ok(ticket)
    }

    /// Takes a ticket; the cookie's value for it. None where it is none, was used, or is too old.
    pub(crate) fn redeem(
        &self,
        state: &State,
        ticket: &str,
        now: UnixSeconds,
    ) -> Result<Option<Zeroizing<String>>, RandomError> {
        if !self.tickets.take(ticket, now) {
            return Ok(None);
        }
        let value = state.draw(random_text)?;
        self.sessions.add(&value, now, SESSION_SECONDS);
        Ok(Some(value))
    }

    /// Whether the value of a cookie is that of a session.
    pub(crate) fn is_alive(&self, value: &str, now: UnixSeconds) -> bool {
        self.sessions.holds(value, now)
    }

    /// Ends a session.
    pub(crate) fn end(&self, value: &str) {
        self.sessions.take(value, UnixSeconds(0));
    }
}

/// A value an administrator's forms carry, which only the holder of the cookie can know.
pub(crate) fn form_token(cookie: &str) -> String {
    let hash = Sha256::new().chain_update(b"countersign admin form").chain_update(cookie.as_bytes()).finalize();
    sealing::hex(&hash)
}

/// Secrets that end, by their hashes.
#[derive(Default)]
struct Expiring(Mutex<HashMap<[u8; 32], u64>>);

impl Expiring {
    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, secret: &str, now: UnixSeconds, seconds: u64) {
        let mut all = self.lock();
        all.retain(|_, ends_at| *ends_at > now.0);
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, ends_at)| **ends_at).map(|(key, _)| *key);
            oldest.map(|key| all.remove(&key));
        }
        all.insert(hash(secret), now.0.saturating_add(seconds));
    }

    fn take(&self, secret: &str, now: UnixSeconds) -> bool {
        self.lock().remove(&hash(secret)).is_some_and(|ends_at| ends_at > now.0)
    }

    fn holds(&self, secret: &str, now: UnixSeconds) -> bool {
        self.lock().get(&hash(secret)).is_some_and(|ends_at| *ends_at > now.0)
    }
}
