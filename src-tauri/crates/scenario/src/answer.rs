//! What a target answered.

use std::fmt;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// What an action led to, as far as the visitor can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was done. After a login: fully signed in.
    Accepted,
    /// The password was right; a second step is needed.
    SecondFactorRequired,
    /// The login can only go on by enrolling a device.
    EnrolmentRequired,
    /// It was refused.
    Rejected,
    /// It was refused because of too many tries (or a lock).
    Throttled {
        /// How long to wait, in seconds, where the target says so.
        retry_after: Option<u64>,
    },
    /// The target has no such action.
    NotOffered,
    /// The answer fits no rule, or there was none: why.
    Unclear(String),
}

impl Outcome {
    /// Its name in profiles and reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::SecondFactorRequired => "second-factor-required",
            Self::EnrolmentRequired => "enrolment-required",
            Self::Rejected => "rejected",
            Self::Throttled { .. } => "throttled",
            Self::NotOffered => "not-offered",
            Self::Unclear(_) => "unclear",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throttled { retry_after: Some(seconds) } => write!(formatter, "throttled ({seconds} s)"),
            Self::Unclear(why) => write!(formatter, "unclear ({why})"),
            other => formatter.write_str(other.name()),
        }
    }
}

/// The outcomes a rule or an expectation can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeName {
    /// It was done.
    Accepted,
    /// A second step is needed.
    SecondFactorRequired,
    /// A device has to be enrolled.
    EnrolmentRequired,
    /// It was refused.
    Rejected,
    /// Too many tries, or locked.
    Throttled,
    /// There is no such action.
    NotOffered,
}

impl OutcomeName {
    /// Its name in profiles and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::SecondFactorRequired => "second-factor-required",
            Self::EnrolmentRequired => "enrolment-required",
            Self::Rejected => "rejected",
            Self::Throttled => "throttled",
            Self::NotOffered => "not-offered",
        }
    }
}

/// What a target answered to an action.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What it led to.
    pub outcome: Outcome,
    /// The true reason of a rejection, where the target tells it to tests.
    pub reason: Option<String>,
    /// What was handed out.
    pub granted: Granted,
    /// Each request and its answer, in order, without secrets and codes: the evidence.
    pub exchanges: Vec<Exchange>,
}

impl Answer {
    /// An answer without a request.
    pub fn bare(outcome: Outcome) -> Self {
        Self { outcome, reason: None, granted: Granted::default(), exchanges: Vec::new() }
    }

    /// Whether it was done (after a login: fully signed in).
    pub fn is_accepted(&self) -> bool {
        self.outcome == Outcome::Accepted
    }
}

/// What a target handed out with an answer. Wiped from memory when dropped.
#[derive(Clone, Default)]
pub struct Granted {
    /// The otpauth address of a new device.
    pub uri: Option<Zeroizing<String>>,
    /// The secret of a device, in base32.
    pub secret: Option<Zeroizing<String>>,
    /// Backup codes.
    pub backup_codes: Vec<Zeroizing<String>>,
    /// A token of a session; cookies are in the visitor.
    pub token: Option<Zeroizing<String>>,
}

impl fmt::Debug for Granted {
    /// What there is, never what it says.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = |value: &Option<Zeroizing<String>>| value.as_ref().map(|_| "hidden");
        formatter
            .debug_struct("Granted")
            .field("uri", &held(&self.uri))
            .field("secret", &held(&self.secret))
            .field("backup_codes", &self.backup_codes.len())
            .field("token", &held(&self.token))
            .finish()
    }
}

/// A request and its answer, for evidence. Secrets, codes, passwords, tokens and cookies are replaced by their names
/// in angle brackets, so two of them can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// What was sent.
    pub request: Sent,
    /// What came back; none where nothing did.
    pub response: Option<Received>,
    /// How long the answer took, in nanoseconds; 0 where that was not measured.
    #[serde(rename = "nanoseconds", serialize_with = "as_nanoseconds")]
    pub took: Duration,
}

/// A request, as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// Such as `POST`.
    pub method: String,
    /// The path with its query; in process the name of the action.
    pub path: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// An answer, as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Received {
    /// The status; in process 0.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body, at most its first 4,000 characters.
    pub body: String,
}

fn as_nanoseconds<S: serde::Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX))
}
