//! The service: loads, lets a rule decide, and writes only where what was decided on still holds: by a condition in the
//! write, or by reading again in the unit of work that writes. The server's handlers and the tests call it; the command
//! line and the window start a server and speak HTTP with it.

mod account;
mod administration;
mod backup_codes;
mod enrolment;
mod hashing;
mod housekeeping;
mod investigation;
mod journal;
mod journal_limits;
mod keys;
#[cfg(feature = "known-bugs")]
mod known_bugs;
#[cfg(not(feature = "known-bugs"))]
#[path = "without_bugs.rs"]
mod known_bugs;
mod known_users;
mod login;
mod out_of_band;
mod randomness;
mod recovery;
mod registration;
mod second_factor;
mod seeding;
mod sessions;
mod signing_in;
mod tenants;
mod throttling;
mod true_reason;
mod views;
mod watching;
mod words;

use std::sync::{Arc, PoisonError, RwLock};

use sealing::{KeyRing, Random};

pub use account::PasswordReset;
pub use administration::{JournalQuery, NewUser};
pub use backup_codes::BackupCodeSet;
pub use enrolment::{Confirmed, Offer};
pub use housekeeping::Cleaned;
pub use investigation::{SuspectCode, SuspectDevice, Suspicion};
pub use keys::{KeyPlace, KeyPlaceError, KeyState, Resealed, Rotation, RotationError};
pub use known_users::{KnownAddress, KnownDevice, KnownSecret, KnownUser, KnownUsers, SeedError, SeedProblem};
pub use login::{HalfLogin, LogIn, SignedIn, Way, Ways};
pub use recovery::WithoutDevice;
pub use seeding::Seed;
pub use sessions::{EnrollingSession, FullSession, NewSession, PartialSession, Session, SessionKind};
pub use tenants::TenantCopy;
pub use true_reason::{Explanation, TrueReason};
pub use views::{
    AddressKind, AddressView, BackupCodesView, DeviceState, DeviceView, JournalView, MessageView, SecondFactor,
    SessionView, UserView,
};
pub use watching::OutboxQuery;

use crate::policy::Policy;
use crate::{Amount, Database};

/// A relying party: one database, one policy, one ring of keys. A copy is the same one.
#[derive(Clone)]
pub struct RelyingParty {
    database: Database,
    policy: Arc<RwLock<Arc<Policy>>>,
    keys: Arc<keys::Keys>,
    randomness: randomness::Randomness,
    hashing: hashing::Hashing,
    turns: Arc<throttling::Turns>,
    bugs: known_bugs::Bugs,
}

impl RelyingParty {
    /// Puts one together. At most `parallel_hashes` passwords are hashed at once; others wait their turn.
    pub fn new(
        database: Database,
        policy: Policy,
        keys: KeyRing,
        random: Box<dyn Random>,
        parallel_hashes: usize,
    ) -> Self {
        Self {
            database,
            policy: Arc::new(RwLock::new(Arc::new(policy))),
            keys: Arc::new(keys::Keys::new(keys)),
            randomness: randomness::Randomness::new(random),
            hashing: hashing::Hashing::new(parallel_hashes),
            turns: Arc::default(),
            bugs: known_bugs::Bugs::default(),
        }
    }

    /// What it decides by.
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has it decide by something else from now on.
    pub fn change_policy(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }

    /// The work done since the start.
    pub fn work(&self) -> Amount {
        self.database.work().amount()
    }

    /// Ends what is under way and closes the database.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

impl std::fmt::Debug for RelyingParty {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RelyingParty").finish_non_exhaustive()
    }
}
