//! A target profile: the TOML file that says how an HTTP server is asked, and how its answers are read.

mod check;
mod request;
mod rule;

use std::collections::BTreeMap;

use otp::{Algorithm, Digits, Parameters, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use request::{Decoding, Place, Request};
pub use rule::{Rule, Status};

use crate::Kind;
use crate::file::{FileError, Source};

/// The format this program reads.
pub const FORMAT: u32 = 1;

/// How a server is asked, and how its answers are read.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Countersign target profile")]
pub struct Profile {
    /// The format of this file: 1.
    pub format: u32,
    /// The name of the target in reports.
    pub name: String,
    /// What it is, and where it comes from.
    #[serde(default)]
    pub about: String,
    /// Its base address, such as `http://127.0.0.1:8000`; `--url` wins over it.
    #[serde(default)]
    pub url: Option<String>,
    /// How much may be asked of it.
    #[serde(default)]
    pub limits: Limits,
    /// What its devices are like, where an enrolment grants a bare secret and no otpauth address.
    #[serde(default)]
    pub device: Device,
    /// The steps it says it accepts around its own.
    #[serde(default)]
    pub accepts: Option<Accepts>,
    /// The people it is asked for.
    #[serde(default)]
    pub people: People,
    /// Placeholders with a fixed value.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Placeholders whose value is in a variable of the environment; their values are kept out of reports.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Headers of every request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// What answers mean: tried after the rules of a request, in order.
    #[serde(default)]
    pub outcomes: Vec<Rule>,
    /// Where an answer holds the true reason of a rejection, for tests.
    #[serde(default)]
    pub reason: Option<Place>,
    /// What it offers. An action that is not here is not offered.
    pub actions: BTreeMap<Kind, ActionProfile>,
    /// How its clock is read and set, if it can be.
    #[serde(default)]
    pub clock: Option<Clock>,
    /// How it is brought back to its first state, if it can be.
    #[serde(default)]
    pub reset: Vec<Request>,
    /// Traits that were chosen on purpose, by the name of the attack they would fall to: why. They are no holes.
    #[serde(default)]
    pub chosen: BTreeMap<String, String>,
}

/// How one action is done.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ActionProfile {
    /// It is done as this other action is.
    pub like: Option<Kind>,
    /// Its requests, in order. The last one decides; what comes before fetches what it needs, such as a CSRF token.
    pub requests: Vec<Request>,
}

/// How much may be asked of a target.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The most requests a run may make.
    pub requests: u64,
    /// The longest an answer may take, in seconds.
    pub seconds: u64,
    /// The most of a body that is read, in bytes.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { requests: 20_000, seconds: 10, bytes: 1_048_576 }
    }
}

/// What a device is like.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Device {
    /// `SHA1`, `SHA256` or `SHA512`.
    #[schemars(with = "String")]
    pub algorithm: Algorithm,
    /// 6 to 8 as a rule.
    pub digits: u32,
    /// The step, in seconds.
    pub period: u64,
}

impl Default for Device {
    fn default() -> Self {
        Self { algorithm: Algorithm::Sha1, digits: 6, period: 30 }
    }
}

impl Device {
    /// As parameters; none where a number is out of range.
    pub(crate) fn parameters(self) -> Option<Parameters> {
        let (digits, period) = (Digits::new(self.digits).ok()?, Period::new(self.period).ok()?);
        Some(Parameters::Totp { algorithm: self.algorithm, digits, period })
    }
}

/// How many steps around its own a target says it accepts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepts {
    /// Earlier steps.
    pub back: u32,
    /// Later steps.
    pub ahead: u32,
}

/// The people a target is asked for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct People {
    /// The name of a new person; `{n}` counts them, `{tag}` is new in every run.
    pub username: String,
    /// Their password.
    pub password: String,
    /// Their e-mail address.
    pub email: String,
    /// Those who are there already, for a target without `register`.
    pub existing: Vec<Existing>,
}

impl Default for People {
    fn default() -> Self {
        Self {
            username: "person-{tag}-{n}".to_owned(),
            password: "five unrelated {tag} words {n}".to_owned(),
            email: "{username}@example.test".to_owned(),
            existing: Vec::new(),
        }
    }
}

/// Somebody who is there already.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Existing {
    /// Their name.
    pub username: String,
    /// Their password.
    pub password: String,
    /// Their e-mail address.
    #[serde(default)]
    pub email: String,
}

/// How a target's clock is read and set.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Reads it: the last request takes `now`, in Unix seconds. Without it the clock of this machine is believed.
    #[serde(default)]
    pub read: Vec<Request>,
    /// Sets it to `{now}`, in Unix seconds, where it stays until it is set again.
    #[serde(default)]
    pub set: Vec<Request>,
    /// Moves it ahead by `{seconds}`. Without it, it is read and set.
    #[serde(default)]
    pub advance: Vec<Request>,
    /// Brings it back, after a run, to what it was before. What `read` took then has its value here, and `{now}` is
    /// the time it would show by now had it run on. Without it a clock that goes back is set to that time.
    #[serde(default)]
    pub restore: Vec<Request>,
    /// Whether it can be set back.
    #[serde(default)]
    pub goes_back: bool,
}

impl Profile {
    /// Reads and checks a profile. `file` is its name in errors.
    ///
    /// # Errors
    /// The file, line and key of the first mistake, and what would be right.
    pub fn parse(text: &str, file: &str) -> Result<Self, FileError> {
        let source = Source { file, text, page: "docs/target-profiles.md" };
        let profile: Self = source.read()?;
        check::check(&profile, &source)?;
        Ok(profile)
    }

    /// The requests of an action, by way of `like`; none where it is not offered.
    pub fn requests(&self, kind: Kind) -> Option<&[Request]> {
        let action = self.actions.get(&kind)?;
        let action = action.like.map_or(Some(action), |other| self.actions.get(&other))?;
        Some(&action.requests)
    }

    /// The same for a server that nobody controls: its clock stands by itself, nothing is reset, no reason is told.
    #[must_use]
    pub fn without_control(self) -> Self {
        Self { clock: None, reset: Vec::new(), reason: None, ..self }
    }

    /// The JSON schema of such files.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).to_value()
    }
}
