//! What all handlers share, and whose world a request is in.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use relying_party::{RelyingParty, TenantName};
use sealing::{Random, RandomError, random_bytes};
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, watch};

use crate::admin::{AdminSessions, AdminToken};
use crate::problem::Problem;
use crate::world::{World, Worlds};
use crate::{Clock, Settings};

/// What all handlers share, in the world of one request. Cheap to clone; a handler takes it as an argument
/// (`state: State`).
#[derive(Clone)]
pub(crate) struct State {
    shared: Arc<Shared>,
    /// The tenant's.
    pub(crate) world: Arc<World>,
    /// The service, as the request is to meet it.
    pub(crate) party: Arc<RelyingParty>,
}

/// What is shared.
pub(crate) struct Shared {
    /// The worlds of all tenants.
    pub(crate) worlds: Worlds,
    /// The server's own time; a tenant's verifier goes by its own.
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
    /// Whether the server stops: what waits or goes on for good ends then.
    pub(crate) stopping: watch::Sender<bool>,
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
        let worlds = Worlds::new(party, Arc::clone(&clock));
        let world = Arc::clone(worlds.main());
        let shared = Arc::new(Shared {
            worlds,
            clock,
            settings,
            address,
            admin_token,
            admin_sessions: AdminSessions::default(),
            instance,
            stopping: watch::Sender::new(false),
            random: Mutex::new(random),
            requests: AtomicU64::new(0),
        });
        Ok(Self { shared, party: Arc::clone(&world.party), world })
    }

    /// Draws something random.
    pub(crate) fn draw<T>(
        &self,
        draw: impl FnOnce(&mut dyn Random) -> Result<T, RandomError>,
    ) -> Result<T, RandomError> {
        draw(&mut **self.random.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A number for a request that no other request of this server has.
    pub(crate) fn next_request_id(&self) -> String {
        format!("{}-{}", self.instance, self.requests.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// The tenant of the request.
    pub(crate) fn tenant(&self) -> &TenantName {
        &self.world.tenant
    }

    /// The same in the world of a tenant, which is held as it is while the request is answered.
    ///
    /// # Errors
    /// There are too many tenants.
    pub(crate) async fn enter(&self, tenant: &TenantName) -> Result<(Self, OwnedRwLockReadGuard<()>), Problem> {
        loop {
            let world = self.worlds.of(tenant)?;
            let held = world.hold().await;
            // Dropped while this one waited: then there is another one of its name, or will be.
            if !world.is_gone() {
                return Ok((self.within(world), held));
            }
        }
    }

    /// The same for a request that is not answered in the world but has it changed, or waits for what happens in it.
    ///
    /// # Errors
    /// There are too many tenants.
    pub(crate) fn reach(&self, tenant: &TenantName) -> Result<Self, Problem> {
        Ok(self.within(self.worlds.of(tenant)?))
    }

    /// The world of the request's tenant, in which nothing else is answered while this is held.
    ///
    /// # Errors
    /// There are too many tenants.
    pub(crate) async fn alone(&self) -> Result<(Arc<World>, OwnedRwLockWriteGuard<()>), Problem> {
        loop {
            let world = self.worlds.of(self.tenant())?;
            let held = world.hold_alone().await;
            if !world.is_gone() {
                return Ok((world, held));
            }
        }
    }

    /// The same with another service to meet.
    pub(crate) fn with(self, party: Arc<RelyingParty>) -> Self {
        Self { party, ..self }
    }

    fn within(&self, world: Arc<World>) -> Self {
        Self { shared: Arc::clone(&self.shared), party: Arc::clone(&world.party), world }
    }

    /// The state of a request, as the guard found it.
    pub(crate) fn of(&self, parts: &Parts) -> Self {
        parts.extensions.get().cloned().unwrap_or_else(|| self.clone())
    }
}

impl std::ops::Deref for State {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl FromRequestParts<State> for State {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(state.of(parts))
    }
}

fn instance(port: u16, random: &mut dyn Random) -> Result<String, RandomError> {
    let bytes = random_bytes::<16>(random)?;
    let hash = Sha256::new().chain_update(port.to_be_bytes()).chain_update(*bytes).finalize();
    let (start, _) = hash.split_at(4);
    Ok(sealing::hex(start))
}
