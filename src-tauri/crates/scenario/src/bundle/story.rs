//! The story of a rejection: what led to it, and the rejection as its last step.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use support::{Evidence, Kind, Ranked, Refusal, Role, SecretEvidence};

use super::device::Imitation;
use super::earlier::{Earlier, earlier};
use super::{BundleError, Case, Replay, cause_of_the_code, match_of, written};
use crate::{DeviceDescription, Kind as Act, OutcomeName, PersonDescription, Quirk, START, Step};

/// How long after the set-up the rejection is at least, in seconds: longer than other people's codes are looked at.
const LATER: i64 = 7_200;
/// How many other people feel that the server's clock is off.
pub(super) const OTHERS: u32 = 3;
/// What of a policy bears on codes; the rest (the issuer's name, networks, groups) stays where it is.
const OF_CODES: [&str; 5] = ["totp", "session", "throttle", "source_throttle", "backup_codes"];

/// A story under way.
pub(super) struct Story {
    pub(super) start: u64,
    pub(super) policy: Map<String, Value>,
    pub(super) people: BTreeMap<String, PersonDescription>,
    pub(super) devices: BTreeMap<String, DeviceDescription>,
    pub(super) steps: Vec<Step>,
}

/// Tells the story of a case, and what has to come of it.
pub(super) fn tell(case: &Case<'_>) -> Result<(Story, Replay), BundleError> {
    let plot = Plot::new(case)?;
    let matched = plot.imitation.matched;
    let named = if plot.is_known { plot.first } else { plot.kind };
    let by_digits = plot.imitation.by_digits || plot.first == Kind::LettersForDigits;
    let earlier = plot.earlier.iter().filter_map(|earlier| earlier.matched).collect();
    Ok((plot.told()?, Replay { cause: named, matched, by_digits, earlier }))
}

/// Everything a story is told from.
pub(super) struct Plot<'c> {
    pub(super) case: &'c Case<'c>,
    /// The cause that is named first.
    first: Kind,
    /// Whether that one needs no probability.
    is_known: bool,
    /// What the story is about.
    pub(super) kind: Kind,
    pub(super) imitation: Imitation,
    /// What was rejected before, of the same try; oldest first.
    pub(super) earlier: Vec<Earlier>,
    pub(super) refusal: Option<Refusal>,
    pub(super) theirs: DeviceDescription,
    policy: Map<String, Value>,
    /// When the rejection is, in seconds since the start.
    pub(super) at: i64,
    /// The length of a step of the relying party, in seconds.
    pub(super) period: i64,
    steps: Vec<Step>,
}

impl<'c> Plot<'c> {
    fn new(case: &'c Case<'c>) -> Result<Self, BundleError> {
        let cause = cause_of_the_code(case.explanation).ok_or(BundleError::NoCode)?;
        let first = case.explanation.causes.first().map_or(cause.kind, |first| first.kind);
        let secret = secret_of(case.evidence, cause)?;
        let mut imitation = imitation(case.evidence, cause, secret);
        let kind = match first {
            Kind::NeverConfirmed | Kind::NoSecondFactor => return Err(BundleError::NoStory(first)),
            _ if is_of_text(first) => first,
            _ if imitation.matched.is_none() => Kind::NothingKnown,
            _ => cause.kind,
        };
        imitation.quirks.extend(quirk_of_text(first));
        let period = i64::from(secret.period.unwrap_or(30));
        let drift = cause.offset.and_then(|offset| offset.drift_per_day).filter(|_| kind == Kind::DeviceClock);
        let at = time_of_rejection(kind, &imitation, period);
        let refusal = refusal(case.evidence);
        let earlier = match refusal {
            None => earlier(case.evidence, cause, kind, &mut imitation),
            Some(_) => Vec::new(),
        };
        Ok(Self {
            case,
            first,
            is_known: first.prior_in_a_thousand() == 0.0,
            kind,
            refusal,
            earlier,
            theirs: imitation.device(kind, drift, at),
            policy: policy(case, secret),
            imitation,
            at,
            period,
            steps: Vec::new(),
        })
    }

    fn told(mut self) -> Result<Story, BundleError> {
        let person = PersonDescription { about: self.case.person.clone().unwrap_or_default() };
        let mut people = BTreeMap::from([("person".to_owned(), person)]);
        let right = DeviceDescription::default();
        let mut devices =
            BTreeMap::from([("right".to_owned(), right.clone()), ("theirs".to_owned(), self.theirs.clone())]);
        self.set_up();
        if self.kind == Kind::ServerClock {
            for number in 1..=OTHERS {
                people.insert(format!("other-{number}"), PersonDescription::default());
                devices.insert(format!("of-other-{number}"), right.clone());
                self.other_person(number);
            }
        }
        self.wrong_codes();
        self.rejection();
        let unit = common_multiple(self.period, i64::from(self.imitation.period));
        let start = START.checked_next_multiple_of(unit.unsigned_abs().max(1)).unwrap_or(START);
        Ok(Story { start, policy: self.policy, people, devices, steps: self.steps })
    }

