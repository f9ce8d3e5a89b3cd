//! One attack under way: what it asks is written down as evidence.

use otp::UnixSeconds;
use tokio::sync::{Mutex, MutexGuard, Semaphore};

use super::device::Device;
use super::verdict::{Deed, Judged, Stop, broken, held, inconclusive, not_applicable};
use crate::{Action, Answer, ClockControl, Description, Kind, Outcome, Target, Visitor};

/// How many requests of all attacks are under way at once.
const AT_ONCE: usize = 4;

/// Where less than this is left of a step, the next one is waited for: seconds.
const ROOM: u64 = 4;

/// A wait after a failure that is moved over, in seconds: four in a row, each twice as long, end within a usual step.
const SHORT_WAIT: u64 = 8;

/// What attacks that run together share.
pub(super) struct Shared {
    gate: Semaphore,
    turn: Mutex<()>,
}

impl Default for Shared {
    fn default() -> Self {
        Self { gate: Semaphore::new(AT_ONCE), turn: Mutex::new(()) }
    }
}

/// One attack under way.
pub(crate) struct Trial<'t> {
    pub(super) target: &'t dyn Target,
    shared: &'t Shared,
    pub(super) deeds: Vec<Deed>,
}

impl<'t> Trial<'t> {
    pub(super) fn new(target: &'t dyn Target, shared: &'t Shared) -> Self {
        Self { target, shared, deeds: Vec::new() }
    }

