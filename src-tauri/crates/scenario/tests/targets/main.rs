//! The servers under tests/targets/, installed and started for real, asked through their profiles: the honest way works.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod device;
mod server;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use device::Device;
use otp::UnixSeconds;
use scenario::profile::Profile;
use scenario::{Action, Answer, HttpOptions, HttpTarget, Kind, MachineTime, Outcome, Person, Target, Visitor};
use server::Server;

const START: UnixSeconds = UnixSeconds(1_700_000_000);

#[tokio::test]
async fn express_with_speakeasy_lets_in_whoever_has_the_device() {
    let server = Server::start("express-speakeasy");
    let story = Story::enrol(&server).await;
    story.log_in_with_the_password_alone_is_not_enough().await;
    story.log_in_with_a_code().await;
    story.log_in_with_a_backup_code_once().await;
}

#[tokio::test]
async fn express_with_a_temporary_token_lets_in_whoever_has_the_device() {
    let server = Server::start("express-token");
    let story = Story::enrol(&server).await;
    story.log_in_with_the_password_alone_is_not_enough().await;
    story.log_in_with_a_code().await;
    story.log_in_with_a_backup_code_once().await;
}

#[tokio::test]
async fn passport_totp_lets_in_whoever_has_the_device() {
    let server = Server::start("passport-totp");
    let story = Story::enrol(&server).await;
    story.log_in_with_the_password_alone_is_not_enough().await;
    story.log_in_with_a_code().await;
}

#[tokio::test]
async fn django_allauth_lets_in_whoever_has_the_device() {
    let server = Server::start("django-allauth");
    let story = Story::enrol(&server).await;
    story.log_in_with_the_password_alone_is_not_enough().await;
    story.log_in_with_a_code().await;
    story.log_in_with_a_backup_code_once().await;
}

/// Somebody who registered and enrolled a device, and logged out again.
struct Story {
    target: HttpTarget,
    person: Person,
    device: Device,
    backup_codes: Vec<String>,
}

impl Story {
    async fn enrol(server: &Server) -> Self {
        let target = target(server);
        target.set_clock(START).await.unwrap();
        let person = target.new_person().unwrap();
        let mut browser = Visitor::new(&person);
        accepted(&target, &mut browser, Action::new(Kind::Register)).await;
        accepted(&target, &mut browser, Action::new(Kind::LogIn)).await;
        accepted(&target, &mut browser, Action::new(Kind::SignedIn)).await;
        let begun = accepted(&target, &mut browser, Action::new(Kind::BeginEnrolment)).await;
        let device = Device::typed_in(&begun.granted.secret.unwrap(), target.description().device);
        refused(&target, &mut browser, Action::new(Kind::ConfirmEnrolment).with_code(&device.wrong_code(START))).await;
        let confirm = Action::new(Kind::ConfirmEnrolment).with_code(&device.code(START));
        let confirmed = accepted(&target, &mut browser, confirm).await;
        accepted(&target, &mut browser, Action::new(Kind::LogOut)).await;
        let backup_codes = confirmed.granted.backup_codes.iter().map(|code| code.to_string()).collect();
        Self { target, person, device, backup_codes }
    }

    async fn log_in_with_the_password_alone_is_not_enough(&self) {
        let mut browser = Visitor::new(&self.person);
        let half = self.target.perform(&mut browser, &Action::new(Kind::LogIn)).await.unwrap();
        assert_eq!(half.outcome, Outcome::SecondFactorRequired);
        let asked = self.target.perform(&mut browser, &Action::new(Kind::SignedIn)).await.unwrap();
        assert!(matches!(asked.outcome, Outcome::SecondFactorRequired | Outcome::Rejected), "{}", asked.outcome);
        let mut stranger = Visitor::new(&self.person);
        refused(&self.target, &mut stranger, Action::new(Kind::LogIn).given("password", "not the password")).await;
    }

    async fn log_in_with_a_code(&self) {
        self.target.advance(30).await.unwrap();
        let now = self.target.now().await.unwrap();
        assert_eq!(now.0, START.0 + 30);
        let mut browser = Visitor::new(&self.person);
        let wrong = self.finish(&mut browser, Kind::SecondStep, &self.device.wrong_code(now)).await;
        assert_eq!(wrong.outcome, Outcome::Rejected);
        let right = self.finish(&mut browser, Kind::SecondStep, &self.device.code(now)).await;
        assert_eq!(right.outcome, Outcome::Accepted);
        accepted(&self.target, &mut browser, Action::new(Kind::SignedIn)).await;
        accepted(&self.target, &mut browser, Action::new(Kind::LogOut)).await;
    }

    async fn log_in_with_a_backup_code_once(&self) {
        assert!(self.backup_codes.len() >= 8, "{} backup codes", self.backup_codes.len());
        for code in self.backup_codes.iter().take(2) {
            let mut browser = Visitor::new(&self.person);
            let first = self.finish(&mut browser, Kind::UseBackupCode, code).await;
            assert_eq!(first.outcome, Outcome::Accepted);
            accepted(&self.target, &mut browser, Action::new(Kind::SignedIn)).await;
            let again = self.finish(&mut Visitor::new(&self.person), Kind::UseBackupCode, code).await;
            assert_eq!(again.outcome, Outcome::Rejected);
        }
    }

    /// A login with a code: in one call where the target has no second step.
    async fn finish(&self, browser: &mut Visitor, kind: Kind, code: &str) -> Answer {
        if !self.target.description().offers(Kind::SecondStep) {
            return self.target.perform(browser, &Action::new(Kind::LogIn).with_code(code)).await.unwrap();
        }
        let half = self.target.perform(browser, &Action::new(Kind::LogIn)).await.unwrap();
        assert_eq!(half.outcome, Outcome::SecondFactorRequired);
        self.target.perform(browser, &Action::new(kind).with_code(code)).await.unwrap()
    }
}

async fn accepted(target: &HttpTarget, browser: &mut Visitor, action: Action) -> Answer {
    let answer = target.perform(browser, &action).await.unwrap();
    assert!(answer.is_accepted(), "{}: {}\n{:#?}", action.kind, answer.outcome, answer.exchanges);
    answer
}

async fn refused(target: &HttpTarget, browser: &mut Visitor, action: Action) {
    let answer = target.perform(browser, &action).await.unwrap();
    assert_eq!(answer.outcome, Outcome::Rejected, "{}\n{:#?}", action.kind, answer.exchanges);
}

fn target(server: &Server) -> HttpTarget {
    let file = format!("{}.toml", server.name);
    let text = std::fs::read_to_string(server::folder().join(&file)).unwrap();
    let profile = Profile::parse(&text, &file).unwrap_or_else(|error| panic!("{error}"));
    let url = Some(server.url.clone());
    let time = Arc::new(Standing);
    HttpTarget::new(profile, HttpOptions { url, tag: "tag".to_owned(), environment: BTreeMap::new(), time }).unwrap()
}

/// This machine's clock, which nothing here asks: the servers have their own.
struct Standing;

#[async_trait]
impl MachineTime for Standing {
    fn now(&self) -> UnixSeconds {
        panic!("the target's clock counts")
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    async fn wait(&self, _: u64) {
        panic!("the target's clock is moved, not waited for")
    }
}