    /// The device that counts is set up; where another one has the same secret, it scans, too.
    fn set_up(&mut self) {
        self.add(step("person", Act::Register, OutcomeName::Accepted));
        if !self.begins_with_a_device() {
            return;
        }
        let is_copy = !self.is_confirmation() && !matches!(self.kind, Kind::RetiredSecret | Kind::PendingSecret);
        let first = if self.kind == Kind::RetiredSecret { "theirs" } else { "right" };
        let also = if is_copy { vec!["theirs".to_owned()] } else { Vec::new() };
        self.add(Step { also, ..with_device(step("person", Act::BeginEnrolment, OutcomeName::Accepted), first) });
        // At its set-up the clock of the device was right.
        let off = if first == "theirs" { self.theirs.offset } else { 0 };
        let read = (off != 0).then(|| seconds(off.saturating_neg()));
        let confirm = with_device(step("person", Act::ConfirmEnrolment, OutcomeName::Accepted), first);
        self.add(Step { after: Some("20s".to_owned()), read, ..confirm });
        if self.kind == Kind::RetiredSecret {
            self.replace_device();
        }
    }

    fn begins_with_a_device(&self) -> bool {
        let has_one = matches!(self.kind, Kind::RetiredSecret | Kind::BackupCodeWrongPlace);
        has_one || !self.is_confirmation() || self.has_another_device()
    }

    fn replace_device(&mut self) {
        let remove = step("person", Act::RemoveSecondFactor, OutcomeName::Accepted);
        self.add(Step { note: "the old set-up goes, and stays in the app".to_owned(), ..remove });
        if self.is_confirmation() {
            return;
        }
        let begin = with_device(step("person", Act::BeginEnrolment, OutcomeName::Accepted), "right");
        self.add(Step { after: Some("60s".to_owned()), ..begin });
        let confirm = with_device(step("person", Act::ConfirmEnrolment, OutcomeName::Accepted), "right");
        self.add(Step { after: Some("20s".to_owned()), ..confirm });
    }

    fn other_person(&mut self, number: u32) {
        let (who, device) = (format!("other-{number}"), format!("of-other-{number}"));
        self.add(step(&who, Act::Register, OutcomeName::Accepted));
        self.add(with_device(step(&who, Act::BeginEnrolment, OutcomeName::Accepted), &device));
        self.add(with_device(step(&who, Act::ConfirmEnrolment, OutcomeName::Accepted), &device));
    }

    /// What slows or locks: as many wrong codes before. They are the same code, each in a sign-in of its own where the
    /// relying party makes one wait.
    fn wrong_codes(&mut self) {
        let number = |name: &str| self.policy.get("throttle").and_then(|throttle| throttle.get(name)?.as_u64());
        let kind = self.policy.get("throttle").and_then(|throttle| throttle.get("kind")?.as_str());
        let at_once = number("free_failures").unwrap_or(4) + u64::from(kind != Some("five-in-15-minutes"));
        let all = match self.refusal {
            Some(Refusal::Throttled) => at_once,
            Some(Refusal::Locked) => number("lock_after").unwrap_or(100),
            _ => return,
        };
        let wait = number("longest_wait_seconds").unwrap_or(900).saturating_add(1);
        let waits = all.saturating_sub(at_once);
        let first = self.at;
        self.wrong_code(first, u32::try_from(all.min(at_once)).unwrap_or(1));
        for number in 1..=waits {
            self.wrong_code(first.saturating_add_unsigned(number.saturating_mul(wait)), 1);
        }
        self.at = first.saturating_add_unsigned(waits.saturating_mul(wait));
        if waits > 0 {
            // What was tried before the last wait is no part of this try.
            self.imitation.matched = None;
        }
    }

    fn wrong_code(&mut self, at: i64, times: u32) {
        self.log_in("person/before", at);
        let wrong = with_device(step("person/before", Act::SecondStep, OutcomeName::Rejected), "theirs");
        self.add(Step { read: self.read(), times: (times > 1).then_some(times), ..wrong });
    }

    /// How long a half sign-in lives, in seconds.
    pub(super) fn partial_seconds(&self) -> i64 {
        let said = self.policy.get("session").and_then(|session| session.get("partial_seconds")?.as_i64());
        said.unwrap_or(300)
    }

