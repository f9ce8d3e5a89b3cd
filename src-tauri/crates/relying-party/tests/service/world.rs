//! A relying party with a clock that is set by hand, and a person with a device.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use otp::{Parameters, Secret, UnixSeconds, code_at, parse_uri};
use relying_party::policy::Policy;
use relying_party::{
    Call, Confirmed, Database, DeviceId, Error, FullSession, KeyPlace, Location, LogIn, NewSession, Origin,
    PartialSession, Rejection, RelyingParty, SignedIn, TenantName,
};
use sealing::{Argon2Parameters, KeyRing, Random, RandomError, SealingKey};

/// The start of every test: a boundary of a step.
pub(crate) const START: u64 = 1_700_000_010;
pub(crate) const PASSWORD: &str = "a quiet green harbour";

/// Numbers that look random and are the same every time.
pub(crate) struct Counted(pub(crate) u64);

impl Random for Counted {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for byte in bytes {
            // SplitMix64, one byte of each number.
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = ((mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 56) as u8;
        }
        Ok(())
    }
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) party: Arc<RelyingParty>,
    pub(crate) now: Arc<AtomicU64>,
}

/// A user with a device.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) secret: Secret,
    pub(crate) parameters: Parameters,
    pub(crate) device: DeviceId,
    pub(crate) backup_codes: Vec<String>,
    pub(crate) session: NewSession,
}

impl Person {
    pub(crate) fn code(&self, at: u64) -> String {
        code_at(&self.secret, &self.parameters, UnixSeconds(at)).unwrap().as_str().to_owned()
    }
}

pub(crate) fn cheap(mut policy: Policy) -> Policy {
    policy.password.argon2 = Argon2Parameters::new(8, 1, 1).unwrap();
    policy
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Policy::default(), &Location::Memory).await
    }

    pub(crate) async fn with(policy: Policy, location: &Location) -> Self {
        Self::seeded(policy, location, 1).await
    }

    /// As [`Self::with`], drawing other numbers: for a database that was written before.
    pub(crate) async fn seeded(policy: Policy, location: &Location, seed: u64) -> Self {
        Self::with_keys(policy, location, seed, KeyRing::new(SealingKey::from_bytes([7; 32]))).await
    }

    pub(crate) async fn with_keys(policy: Policy, location: &Location, seed: u64, keys: KeyRing) -> Self {
        let database = Database::open(location).await.unwrap();
        let party = RelyingParty::new(database, cheap(policy), keys, Box::new(Counted(seed)), 2);
        Self { party: Arc::new(party), now: Arc::new(AtomicU64::new(START)) }
    }

    /// The same, with its keys kept in this place.
    pub(crate) fn kept_in(self, place: Box<dyn KeyPlace>) -> Self {
        Self { party: Arc::new((*self.party).clone().with_keys_kept_in(place)), ..self }
    }

    pub(crate) fn now(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    pub(crate) fn set(&self, now: u64) {
        self.now.store(now, Ordering::SeqCst);
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn call(&self) -> Call {
        self.call_from("192.0.2.1")
    }

    pub(crate) fn call_from(&self, source: &str) -> Call {
        Call {
            tenant: TenantName::main(),
            now: UnixSeconds(self.now()),
            origin: Origin {
                source: source.parse().unwrap(),
                request_id: "request".to_owned(),
                agent: "test".to_owned(),
            },
        }
    }

    pub(crate) async fn full(&self, session: &NewSession) -> FullSession {
        self.party.session(&self.call(), &session.token).await.unwrap().full().unwrap()
    }

    /// A user without a second factor.
    pub(crate) async fn register(&self, name: &str) -> NewSession {
        self.party.register(&self.call(), name, PASSWORD).await.unwrap()
    }

    /// A user with a device, confirmed at the time there is, which is then moved to the next step.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let session = self.register(name).await;
        let (confirmed, secret, parameters, device) = self.enrol(&session).await;
        self.advance(30);
        let codes = confirmed.backup_codes.map(|set| set.codes).unwrap_or_default();
        Person {
            name: name.to_owned(),
            secret,
            parameters,
            device,
            backup_codes: codes.iter().map(|code| code.to_string()).collect(),
            session: confirmed.session,
        }
    }

    pub(crate) async fn enrol(&self, session: &NewSession) -> (Confirmed, Secret, Parameters, DeviceId) {
        let session = self.party.session(&self.call(), &session.token).await.unwrap().enrolling().unwrap();
        let offer = self.party.start_enrolment(&self.call(), &session, "phone").await.unwrap();
        let uri = parse_uri(&offer.uri).unwrap().uri;
        let code = code_at(&uri.secret, &uri.parameters, UnixSeconds(self.now())).unwrap();
        let confirmed =
            self.party.confirm_enrolment(&self.call(), &session, &offer.device, code.as_str()).await.unwrap();
        (confirmed, uri.secret, uri.parameters, offer.device)
    }

    pub(crate) async fn half_login(&self, name: &str) -> NewSession {
        match self.party.log_in(&self.call(), name, PASSWORD, None).await.unwrap() {
            LogIn::SecondFactorRequired(half) => half.session,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn partial(&self, session: &NewSession) -> PartialSession {
        self.party.session(&self.call(), &session.token).await.unwrap().partial().unwrap()
    }

    /// A login with a second factor, from the password on.
    pub(crate) async fn log_in(&self, name: &str, code: &str) -> Result<SignedIn, Error> {
        let half = self.half_login(name).await;
        let partial = self.partial(&half).await;
        self.party.verify_second_factor(&self.call(), &partial, code).await
    }

    pub(crate) async fn last_reason(&self) -> String {
        let entries = self.party.journal(&self.call(), &Default::default()).await.unwrap();
        entries.first().unwrap().reason.clone()
    }
}

pub(crate) fn rejection<T: std::fmt::Debug>(result: Result<T, Error>) -> Rejection {
    match result {
        Err(Error::Rejected(rejection)) => rejection,
        other => panic!("{other:?}"),
    }
}
