//! From evidence to causes: what is known comes first, then what is likely.

use serde::{Deserialize, Serialize};

use crate::model::{self, Weighed};
use crate::question::{self, Question};
use crate::words;
use crate::{BackupCode, Class, Evidence, Form, Kind, Refusal, Role};

/// How sure we are of what the verifier itself says.
const KNOWN: f64 = 0.999;

/// Less likely causes are not told.
const LEAST_TOLD: f64 = 0.0005;

/// Ranked causes, and how sure that is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Why it was rejected, the likeliest first.
    pub causes: Vec<Ranked>,
    /// Where the reason is known, such as a lock: what the codes say besides.
    pub beneath: Vec<Ranked>,
    /// How many hypotheses were tried, for all codes together.
    pub tried: u64,
    /// What could not be tried, because nothing was at hand to try it with.
    pub untried: Vec<Kind>,
    /// Where nothing explains it: one in so many times the catalogue has the cause and it was missed.
    pub missed_one_in: Option<u64>,
    /// What would tell the likeliest causes apart.
    pub question: Option<Question>,
}

/// Causes of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ranked {
    /// The likeliest of the class.
    pub kind: Kind,
    /// The class: causes that leave identical evidence.
    pub class: String,
    /// What it is.
    pub title: String,
    /// The probability of the class.
    pub probability: f64,
    /// Every cause of the class with its own probability, the likeliest first.
    pub members: Vec<Member>,
    /// How far the clock is off, where it is.
    pub offset: Option<Offset>,
    /// How many hypotheses of this kind were tried.
    pub tried: u64,
    /// The probability that one of these hits by chance.
    pub chance: f64,
    /// What staff should do.
    pub staff: String,
    /// What to tell the person.
    pub person: String,
}

/// One cause of a class.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Which.
    pub kind: Kind,
    /// Its probability.
    pub probability: f64,
}

/// How far a clock is off; for counters, how far those are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offset {
    /// At least, in seconds (counters); negative: behind.
    pub from: i64,
    /// At most.
    pub until: i64,
    /// Seconds it gains a day; none where it is steady, or nothing tells.
    pub drift_per_day: Option<f64>,
    /// Which of the secrets held.
    pub secret: Option<usize>,
}

/// Ranks the causes. Deterministic, and needs nothing but the evidence.
#[must_use]
pub fn explain(evidence: &Evidence) -> Explanation {
    let weighed = model::weigh(evidence);
    let likely = ranked(evidence, &weighed);
    let tried = evidence.submissions.iter().map(|submission| submission.tried.all()).sum();
    let untried = model::untried(evidence);
    let nothing = likely.iter().find(|cause| cause.kind == Kind::NothingKnown).map_or(0.0, |cause| cause.probability);
    let is_first = likely.first().is_some_and(|cause| cause.kind == Kind::NothingKnown);
    let missed_one_in = is_first.then(|| one_in(1.0 - nothing));
    let question = question::best(&likely);
    match known(evidence) {
        Some(kind) => {
            let cause = told(evidence, kind);
            Explanation { causes: vec![cause], beneath: likely, tried, untried, missed_one_in: None, question: None }
        }
        None => Explanation { causes: likely, beneath: Vec::new(), tried, untried, missed_one_in, question },
    }
}

/// Once in how many times; at most a million.
fn one_in(probability: f64) -> u64 {
    (1.0 / probability.max(1e-6)).round() as u64
}

/// What needs no probability: the verifier says so, or the text shows it. The last rejected code decides.
fn known(evidence: &Evidence) -> Option<Kind> {
    let rejected = evidence.submissions.iter().rfind(|submission| !submission.read_out);
    let last = rejected.or(evidence.submissions.last())?;
    if let Some(refusal) = last.refusal {
        return Some(match refusal {
            Refusal::Locked => Kind::Locked,
            Refusal::Throttled => Kind::Throttled,
            Refusal::SessionOver => Kind::SessionOver,
        });
    }
    if let Some(backup_code) = last.backup_code {
        return Some(match backup_code {
            BackupCode::Left => Kind::BackupCodeWrongPlace,
            BackupCode::Used => Kind::BackupCodeUsed,
            BackupCode::Expired => Kind::BackupCodeExpired,
            BackupCode::Unknown => Kind::BackupCodeUnknown,
        });
    }
    let has = |role: Role| evidence.secrets.iter().any(|secret| secret.role == role);
    match last.form {
        _ if !has(Role::Counts) && !has(Role::NotAsked) && has(Role::Pending) => Some(Kind::NeverConfirmed),
        _ if !has(Role::Counts) && !has(Role::NotAsked) => Some(Kind::NoSecondFactor),
        Form::BackupCode => Some(Kind::BackupCodeUnknown),
        Form::ForeignDigits { .. } => Some(Kind::ForeignDigits),
        Form::LettersForDigits { .. } => Some(Kind::LettersForDigits),
        Form::Other => Some(Kind::CannotBeACode),
        Form::Digits { .. } | Form::Letters { .. } => None,
    }
}

