//! A relying party in this process, for one test.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use host::os::OsRandom;
use host::relying_party::Bug;
use otp::{Secret, UnixSeconds};
use relying_party::policy::{Policy, Profile};
use relying_party::{Call, Database, Evaluated, KnownDevice, KnownUser, KnownUsers, Location, Origin, TenantName};
use relying_party_server::{AdminToken, Control, Running, Settings};
use sealing::{Argon2Parameters, KeyRing, Random, SealingKey};

use crate::{Clock, Device};

/// What a relying party is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// What it decides by; hashing costs next to nothing whatever stands here.
    pub policy: Policy,
    /// The known bugs it has, for a test that is to fail.
    pub bugs: Vec<Bug>,
    /// Whether a rejection says its true reason in the header `Countersign-Reason`.
    pub explains: bool,
}

impl Default for Options {
    /// The policy `rfc`, no bug, and reasons told.
    fn default() -> Self {
        Self { policy: Profile::Rfc.policy(), bugs: Vec::new(), explains: true }
    }
}

/// Why there is no relying party, or no user in it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TestingError(String);

impl TestingError {
    fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// A relying party in this process, on a port of its own, with everything in memory. It ends with
/// [`stop`](Self::stop), or with the runtime it was started in.
#[derive(Debug)]
pub struct RelyingParty {
    party: Arc<relying_party::RelyingParty>,
    running: Running,
    clock: Clock,
    admin: AdminToken,
}

impl RelyingParty {
    /// Starts one with the policy `rfc`; it answers when this returns.
    ///
    /// # Errors
    /// The system gives no port or no randomness.
    pub async fn start() -> Result<Self, TestingError> {
        Self::start_with(Options::default()).await
    }

    /// Starts one.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_with(options: Options) -> Result<Self, TestingError> {
        let Options { mut policy, bugs, explains } = options;
        policy.password.argon2 = Argon2Parameters::new(8, 1, 1).map_err(TestingError::of)?;
        let database = Database::open(&Location::Memory).await.map_err(TestingError::of)?;
        let keys = KeyRing::new(SealingKey::random(&mut OsRandom).map_err(TestingError::of)?);
        let party = relying_party::RelyingParty::new(database, policy, keys, Box::new(OsRandom), 2).with_bugs(bugs);
        let party = Arc::new(party);
        let (clock, admin) = (Clock::new(), AdminToken::random(&mut OsRandom).map_err(TestingError::of)?);
        let settings = Settings { control: Some(Control { explains, ..Control::default() }), ..Settings::default() };
        let shared = Arc::new(clock.clone());
        let running =
            relying_party_server::start(Arc::clone(&party), shared, admin.clone(), Box::new(OsRandom), settings).await;
        Ok(Self { party, running: running.map_err(TestingError::of)?, clock, admin })
    }

    /// Its address, such as `http://127.0.0.1:43211`.
    pub fn url(&self) -> String {
        self.running.url()
    }

    /// Its time: a copy of the one clock.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// What opens administration and control: `Authorization: Bearer …`.
    pub fn admin_token(&self) -> &str {
        self.admin.expose()
    }

    /// Adds a user who has a device already.
    ///
    /// # Errors
    /// The name or the password cannot be one, or the name is taken.
    pub async fn add_user(&self, name: &str, password: &str) -> Result<Device, TestingError> {
        let mut bytes = vec![0; 20];
        OsRandom.fill(&mut bytes).map_err(TestingError::of)?;
        let secret = Secret::from_bytes(bytes).map_err(TestingError::of)?;
        let device = KnownDevice {
            name: "Phone".to_owned(),
            secret: Some(secret.to_base32().to_string().into()),
            uri: None,
            algorithm: otp::Algorithm::default(),
            digits: otp::Digits::default(),
            period: otp::Period::default(),
        };
        let user = KnownUser {
            username: name.to_owned(),
            password: password.to_owned().into(),
            groups: Vec::new(),
            devices: vec![device],
            backup_codes: Vec::new(),
            addresses: Vec::new(),
        };
        self.party.add_known_users(&self.call(), &KnownUsers { users: vec![user] }).await.map_err(TestingError::of)?;
        Ok(Device::of_secret(&secret))
    }

    /// How many guesses at this user's secrets were compared with the right ones: what a throttle let through.
    ///
    /// # Errors
    /// Nobody has the name.
    pub async fn evaluated(&self, name: &str) -> Result<Evaluated, TestingError> {
        let known = self.party.known_as(&self.call(), name).await.map_err(TestingError::of)?;
        known.map(|id| self.party.evaluated(&id)).ok_or_else(|| TestingError(format!("there is nobody called {name}")))
    }

    /// Answers what it took, and ends.
    pub async fn stop(self) {
        self.running.stop().await;
    }

    fn call(&self) -> Call {
        let source = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let origin = Origin { source, request_id: "test".to_owned(), agent: String::new() };
        Call { tenant: TenantName::main(), now: UnixSeconds(self.clock.now()), origin }
    }
}