    pub(super) fn description(&self) -> &'t Description {
        self.target.description()
    }

    pub(super) fn offers(&self, kind: Kind) -> bool {
        self.description().offers(kind)
    }

    /// Those of these that the target offers.
    pub(super) fn offered(&self, kinds: &[Kind]) -> Vec<Kind> {
        kinds.iter().copied().filter(|kind| self.offers(*kind)).collect()
    }

    /// Whether password and code are two requests.
    pub(super) fn has_two_steps(&self) -> bool {
        self.offers(Kind::SecondStep)
    }

    /// Not applicable where one of these is missing.
    pub(super) fn needs(&self, kinds: &[Kind]) -> Result<(), Stop> {
        match kinds.iter().find(|kind| !self.offers(**kind)) {
            Some(missing) => not_applicable(format!("the target's profile has no action `{missing}`")),
            None => Ok(()),
        }
    }

    /// Not applicable where a login is one request: there is no half-finished one.
    pub(super) fn needs_two_steps(&self) -> Result<(), Stop> {
        if self.has_two_steps() {
            return Ok(());
        }
        not_applicable("a login is one request here, so there is no half-finished one")
    }

    /// Asks, and writes down what came.
    pub(super) async fn ask(&mut self, what: &str, visitor: &mut Visitor, action: Action) -> Result<Answer, Stop> {
        let permit = self.shared.gate.acquire().await;
        let answered = self.target.perform(visitor, &action).await;
        drop(permit);
        self.noted(what, answered)
    }

    /// The same, once more after the wait where it came too soon after a failure, and the wait is a short one that can
    /// be moved over. Not where throttling is what is looked for.
    pub(super) async fn ask_patiently(
        &mut self,
        what: &str,
        visitor: &mut Visitor,
        action: Action,
    ) -> Result<Answer, Stop> {
        let answer = self.ask(what, visitor, action.clone()).await?;
        match self.passed_short_wait(&answer).await? {
            Some(seconds) => self.ask(&format!("{what}, {seconds} s later"), visitor, action).await,
            None => Ok(answer),
        }
    }

    /// Lets the wait pass that an answer asks for, where it is short; how long it was.
    pub(super) async fn passed_short_wait(&self, answer: &Answer) -> Result<Option<u64>, Stop> {
        match answer.outcome {
            Outcome::Throttled { retry_after: Some(seconds) } if seconds <= SHORT_WAIT && self.moves_time() => {
                self.pass(seconds).await?;
                Ok(Some(seconds))
            }
            _ => Ok(None),
        }
    }

    /// Asks for what has to work; where it does not, nothing can be said about the attack.
    pub(super) async fn honest(&mut self, what: &str, visitor: &mut Visitor, action: Action) -> Result<Answer, Stop> {
        let answer = self.ask_patiently(what, visitor, action).await?;
        match answer.outcome {
            Outcome::Accepted => Ok(answer),
            outcome => inconclusive(format!("the honest way does not work: {what}: {outcome}")),
        }
    }

    /// Asks many times at the same moment.
    pub(super) async fn together(&mut self, what: &str, tries: &mut [(Visitor, Action)]) -> Result<Vec<Answer>, Stop> {
        let answered = self.target.perform_together(tries).await;
        let many = answered.len();
        answered
            .into_iter()
            .enumerate()
            .map(|(n, answer)| self.noted(&format!("{what}, {} of {many} at once", n.saturating_add(1)), answer))
            .collect()
    }

    fn noted(&mut self, what: &str, answered: Result<Answer, crate::TargetError>) -> Result<Answer, Stop> {
        let outcome = match &answered {
            Ok(answer) => answer.outcome.to_string(),
            Err(error) => error.to_string(),
        };
        let exchanges = answered.as_ref().map(|answer| answer.exchanges.clone()).unwrap_or_default();
        self.deeds.push(Deed { what: what.to_owned(), outcome, exchanges });
        Ok(answered?)
    }

    /// Whether an answer let its visitor in: accepted, and, where that can be asked, signed in.
    pub(super) async fn let_in(&mut self, answer: &Answer, visitor: &mut Visitor) -> Result<bool, Stop> {
        match &answer.outcome {
            Outcome::Accepted if self.offers(Kind::SignedIn) => self.is_signed_in(visitor).await,
            Outcome::Accepted => Ok(true),
            Outcome::Throttled { .. } => inconclusive("it was throttled before it was looked at"),
            Outcome::Unclear(why) => inconclusive(format!("the answer is unclear: {why}")),
            Outcome::NotOffered => not_applicable("the target does not offer it"),
            Outcome::Rejected | Outcome::SecondFactorRequired | Outcome::EnrolmentRequired => Ok(false),
        }
    }

    /// Whether what only a finished login may have is given to the visitor.
    pub(super) async fn is_signed_in(&mut self, visitor: &mut Visitor) -> Result<bool, Stop> {
        let answer = self.ask("ask for what only a finished login may have", visitor, Action::new(Kind::SignedIn));
        match answer.await?.outcome {
            Outcome::Accepted => Ok(true),
            Outcome::Unclear(why) => inconclusive(format!("whether it is signed in is unclear: {why}")),
            _ => Ok(false),
        }
    }

    /// Broken if the answer let the visitor in, held if not.
    pub(super) async fn judge(
        &mut self,
        answer: &Answer,
        visitor: &mut Visitor,
        if_let_in: &str,
        if_not: &str,
    ) -> Judged {
        match self.let_in(answer, visitor).await? {
            true => broken(if_let_in),
            false => held(if_not),
        }
    }

    /// Waits until no other loud attack is at work.
    pub(super) async fn turn(&self) -> MutexGuard<'t, ()> {
        self.shared.turn.lock().await
    }

    /// The time at the target.
    pub(super) async fn now(&self) -> Result<UnixSeconds, Stop> {
        Ok(self.target.now().await?)
    }

    pub(super) async fn pass(&self, seconds: u64) -> Result<(), Stop> {
        Ok(self.target.advance(seconds).await?)
    }

    /// Whether time can be moved instead of waited for.
    pub(super) fn moves_time(&self) -> bool {
        self.description().clock != ClockControl::None
    }

    /// The step at the target, with some seconds of it left.
    pub(super) async fn step(&self, device: &Device) -> Result<u64, Stop> {
        let now = self.now().await?;
        let step = device.step(now);
        let ends = step.saturating_add(1).saturating_mul(device.period());
        let left = ends.saturating_sub(now.0);
        if left > ROOM || self.moves_time() {
            return Ok(step);
        }
        self.pass(left).await?;
        Ok(device.step(self.now().await?))
    }

    /// Lets time pass until this step at the target, and says which one it is then.
    pub(super) async fn until_step(&self, device: &Device, wanted: u64) -> Result<u64, Stop> {
        let mut step = self.step(device).await?;
        while step < wanted {
            let now = self.now().await?;
            self.pass(wanted.saturating_mul(device.period()).saturating_sub(now.0).max(1)).await?;
            step = self.step(device).await?;
        }
        Ok(step)
    }

    /// A code that was not used yet, of the step that is now; it counts as used from here on.
    pub(super) async fn fresh_code(&self, device: &mut Device) -> Result<String, Stop> {
        let step = self.until_step(device, device.spent.saturating_add(1)).await?;
        device.spent = step;
        device.code(step)
    }
}
