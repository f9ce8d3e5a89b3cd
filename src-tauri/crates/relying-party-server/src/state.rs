//! What all handlers share.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use relying_party::{RelyingParty, TenantName};
use sealing::{Random, RandomError, random_bytes};
use sha2::{Digest, Sha256};

use crate::admin::{AdminSessions, AdminToken};
use crate::{Clock, Settings};

/// What all handlers share. Cheap to clone; a handler takes it as an argument (`state: State`).
#[derive(Clone)]
pub(crate) struct State(Arc<Shared>);

/// What is shared.
pub(crate) struct Shared {
    /// The service.
    pub(crate) party: Arc<RelyingParty>,
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// How the server is reached.
    pub(crate) settings: Settings,
    /// Where it is bound, with the real port.
    pub(crate) address: SocketAddr,
    /// What administrators show to the API.
    pub(crate) admin_token: AdminToken,
    /// The tickets and cookies of administrators' pages.
    pub(crate) admin_sessions: AdminSessions,
    /// Eight letters that are this server's alone: cookies ignore ports, so their names tell servers apart.
    pub(crate) instance: String,
    random: Mutex<Box<dyn Random>>,
    requests: AtomicU64,
}

impl State {
    /// Puts it together.
    ///
    /// # Errors
    /// There is no randomness to be had.
    pub(crate) fn new(
        party: Arc<RelyingParty>,
        clock: Arc<dyn Clock>,
        admin_token: AdminToken,
        (settings, address): (Settings, SocketAddr),
        mut random: Box<dyn Random>,
    ) -> Result<Self, RandomError> {
        let instance = instance(address.port(), &mut *random)?;
        Ok(Self(Arc::new(Shared {
            party,
            clock,
            settings,
            address,
            admin_token,
            admin_sessions: AdminSessions::default(),
            instance,
            random: Mutex::new(random),
            requests: AtomicU64::new(0),
        })))
    }

    /// Draws something random.
    pub(crate) fn draw<T>(
        &self,
        draw: impl FnOnce(&mut dyn Random) -> Result<T, RandomError>,
    ) -> Result<T, RandomError> {
        draw(&mut **self.0.random.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A number for a request that no other request of this server has.
    pub(crate) fn next_request_id(&self) -> String {
        format!("{}-{}", self.0.instance, self.0.requests.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// The tenant of all requests, until there are more of them.
    pub(crate) fn tenant(&self) -> TenantName {
        TenantName::main()
    }
}

impl std::ops::Deref for State {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRequestParts<State> for State {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(state.clone())
    }
}

fn instance(port: u16, random: &mut dyn Random) -> Result<String, RandomError> {
    let bytes = random_bytes::<16>(random)?;
    let hash = Sha256::new().chain_update(port.to_be_bytes()).chain_update(*bytes).finalize();
    let (start, _) = hash.split_at(4);
    Ok(sealing::hex(start))
}
