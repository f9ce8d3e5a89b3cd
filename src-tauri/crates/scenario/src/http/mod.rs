//! Any HTTP server, asked as a target profile says.

mod client;
mod fill;
mod find;
mod html;
mod redact;
mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use otp::{Digits, Parameters, Period, UnixSeconds};
use url::{Host, Url};
use zeroize::Zeroizing;

use self::client::{Client, Prepared, Response, SendError};
use self::run::Run;
use crate::profile::{Profile, Request};
use crate::target::ClockBefore;
use crate::template::{self, Filled};
use crate::{
    AcceptedSteps, Action, Answer, ClockControl, ClockNote, Description, Kind, MachineTime, Outcome, Person, Target,
    TargetError, Visitor,
};

/// What an HTTP target needs beside its profile.
pub struct HttpOptions {
    /// Its base address; wins over the profile's.
    pub url: Option<String>,
    /// A word that is new in every run, for the names of people.
    pub tag: String,
    /// The values of the profile's `environment`, by the name of the placeholder.
    pub environment: BTreeMap<String, Zeroizing<String>>,
    /// The clock of this machine.
    pub time: Arc<dyn MachineTime>,
}

/// An HTTP server, asked as its profile says.
pub struct HttpTarget {
    profile: Profile,
    description: Description,
    base: Url,
    client: Client,
    time: Arc<dyn MachineTime>,
    /// The placeholders that have the same value everywhere.
    fixed: BTreeMap<String, Zeroizing<String>>,
    secret_names: BTreeSet<String>,
    people: AtomicUsize,
}

/// Why a profile cannot be used against an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpTargetError {
    /// There is no address.
    #[error("the profile has no address")]
    NoAddress,
    /// The address is none of an HTTP server.
    #[error("`{0}` is no address of an HTTP server")]
    BadAddress(String),
    /// A variable of the environment is not set.
    #[error("the profile wants the variable {0}, which is not set")]
    NoVariable(String),
}

impl HttpTargetError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAddress => "target-no-address",
            Self::BadAddress(_) => "target-address",
            Self::NoVariable(_) => "target-no-variable",
        }
    }

    /// The remedy.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoAddress => "give it with --url, or as `url` in the profile",
            Self::BadAddress(_) => {
                "it looks like http://127.0.0.1:8000; put a server with TLS behind a local proxy without"
            }
            Self::NoVariable(_) => "set it; what it is for stands in the profile",
        }
    }
}

impl HttpTarget {
    /// Puts one together. Nothing is sent yet.
    ///
    /// # Errors
    /// There is no usable address, or a variable is missing.
    pub fn new(profile: Profile, options: HttpOptions) -> Result<Self, HttpTargetError> {
        let address = options.url.or_else(|| profile.url.clone()).ok_or(HttpTargetError::NoAddress)?;
        let base = Url::parse(&address).ok().filter(|url| url.scheme() == "http" && url.host().is_some());
        let base = base.ok_or(HttpTargetError::BadAddress(address))?;
        let missing = profile.environment.iter().find(|(name, _)| !options.environment.contains_key(*name));
        if let Some((_, variable)) = missing {
            return Err(HttpTargetError::NoVariable(variable.clone()));
        }
        let mut fixed: BTreeMap<_, _> =
            profile.values.iter().map(|(name, value)| (name.clone(), Zeroizing::new(value.clone()))).collect();
        fixed.insert("tag".to_owned(), Zeroizing::new(options.tag));
        fixed.insert("origin".to_owned(), Zeroizing::new(base.origin().ascii_serialization()));
        let host = base.host_str().unwrap_or_default();
        let host = base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        fixed.insert("host".to_owned(), Zeroizing::new(host));
        let secret_names = options.environment.keys().cloned().collect();
        fixed.extend(options.environment);
        let client = Client::new(base.origin().ascii_serialization(), profile.limits);
        let description = describe(&profile, &base);
        let people = AtomicUsize::new(0);
        Ok(Self { profile, description, base, client, time: options.time, fixed, secret_names, people })
    }

    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn base(&self) -> &Url {
        &self.base
    }

    fn fixed(&self) -> &BTreeMap<String, Zeroizing<String>> {
        &self.fixed
    }