    pub(super) fn add(&mut self, step: Step) {
        self.steps.push(step);
    }
}

/// Causes that the text of the code shows, and nothing else.
fn is_of_text(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CannotBeACode
            | Kind::BackupCodeExpired
            | Kind::BackupCodeUnknown
            | Kind::BackupCodeUsed
            | Kind::BackupCodeWrongPlace
    )
}

fn quirk_of_text(kind: Kind) -> Option<Quirk> {
    match kind {
        Kind::ForeignDigits => Some(Quirk::FullWidthDigits),
        Kind::LettersForDigits => Some(Quirk::LettersForDigits),
        _ => None,
    }
}

fn refusal(evidence: &Evidence) -> Option<Refusal> {
    evidence.submissions.iter().rfind(|submission| !submission.read_out)?.refusal
}

/// The secret whose device the story is about.
fn secret_of<'e>(evidence: &'e Evidence, cause: &Ranked) -> Result<&'e SecretEvidence, BundleError> {
    let matched = match_of(evidence, cause).and_then(|found| evidence.secrets.get(found.secret));
    let counting = evidence.secrets.iter().find(|secret| secret.role == Role::Counts);
    let secret = matched.or(counting).or(evidence.secrets.first()).ok_or(BundleError::NoStory(cause.kind))?;
    if secret.kind == otp::Kind::Totp { Ok(secret) } else { Err(BundleError::NotByTime) }
}

fn imitation(evidence: &Evidence, cause: &Ranked, secret: &SecretEvidence) -> Imitation {
    let found = match_of(evidence, cause);
    // What a relying party of ours never holds, it cannot find.
    let is_held = !matches!(secret.role, Role::OtherForm | Role::OtherAccount);
    let of_ours = found.filter(|_| is_held).and_then(|found| Imitation::of(found, secret.role));
    of_ours.unwrap_or_else(|| Imitation::of_a_stranger(secret.period.unwrap_or(30)))
}

/// What the relying party has to be like: of what is known of it, what bears on codes, and the device's own parameters.
fn policy(case: &Case<'_>, secret: &SecretEvidence) -> Map<String, Value> {
    let known = OF_CODES.iter().filter_map(|name| Some(((*name).to_owned(), case.policy.get(*name)?.clone())));
    let mut policy: Map<String, Value> = known.collect();
    if let Some(totp) = policy.entry("totp").or_insert_with(|| json!({})).as_object_mut() {
        let window = case.evidence.window;
        totp.insert("algorithm".to_owned(), json!(secret.algorithm));
        totp.insert("digits".to_owned(), json!(secret.digits));
        totp.insert("period".to_owned(), json!(secret.period.unwrap_or(30)));
        totp.insert("window".to_owned(), json!({ "back": window.back, "ahead": window.ahead }));
    }
    written::table(&policy)
}

/// When the rejection is: late enough after the set-up, and at the same second of a step as it was.
fn time_of_rejection(kind: Kind, imitation: &Imitation, period: i64) -> i64 {
    let of_device = i64::from(imitation.period).max(1);
    let least = LATER.saturating_sub(imitation.from.min(0));
    let base = next_multiple(least, common_multiple(period, of_device));
    if kind == Kind::ServerClock {
        // The true time is in the middle of a step, and the server's clock is off by what makes it the same second.
        return base.saturating_add(of_device / 2);
    }
    base.saturating_add(imitation.from.saturating_neg().checked_rem_euclid(of_device).unwrap_or(0))
}

/// The first multiple of `unit` that is not below `least`, in seconds.
fn next_multiple(least: i64, unit: i64) -> i64 {
    let unit = unit.max(1);
    match least.checked_rem_euclid(unit) {
        None | Some(0) => least,
        Some(rest) => least.saturating_add(unit).saturating_sub(rest),
    }
}

/// The least common multiple of two periods, in seconds.
fn common_multiple(one: i64, other: i64) -> i64 {
    let (mut greater, mut rest) = (one.max(1), other.max(1));
    while rest != 0 {
        (greater, rest) = (rest, greater.checked_rem(rest).unwrap_or(0));
    }
    one.max(1).checked_div(greater).unwrap_or(1).saturating_mul(other.max(1))
}

pub(super) fn step(who: &str, action: Act, expect: OutcomeName) -> Step {
    Step { who: Some(who.to_owned()), action: Some(action), expect: Some(expect), ..Step::default() }
}

pub(super) fn with_device(step: Step, device: &str) -> Step {
    Step { device: Some(device.to_owned()), ..step }
}

pub(super) fn seconds(of: i64) -> String {
    format!("{of}s")
}
