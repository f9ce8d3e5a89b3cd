//! Tenants: each a world of its own, with its users, clock and policy. Without control there is one, called `main`.

mod clock;
mod faults;
mod path;
mod snapshots;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use otp::UnixSeconds;
use relying_party::policy::Policy;
use relying_party::{Call, Error, Origin, RelyingParty, TenantName};
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, watch};

use crate::Clock;
use crate::problem::Problem;

pub(crate) use clock::{Change, OutOfTime, Setting, Shown, TenantClock};
pub(crate) use faults::{Fault, Faults, Known as KnownFault, Rule, Strike, TooMany as TooManyFaults};
pub(crate) use path::Segment;

/// The most tenants at once.
const MOST: usize = 10_000;

/// One tenant's world.
pub(crate) struct World {
    pub(crate) tenant: TenantName,
    pub(crate) party: Arc<RelyingParty>,
    pub(crate) clock: TenantClock,
    pub(crate) faults: Faults,
    snapshots: snapshots::Snapshots,
    /// Held by every request of the tenant while it is answered, alone by what replaces the world under them.
    gate: Arc<RwLock<()>>,
    /// By the server's clock.
    used_at: AtomicU64,
    gone: watch::Sender<bool>,
}

impl World {
    fn new(tenant: TenantName, party: Arc<RelyingParty>, clock: Arc<dyn Clock>) -> Self {
        let used_at = AtomicU64::new(clock.now().0);
        Self {
            tenant,
            party,
            clock: TenantClock::new(clock),
            faults: Faults::default(),
            snapshots: snapshots::Snapshots::default(),
            gate: Arc::default(),
            used_at,
            gone: watch::Sender::new(false),
        }
    }

    /// For a request: the world stays as it is while this is held.
    pub(crate) async fn hold(&self) -> OwnedRwLockReadGuard<()> {
        Arc::clone(&self.gate).read_owned().await
    }

    /// Waits until no request is answered in it, and lets none in.
    pub(crate) async fn hold_alone(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.gate).write_owned().await
    }

    /// Tells when it is dropped.
    pub(crate) fn gone(&self) -> watch::Receiver<bool> {
        self.gone.subscribe()
    }

    /// Whether it was dropped.
    pub(crate) fn is_gone(&self) -> bool {
        *self.gone.borrow()
    }

    /// When it was last used, by the server's clock.
    pub(crate) fn used_at(&self) -> UnixSeconds {
        UnixSeconds(self.used_at.load(Ordering::Relaxed))
    }

    fn use_at(&self, now: UnixSeconds) {
        self.used_at.fetch_max(now.0, Ordering::Relaxed);
    }

    /// A call of the server itself.
    pub(crate) fn own_call(&self) -> Call {
        let source = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        let origin = Origin { source, request_id: "server".to_owned(), agent: String::new() };
        Call { tenant: self.tenant.clone(), now: self.clock.now(), origin }
    }

    /// Throws away what has ended.
    pub(crate) async fn clean(&self) {
        let _held = self.hold().await;
        if self.is_gone() {
            return;
        }
        if let Err(error) = self.party.clean(&self.own_call()).await {
            tracing::error!(tenant = self.tenant.as_str(), %error, "could not clean");
        }
    }
}

/// All worlds of a server.
pub(crate) struct Worlds {
    main: Arc<World>,
    others: Mutex<HashMap<TenantName, Arc<World>>>,
    /// What a new tenant begins with.
    policy: Arc<Policy>,
    clock: Arc<dyn Clock>,
}

impl Worlds {
    pub(crate) fn new(party: Arc<RelyingParty>, clock: Arc<dyn Clock>) -> Self {
        let policy = party.policy();
        let main = Arc::new(World::new(TenantName::main(), party, Arc::clone(&clock)));
        Self { main, others: Mutex::default(), policy, clock }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantName, Arc<World>>> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The world without a name in the path.
    pub(crate) fn main(&self) -> &Arc<World> {
        &self.main
    }

    /// The policy a tenant begins with.
    pub(crate) fn first_policy(&self) -> &Policy {
        &self.policy
    }

    /// The world of a tenant, made where it is not there.
    ///
    /// # Errors
    /// 503 where there are too many.
    pub(crate) fn of(&self, tenant: &TenantName) -> Result<Arc<World>, Problem> {
        if *tenant == self.main.tenant {
            return Ok(Arc::clone(&self.main));
        }
        let now = self.clock.now();
        let mut others = self.lock();
        if let Some(world) = others.get(tenant) {
            world.use_at(now);
            return Ok(Arc::clone(world));
        }
        if others.len() >= MOST {
            return Err(too_many());
        }
        let party = Arc::new(self.main.party.of_another_tenant((*self.policy).clone()));
        let world = Arc::new(World::new(tenant.clone(), party, Arc::clone(&self.clock)));
        others.insert(tenant.clone(), Arc::clone(&world));
        Ok(world)
    }

    /// The main one first, then the others by name.
    pub(crate) fn all(&self) -> Vec<Arc<World>> {
        let mut all: Vec<_> = self.lock().values().cloned().collect();
        all.sort_by(|one, other| one.tenant.cmp(&other.tenant));
        all.insert(0, Arc::clone(&self.main));
        all
    }

    /// Empties a world: users, clock, policy and all. Its name can be used again at once, for a new one.
    ///
    /// # Errors
    /// Trouble of ours; then it is as it was.
    pub(crate) async fn drop(&self, world: &World) -> Result<(), Error> {
        let _alone = world.hold_alone().await;
        // Dropped meanwhile: what has its name now is another one.
        if world.is_gone() { Ok(()) } else { self.drop_held(world).await }
    }

    /// The same, for a caller that holds it alone.
    async fn drop_held(&self, world: &World) -> Result<(), Error> {
        self.renew(world).await?;
        world.snapshots.clear();
        if world.tenant != self.main.tenant {
            self.lock().remove(&world.tenant);
            world.gone.send_replace(true);
        }
        Ok(())
    }

    /// Makes a world as it was at its first use; what is held alone by the caller stays so.
    pub(crate) async fn renew(&self, world: &World) -> Result<(), Error> {
        world.party.empty_tenant(&world.own_call()).await?;
        world.party.change_policy((*self.policy).clone());
        world.party.seed_randomness(None);
        world.faults.clear();
        world.clock.restore(Setting::default());
        Ok(())
    }

    /// Drops those nobody used for so many seconds.
    pub(crate) async fn drop_idle(&self, seconds: u64) {
        let now = self.clock.now().0;
        let is_idle = |world: &Arc<World>| world.used_at().0.saturating_add(seconds) < now;
        for world in self.all().into_iter().skip(1).filter(is_idle) {
            let _alone = world.hold_alone().await;
            if !is_idle(&world) || world.is_gone() {
                // Somebody came while this one waited.
                continue;
            }
            match self.drop_held(&world).await {
                Ok(()) => tracing::info!(tenant = world.tenant.as_str(), "dropped: nobody used it"),
                Err(error) => tracing::error!(tenant = world.tenant.as_str(), %error, "could not drop"),
            }
        }
    }
}

fn too_many() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "too-many-tenants",
        "there are as many tenants as there may be",
        "drop some: DELETE /t/NAME/api/v1/control/tenant",
    )
}