    fn secret_values(&self) -> impl Iterator<Item = (&str, &str)> {
        let secret = self.fixed.iter().filter(|(name, _)| self.secret_names.contains(*name));
        secret.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn elapsed(&self) -> Duration {
        self.time.elapsed()
    }

    async fn send(&self, prepared: &Prepared) -> Result<Response, SendError> {
        self.client.send(prepared).await
    }

    /// The requests of an action; none where it is not offered.
    fn requests_of(&self, action: &Action) -> Option<&[Request]> {
        match action.kind {
            Kind::Raw => action.raw.as_ref().map(|_| [].as_slice()),
            kind => self.profile.requests(kind),
        }
    }

    /// Makes the requests of a control, such as the clock's; the visitor has what they took.
    async fn control(
        &self,
        what: &'static str,
        requests: &[Request],
        given: &[(&str, u64)],
    ) -> Result<Visitor, TargetError> {
        let nobody = Person { username: String::new(), password: Zeroizing::default(), email: String::new() };
        self.control_as(Visitor::new(&nobody), what, requests, given).await
    }

    /// The same, with values that were taken before.
    async fn control_as(
        &self,
        mut visitor: Visitor,
        what: &'static str,
        requests: &[Request],
        given: &[(&str, u64)],
    ) -> Result<Visitor, TargetError> {
        let mut action = Action::new(Kind::Raw);
        for (name, value) in given {
            action = action.given(name, &value.to_string());
        }
        let answer = Run::new(self, &mut visitor, &action, requests).whole().await?;
        let status = answer.exchanges.last().and_then(|last| last.response.as_ref()).map(|last| last.status);
        match (status, answer.outcome) {
            (Some(100..400), _) => Ok(visitor),
            (Some(status), _) => Err(TargetError::Control { what, why: format!("it answered with {status}") }),
            (None, outcome) => Err(TargetError::Control { what, why: outcome.to_string() }),
        }
    }

    /// A text of `people`, for the person of this number.
    fn of_person(&self, text: &str, number: usize, username: &str) -> String {
        let number = number.to_string();
        let value = |name: &str| match name {
            "n" => Some(number.as_str()),
            "username" => Some(username),
            name => self.fixed.get(name).map(|value| value.as_str()),
        };
        match template::fill(text, value, |value| Zeroizing::new(value.to_owned())) {
            Filled::Text(text) => text.to_string(),
            Filled::LeftOut | Filled::Missing(_) => text.to_owned(),
        }
    }
}

fn describe(profile: &Profile, base: &Url) -> Description {
    let default =
        Parameters::Totp { algorithm: profile.device.algorithm, digits: Digits::default(), period: Period::default() };
    let clock = match &profile.clock {
        None => ClockControl::None,
        Some(clock) if clock.goes_back && !clock.set.is_empty() => ClockControl::Full,
        Some(_) => ClockControl::Forward,
    };
    Description {
        name: profile.name.clone(),
        url: Some(base.to_string()),
        is_loopback: is_loopback(base),
        actions: profile.actions.keys().copied().collect(),
        clock,
        can_reset: !profile.reset.is_empty(),
        tells_reasons: profile.reason.is_some(),
        device: profile.device.parameters().unwrap_or(default),
        window: profile.accepts.map(|accepts| AcceptedSteps { back: accepts.back, ahead: accepts.ahead }),
        chosen: profile.chosen.clone(),
        most_requests: profile.limits.requests,
    }
}

/// The `now` that was taken.
fn told_time(visitor: &Visitor) -> Result<UnixSeconds, TargetError> {
    let seconds = visitor.value("now").and_then(|text| text.trim().parse::<f64>().ok());
    let seconds = seconds.filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
    let why = || "what it took as `now` is no number of seconds".to_owned();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "finite, not negative, saturating")]
    seconds.map(|seconds| UnixSeconds(seconds as u64)).ok_or_else(|| TargetError::Control { what: "clock", why: why() })
}

fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[async_trait]
impl Target for HttpTarget {
    fn description(&self) -> &Description {
        &self.description
    }

