//! Replays a support bundle: a fresh relying party with fresh secrets, the same policy, clocks and mistakes, and the same
//! rejection, or where it differs.

use std::path::Path;

use ::relying_party::policy::{Policy, Profile};
use ::scenario::bundle::{Carried, Matched, Replay, carried, is_found_again};
use ::scenario::{Report, Scenario};
use serde::Serialize;
use serde_json::json;
use support::{Evidence, Match, SubmissionEvidence, Typing};

use super::{InProcess, RunError, policy, read};
use crate::relying_party::Investigation;

/// How many fresh secrets are tried where a mistake shows in some codes only, such as a zero at the front.
const MOST_SECRETS: u64 = 200;
/// How many otherwise: a fresh secret may have a second explanation by chance.
const FEW_SECRETS: u64 = 3;

/// What became of a bundle.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reproduction {
    /// Whether the same rejection came out, for the same reason, at the same step.
    pub same: bool,
    /// Where it differs.
    pub differences: Vec<Difference>,
    /// What was rejected, in words: the reason, and where the code stands.
    pub rejection: String,
    /// How many fresh secrets were tried.
    pub secrets: u64,
    /// The story, step by step.
    pub report: Report,
    /// The causes that were named, the likeliest first.
    pub causes: Vec<String>,
}

/// One thing that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Such as `step 7`, `cause` or `code`.
    pub what: String,
    /// What the bundle says.
    pub expected: String,
    /// What came.
    pub got: String,
}

/// What a bundle carries along.
///
/// # Errors
/// The file cannot be read, holds a mistake, or is no bundle.
pub fn carried_in(path: &Path) -> Result<(Scenario, Carried), RunError> {
    carried_in_text(&read(path)?, &path.display().to_string())
}

/// What a bundle's text carries along; `file` is what it is called.
///
/// # Errors
/// It holds a mistake, or is no bundle.
pub fn carried_in_text(text: &str, file: &str) -> Result<(Scenario, Carried), RunError> {
    let scenario = Scenario::parse(text, file)?;
    match carried(&scenario) {
        Some(carried) => Ok((scenario, carried)),
        None => {
            let hint = "`countersign run` plays scenarios; `countersign diagnose --bundle` writes bundles";
            Err(Scenario::mistake(text, file, "evidence", "it carries no rejection along", hint).into())
        }
    }
}

/// Replays the bundle in a file.
///
/// # Errors
/// As [`carried_in`], the policy is none this relying party can have, or it does not start. That something else came out
/// is no error.
pub async fn reproduce_file(path: &Path) -> Result<Reproduction, RunError> {
    reproduce(&read(path)?, &path.display().to_string()).await
}

/// Replays the bundle in a text; `file` is what it is called.
///
/// # Errors
/// As [`reproduce_file`].
pub async fn reproduce(text: &str, file: &str) -> Result<Reproduction, RunError> {
    let (scenario, carried) = carried_in_text(text, file)?;
    let (profile, policy) = policy(&scenario.policy).map_err(|(key, reason)| {
        Scenario::mistake(text, file, key, &reason, "this relying party cannot be like that")
    })?;
    let most = if carried.replay.by_digits { MOST_SECRETS } else { FEW_SECRETS };
    let mut seed = 1;
    loop {
        let reproduction = once(&scenario, &carried, (profile, policy.clone()), seed).await?;
        if reproduction.same || seed >= most {
            return Ok(reproduction);
        }
        seed += 1;
    }
}

async fn once(
    scenario: &Scenario,
    carried: &Carried,
    (profile, policy): (Profile, Policy),
    seed: u64,
) -> Result<Reproduction, RunError> {
    let target = InProcess::start_with_seed(profile, policy, seed).await?;
    let report = ::scenario::run(scenario, &target, |_| {}).await;
    let is_rejected = scenario.steps.last().and_then(|step| step.expect) != Some(::scenario::OutcomeName::Accepted);
    let found = if report.passed && is_rejected { investigated(&target).await? } else { None };
    target.stop().await;
    let differences = differences(&report, carried, found.as_ref(), is_rejected);
    let causes = found.iter().flat_map(|found| &found.explanation.causes).map(|cause| cause.kind.name().to_owned());
    Ok(Reproduction {
        same: differences.is_empty(),
        differences,
        rejection: rejection(&report, &carried.replay),
        secrets: seed,
        causes: causes.collect(),
        report,
    })
}

