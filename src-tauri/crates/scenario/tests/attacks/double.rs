//! The small server as a target.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use otp::{Parameters, UnixSeconds};
use scenario::{
    AcceptedSteps, Action, Answer, ClockControl, Description, Exchange, Kind, Outcome, Person, Received, Sent, Target,
    TargetError, Visitor,
};
use zeroize::Zeroizing;

use crate::bug::Bug;
use crate::server::{Done, Server, moment};

pub(crate) struct Double {
    pub(crate) description: Description,
    server: Mutex<Server>,
    people: AtomicU64,
    requests: AtomicU64,
}

impl Double {
    pub(crate) fn new(bugs: &[Bug]) -> Self {
        let without = [Kind::ShowBackupCodes, Kind::AddAddress, Kind::RepeatPassword];
        let actions: BTreeSet<Kind> = Kind::DESCRIBED.into_iter().filter(|kind| !without.contains(kind)).collect();
        let description = Description {
            name: "double".to_owned(),
            url: None,
            is_loopback: true,
            actions,
            clock: ClockControl::Full,
            can_reset: false,
            tells_reasons: false,
            device: Parameters::default(),
            window: Some(AcceptedSteps { back: 1, ahead: 1 }),
            chosen: BTreeMap::new(),
            most_requests: 20_000,
        };
        let server = Mutex::new(Server::new(bugs));
        Self { description, server, people: AtomicU64::new(0), requests: AtomicU64::new(0) }
    }

    /// Accepts codes of so many steps either side.
    pub(crate) fn accepting(self, steps: u64) -> Self {
        self.server.lock().unwrap().accepts = steps;
        self
    }

    /// Hands out secrets none of whose next codes begins with 0.
    pub(crate) fn without_zeros(self) -> Self {
        self.server.lock().unwrap().avoids_zeros = true;
        self
    }

    pub(crate) fn described(mut self, change: impl FnOnce(&mut Description)) -> Self {
        change(&mut self.description);
        self
    }

    fn count(&self) -> Result<(), TargetError> {
        let most = self.description.most_requests;
        match self.requests.fetch_add(1, Ordering::Relaxed) < most {
            true => Ok(()),
            false => Err(TargetError::TooManyRequests { most }),
        }
    }
}

fn answer(action: &Action, done: Done) -> Answer {
    let Done { outcome, granted, status, took } = done;
    let path = format!("/{}", action.kind);
    let request = Sent { method: "POST".to_owned(), path, headers: Vec::new(), body: String::new() };
    let response = Received { status, headers: Vec::new(), body: outcome.name().to_owned() };
    Answer { outcome, reason: None, granted, exchanges: vec![Exchange { request, response: Some(response), took }] }
}

#[async_trait]
impl Target for Double {
    fn description(&self) -> &Description {
        &self.description
    }

    fn new_person(&self) -> Result<Person, TargetError> {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let username = format!("person-{number}");
        let (password, email) = (Zeroizing::new(format!("words {number}")), format!("{username}@example.test"));
        Ok(Person { username, password, email })
    }

    async fn perform(&self, visitor: &mut Visitor, action: &Action) -> Result<Answer, TargetError> {
        self.count()?;
        if !self.description.offers(action.kind) {
            return Ok(Answer::bare(Outcome::NotOffered));
        }
        Ok(answer(action, self.server.lock().unwrap().perform(visitor, action)))
    }

    async fn perform_together(&self, tries: &mut [(Visitor, Action)]) -> Vec<Result<Answer, TargetError>> {
        let mut server = self.server.lock().unwrap();
        let before = server.clone();
        let each = |(visitor, action): &mut (Visitor, Action)| {
            self.count()?;
            server.read_before(&before);
            Ok(answer(action, server.perform(visitor, action)))
        };
        tries.iter_mut().map(each).collect()
    }

    async fn now(&self) -> Result<UnixSeconds, TargetError> {
        Ok(moment(&self.server.lock().unwrap()))
    }

    async fn advance(&self, seconds: u64) -> Result<(), TargetError> {
        self.server.lock().unwrap().now += seconds;
        Ok(())
    }

    async fn set_clock(&self, now: UnixSeconds) -> Result<(), TargetError> {
        self.server.lock().unwrap().now = now.0;
        Ok(())
    }

    async fn reset(&self) -> Result<(), TargetError> {
        Err(TargetError::NoReset)
    }

    fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }
}

/// A target that answers nothing, or not what is expected of it.
pub(crate) struct Odd(pub(crate) Double, pub(crate) Option<u16>);

#[async_trait]
impl Target for Odd {
    fn description(&self) -> &Description {
        self.0.description()
    }

    fn new_person(&self) -> Result<Person, TargetError> {
        self.0.new_person()
    }

    async fn perform(&self, _: &mut Visitor, action: &Action) -> Result<Answer, TargetError> {
        self.0.count()?;
        let outcome = match self.1 {
            Some(status) => Outcome::Unclear(format!("no rule fits the answer, status {status}")),
            None => Outcome::Unclear("no answer within 10 s".to_owned()),
        };
        let done = Done { outcome, granted: Default::default(), status: self.1.unwrap_or(0), took: Duration::ZERO };
        let mut answer = answer(action, done);
        if self.1.is_none() {
            answer.exchanges.iter_mut().for_each(|exchange| exchange.response = None);
        }
        Ok(answer)
    }

    async fn perform_together(&self, tries: &mut [(Visitor, Action)]) -> Vec<Result<Answer, TargetError>> {
        tries.iter().map(|_| Ok(Answer::bare(Outcome::Unclear("reset".to_owned())))).collect()
    }

    async fn now(&self) -> Result<UnixSeconds, TargetError> {
        self.0.now().await
    }

    async fn advance(&self, seconds: u64) -> Result<(), TargetError> {
        self.0.advance(seconds).await
    }

    async fn set_clock(&self, now: UnixSeconds) -> Result<(), TargetError> {
        self.0.set_clock(now).await
    }

    async fn reset(&self) -> Result<(), TargetError> {
        self.0.reset().await
    }

    fn requests(&self) -> u64 {
        self.0.requests()
    }
}
