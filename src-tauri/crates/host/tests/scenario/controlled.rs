//! Our own server, started to be controlled, by its target profile: the clock, the reset, the true reasons.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use host::os::OsRandom;
use host::scenario::clock_kept;
use otp::UnixSeconds;
use relying_party::{Database, Location, RelyingParty};
use relying_party_server::{AdminToken, Clock, Control, Running, Settings, start};
use scenario::profile::Profile;
use scenario::{
    Action, HttpOptions, HttpTarget, Kind, MachineTime, Outcome, Person, RawRequest, Scenario, Target, Visitor,
};
use sealing::{KeyRing, SealingKey};
use zeroize::Zeroizing;

const ADMIN: &str = "an-admin-token-of-more-than-32-characters";

/// A machine whose clock stands: what moves is the server's.
struct Standing;

impl Clock for Standing {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(1_800_000_000)
    }
}

#[async_trait]
impl MachineTime for Standing {
    fn now(&self) -> UnixSeconds {
        Clock::now(self)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    async fn wait(&self, _: u64) {
        unreachable!("the server's clock is moved")
    }
}

async fn controlled() -> (HttpTarget, Running) {
    controlled_within(10_000).await
}

/// With at most so many requests a run.
async fn controlled_within(requests: u64) -> (HttpTarget, Running) {
    let policy = host::scenario::policy(&scenario::PolicyChoice::default()).unwrap().1;
    let database = Database::open(&Location::Memory).await.unwrap();
    let keys = KeyRing::new(SealingKey::from_bytes([7; 32]));
    let party = Arc::new(RelyingParty::new(database, policy, keys, Box::new(OsRandom), 2));
    let settings = Settings { control: Some(Control { explains: true, ..Control::default() }), ..Settings::default() };
    let admin = AdminToken::parse(ADMIN).unwrap();
    let running = start(party, Arc::new(Standing), admin, Box::new(OsRandom), settings).await.unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/targets/countersign.toml");
    let mut profile = Profile::parse(&std::fs::read_to_string(path).unwrap(), path).unwrap();
    profile.limits.requests = requests;
    let environment = [("admin_token".to_owned(), Zeroizing::new(ADMIN.to_owned()))].into();
    let options =
        HttpOptions { url: Some(running.url()), tag: "tag".to_owned(), environment, time: Arc::new(Standing) };
    (HttpTarget::new(profile, options).unwrap(), running)
}

#[tokio::test]
async fn the_profile_moves_the_clock_of_a_controlled_server_and_resets_it() {
    let (target, _running) = controlled().await;
    target.advance(30).await.unwrap();
    assert_eq!(target.now().await.unwrap().0, 1_800_000_030);
    target.set_clock(UnixSeconds(1_700_000_000)).await.unwrap();
    assert_eq!(target.now().await.unwrap().0, 1_700_000_000);
    let mut ada = Visitor::new(&target.new_person().unwrap());
    assert!(target.perform(&mut ada, &Action::new(Kind::Register)).await.unwrap().is_accepted());
    target.reset().await.unwrap();
    assert_eq!(target.now().await.unwrap().0, 1_800_000_000);
    let gone = target.perform(&mut ada, &Action::new(Kind::LogIn)).await.unwrap();
    assert_eq!((gone.outcome, gone.reason.as_deref()), (Outcome::Rejected, Some("unknown-name")));
}

/// What the server says of its clock, after this was asked of it.
async fn clock(target: &HttpTarget, method: &str, body: Option<&str>) -> String {
    let headers = [("Authorization", "Bearer {admin_token}"), ("Content-Type", "application/json")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let (method, path) = (method.to_owned(), "/api/v1/control/clock".to_owned());
    let body = body.map(|body| Zeroizing::new(body.to_owned()));
    let nobody = Person { username: String::new(), password: Zeroizing::default(), email: String::new() };
    let action = Action::raw(RawRequest { method, path, headers, body });
    let answer = target.perform(&mut Visitor::new(&nobody), &action).await.unwrap();
    let response = answer.exchanges.last().unwrap().response.clone().unwrap();
    assert_eq!(response.status, 200, "{response:?}");
    response.body
}

const SETTINGS: [&str; 3] = ["{{}}", "{{\"ahead\":90,\"skew\":7}}", "{{\"time\":59,\"frozen\":true}}"];

#[tokio::test]
async fn a_run_leaves_the_clock_of_a_controlled_server_as_it_was() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/scenarios/replay.toml");
    let scenario = Scenario::parse(&std::fs::read_to_string(path).unwrap(), path).unwrap();
    for setting in SETTINGS {
        let (target, _running) = controlled().await;
        let before = clock(&target, "PUT", Some(setting)).await;
        let (report, left) = clock_kept(&target, pending(), scenario::run(&scenario, &target, |_| ())).await;
        assert!(report.unwrap().steps.len() > 3);
        assert_eq!(left, None);
        assert_eq!(clock(&target, "GET", None).await, before);
    }
}

#[tokio::test]
async fn so_does_one_that_is_stopped_or_has_made_all_its_requests() {
    let (target, _running) = controlled_within(4).await;
    let before = clock(&target, "PUT", Some(SETTINGS[1])).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let work = async {
        target.set_clock(UnixSeconds(5)).await.unwrap();
        target.set_clock(UnixSeconds(6)).await.unwrap();
        assert!(target.set_clock(UnixSeconds(7)).await.is_err(), "there are no more requests");
        stop.send(()).unwrap();
        pending::<()>().await;
    };
    let (done, left) = clock_kept(&target, async { stopped.await.unwrap() }, work).await;
    assert_eq!((done, left), (None, None));
    assert_eq!(clock(&target, "GET", None).await, before);
}
