//! What became of an attack.

use serde::Serialize;

use super::attack::Attack;
use crate::{Exchange, TargetError};

/// What became of an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// There is a hole.
    Broken,
    /// It could not be tried to the end.
    Inconclusive,
    /// It got through by a trait the target's profile says was chosen: no hole.
    Chosen,
    /// The target withstood it.
    Held,
    /// The target has nothing it could be tried on.
    NotApplicable,
}

impl Verdict {
    /// Every verdict, in the order of reports.
    pub const ALL: [Self; 5] = [Self::Broken, Self::Inconclusive, Self::Chosen, Self::Held, Self::NotApplicable];

    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Inconclusive => "inconclusive",
            Self::Chosen => "chosen",
            Self::Held => "held",
            Self::NotApplicable => "not applicable",
        }
    }
}

/// Something that was asked of the target, and what it led to.
#[derive(Debug, Clone, Serialize)]
pub struct Deed {
    /// What was done, in words.
    pub what: String,
    /// What it led to.
    pub outcome: String,
    /// The requests and answers, without secrets and codes.
    pub exchanges: Vec<Exchange>,
}

/// An attack and what became of it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The attack.
    pub attack: &'static Attack,
    /// What became of it.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub why: String,
    /// What was done, in order: the evidence.
    pub deeds: Vec<Deed>,
}

/// What became of all attacks on a target.
#[derive(Debug, Clone)]
pub struct Report {
    /// The name of the target.
    pub target: String,
    /// Its address; none in process.
    pub url: Option<String>,
    /// How many requests were made.
    pub requests: u64,
    /// In the order of the table of attacks.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many attacks ended so.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdict == verdict).count()
    }
}

/// A verdict with its reason.
#[derive(Debug)]
pub(super) struct Judgement {
    pub(super) verdict: Verdict,
    pub(super) why: String,
}

/// What an attack comes to.
pub(super) type Judged = Result<Judgement, Stop>;

/// Why an attack cannot go on.
#[derive(Debug)]
pub(super) enum Stop {
    NotApplicable(String),
    Inconclusive(String),
    Target(TargetError),
}

impl Stop {
    /// The same as a judgement.
    pub(super) fn judged(self) -> Judgement {
        match self {
            Self::NotApplicable(why) => Judgement { verdict: Verdict::NotApplicable, why },
            Self::Inconclusive(why) => Judgement { verdict: Verdict::Inconclusive, why },
            Self::Target(error) => Judgement { verdict: Verdict::Inconclusive, why: error.to_string() },
        }
    }
}

impl From<TargetError> for Stop {
    fn from(error: TargetError) -> Self {
        Self::Target(error)
    }
}

pub(super) fn held(why: impl Into<String>) -> Judged {
    Ok(Judgement { verdict: Verdict::Held, why: why.into() })
}

pub(super) fn broken(why: impl Into<String>) -> Judged {
    Ok(Judgement { verdict: Verdict::Broken, why: why.into() })
}

pub(super) fn chosen(why: impl Into<String>) -> Judged {
    Ok(Judgement { verdict: Verdict::Chosen, why: why.into() })
}

pub(super) fn not_applicable<T>(why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::NotApplicable(why.into()))
}

pub(super) fn inconclusive<T>(why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Inconclusive(why.into()))
}