async fn investigated(target: &InProcess) -> Result<Option<Investigation>, RunError> {
    let administration = target.administration();
    let failed = |error: crate::relying_party::AdministrationError| {
        RunError::Target(::scenario::TargetError::Failed(error.to_string()))
    };
    match administration.newest_rejection(None).await.map_err(failed)? {
        Some(newest) => administration.investigate(newest, json!({})).await.map(Some).map_err(failed),
        None => Ok(None),
    }
}

fn differences(
    report: &Report,
    carried: &Carried,
    found: Option<&Investigation>,
    is_rejected: bool,
) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut add = |what: &str, expected: String, got: String| {
        all.push(Difference { what: what.to_owned(), expected, got });
    };
    if let Some(problem) = &report.problem {
        add("start", "the story begins".to_owned(), problem.clone());
    }
    for step in report.steps.iter().filter(|step| !step.passed) {
        let told = |outcome: &str, reason: Option<&String>| match reason {
            Some(reason) => format!("{outcome} ({reason})"),
            None => outcome.to_owned(),
        };
        let (expected, got) =
            (told(&step.expected, step.expected_reason.as_ref()), told(&step.got, step.reason.as_ref()));
        add(&format!("step {}", step.number), expected, got);
    }
    if !report.passed || !is_rejected {
        return all;
    }
    let Some(found) = found else {
        add("rejection", "a code is rejected".to_owned(), "the journal has none".to_owned());
        return all;
    };
    let explanation = &found.explanation;
    let named = explanation.causes.iter().chain(&explanation.beneath).flat_map(|cause| &cause.members);
    if !named.clone().any(|member| member.kind == carried.replay.cause) {
        let got = explanation.causes.first().map_or("", |cause| cause.kind.name());
        add("cause", carried.replay.cause.name().to_owned(), got.to_owned());
    }
    if let Some(wanted) = &carried.replay.matched
        && !has_match(found, wanted)
    {
        add("code", place(wanted), "the code stands elsewhere".to_owned());
    }
    for (number, wanted) in (1_usize..).zip(&carried.replay.earlier) {
        if !is_rejected_before(found, number, wanted) {
            add(&format!("code {number} of this try"), place(wanted), "the code stands elsewhere".to_owned());
        }
    }
    all
}

fn has_match(found: &Investigation, wanted: &Matched) -> bool {
    rejected(&found.evidence).any(|submission| matches(submission, &found.evidence, wanted))
}

/// Whether the code of this number (from 1, the oldest first) is that one.
fn is_rejected_before(found: &Investigation, number: usize, wanted: &Matched) -> bool {
    let before = rejected(&found.evidence).nth(number.saturating_sub(1));
    before.is_some_and(|submission| matches(submission, &found.evidence, wanted))
}

fn rejected(evidence: &Evidence) -> impl Iterator<Item = &SubmissionEvidence> {
    evidence.submissions.iter().filter(|submission| !submission.read_out)
}

fn matches(submission: &SubmissionEvidence, evidence: &Evidence, wanted: &Matched) -> bool {
    let role = |found: &Match| evidence.secrets.get(found.secret).map(|secret| secret.role);
    let mut matches = submission.matches.iter();
    matches.any(|found| role(found).is_some_and(|role| is_found_again(wanted, found, role)))
}

/// The reason of the last step, where the code stands, and how many of the same try came before it.
fn rejection(report: &Report, replay: &Replay) -> String {
    let last = report.steps.last();
    let reason = last.and_then(|step| step.reason.clone().or(Some(step.got.clone()))).unwrap_or_default();
    let place = replay.matched.as_ref().map(|matched| format!("; {}", place(matched))).unwrap_or_default();
    let before = match replay.earlier.len() {
        0 => String::new(),
        1 => ", after another of the same try".to_owned(),
        more => format!(", after {more} others of the same try"),
    };
    format!("{reason}{place}{before}")
}

fn place(matched: &Matched) -> String {
    let typed = if matched.typing == Typing::AsShown { "" } else { ", mistyped" };
    format!("{}{typed}", matched.place.code_in_words())
}
