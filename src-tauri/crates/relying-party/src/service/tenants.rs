//! Tenants: worlds of their own on one database. Keys, hashing and the system's randomness are shared.

use std::sync::{Arc, RwLock};

use tokio::sync::watch;

use super::{RelyingParty, throttling};
use crate::database::{copies, tenants};
use crate::policy::Policy;
use crate::{Call, DatabaseFault, Error, Evaluated, UserId};

/// All that was a tenant's at one moment. Secrets in it are sealed and passwords hashed, as in the database.
pub struct TenantCopy(copies::Rows);

impl RelyingParty {
    /// The relying party of another tenant: with a policy, counters and turns of its own.
    pub fn of_another_tenant(&self, policy: Policy) -> Self {
        Self {
            database: self.database.of_another_tenant(),
            policy: Arc::new(RwLock::new(Arc::new(policy))),
            randomness: self.randomness.of_another_tenant(),
            turns: Arc::new(throttling::Turns::default()),
            bugs: self.bugs.of_another_tenant(),
            ..self.clone()
        }
    }

    /// The same one with a database that fails, for tests of what is built upon it.
    pub fn with_failing_database(&self, fault: DatabaseFault) -> Self {
        Self { database: self.database.failing(fault), ..self.clone() }
    }

    /// Removes all that is the call's tenant's, the journal too.
    ///
    /// # Errors
    /// Trouble of ours; nothing is removed then.
    pub async fn empty_tenant(&self, call: &Call) -> Result<(), Error> {
        let mut db = self.database.write().await?;
        tenants::empty(&mut db, &call.tenant).await?;
        db.commit().await?;
        self.database.work().forget_evaluated();
        Ok(())
    }

    /// Takes a copy of all that is the call's tenant's.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn copy_tenant(&self, call: &Call) -> Result<TenantCopy, Error> {
        let mut db = self.database.write().await?;
        let rows = copies::take(&mut db, &call.tenant).await?;
        db.commit().await?;
        Ok(TenantCopy(rows))
    }

    /// Makes the call's tenant what it was when the copy was taken of it.
    ///
    /// # Errors
    /// Trouble of ours; then it stays as it is.
    pub async fn restore_tenant(&self, call: &Call, copy: &TenantCopy) -> Result<(), Error> {
        let mut db = self.database.write().await?;
        copies::put_back(&mut db, &call.tenant, &copy.0).await?;
        self.seal_tenant_anew(&mut db, &call.tenant).await?;
        Ok(db.commit().await?)
    }

    /// A number that is another one after every commit of this tenant.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.database.commits()
    }

    /// How many guesses at a user's secrets were compared with the right ones since the start, or since the tenant was
    /// emptied.
    pub fn evaluated(&self, user: &UserId) -> Evaluated {
        self.database.work().evaluated(user.as_str())
    }
}
