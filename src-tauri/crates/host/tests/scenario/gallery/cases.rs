//! How the gallery was made: a person and a device of each kind, and what a verifier holds.

use otp::{Algorithm, Digits, Parameters, Period, Secret, UnixSeconds};
use scenario::bundle::{Case, Rejection};
use scenario::{Device, DeviceDescription, Granted, Quirk};
use serde_json::{Map, Value, json};
use support::{
    BackupCode, Evidence, Explanation, Held, HeldSecret, Refusal, Role, Submission, Window, explain, investigate,
};
use zeroize::Zeroizing;

/// When the rejected code was given: ten seconds into a step.
const NOW: u64 = 1_750_000_030;
const LOGIN: &str = "login.second-factor";
const SET_UP: &str = "enrolment.confirm";

/// A case of the gallery.
pub(super) struct Made {
    /// The cause, which is the name of its file.
    pub(super) name: &'static str,
    /// What the journal calls the try.
    pub(super) event: &'static str,
    policy: Map<String, Value>,
    evidence: Evidence,
    explanation: Explanation,
}

impl Made {
    pub(super) fn case(&self, rejection: Option<Rejection>) -> Case<'_> {
        Case {
            evidence: &self.evidence,
            explanation: &self.explanation,
            policy: self.policy.clone(),
            rejection,
            person: None,
            made_by: format!("countersign {}", env!("CARGO_PKG_VERSION")),
        }
    }
}

/// What makes a case: everything as usual but for what is set.
struct Set {
    device: DeviceDescription,
    /// The code is read off as if so many seconds later.
    read: i64,
    parameters: Parameters,
    window: Window,
    role: Role,
    last_step: Option<u64>,
    others: Vec<i64>,
    text: Option<&'static str>,
    refusal: Option<Refusal>,
    backup_code: Option<BackupCode>,
    event: &'static str,
    policy: Value,
    /// Whether the next code is read out, too.
    next: bool,
}

impl Default for Set {
    fn default() -> Self {
        Self {
            device: DeviceDescription::default(),
            read: 0,
            parameters: parameters(Algorithm::Sha1, 6, 30),
            window: Window::default(),
            role: Role::Counts,
            last_step: None,
            others: Vec::new(),
            text: None,
            refusal: None,
            backup_code: None,
            event: LOGIN,
            policy: json!({}),
            next: true,
        }
    }
}

fn parameters(algorithm: Algorithm, digits: u32, period: u64) -> Parameters {
    Parameters::Totp { algorithm, digits: Digits::new(digits).unwrap(), period: Period::new(period).unwrap() }
}

fn secret(seed: u8) -> Secret {
    Secret::from_bytes((0..20_u8).map(|byte| byte.wrapping_mul(37).wrapping_add(seed)).collect()).unwrap()
}

fn off(offset: i64) -> Set {
    Set { device: DeviceDescription { offset, ..DeviceDescription::default() }, ..Set::default() }
}

fn odd(quirks: &[Quirk]) -> Set {
    let quirks = quirks.iter().copied().collect();
    Set { device: DeviceDescription { quirks, ..DeviceDescription::default() }, ..Set::default() }
}

/// The first secret with which the cause is the one that is meant: of what depends on the digits of a code, some show it.
fn made(name: &'static str, set: Set) -> Made {
    let mut tries = (1..=250).map(|seed| of_secret(name, &set, seed));
    let is_meant = |made: &Made| made.explanation.causes.first().is_some_and(|cause| cause.kind.name() == name);
    tries.find(is_meant).unwrap_or_else(|| {
        let first = of_secret(name, &set, 1).explanation;
        panic!("{name}: {:?}", first.causes.iter().map(|cause| (cause.kind, cause.probability)).collect::<Vec<_>>())
    })
}

fn of_secret(name: &'static str, set: &Set, seed: u8) -> Made {
    let theirs =
        HeldSecret { role: set.role, secret: secret(seed), parameters: set.parameters, last_step: set.last_step };
    let mut secrets = vec![theirs];
    if set.role != Role::Counts {
        let counts =
            HeldSecret { role: Role::Counts, secret: secret(seed ^ 0x55), parameters: set.parameters, last_step: None };
        secrets.insert(0, counts);
    }
    let held = Held { secrets, window: set.window, others: set.others.clone() };
    let codes = codes(set, &secret(seed));
    let mut submissions: Vec<Submission<'_>> =
        codes.iter().map(|(text, at)| Submission::read_out(text, UnixSeconds(*at))).collect();
    if let Some(first) = submissions.first_mut() {
        (first.read_out, first.backup_code) = (false, set.backup_code);
    }
    if let Some(refusal) = set.refusal {
        submissions.truncate(1);
        let refused = Submission { refusal: Some(refusal), ..Submission::new("", UnixSeconds(NOW)) };
        submissions.push(refused);
    }
    let evidence = investigate(&held, &submissions);
    let explanation = explain(&evidence);
    let Value::Object(policy) = set.policy.clone() else { panic!("a policy is a table") };
    Made { name, event: set.event, policy, explanation, evidence }
}

