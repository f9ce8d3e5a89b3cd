//! Our own server, started to be controlled, by its target profile: the clock, the reset, the true reasons.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use host::os::OsRandom;
use otp::UnixSeconds;
use relying_party::{Database, Location, RelyingParty};
use relying_party_server::{AdminToken, Clock, Control, Running, Settings, start};
use scenario::profile::Profile;
use scenario::{Action, HttpOptions, HttpTarget, Kind, MachineTime, Outcome, Target, Visitor};
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
    let policy = host::scenario::policy(&scenario::PolicyChoice::default()).unwrap().1;
    let database = Database::open(&Location::Memory).await.unwrap();
    let keys = KeyRing::new(SealingKey::from_bytes([7; 32]));
    let party = Arc::new(RelyingParty::new(database, policy, keys, Box::new(OsRandom), 2));
    let settings = Settings { control: Some(Control { explains: true, ..Control::default() }), ..Settings::default() };
    let admin = AdminToken::parse(ADMIN).unwrap();
    let running = start(party, Arc::new(Standing), admin, Box::new(OsRandom), settings).await.unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/targets/countersign.toml");
    let profile = Profile::parse(&std::fs::read_to_string(path).unwrap(), path).unwrap();
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
