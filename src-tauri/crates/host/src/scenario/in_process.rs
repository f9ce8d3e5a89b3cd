//! The relying party of this program, in this process, with a clock and a randomness of its own: the same scenario
//! gives the same every time.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ::relying_party::policy::{Policy, Profile};
use ::relying_party::{Call, Database, JournalQuery, Location, Origin, RelyingParty, TenantName};
use ::scenario::profile::Profile as TargetProfile;
use ::scenario::{
    AcceptedSteps, Action, Answer, ClockControl, Description, FileError, HttpOptions, HttpTarget, MachineTime, Outcome,
    Person, PolicyChoice, START, Target, TargetError, Visitor,
};
use async_trait::async_trait;
use otp::UnixSeconds;
use relying_party_server::{AdminToken, Clock, Running, Settings};
use sealing::{Argon2Parameters, KeyRing, Random, RandomError, SealingKey};
use zeroize::Zeroizing;

use crate::os::Stopwatch;
use crate::relying_party::{Administration, merged_policy};

/// How this server is asked: the same file as for one that is started elsewhere.
const PROFILE: &str = include_str!("../../../../../tests/targets/countersign.toml");
const PROFILE_NAME: &str = "tests/targets/countersign.toml";

/// A relying party in this process.
pub struct InProcess {
    http: HttpTarget,
    administration: Administration,
    description: Description,
    party: Arc<RelyingParty>,
    clock: Arc<VirtualClock>,
    server: Running,
}

/// A clock that is set by hand.
struct VirtualClock {
    now: AtomicU64,
    started: Stopwatch,
}

impl Clock for VirtualClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.now.load(Ordering::SeqCst))
    }
}

#[async_trait]
impl MachineTime for VirtualClock {
    fn now(&self) -> UnixSeconds {
        Clock::now(self)
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    async fn wait(&self, seconds: u64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }
}

/// Numbers that look random and are the same every time (SplitMix64). For virtual worlds only: whoever knows the seed
/// knows every secret.
struct Repeatable(u64);

impl Random for Repeatable {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for part in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let drawn = (mixed ^ (mixed >> 31)).to_le_bytes();
            part.iter_mut().zip(drawn).for_each(|(byte, drawn)| *byte = drawn);
        }
        Ok(())
    }
}

/// The policy a scenario asks for, with password hashes that cost next to nothing. `key` and the reason of a mistake.
///
/// # Errors
/// There is no such profile, or a value is not one the policy can have.
pub fn policy(choice: &PolicyChoice) -> Result<(Profile, Policy), (&'static str, String)> {
    let name = choice.profile.as_deref().unwrap_or("rfc");
    let profile = Profile::ALL.into_iter().find(|profile| profile.name() == name);
    let profile = profile.ok_or_else(|| ("policy.profile", format!("there is no policy `{name}`")))?;
    let mut policy = merged_policy(profile, &choice.change).map_err(|reason| ("policy.change", reason))?;
    if let Ok(cheap) = Argon2Parameters::new(8, 1, 1) {
        policy.password.argon2 = cheap;
    }
    Ok((profile, policy))
}

impl InProcess {
    /// Starts one on a free port of this machine only. It ends with [`Self::stop`].
    ///
    /// # Errors
    /// There is no port, no database in memory, or our own profile cannot be read.
    pub async fn start(profile: Profile, policy: Policy) -> Result<Self, TargetError> {
        Self::start_as(profile, policy, 1, |party| party).await
    }

