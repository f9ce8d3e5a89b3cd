//! What became of a scenario.

mod junit;
mod text;

use serde::Serialize;

use crate::story::{Place, Scenario, Step};
use crate::{Answer, Description, Exchange, Outcome};

pub use junit::junit;

/// What became of a scenario.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The name of the scenario.
    pub scenario: String,
    /// The name of the target.
    pub target: String,
    /// Whether every step came out as expected.
    pub passed: bool,
    /// Why it did not even start; none as a rule.
    pub problem: Option<String>,
    /// The steps that were done, in order.
    pub steps: Vec<StepReport>,
    /// How many were not, after the one that failed.
    pub not_done: usize,
}

/// What became of a step.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepReport {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Where it stands; none where the scenario was not read from a file.
    pub place: Option<Place>,
    /// When it was, in seconds of the true time since the start.
    pub at: i64,
    /// Who.
    pub who: String,
    /// What they did.
    pub action: String,
    /// Where the code came from; empty without one.
    pub code: String,
    /// What the file says about it.
    pub note: String,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub got: String,
    /// The true reason that was expected.
    pub expected_reason: Option<String>,
    /// The true reason, where the target tells it.
    pub reason: Option<String>,
    /// Whether both are alike.
    pub passed: bool,
    /// The requests and answers of a step that failed, without secrets and codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Exchange>,
}

impl Report {
    pub(crate) fn new(scenario: &Scenario, target: &Description) -> Self {
        Self {
            scenario: scenario.name.clone(),
            target: target.name.clone(),
            passed: true,
            problem: None,
            steps: Vec::new(),
            not_done: scenario.steps.iter().filter(|step| step.action.is_some()).count(),
        }
    }

    pub(crate) fn stopped(self, problem: String) -> Self {
        Self { passed: false, problem: Some(problem), ..self }
    }

    /// Adds a step; false where it failed, so that the scenario ends.
    pub(crate) fn add(&mut self, step: StepReport) -> bool {
        self.passed &= step.passed;
        self.not_done = self.not_done.saturating_sub(1);
        self.steps.push(step);
        self.passed
    }
}

impl StepReport {
    pub(crate) fn answered((index, at): (usize, i64), step: &Step, answer: &Answer, target: &Description) -> Self {
        let expected = step.expect.map(|outcome| outcome.name()).unwrap_or_default();
        let is_as_expected = answer.outcome.name() == expected && !matches!(answer.outcome, Outcome::Unclear(_));
        let is_right_reason =
            !target.tells_reasons || step.reason.is_none() || step.reason.as_deref() == answer.reason.as_deref();
        let passed = is_as_expected && is_right_reason;
        Self {
            got: answer.outcome.to_string(),
            reason: answer.reason.clone(),
            passed,
            evidence: if passed { Vec::new() } else { answer.exchanges.clone() },
            ..Self::bare((index, at), step)
        }
    }

    pub(crate) fn broken((index, at): (usize, i64), step: &Step, problem: String) -> Self {
        Self { got: problem, ..Self::bare((index, at), step) }
    }

    fn bare((index, at): (usize, i64), step: &Step) -> Self {
        Self {
            number: index.saturating_add(1),
            place: None,
            at,
            who: step.who.clone().unwrap_or_default(),
            action: step.action.map(|kind| kind.name().to_owned()).unwrap_or_default(),
            code: code(step),
            note: step.note.clone(),
            expected: step.expect.map(|outcome| outcome.name().to_owned()).unwrap_or_default(),
            got: String::new(),
            expected_reason: step.reason.clone(),
            reason: None,
            passed: false,
            evidence: Vec::new(),
        }
    }
}

/// Where the code of a step comes from.
fn code(step: &Step) -> String {
    let device = step.device.as_ref().map(|device| match &step.read {
        Some(read) => format!("{device}, read {read}"),
        None => device.clone(),
    });
    let backup = || step.backup_code.map(|number| format!("backup code {number}"));
    let typed = || step.typed.as_ref().map(|_| "as typed".to_owned());
    let again = || step.again.then(|| "the same again".to_owned());
    let code = device.or_else(backup).or_else(typed).or_else(again).unwrap_or_default();
    match step.times {
        Some(times) if times > 1 => format!("{code} ({times} times)").trim_start().to_owned(),
        _ => code,
    }
}
