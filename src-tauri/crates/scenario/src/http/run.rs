//! One action of one visitor: its requests in order, what is taken, what it led to.

use std::collections::BTreeSet;
use std::time::Duration;

use url::Url;

use super::HttpTarget;
use super::client::{Prepared, Response, SendError};
use super::fill::Values;
use super::find::Seen;
use super::redact::Redactor;
use crate::profile::Request;
use crate::{
    Action, Answer, Exchange, Granted, Outcome, OutcomeName, RawRequest, Received, Sent, TargetError, Visitor,
};

/// How it ends before its end.
pub(super) enum Stop {
    Answered(Outcome),
    Failed(TargetError),
}

/// A request that was made, and its answer.
struct Made {
    request: Prepared,
    response: Option<Response>,
    took: Duration,
}

/// One action under way.
pub(super) struct Run<'a> {
    target: &'a HttpTarget,
    visitor: &'a mut Visitor,
    action: &'a Action,
    requests: &'a [Request],
    exchanges: Vec<Made>,
    /// The names of what this action took.
    taken: BTreeSet<String>,
    reason: Option<String>,
    redactor: Redactor,
    /// Where the last answer came from.
    at: Url,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        target: &'a HttpTarget,
        visitor: &'a mut Visitor,
        action: &'a Action,
        requests: &'a [Request],
    ) -> Self {
        let mut redactor = Redactor::default();
        target.secret_values().for_each(|(name, value)| redactor.add(name, value));
        let at = target.base().clone();
        Self {
            target,
            visitor,
            action,
            requests,
            exchanges: Vec::new(),
            taken: BTreeSet::new(),
            reason: None,
            redactor,
            at,
        }
    }

    /// All of it.
    pub(super) async fn whole(mut self) -> Result<Answer, TargetError> {
        let before = self.before_last().await;
        self.rest(before).await
    }

    /// What comes before the request that decides.
    pub(super) async fn before_last(&mut self) -> Result<(), Stop> {
        let Some((_, earlier)) = self.requests.split_last() else { return Ok(()) };
        for request in earlier {
            if self.is_wanted(request) {
                let response = self.send(request, false).await?;
                if let Some(outcome) = self.seen(&response).judge(&request.outcomes) {
                    return Err(Stop::Answered(named(outcome, &response)));
                }
            }
        }
        Ok(())
    }

    /// What is left after [`Self::before_last`].
    pub(super) async fn rest(mut self, before: Result<(), Stop>) -> Result<Answer, TargetError> {
        let outcome = match before {
            Ok(()) => self.last().await.unwrap_or_else(|stop| stop),
            Err(stop) => stop,
        };
        match outcome {
            Stop::Answered(outcome) => Ok(self.answer(outcome)),
            Stop::Failed(error) => Err(error),
        }
    }

    async fn last(&mut self) -> Result<Stop, Stop> {
        if let Some(raw) = &self.action.raw {
            let response = self.send_raw(raw).await?;
            return Ok(Stop::Answered(self.judge(&[], &response)));
        }
        let Some(request) = self.requests.last().filter(|request| self.is_wanted(request)) else {
            return Ok(Stop::Answered(Outcome::Unclear("its last request was not made".to_owned())));
        };
        let response = self.send(request, true).await?;
        Ok(Stop::Answered(self.judge(&request.outcomes, &response)))
    }

    fn is_wanted(&self, request: &Request) -> bool {
        request.when.as_ref().is_none_or(|name| self.values().value(name).is_some())
    }

    /// Sends a request of the profile, follows its redirects, takes what is to be taken.
    async fn send(&mut self, request: &Request, is_last: bool) -> Result<Response, Stop> {
        let prepared = self.values().request(request, is_last).map_err(unclear)?;
        let mut response = self.exchange(prepared).await?;
        for _ in 0..request.redirects {
            let Some(location) = response.header("location").filter(|_| (300..400).contains(&response.status)) else {
                break;
            };
            let prepared = self.values().redirected(&self.at, location).map_err(unclear)?;
            response = self.exchange(prepared).await?;
        }
        self.take(request, &response);
        Ok(response)
    }

    async fn send_raw(&mut self, raw: &RawRequest) -> Result<Response, Stop> {
        let prepared = self.values().raw(raw).map_err(unclear)?;
        self.exchange(prepared).await
    }

    /// Sends one request; its evidence is kept, whatever came.
    async fn exchange(&mut self, prepared: Prepared) -> Result<Response, Stop> {
        self.redactor.learn(self.visitor, self.action);
        self.at = prepared.url.clone();
        let started = self.target.elapsed();
        let answered = self.target.send(&prepared).await;
        let took = self.target.elapsed().saturating_sub(started);
        let result = match answered {
            Ok(response) => {
                let set = response.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
                set.for_each(|(_, value)| self.visitor.cookies.take(value, self.at.path()));
                self.redactor.learn(self.visitor, self.action);
                Ok(response)
            }
            Err(SendError::NoAnswer(why)) => {
                let what = format!("{} {}", prepared.method, prepared.url.path());
                Err(Stop::Answered(Outcome::Unclear(format!("{why} ({what})"))))
            }
            Err(SendError::Target(error)) => Err(Stop::Failed(error)),
        };
        self.exchanges.push(Made { request: prepared, response: result.as_ref().ok().cloned(), took });
        result
    }

    fn take(&mut self, request: &Request, response: &Response) {
        let taken: Vec<_> = {
            let seen = self.seen(response);
            request.take.iter().filter_map(|(name, place)| Some((name, seen.take(place)?))).collect()
        };
        for (name, value) in taken {
            self.taken.insert(name.clone());
            self.visitor.keep(name, value);
        }
        self.redactor.learn(self.visitor, self.action);
    }

    fn judge(&mut self, rules: &[crate::profile::Rule], response: &Response) -> Outcome {
        let profile = self.target.profile();
        let seen = self.seen(response);
        let outcome = seen.judge(rules.iter().chain(&profile.outcomes));
        let reason = profile.reason.as_ref().and_then(|place| seen.text(place));
        self.reason = reason.map(|reason| reason.to_string());
        let unclear = || Outcome::Unclear(format!("no rule fits the answer, status {}", response.status));
        outcome.map_or_else(unclear, |outcome| named(outcome, response))
    }

    fn seen<'r>(&'r self, response: &'r Response) -> Seen<'r> {
        Seen { response, url: &self.at, cookies: &self.visitor.cookies }
    }

    fn values(&self) -> Values<'_> {
        let profile = self.target.profile();
        Values {
            base: self.target.base(),
            fixed: self.target.fixed(),
            headers: &profile.headers,
            visitor: self.visitor,
            action: self.action,
        }
    }

    /// The evidence is written last, when everything that has to stay out of it is known.
    fn answer(self, outcome: Outcome) -> Answer {
        let exchanges = self.exchanges.iter().map(|made| made.evidence(&self.redactor)).collect();
        // Only what this action took is granted by it, not what the visitor has from before.
        let texts = |name: &str| if self.taken.contains(name) { self.visitor.values(name) } else { Vec::new() };
        let text = |name: &str| texts(name).into_iter().next();
        let granted = Granted {
            uri: text("uri"),
            secret: text("secret"),
            backup_codes: texts("backup_codes"),
            token: text("token"),
        };
        Answer { outcome, reason: self.reason, granted, exchanges }
    }
}