/// A cause that is known.
fn told(evidence: &Evidence, kind: Kind) -> Ranked {
    Ranked {
        kind,
        class: kind.name().to_owned(),
        title: kind.title().to_owned(),
        probability: KNOWN,
        members: vec![Member { kind, probability: KNOWN }],
        offset: None,
        tried: 0,
        chance: 0.0,
        staff: words::staff(kind, None, evidence),
        person: words::person(kind, None),
    }
}

/// The causes that have to be weighed, by class.
fn ranked(evidence: &Evidence, weighed: &[Weighed]) -> Vec<Ranked> {
    let total: f64 = weighed.iter().map(|cause| cause.weight).sum();
    if total <= 0.0 || evidence.submissions.is_empty() {
        return Vec::new();
    }
    let mut classes: Vec<Class> = weighed.iter().map(|cause| cause.class).collect();
    classes.sort_unstable();
    classes.dedup();
    let mut ranked: Vec<Ranked> =
        classes.into_iter().filter_map(|class| of_class(evidence, weighed, class, total)).collect();
    ranked.sort_by(|one, other| other.probability.total_cmp(&one.probability));
    ranked.retain(|cause| cause.probability >= LEAST_TOLD);
    ranked
}

fn of_class(evidence: &Evidence, weighed: &[Weighed], class: Class, total: f64) -> Option<Ranked> {
    let of_class = || weighed.iter().filter(|cause| cause.class == class);
    let mut members: Vec<Member> = Vec::new();
    for cause in of_class() {
        let probability = cause.weight / total;
        match members.iter_mut().find(|member| member.kind == cause.kind) {
            Some(member) => member.probability += probability,
            None => members.push(Member { kind: cause.kind, probability }),
        }
    }
    members.sort_by(|one, other| other.probability.total_cmp(&one.probability));
    let kind = members.first()?.kind;
    let heaviest =
        of_class().filter(|cause| cause.kind == kind).max_by(|one, other| one.weight.total_cmp(&other.weight))?;
    let offset = heaviest.offset.map(|(from, until)| Offset {
        from,
        until,
        drift_per_day: heaviest.drift,
        secret: heaviest.secret,
    });
    let tried = tried_for(evidence, kind);
    Some(Ranked {
        kind,
        class: class.name().to_owned(),
        title: kind.title().to_owned(),
        probability: members.iter().map(|member| member.probability).sum(),
        members,
        offset,
        tried,
        chance: chance(evidence, kind),
        staff: words::staff(kind, offset.as_ref(), evidence),
        person: words::person(kind, offset.as_ref()),
    })
}

/// How many hypotheses of this kind were tried on the first code that has any.
fn tried_for(evidence: &Evidence, kind: Kind) -> u64 {
    evidence.submissions.iter().map(|submission| of_kind(&submission.tried, kind)).max().unwrap_or(0)
}

fn of_kind(tried: &crate::Tried, kind: Kind) -> u64 {
    match kind {
        Kind::DeviceClock | Kind::TimeZone | Kind::WrongDate | Kind::ServerClock | Kind::TypedLate | Kind::NextCode => {
            tried.clock
        }
        Kind::Replay | Kind::CodeIsRight | Kind::CounterAhead | Kind::CounterBehind => tried.clock,
        Kind::DigitMistyped | Kind::DigitsSwapped | Kind::CodeCut | Kind::ZeroLost | Kind::DigitExtra => tried.typing,
        Kind::RetiredSecret | Kind::PendingSecret | Kind::NotAskedDevice | Kind::OtherForm | Kind::OtherAccount => {
            tried.secrets
        }
        Kind::NothingKnown => tried.all(),
        _ => tried.readings,
    }
}

/// The probability that any of the hypotheses of this kind hits every code by chance: the first as freely as they are
/// many, a later one only where the first leaves it three steps.
fn chance(evidence: &Evidence, kind: Kind) -> f64 {
    if kind == Kind::NothingKnown {
        return 0.0;
    }
    let mut chance = 1.0;
    for (index, submission) in evidence.submissions.iter().enumerate() {
        let codes = match submission.form {
            Form::Digits { count } | Form::ForeignDigits { count } | Form::LettersForDigits { count } => {
                10.0_f64.powi(i32::from(count))
            }
            Form::Letters { count } => 26.0_f64.powi(i32::from(count)),
            Form::BackupCode | Form::Other => continue,
        };
        let tried = if index == 0 { of_kind(&submission.tried, kind) as f64 } else { 3.0 };
        chance *= (tried / codes).min(1.0);
    }
    chance
}