    fn new_person(&self) -> Result<Person, TargetError> {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let people = &self.profile.people;
        if !self.profile.actions.contains_key(&Kind::Register) {
            let known = people.existing.get(number).ok_or(TargetError::NoMorePeople)?;
            let (username, email) = (known.username.clone(), known.email.clone());
            return Ok(Person { username, password: Zeroizing::new(known.password.clone()), email });
        }
        let number = number.saturating_add(1);
        let username = self.of_person(&people.username, number, "");
        let password = Zeroizing::new(self.of_person(&people.password, number, &username));
        let email = self.of_person(&people.email, number, &username);
        Ok(Person { username, password, email })
    }

    async fn perform(&self, visitor: &mut Visitor, action: &Action) -> Result<Answer, TargetError> {
        match self.requests_of(action) {
            None => Ok(Answer::bare(Outcome::NotOffered)),
            Some(requests) => Run::new(self, visitor, action, requests).whole().await,
        }
    }

    async fn perform_together(&self, tries: &mut [(Visitor, Action)]) -> Vec<Result<Answer, TargetError>> {
        let runs = tries.iter_mut().map(|(visitor, action)| {
            let action = &*action;
            self.requests_of(action).map(|requests| Run::new(self, visitor, action, requests))
        });
        let ready = join_all(runs.map(async |run| match run {
            None => None,
            Some(mut run) => Some((run.before_last().await, run)),
        }));
        let ready = ready.await;
        join_all(ready.into_iter().map(async |run| match run {
            None => Ok(Answer::bare(Outcome::NotOffered)),
            Some((before, run)) => run.rest(before).await,
        }))
        .await
    }

    async fn now(&self) -> Result<UnixSeconds, TargetError> {
        let Some(clock) = self.profile.clock.as_ref().filter(|clock| !clock.read.is_empty()) else {
            return Ok(self.time.now());
        };
        told_time(&self.control("clock", &clock.read, &[]).await?)
    }

    async fn note_clock(&self) -> Result<ClockNote, TargetError> {
        let Some(clock) = self.profile.clock.as_ref().filter(|clock| !clock.read.is_empty()) else {
            return Ok(ClockNote::default());
        };
        let taken = self.control("clock", &clock.read, &[]).await?;
        let (now, noted) = (told_time(&taken)?, self.time.elapsed());
        Ok(ClockNote(Some(ClockBefore { now, noted, taken })))
    }

    async fn restore_clock(&self, before: &ClockNote) -> Result<(), TargetError> {
        let (Some(clock), Some(before)) = (&self.profile.clock, &before.0) else { return Ok(()) };
        self.client.end_of_run();
        let passed = self.time.elapsed().saturating_sub(before.noted).as_secs();
        let now = UnixSeconds(before.now.0.saturating_add(passed));
        if !clock.restore.is_empty() {
            let given = [("now", now.0)];
            return self.control_as(before.taken.clone(), "clock", &clock.restore, &given).await.map(drop);
        }
        match self.description.clock {
            ClockControl::Full => self.set_clock(now).await,
            ClockControl::Forward | ClockControl::None => Ok(()),
        }
    }

    async fn advance(&self, seconds: u64) -> Result<(), TargetError> {
        let Some(clock) = &self.profile.clock else {
            self.time.wait(seconds).await;
            return Ok(());
        };
        if clock.advance.is_empty() {
            let now = self.now().await?;
            return self.set_clock(UnixSeconds(now.0.saturating_add(seconds))).await;
        }
        self.control("clock", &clock.advance, &[("seconds", seconds)]).await.map(drop)
    }

    async fn set_clock(&self, now: UnixSeconds) -> Result<(), TargetError> {
        let clock = self.profile.clock.as_ref().filter(|clock| !clock.set.is_empty()).ok_or(TargetError::NoClock)?;
        self.control("clock", &clock.set, &[("now", now.0)]).await.map(drop)
    }

    async fn reset(&self) -> Result<(), TargetError> {
        if self.profile.reset.is_empty() {
            return Err(TargetError::NoReset);
        }
        self.control("reset", &self.profile.reset, &[]).await.map(drop)
    }

    fn requests(&self) -> u64 {
        self.client.sent()
    }
}