impl Made {
    fn evidence(&self, redactor: &Redactor) -> Exchange {
        let Self { request, response, took } = self;
        let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let sent = Sent {
            method: request.method.clone(),
            path: redactor.text(&format!("{}{query}", request.url.path())),
            headers: redactor.headers(headers),
            body: redactor.body(&request.body),
        };
        let received = |response: &Response| {
            let headers = response.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let (headers, body) = (redactor.headers(headers), redactor.body(&response.body));
            Received { status: response.status, headers, body }
        };
        Exchange { request: sent, response: response.as_ref().map(received), took: *took }
    }
}

fn unclear(why: String) -> Stop {
    Stop::Answered(Outcome::Unclear(why))
}

/// The outcome a rule names, with how long to wait where the answer says so.
fn named(name: OutcomeName, response: &Response) -> Outcome {
    match name {
        OutcomeName::Accepted => Outcome::Accepted,
        OutcomeName::SecondFactorRequired => Outcome::SecondFactorRequired,
        OutcomeName::EnrolmentRequired => Outcome::EnrolmentRequired,
        OutcomeName::Rejected => Outcome::Rejected,
        OutcomeName::Throttled => {
            Outcome::Throttled { retry_after: response.header("retry-after").and_then(|text| text.trim().parse().ok()) }
        }
        OutcomeName::NotOffered => Outcome::NotOffered,
    }
}
