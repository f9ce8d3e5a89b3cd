//! The profile of our own server, against our own server behind a real socket.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use otp::{Generator, UnixSeconds, parse_uri};
use relying_party::policy::Policy;
use relying_party::{Database, Location, RelyingParty};
use relying_party_server::{AdminToken, Clock, Running, Settings, start};
use scenario::profile::Profile;
use scenario::{Action, Answer, HttpOptions, HttpTarget, Kind, MachineTime, Outcome, Target, Visitor};
use sealing::{Argon2Parameters, KeyRing, SealingKey};
use zeroize::Zeroizing;

const ADMIN: &str = "an-admin-token-of-more-than-32-characters";

/// One clock for the server and for the devices, set by hand.
struct OneClock(AtomicU64);

impl Clock for OneClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.0.load(Ordering::SeqCst))
    }
}

#[async_trait]
impl MachineTime for OneClock {
    fn now(&self) -> UnixSeconds {
        Clock::now(self)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    async fn wait(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

struct World {
    target: HttpTarget,
    _running: Running,
}

impl World {
    async fn start() -> Self {
        let mut policy = Policy::default();
        policy.password.argon2 = Argon2Parameters::new(8, 1, 1).unwrap();
        let database = Database::open(&Location::Memory).await.unwrap();
        let keys = KeyRing::new(SealingKey::from_bytes([7; 32]));
        let random = || Box::new(host::os::OsRandom);
        let party = Arc::new(RelyingParty::new(database, policy, keys, random(), 2));
        let clock = Arc::new(OneClock(AtomicU64::new(1_800_000_000)));
        let shared: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let admin = AdminToken::parse(ADMIN).unwrap();
        let running = start(party, shared, admin, random(), Settings::default()).await.unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/targets/countersign.toml");
        let profile = Profile::parse(&std::fs::read_to_string(path).unwrap(), path).unwrap().without_control();
        let environment = BTreeMap::from([("admin_token".to_owned(), Zeroizing::new(ADMIN.to_owned()))]);
        let options = HttpOptions { url: Some(running.url()), tag: "tag".to_owned(), environment, time: clock };
        Self { target: HttpTarget::new(profile, options).unwrap(), _running: running }
    }

    async fn does(&self, visitor: &mut Visitor, action: Action) -> Answer {
        let answer = self.target.perform(visitor, &action).await.unwrap();
        assert!(!matches!(answer.outcome, Outcome::Unclear(_)), "{answer:?}");
        answer
    }

    /// A person with a device and its backup codes, at the step after the one that confirmed.
    async fn enrolled(&self) -> (Visitor, Generator, Vec<Zeroizing<String>>) {
        let mut visitor = Visitor::new(&self.target.new_person().unwrap());
        assert_eq!(self.does(&mut visitor, Action::new(Kind::Register)).await.outcome, Outcome::Accepted);
        let begun = self.does(&mut visitor, Action::new(Kind::BeginEnrolment)).await;
        let uri = parse_uri(begun.granted.uri.as_ref().unwrap()).unwrap().uri;
        let device = Generator::new(&uri.secret, &uri.parameters);
        let code = self.code(&device).await;
        let confirm = Action::new(Kind::ConfirmEnrolment).with_code(&code);
        let confirmed = self.does(&mut visitor, confirm).await;
        assert_eq!(confirmed.granted.backup_codes.len(), 10, "{confirmed:?}");
        self.target.advance(30).await.unwrap();
        (visitor, device, confirmed.granted.backup_codes)
    }

    async fn code(&self, device: &Generator) -> String {
        device.code_at(self.target.now().await.unwrap()).unwrap().as_str().to_owned()
    }
}

#[tokio::test]
async fn a_whole_life_by_the_profile() {
    let world = World::start().await;
    let (mut visitor, device, backup_codes) = world.enrolled().await;
    world.does(&mut visitor, Action::new(Kind::LogOut)).await;
    assert_eq!(world.does(&mut visitor, Action::new(Kind::SignedIn)).await.outcome, Outcome::Rejected);
    let half = world.does(&mut visitor, Action::new(Kind::LogIn)).await;
    assert_eq!(half.outcome, Outcome::SecondFactorRequired);
    assert_eq!(world.does(&mut visitor, Action::new(Kind::SignedIn)).await.outcome, Outcome::SecondFactorRequired);
    let code = world.code(&device).await;
    let second = Action::new(Kind::SecondStep).with_code(&code);
    assert!(world.does(&mut visitor, second.clone()).await.is_accepted());
    assert!(world.does(&mut visitor, Action::new(Kind::SignedIn)).await.is_accepted());
    let once_more = Action::new(Kind::LogIn).with_code(&code);
    assert_eq!(world.does(&mut visitor, once_more).await.outcome, Outcome::Rejected);
    world.does(&mut visitor, Action::new(Kind::LogIn)).await;
    let backup = Action::new(Kind::UseBackupCode).with_code(&backup_codes[0]);
    assert!(world.does(&mut visitor, backup).await.is_accepted());
    assert!(world.does(&mut visitor, Action::new(Kind::RepeatPassword)).await.is_accepted());
    world.target.advance(30).await.unwrap();
    let repeat = Action::new(Kind::RepeatCode).with_code(&world.code(&device).await);
    assert!(world.does(&mut visitor, repeat).await.is_accepted());
    let made = world.does(&mut visitor, Action::new(Kind::RegenerateBackupCodes)).await;
    assert_eq!(made.granted.backup_codes.len(), 10);
    assert!(world.does(&mut visitor, Action::new(Kind::ShowBackupCodes)).await.granted.backup_codes.is_empty());
    assert!(world.does(&mut visitor, Action::new(Kind::ShowSecret)).await.granted.secret.is_none());
    assert!(world.does(&mut visitor, Action::new(Kind::RemoveSecondFactor)).await.is_accepted());
}

#[tokio::test]
async fn a_new_password_by_the_message() {
    let world = World::start().await;
    let (mut visitor, ..) = world.enrolled().await;
    let added = world.does(&mut visitor, Action::new(Kind::AddAddress)).await;
    assert!(added.is_accepted(), "{added:?}");
    assert!(world.does(&mut visitor, Action::new(Kind::BeginPasswordReset)).await.is_accepted());
    assert!(world.does(&mut visitor, Action::new(Kind::ReadMessage)).await.is_accepted());
    let reset = Action::new(Kind::ResetPassword).given("new_password", "another long quiet harbour");
    let done = world.does(&mut visitor, reset).await;
    assert!(done.is_accepted(), "{done:?}");
    assert_eq!(world.does(&mut visitor, Action::new(Kind::LogIn)).await.outcome, Outcome::Rejected);
    let again = Action::new(Kind::LogIn).given("password", "another long quiet harbour");
    assert_eq!(world.does(&mut visitor, again).await.outcome, Outcome::SecondFactorRequired);
}

#[tokio::test]
async fn guesses_are_throttled_and_it_is_told_how_long() {
    let world = World::start().await;
    let (mut visitor, ..) = world.enrolled().await;
    world.does(&mut visitor, Action::new(Kind::LogIn)).await;
    let mut last = Outcome::Accepted;
    for _ in 0..8 {
        last = world.does(&mut visitor, Action::new(Kind::SecondStep).with_code("000000")).await.outcome;
    }
    assert!(matches!(last, Outcome::Throttled { retry_after: Some(_) }), "{last:?}");
}

#[tokio::test]
async fn of_many_at_once_one_gets_in_and_no_evidence_holds_a_secret() {
    let world = World::start().await;
    let (mut visitor, device, _) = world.enrolled().await;
    world.does(&mut visitor, Action::new(Kind::LogIn)).await;
    let code = world.code(&device).await;
    let mut tries = vec![(visitor.clone(), Action::new(Kind::SecondStep).with_code(&code)); 10];
    let answers: Vec<Answer> =
        world.target.perform_together(&mut tries).await.into_iter().map(|answer| answer.unwrap()).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_accepted()).count(), 1, "{answers:?}");
    let evidence = serde_json::to_string(&answers.iter().map(|answer| &answer.exchanges).collect::<Vec<_>>()).unwrap();
    for secret in [code.as_str(), visitor.value("token").unwrap(), visitor.value("password").unwrap(), ADMIN] {
        assert!(!evidence.contains(secret), "{evidence}");
    }
}

#[tokio::test]
async fn the_evidence_of_an_enrolment_holds_neither_secret_nor_picture() {
    let world = World::start().await;
    let mut visitor = Visitor::new(&world.target.new_person().unwrap());
    world.does(&mut visitor, Action::new(Kind::Register)).await;
    let begun = world.does(&mut visitor, Action::new(Kind::BeginEnrolment)).await;
    let evidence = serde_json::to_string(&begun.exchanges).unwrap();
    let secret = begun.granted.secret.as_ref().unwrap();
    for text in [secret.as_str(), &secret.replace(' ', ""), "otpauth:", "<svg", "iVBOR", "<path"] {
        assert!(!evidence.contains(text), "{text} in {evidence}");
    }
}