/// What was typed, and what was read out 40 seconds later.
fn codes(set: &Set, secret: &Secret) -> Vec<(Zeroizing<String>, u64)> {
    if let Some(text) = set.text {
        return vec![(Zeroizing::new(text.to_owned()), NOW)];
    }
    if set.refusal == Some(Refusal::SessionOver) {
        return Vec::new();
    }
    let mut device = Device::new(set.device.clone(), UnixSeconds(NOW));
    let granted = Granted { secret: Some(secret.to_base32()), ..Granted::default() };
    device.scan(&granted, &set.parameters).unwrap();
    let code = |at: u64| (device.code_at(UnixSeconds(at.saturating_add_signed(set.read))).unwrap(), at);
    if set.next { vec![code(NOW), code(NOW + 40)] } else { vec![code(NOW)] }
}

/// Every case.
pub(super) fn all() -> Vec<Made> {
    let mut all = clocks();
    all.extend(set_ups());
    all.extend(apps());
    all.extend(hands());
    all.extend(verifier());
    all
}

fn clocks() -> Vec<Made> {
    vec![
        made("device-clock", off(-7_500)),
        made("time-zone", off(-3_598)),
        made("wrong-date", off(-86_398)),
        made("server-clock", Set { others: vec![-2_990, -3_010, -3_000], ..off(-3_000) }),
        made("typed-late", Set { read: -62, next: false, ..Set::default() }),
        made("replay", Set { last_step: Some(NOW / 30), next: false, ..Set::default() }),
    ]
}

fn set_ups() -> Vec<Made> {
    vec![
        made("retired-secret", Set { role: Role::Retired, ..Set::default() }),
        made("pending-secret", Set { role: Role::Pending, ..Set::default() }),
        made("not-asked-device", Set { role: Role::NotAsked, event: SET_UP, ..Set::default() }),
        made("nothing-known", Set { next: false, ..odd(&[Quirk::AnotherAccount]) }),
    ]
}

fn apps() -> Vec<Made> {
    let of = |parameters: Parameters, quirks: &[Quirk]| Set { parameters, event: SET_UP, ..odd(quirks) };
    let plain = parameters(Algorithm::Sha1, 6, 30);
    let all = [Quirk::IgnoresAlgorithm, Quirk::IgnoresDigits, Quirk::IgnoresPeriod];
    vec![
        made("ignores-algorithm", of(parameters(Algorithm::Sha256, 6, 30), &[Quirk::IgnoresAlgorithm])),
        made("ignores-digits", of(parameters(Algorithm::Sha1, 8, 30), &[Quirk::IgnoresDigits])),
        made("ignores-period", of(parameters(Algorithm::Sha1, 6, 60), &[Quirk::IgnoresPeriod])),
        made("ignores-several", of(parameters(Algorithm::Sha256, 8, 60), &all)),
        made("secret-as-text", of(plain, &[Quirk::SecretAsAscii])),
        made("secret-as-hex", of(plain, &[Quirk::SecretAsHex])),
        made("secret-look-alike", of(plain, &[Quirk::LookAlikesTyped])),
        made("secret-cut", of(plain, &[Quirk::SecretCut])),
    ]
}

fn hands() -> Vec<Made> {
    let once = |quirk: Quirk| Set { next: false, ..odd(&[quirk]) };
    vec![
        made("zero-lost", once(Quirk::DropsLeadingZeros)),
        made("digits-swapped", once(Quirk::SwapsDigits)),
        made("digit-mistyped", once(Quirk::MistypesADigit)),
        made("digit-extra", once(Quirk::TypesADigitTwice)),
        made("code-cut", once(Quirk::LeavesOutADigit)),
        made("foreign-digits", once(Quirk::FullWidthDigits)),
        made("letters-for-digits", once(Quirk::LettersForDigits)),
        made("cannot-be-a-code", Set { text: Some("not a code"), ..Set::default() }),
    ]
}

fn verifier() -> Vec<Made> {
    let refused = |refusal| Set { refusal: Some(refusal), ..off(-3_000) };
    let backup = |standing| Set { text: Some("A7K2M-9XR4T-Q8WDE"), backup_code: Some(standing), ..Set::default() };
    let at_once = json!({ "throttle": { "free_failures": 4, "lock_after": 5 } });
    let hour = json!({ "backup_codes": { "lifetime_seconds": 3_600 } });
    vec![
        made("throttled", refused(Refusal::Throttled)),
        made("locked", Set { policy: at_once, ..refused(Refusal::Locked) }),
        made("session-over", refused(Refusal::SessionOver)),
        made("backup-code-used", backup(BackupCode::Used)),
        made("backup-code-unknown", backup(BackupCode::Unknown)),
        made("backup-code-expired", Set { policy: hour, ..backup(BackupCode::Expired) }),
        made("backup-code-wrong-place", Set { event: SET_UP, ..backup(BackupCode::Left) }),
    ]
}
