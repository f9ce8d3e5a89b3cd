//! Snapshots of a tenant by name, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use relying_party::policy::Policy;
use relying_party::{Error, TenantCopy, TenantName};

use super::{Setting, World};

/// The most snapshots of a tenant.
const MOST: usize = 20;

/// A tenant as it was.
#[derive(Clone)]
struct Snapshot {
    rows: Arc<TenantCopy>,
    policy: Arc<Policy>,
    clock: Setting,
    taken_at: u64,
}

/// The snapshots of a tenant.
#[derive(Default)]
pub(super) struct Snapshots(Mutex<BTreeMap<TenantName, Snapshot>>);

impl Snapshots {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<TenantName, Snapshot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
    }
}

impl World {
    /// Names, and the verifier's times in them.
    pub(crate) fn snapshots(&self) -> Vec<(TenantName, u64)> {
        self.snapshots.lock().iter().map(|(name, snapshot)| (name.clone(), snapshot.taken_at)).collect()
    }

    /// Keeps the world as it is, in the place of one of the same name; false where there are too many. The caller holds
    /// it alone.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub(crate) async fn take_snapshot(&self, name: TenantName) -> Result<bool, Error> {
        let call = self.own_call();
        let rows = Arc::new(self.party.copy_tenant(&call).await?);
        let (policy, clock) = (self.party.policy(), self.clock.setting());
        let mut all = self.snapshots.lock();
        if all.len() >= MOST && !all.contains_key(&name) {
            return Ok(false);
        }
        all.insert(name, Snapshot { rows, policy, clock, taken_at: call.now.0 });
        Ok(true)
    }

    /// Whether there was one.
    pub(crate) fn forget_snapshot(&self, name: &TenantName) -> bool {
        self.snapshots.lock().remove(name).is_some()
    }

    /// Makes the world what it was; false where there is no such snapshot. The caller holds it alone.
    ///
    /// # Errors
    /// Trouble of ours; then it stays as it is.
    pub(crate) async fn restore_snapshot(&self, name: &TenantName) -> Result<bool, Error> {
        let found = self.snapshots.lock().get(name).cloned();
        let Some(Snapshot { rows, policy, clock, .. }) = found else { return Ok(false) };
        self.party.restore_tenant(&self.own_call(), &rows).await?;
        self.party.change_policy((*policy).clone());
        self.clock.restore(clock);
        Ok(true)
    }
}
