//! What scenarios and attacks run against.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use otp::{Parameters, UnixSeconds};

use crate::{Action, Answer, Kind, Person, Visitor};

/// A relying party, reached in some way. One target serves many visitors at once.
#[async_trait]
pub trait Target: Send + Sync {
    /// What it is and can do.
    fn description(&self) -> &Description;

    /// Somebody who was not used before: to be registered, or there already where registering is not offered.
    ///
    /// # Errors
    /// [`TargetError::NoMorePeople`].
    fn new_person(&self) -> Result<Person, TargetError>;

    /// Does one action for a visitor, whose cookies and values it changes. An action the target does not offer, and an
    /// answer no rule fits, are answers ([`crate::Outcome::NotOffered`], [`crate::Outcome::Unclear`]).
    ///
    /// # Errors
    /// As the error says: the target cannot be reached at all, or a limit is reached.
    async fn perform(&self, visitor: &mut Visitor, action: &Action) -> Result<Answer, TargetError>;

    /// Does many actions as nearly at the same time as it can: what comes before the last request of each (the form
    /// with its CSRF token) is done first. The answers are in the order of the tries.
    async fn perform_together(&self, tries: &mut [(Visitor, Action)]) -> Vec<Result<Answer, TargetError>>;

    /// The time at the target.
    ///
    /// # Errors
    /// It cannot be reached.
    async fn now(&self) -> Result<UnixSeconds, TargetError>;

    /// Lets so many seconds pass at the target: by its clock, or by waiting where it has [`ClockControl::None`].
    ///
    /// # Errors
    /// It cannot be reached.
    async fn advance(&self, seconds: u64) -> Result<(), TargetError>;

    /// Sets the target's clock, also back.
    ///
    /// # Errors
    /// [`TargetError::NoClock`], or it cannot be reached.
    async fn set_clock(&self, now: UnixSeconds) -> Result<(), TargetError>;

    /// How its clock is now, for [`Self::restore_clock`] after a run.
    ///
    /// # Errors
    /// It cannot be reached.
    async fn note_clock(&self) -> Result<ClockNote, TargetError> {
        Ok(ClockNote::default())
    }

    /// Brings its clock back to what it was, the time that has passed since put on top where it ran; beyond the limit
    /// on requests, too. Nothing where nobody moves it.
    ///
    /// # Errors
    /// It cannot be reached, or answers something else than it should.
    async fn restore_clock(&self, _before: &ClockNote) -> Result<(), TargetError> {
        Ok(())
    }

    /// Brings the target back to its first state: no users, no failures counted.
    ///
    /// # Errors
    /// [`TargetError::NoReset`], or it cannot be reached.
    async fn reset(&self) -> Result<(), TargetError>;

    /// How many requests were made so far.
    fn requests(&self) -> u64;
}

/// What a target is and can do.
#[derive(Debug, Clone)]
pub struct Description {
    /// Its name in reports.
    pub name: String,
    /// Its base address; none in process.
    pub url: Option<String>,
    /// Whether it is on this machine.
    pub is_loopback: bool,
    /// What it can do.
    pub actions: BTreeSet<Kind>,
    /// Who moves its clock.
    pub clock: ClockControl,
    /// Whether it can be reset.
    pub can_reset: bool,
    /// Whether it tells the true reason of a rejection.
    pub tells_reasons: bool,
    /// What its devices are like where the enrolment does not say it.
    pub device: Parameters,
    /// The steps it says it accepts around its own; none where it says nothing.
    pub window: Option<AcceptedSteps>,
    /// Traits that were chosen on purpose, by the name of an attack: why. They are no holes.
    pub chosen: BTreeMap<String, String>,
    /// The most requests a run may make.
    pub most_requests: u64,
}

impl Description {
    /// Whether it can do this.
    pub fn offers(&self, kind: Kind) -> bool {
        kind == Kind::Raw && self.url.is_some() || self.actions.contains(&kind)
    }
}

/// Who moves a target's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockControl {
    /// Nobody: time passes by waiting.
    None,
    /// We do, forward only.
    Forward,
    /// We do, forward and back.
    Full,
}

/// How a target's clock was.
#[derive(Debug, Clone, Default)]
pub struct ClockNote(pub(crate) Option<ClockBefore>);

/// The time at a target, when that was by this machine, and what was taken from the answer that said it.
#[derive(Debug, Clone)]
pub(crate) struct ClockBefore {
    pub(crate) now: UnixSeconds,
    pub(crate) noted: Duration,
    pub(crate) taken: Visitor,
}

/// How many steps before and after its own a target accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptedSteps {
    /// Earlier ones.
    pub back: u32,
    /// Later ones.
    pub ahead: u32,
}

/// Why a target could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Nothing listens there, or the name means nothing.
    #[error("{url} cannot be reached: {why}")]
    Unreachable {
        /// Its base address.
        url: String,
        /// What the system says.
        why: String,
    },
    /// The most requests of a run were made.
    #[error("the run made its {most} requests; that is the limit")]
    TooManyRequests {
        /// The limit.
        most: u64,
    },
    /// Its clock cannot be set.
    #[error("the clock of this target cannot be set")]
    NoClock,
    /// It cannot be reset.
    #[error("this target cannot be reset")]
    NoReset,
    /// Registering is not offered, and the people of the profile are all used.
    #[error("the profile has no more people who were not used")]
    NoMorePeople,
    /// The target's control (clock, reset) answered something else than it should.
    #[error("the target's {what} did not work: {why}")]
    Control {
        /// `clock` or `reset`.
        what: &'static str,
        /// What came.
        why: String,
    },
    /// The target in process has trouble of its own.
    #[error("the target failed: {0}")]
    Failed(String),
}

impl TargetError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "target-unreachable",
            Self::TooManyRequests { .. } => "target-too-many-requests",
            Self::NoClock => "target-no-clock",
            Self::NoReset => "target-no-reset",
            Self::NoMorePeople => "target-no-more-people",
            Self::Control { .. } => "target-control",
            Self::Failed(_) => "target-failed",
        }
    }

    /// The remedy.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "start the server, or give its address with --url",
            Self::TooManyRequests { .. } => "raise `limits.requests` in the profile if the target may take more",
            Self::NoClock => "describe the target's clock under `[clock]` in its profile, if it has one",
            Self::NoReset => "describe how under `[reset]` in its profile, or start it anew",
            Self::NoMorePeople => "add people to the profile's `people.existing`, or describe the action `register`",
            Self::Control { .. } => {
                "compare the profile's `[clock]` and `[reset]` with what the target offers; `countersign serve` wants --control, and its token in COUNTERSIGN_ADMIN_TOKEN"
            }
            Self::Failed(_) => "run again; if it stays, report it",
        }
    }
}
