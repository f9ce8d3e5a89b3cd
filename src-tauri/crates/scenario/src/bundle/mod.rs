//! Support bundles: a rejection as a scenario, which another desk can replay. It is made of evidence alone, so no secret
//! and no code can be in it.

mod device;
mod earlier;
mod rejection;
mod story;
mod written;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use support::{Evidence, Explanation, Kind, Match, Place, Ranked, Reading, Role, Typing};

use crate::Scenario;
use crate::story::FORMAT;

pub use device::is_found_again;

/// Less likely causes are not carried along.
const LEAST_TOLD: f64 = 0.005;

/// A rejection that was looked into.
#[derive(Debug, Clone)]
pub struct Case<'c> {
    /// What was found.
    pub evidence: &'c Evidence,
    /// What it means.
    pub explanation: &'c Explanation,
    /// What the relying party decides by, as in `[policy]` of a configuration file, as far as it is known.
    pub policy: Map<String, Value>,
    /// What the relying party said of the rejection, where it said something.
    pub rejection: Option<Rejection>,
    /// Who the person is, where whoever writes the bundle wants that in it.
    pub person: Option<String>,
    /// The program that writes it, with its version.
    pub made_by: String,
}

/// What a relying party's journal says of a rejection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// Its reason, such as `wrong-code`.
    pub reason: String,
    /// What was done, such as `login.second-factor`.
    pub event: String,
}

impl Rejection {
    /// Whether it was a set-up that was to be confirmed.
    fn is_confirmation(&self) -> bool {
        self.event == "enrolment.confirm"
    }
}

/// What a bundle carries along beside its story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    /// What the relying party said of the rejection.
    #[serde(default)]
    pub rejection: Option<Rejection>,
    /// The causes, the likeliest first.
    pub causes: Vec<CarriedCause>,
    /// What whoever replays it has to find.
    pub replay: Replay,
    /// What was found.
    pub found: Evidence,
}

/// A cause, in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CarriedCause {
    /// Which.
    pub kind: Kind,
    /// Its class.
    pub class: String,
    /// Its probability.
    pub probability: f64,
}

/// What the replayed rejection has to be like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The cause that has to be among those named.
    pub cause: Kind,
    /// The device whose code it is, as the relying party holds it, what the app and the person made of it, and how far
    /// off it was; none where the code is of no device.
    #[serde(default)]
    pub matched: Option<Matched>,
    /// Whether it depends on the digits that the fresh secret happens to give, so that another one may have to be tried.
    #[serde(default)]
    pub by_digits: bool,
    /// The same of the codes of this try that were rejected before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Matched>,
}

/// One hypothesis that gives the rejected code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// What the secret stands for.
    pub role: Role,
    /// What the app made of it.
    pub reading: Reading,
    /// What the person made of the code.
    pub typing: Typing,
    /// Where it stands.
    pub place: Place,
}

/// Why there is no bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// A relying party of ours never rejects for this.
    #[error("there is no story of \"{}\" that the relying party could replay", .0.title())]
    NoStory(Kind),
    /// Codes by a counter, or Steam's.
    #[error("the relying party has no devices whose codes are not by time")]
    NotByTime,
    /// Nothing was rejected.
    #[error("there is no code in the evidence")]
    NoCode,
}

impl BundleError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoStory(_) => "bundle-no-story",
            Self::NotByTime => "bundle-not-by-time",
            Self::NoCode => "bundle-no-code",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        "save the answer of `countersign diagnose --json` instead: it holds no secret and no code either"
    }
}

/// Writes a case down as a scenario.
///
/// # Errors
/// It has no story: see [`BundleError`].
pub fn bundle(case: &Case<'_>) -> Result<Scenario, BundleError> {
    let (story, replay) = story::tell(case)?;
    let first = case.explanation.causes.first().map_or("", |cause| cause.title.as_str());
    let carried = Carried {
        rejection: case.rejection.clone(),
        causes: causes(case.explanation),
        replay,
        found: case.evidence.clone(),
    };
    Ok(Scenario {
        format: FORMAT,
        name: "support-bundle".to_owned(),
        about: format!("A rejected code: {first}"),
        made_by: Some(case.made_by.clone()),
        start: story.start,
        policy: crate::PolicyChoice { profile: Some("rfc".to_owned()), change: story.policy },
        people: story.people,
        devices: story.devices,
        steps: story.steps,
        evidence: written::table(&carried),
        places: Vec::new(),
    })
}

/// What a scenario carries along, where it is a bundle.
#[must_use]
pub fn carried(scenario: &Scenario) -> Option<Carried> {
    serde_json::from_value(Value::Object(scenario.evidence.clone())).ok()
}

fn causes(explanation: &Explanation) -> Vec<CarriedCause> {
    let all = explanation.causes.iter().chain(&explanation.beneath);
    let told = all.filter(|cause| cause.probability >= LEAST_TOLD);
    told.map(|cause| CarriedCause { kind: cause.kind, class: cause.class.clone(), probability: cause.probability })
        .collect()
}

/// What the code itself says: where the relying party did not look at it, that stands beneath.
fn cause_of_the_code(explanation: &Explanation) -> Option<&Ranked> {
    explanation.beneath.first().or(explanation.causes.first())
}

/// The match that a cause rests on.
fn match_of<'e>(evidence: &'e Evidence, cause: &Ranked) -> Option<&'e Match> {
    support::match_of(evidence, cause.kind, cause.offset.as_ref())
}