    /// The same, whose secrets are those of another seed.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn start_with_seed(profile: Profile, policy: Policy, seed: u64) -> Result<Self, TargetError> {
        Self::start_as(profile, policy, seed, |party| party).await
    }

    /// The same with known bugs.
    ///
    /// # Errors
    /// As [`Self::start`].
    #[cfg(feature = "known-bugs")]
    pub async fn start_with_bugs(
        profile: Profile,
        policy: Policy,
        bugs: impl IntoIterator<Item = ::relying_party::Bug>,
    ) -> Result<Self, TargetError> {
        Self::start_as(profile, policy, 1, |party| party.with_bugs(bugs)).await
    }

    async fn start_as(
        profile: Profile,
        policy: Policy,
        seed: u64,
        change: impl FnOnce(RelyingParty) -> RelyingParty,
    ) -> Result<Self, TargetError> {
        let window = policy.totp.window;
        let clock = Arc::new(VirtualClock { now: AtomicU64::new(START), started: Stopwatch::start() });
        let keys = KeyRing::new(SealingKey::from_bytes([7; 32]));
        let database = Database::open(&Location::Memory).await.map_err(|error| failed(&error))?;
        let party = RelyingParty::new(database, policy, keys, Box::new(Repeatable(seed)), 2);
        let party = Arc::new(change(party));
        let admin = AdminToken::random(&mut Repeatable(2)).map_err(|error| failed(&error))?;
        let told = Zeroizing::new(admin.expose().to_owned());
        let shared: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let random = Box::new(Repeatable(3));
        let server = relying_party_server::start(Arc::clone(&party), shared, admin, random, Settings::default()).await;
        let server = server.map_err(|error| failed(&error))?;
        let administration = Administration::at(&server.url(), told.clone()).map_err(|error| failed(&error))?;
        let http = http(&server, told, Arc::clone(&clock))?;
        let description = Description {
            name: format!("countersign in process ({})", profile.name()),
            clock: ClockControl::Full,
            tells_reasons: true,
            window: Some(AcceptedSteps { back: window.back.into(), ahead: window.ahead.into() }),
            ..http.description().clone()
        };
        Ok(Self { http, administration, description, party, clock, server })
    }

    /// Ends it.
    pub async fn stop(self) {
        let Self { http, administration, server, .. } = self;
        // Its connections first: the server waits for those that are open.
        drop((http, administration));
        server.stop().await;
    }

    /// Asks it, as its administrator.
    pub(super) fn administration(&self) -> &Administration {
        &self.administration
    }

    /// The newest entries of the journal, newest first.
    async fn newest(&self, after: Option<i64>) -> Option<(i64, String)> {
        let query = JournalQuery { user: None, after, before: None, most: Some(1) };
        let entries = self.party.journal(&self.call(), &query).await.ok()?;
        entries.into_iter().next().map(|entry| (entry.id, entry.reason))
    }

    fn call(&self) -> Call {
        let source = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let origin = Origin { source, request_id: "scenario".to_owned(), agent: String::new() };
        Call { tenant: TenantName::main(), now: Clock::now(&*self.clock), origin }
    }
}

fn http(server: &Running, admin: Zeroizing<String>, clock: Arc<VirtualClock>) -> Result<HttpTarget, TargetError> {
    let profile = TargetProfile::parse(PROFILE, PROFILE_NAME).map_err(|error: FileError| failed(&error))?;
    // Its clock is set here, not over HTTP.
    let profile = profile.without_control();
    let options = HttpOptions {
        url: Some(server.url()),
        tag: "s".to_owned(),
        environment: BTreeMap::from([("admin_token".to_owned(), admin)]),
        time: clock,
    };
    HttpTarget::new(profile, options).map_err(|error| failed(&error))
}

fn failed(error: &dyn std::fmt::Display) -> TargetError {
    TargetError::Failed(error.to_string())
}

#[async_trait]
impl Target for InProcess {
    fn description(&self) -> &Description {
        &self.description
    }

    fn new_person(&self) -> Result<Person, TargetError> {
        self.http.new_person()
    }

    async fn perform(&self, visitor: &mut Visitor, action: &Action) -> Result<Answer, TargetError> {
        let before = self.newest(None).await.map(|(id, _)| id);
        let answer = self.http.perform(visitor, action).await?;
        let refused = matches!(answer.outcome, Outcome::Rejected | Outcome::Throttled { .. });
        let reason = if refused { self.newest(before).await.map(|(_, reason)| reason) } else { None };
        Ok(Answer { reason: reason.filter(|reason| !reason.is_empty()), ..answer })
    }

    async fn perform_together(&self, tries: &mut [(Visitor, Action)]) -> Vec<Result<Answer, TargetError>> {
        self.http.perform_together(tries).await
    }

    async fn now(&self) -> Result<UnixSeconds, TargetError> {
        Ok(Clock::now(&*self.clock))
    }

    async fn advance(&self, seconds: u64) -> Result<(), TargetError> {
        self.clock.wait(seconds).await;
        Ok(())
    }

    async fn set_clock(&self, now: UnixSeconds) -> Result<(), TargetError> {
        self.clock.now.store(now.0, Ordering::SeqCst);
        Ok(())
    }

    async fn reset(&self) -> Result<(), TargetError> {
        Err(TargetError::NoReset)
    }

    fn requests(&self) -> u64 {
        self.http.requests()
    }
}
