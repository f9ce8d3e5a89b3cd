//! The service: loads, lets a rule decide, and writes only where what was decided on still holds: by a condition in the
//! write, or by reading again in the unit of work that writes. The server's handlers and the tests call it; the command
//! line and the window start a server and speak HTTP with it.

mod account;
mod administration;
mod backup_codes;
mod enrolment;
mod hashing;
mod housekeeping;
mod journal;
mod login;
mod out_of_band;
mod recovery;
mod registration;
mod second_factor;
mod seeding;
mod sessions;
mod throttling;
mod true_reason;
mod views;
mod words;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use sealing::{KeyRing, Random, RandomError};

pub use account::PasswordReset;
pub use administration::{JournalQuery, NewUser};
pub use backup_codes::BackupCodeSet;
pub use enrolment::{Confirmed, Offer};
pub use housekeeping::{Cleaned, Resealed};
pub use login::{HalfLogin, LogIn, SignedIn, Way, Ways};
pub use recovery::WithoutDevice;
pub use seeding::Seed;
pub use sessions::{EnrollingSession, FullSession, NewSession, PartialSession, Session, SessionKind};
pub use true_reason::TrueReason;
pub use views::{
    AddressKind, AddressView, BackupCodesView, DeviceState, DeviceView, JournalView, MessageView, SecondFactor,
    SessionView, UserView,
};

use crate::policy::Policy;
use crate::{Amount, Database};

/// A relying party: one database, one policy, one ring of keys.
pub struct RelyingParty {
    database: Database,
    policy: RwLock<Arc<Policy>>,
    keys: RwLock<Arc<KeyRing>>,
    random: Mutex<Box<dyn Random>>,
    hashing: hashing::Hashing,
    turns: throttling::Turns,
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
            policy: RwLock::new(Arc::new(policy)),
            keys: RwLock::new(Arc::new(keys)),
            random: Mutex::new(random),
            hashing: hashing::Hashing::new(parallel_hashes),
            turns: throttling::Turns::default(),
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

    fn keys(&self) -> Arc<KeyRing> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Draws something random.
    fn draw<T>(&self, draw: impl FnOnce(&mut dyn Random) -> Result<T, RandomError>) -> Result<T, RandomError> {
        draw(&mut **self.random.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for RelyingParty {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RelyingParty").finish_non_exhaustive()
    }
}
