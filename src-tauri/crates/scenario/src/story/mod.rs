//! A scenario: a story of people, their devices and a relying party, and what is expected of it.

mod check;
pub(crate) mod span;

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::device::DeviceDescription;
use crate::file::{FileError, Source};
use crate::{Kind, OutcomeName};

/// The format this program reads.
pub(crate) const FORMAT: u32 = 1;
/// The time at which a scenario starts where it says nothing: a boundary of every usual step.
pub const START: u64 = 1_800_000_000;

/// A story, and what is expected of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Countersign scenario")]
pub struct Scenario {
    /// The format of this file: 1.
    pub format: u32,
    /// The name of the scenario in reports.
    pub name: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// The program that wrote it, with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
    /// The true time at the start, in Unix seconds, where the target's clock can be set.
    #[serde(default = "start")]
    pub start: u64,
    /// The relying party in process: what it decides by.
    #[serde(default)]
    pub policy: PolicyChoice,
    /// The people, by the name the steps call them.
    pub people: BTreeMap<String, PersonDescription>,
    /// Their devices, by the name the steps call them.
    #[serde(default)]
    pub devices: BTreeMap<String, DeviceDescription>,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// What was found out before, carried along and not looked at.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub evidence: Map<String, Value>,
    /// Where each step stands, in order; nothing where it was not read.
    #[serde(skip)]
    pub places: Vec<Place>,
}

/// Where something stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    /// `story.toml:41`, which terminals and editors follow.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

/// What the relying party in process decides by. A target with a profile decides by its own rules.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyChoice {
    /// A policy by its name, as `--profile` of `countersign serve` has it; `rfc` without it.
    pub profile: Option<String>,
    /// Values that replace those of the profile, as in `[policy]` of a configuration file.
    pub change: Map<String, Value>,
}

/// A person. Their name and password are the target's choice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PersonDescription {
    /// Who they are, for the reader.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// Something that happens, or time that passes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    /// When, since the start, such as `1d 2h 30s`. Not before the step before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// When, since the step before, such as `30s`. Without `at` and `after` at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// A word to the reader.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How far the target's clock is from the true time from now on, such as `-90s`. Devices follow the true time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_clock: Option<String>,
    /// Who acts: a name under `people`, or `ada/laptop` for another browser of hers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// What they do. Without it only time passes.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    pub action: Option<Kind>,
    /// Other devices that scan the same QR code, with `begin-enrolment`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The device that scans, or that the code is read off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// With `device`: the code is read off so much earlier (`-30s`) or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// The code typed last by this person once more.
    #[serde(skip_serializing_if = "is_no")]
    pub again: bool,
    /// This text as the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
    /// The backup code of this number, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_code: Option<usize>,
    /// Values of other placeholders, such as `new_password`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, String>,
    /// How many times it is done; the expectation is of each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// What has to come of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<OutcomeName>,
    /// The true reason it has to have, where the target tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

fn is_no(said: &bool) -> bool {
    !said
}

fn start() -> u64 {
    START
}

impl Scenario {
    /// Reads and checks a scenario. `file` is its name in errors.
    ///
    /// # Errors
    /// The file, line and key of the first mistake, and what would be right.
    pub fn parse(text: &str, file: &str) -> Result<Self, FileError> {
        let source = source(text, file);
        let scenario: Self = source.read()?;
        check::check(&scenario, &source)?;
        let place = |line| Place { file: file.to_owned(), line };
        let places = source.lines_of("steps").into_iter().map(place).collect();
        Ok(Self { places, ..scenario })
    }

    /// A mistake at a key of a scenario, for who knows more of it than this package, such as the policy.
    pub fn mistake(text: &str, file: &str, key: &str, reason: &str, hint: &str) -> FileError {
        source(text, file).mistake(key, reason, hint)
    }

    /// The JSON schema of such files.
    pub fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }
}

fn source<'a>(text: &'a str, file: &'a str) -> Source<'a> {
    Source { file, text, page: "docs/scenarios.md" }
}
