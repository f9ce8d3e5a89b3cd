//! A relying party with users, in a file, behind its real server, with a clock that is set by hand.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use otp::{Parameters, Secret, UnixSeconds, code_at};
use relying_party::policy::Policy;
use relying_party::{Call, Database, Location, LogIn, Origin, RelyingParty, Seed, TenantName};
use relying_party_server::{AdminToken, Clock, Running, Settings, start};
use sealing::{Argon2Parameters, KeyRing, Random, SealingKey, hash_password};

use crate::Outcome;

const PASSWORD: &str = "a quiet green harbour";
const START: u64 = 1_700_000_010;

#[derive(Default)]
pub(crate) struct SetClock(AtomicU64);

impl Clock for SetClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.0.load(Ordering::SeqCst))
    }
}

pub(crate) struct World {
    pub(crate) party: Arc<RelyingParty>,
    pub(crate) running: Running,
    clock: Arc<SetClock>,
}

fn random() -> Box<dyn Random> {
    Box::new(host::os::OsRandom)
}

fn secret(user: u64) -> Secret {
    let mut bytes = vec![0x5a; 20];
    bytes.splice(..8, user.to_be_bytes());
    Secret::from_bytes(bytes).unwrap_or_else(|_| unreachable!("twenty bytes are a secret"))
}

impl World {
    pub(crate) async fn new(file: &Path, users: u64) -> Outcome<Self> {
        let mut policy = Policy::default();
        policy.password.argon2 = Argon2Parameters::LEAST;
        policy.source_throttle.free_failures = u32::MAX;
        let database = Database::open(&Location::File(file.to_owned())).await?;
        let keys = KeyRing::new(SealingKey::random(&mut host::os::OsRandom)?);
        let party = Arc::new(RelyingParty::new(database, policy, keys, random(), 2));
        let clock = Arc::new(SetClock(AtomicU64::new(START)));
        let hash = hash_password(PASSWORD.as_bytes(), &[1; 16], &Argon2Parameters::LEAST)?;
        let seed = |user| Seed {
            name: format!("user{user}"),
            password_hash: hash.clone(),
            secret: secret(user),
            parameters: Parameters::default(),
        };
        party.seed(&call(&clock), (0..users).map(seed)).await?;
        let admin = AdminToken::random(&mut host::os::OsRandom)?;
        let running = start(Arc::clone(&party), clock.clone(), admin, random(), Settings::default()).await?;
        Ok(Self { party, running, clock })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// The token of a half login.
    pub(crate) async fn half_login(&self, user: u64) -> Outcome<String> {
        let name = format!("user{user}");
        match self.party.log_in(&call(&self.clock), &name, PASSWORD, None).await? {
            LogIn::SecondFactorRequired(half) => Ok(half.session.token.expose().to_owned()),
            _ => Err("a second factor is enrolled".into()),
        }
    }

    /// The body of a right second step.
    pub(crate) fn code(&self, user: u64) -> Outcome<String> {
        let code = code_at(&secret(user), &Parameters::default(), self.clock.now())?;
        Ok(format!("{{\"code\":\"{}\"}}", code.as_str()))
    }

    /// To the next step.
    pub(crate) fn advance(&self) {
        self.clock.0.fetch_add(30, Ordering::SeqCst);
    }
}

fn call(clock: &SetClock) -> Call {
    let source = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    let origin = Origin { source, request_id: String::new(), agent: "bench".to_owned() };
    Call { tenant: TenantName::main(), now: clock.now(), origin }
}
