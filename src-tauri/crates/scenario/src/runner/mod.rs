//! Runs a scenario against a target.

mod cast;

use std::collections::BTreeMap;

use otp::UnixSeconds;
use zeroize::Zeroizing;

use self::cast::Cast;
use crate::device::{Device, DeviceError};
use crate::report::{Report, StepReport};
use crate::story::{Scenario, Step, span};
use crate::{Action, Answer, ClockControl, Kind, Target, TargetError};

/// The longest a step is waited for where the target's clock cannot be set, in seconds.
pub(crate) const LONGEST_WAIT: i64 = 120;

/// Why a step was not done, so that the scenario ends there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The target.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The device.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The target's clock cannot be set, and the step is far away.
    #[error("this step is {0} s later, and the clock of this target cannot be set")]
    TooLate(i64),
    /// There is no such backup code.
    #[error("there is no backup code number {number}: {have} were handed out")]
    NoBackupCode {
        /// What was asked for, from 1.
        number: usize,
        /// How many there are.
        have: usize,
    },
    /// No code was typed before.
    #[error("no code was typed before that could be typed again")]
    NoCodeBefore,
}

/// Runs a scenario from its start to the first step that does not come out as expected. `progress` is told of each
/// step when it is done.
pub async fn run(scenario: &Scenario, target: &dyn Target, mut progress: impl FnMut(&StepReport)) -> Report {
    let mut report = Report::new(scenario, target.description());
    let mut run = match Run::start(scenario, target).await {
        Ok(run) => run,
        Err(error) => return report.stopped(error.to_string()),
    };
    for (index, step) in scenario.steps.iter().enumerate() {
        let done = match run.time(step).await {
            Ok(()) => run.step(index, step).await,
            Err(error) => run.broken(index, step, &error),
        };
        if let Some(done) = done {
            let done = StepReport { place: scenario.places.get(index).cloned(), ..done };
            progress(&done);
            if !report.add(done) {
                break;
            }
        }
    }
    report
}

/// A scenario under way.
struct Run<'a> {
    target: &'a dyn Target,
    cast: Cast,
    devices: BTreeMap<&'a str, Device>,
    /// The true time at the start.
    started: u64,
    /// The true time since then, in seconds.
    at: i64,
    /// How far the target's clock is from the true time, in seconds.
    skew: i64,
}

impl<'a> Run<'a> {
    async fn start(scenario: &'a Scenario, target: &'a dyn Target) -> Result<Self, StepError> {
        let started = match target.description().clock {
            ClockControl::Full => {
                target.set_clock(UnixSeconds(scenario.start)).await?;
                scenario.start
            }
            ClockControl::Forward | ClockControl::None => target.now().await?.0,
        };
        let device = |description: &crate::DeviceDescription| Device::new(description.clone(), UnixSeconds(started));
        let devices = scenario.devices.iter().map(|(name, description)| (name.as_str(), device(description)));
        let cast = Cast::new(scenario.people.keys(), target)?;
        Ok(Self { target, cast, devices: devices.collect(), started, at: 0, skew: 0 })
    }

    /// The true time.
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.started.saturating_add_signed(self.at))
    }

    /// Lets time pass up to a step, and moves the target's clock where the step says so.
    async fn time(&mut self, step: &Step) -> Result<(), StepError> {
        let said = |text: &Option<String>| text.as_deref().and_then(span::seconds);
        let before = self.at;
        self.at = said(&step.at).unwrap_or_else(|| before.saturating_add(said(&step.after).unwrap_or(0)));
        let passed = self.at.saturating_sub(before);
        let skew_before = self.skew;
        self.skew = said(&step.server_clock).unwrap_or(skew_before);
        if passed == 0 && self.skew == skew_before {
            return Ok(());
        }
        match self.target.description().clock {
            ClockControl::Full => {
                let now = self.now().0.saturating_add_signed(self.skew);
                self.target.set_clock(UnixSeconds(now)).await?;
            }
            _ if self.skew != skew_before => return Err(TargetError::NoClock.into()),
            ClockControl::None if passed > LONGEST_WAIT => return Err(StepError::TooLate(passed)),
            _ => self.target.advance(passed.unsigned_abs()).await?,
        }
        Ok(())
    }

    /// Does a step; nothing where only time passes.
    async fn step(&mut self, index: usize, step: &Step) -> Option<StepReport> {
        step.action?;
        let mut last = None;
        for _ in 0..step.times.unwrap_or(1) {
            let report = match self.once(step).await {
                Ok(answer) => StepReport::answered((index, self.at), step, &answer, self.target.description()),
                Err(error) => StepReport::broken((index, self.at), step, error.to_string()),
            };
            let passed = report.passed;
            last = Some(report);
            if !passed {
                break;
            }
        }
        last
    }

    fn broken(&self, index: usize, step: &Step, error: &StepError) -> Option<StepReport> {
        Some(StepReport::broken((index, self.at), step, error.to_string()))
    }

    async fn once(&mut self, step: &Step) -> Result<Answer, StepError> {
        let (Some(kind), Some(who)) = (step.action, step.who.as_deref()) else {
            return Err(StepError::NoCodeBefore);
        };
        let mut action = Action::new(kind);
        for (name, value) in &step.given {
            action = action.given(name, value);
        }
        if let Some(code) = self.code(step, kind, who)? {
            self.cast.typed(who, &code);
            action = action.with_code(&code);
        }
        if let (Kind::ResyncDevice, Some(device)) = (kind, self.device(step)) {
            let later = self.now().0.saturating_add(device.period().unwrap_or(30));
            action = action.given("next_code", &device.code_at(UnixSeconds(later))?);
        }
        let answer = self.target.perform(self.cast.visitor(who), &action).await?;
        self.keep(step, kind, who, &answer)?;
        Ok(answer)
    }

    /// The code that is typed; none where the step has none.
    fn code(&self, step: &Step, kind: Kind, who: &str) -> Result<Option<Zeroizing<String>>, StepError> {
        if let Some(text) = &step.typed {
            return Ok(Some(Zeroizing::new(text.clone())));
        }
        if step.again {
            return self.cast.typed_last(who).ok_or(StepError::NoCodeBefore).map(Some);
        }
        if let Some(number) = step.backup_code {
            let codes = self.cast.backup_codes(who);
            let code = number.checked_sub(1).and_then(|index| codes.get(index));
            return code.cloned().ok_or(StepError::NoBackupCode { number, have: codes.len() }).map(Some);
        }
        let Some(device) = self.device(step).filter(|_| kind != Kind::BeginEnrolment) else { return Ok(None) };
        let shift = step.read.as_deref().and_then(span::seconds).unwrap_or(0);
        Ok(Some(device.code_at(UnixSeconds(self.now().0.saturating_add_signed(shift)))?))
    }

    fn device(&self, step: &Step) -> Option<&Device> {
        self.devices.get(step.device.as_deref()?)
    }

    /// What an answer changes: a device scans, backup codes are noted, a new password is known.
    fn keep(&mut self, step: &Step, kind: Kind, who: &str, answer: &Answer) -> Result<(), StepError> {
        if !answer.is_accepted() {
            return Ok(());
        }
        if kind == Kind::BeginEnrolment {
            for name in step.device.iter().chain(&step.also) {
                if let Some(device) = self.devices.get_mut(name.as_str()) {
                    device.scan(&answer.granted, &self.target.description().device)?;
                }
            }
        }
        if let (Kind::ResetPassword, Some(password)) = (kind, step.given.get("new_password")) {
            self.cast.new_password(who, password);
        }
        self.cast.note_backup_codes(who, &answer.granted.backup_codes);
        Ok(())
    }
}
