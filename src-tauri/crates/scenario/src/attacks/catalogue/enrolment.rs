//! Who gets a device bound to an account, and with which secret.

use otp::Secret;

use super::sessions::holds;
use crate::attacks::attack::{Attack, Case};
use crate::attacks::device::Device;
use crate::attacks::prelude::Enrolled;
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, held, inconclusive, not_applicable};
use crate::{Action, Kind, Person, Taken, Visitor};

pub(super) const SETUP_FOR_ANOTHER: Attack = Attack {
    name: "setup-for-another",
    does: "enrols a device for somebody else, without a session and with a session of one's own",
    standards: &["ASVS 5.0 8.2.2", "NIST SP 800-63B-4 §4.1.2.1"],
    case: None,
    mend: "Take whose device it is from the session, never from the request.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(setup_for_another(trial)),
};

async fn setup_for_another(trial: &mut Trial<'_>) -> Judged {
    let victim = trial.enrolled().await?;
    let mut stranger = Visitor::new(&victim.person).with_values_of(&victim.visitor);
    if trial.offers(Kind::SignedIn) && trial.is_signed_in(&mut stranger).await? {
        return inconclusive("the ids alone are signed in; the profile has to take the session under the name `token`");
    }
    if let Some(device) = bound(trial, "without a session", &mut stranger, &[]).await?
        && opens(trial, &victim.person, device).await?
    {
        return broken("somebody without a session bound a device to a named account");
    }
    let mut mallory = trial.newcomer().await?;
    let mut named = vec![("username".to_owned(), victim.person.username.clone())];
    named.push(("email".to_owned(), victim.person.email.clone()));
    for (name, value) in victim.visitor.taken() {
        match value {
            Taken::Text(text) if name != "token" && name.ends_with("id") => {
                named.push((name.to_owned(), text.to_string()))
            }
            _ => {}
        }
    }
    if let Some(device) = bound(trial, "with a session of one's own", &mut mallory, &named).await?
        && opens(trial, &victim.person, device).await?
    {
        return broken("somebody signed in bound a device to the account of somebody else");
    }
    held("a device is bound only to the account of the session")
}

/// Begins and confirms an enrolment; the device, if both were accepted.
pub(super) async fn bound(
    trial: &mut Trial<'_>,
    how: &str,
    visitor: &mut Visitor,
    named: &[(String, String)],
) -> Result<Option<Device>, Stop> {
    let with = |action: Action| named.iter().fold(action, |action, (name, value)| action.given(name, value));
    let begin = with(Action::new(Kind::BeginEnrolment));
    let begun = trial.ask(&format!("begin an enrolment {how}"), visitor, begin).await?;
    if !begun.is_accepted() || begun.granted.uri.is_none() && begun.granted.secret.is_none() {
        return Ok(None);
    }
    let mut device = Device::scan(&begun.granted, &trial.description().device)?;
    let code = trial.fresh_code(&mut device).await?;
    let confirm = with(Action::new(Kind::ConfirmEnrolment).with_code(&code));
    let confirmed = trial.ask(&format!("confirm it {how}"), visitor, confirm).await?;
    Ok(confirmed.is_accepted().then_some(device))
}

/// Whether this device opens the account.
pub(super) async fn opens(trial: &mut Trial<'_>, person: &Person, mut device: Device) -> Result<bool, Stop> {
    let code = trial.fresh_code(&mut device).await?;
    let answer = trial.guess("log in by a code of the device", person, &code, &[]).await?;
    Ok(answer.is_accepted())
}

pub(super) const CLIENT_CHOSEN_SECRET: Attack = Attack {
    name: "client-chosen-secret",
    does: "confirms an enrolment with a secret of the client's own choice, and one that was never begun with the empty secret",
    standards: &["ASVS 5.0 6.5.3", "ASVS 5.0 15.3.3", "NIST SP 800-63B-4 §3.1.4.2"],
    case: None,
    mend: "Keep the offered secret at the server until it is confirmed, take none from the request, and refuse to confirm what was not begun.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(client_chosen_secret(trial)),
};

/// What an attacker would like everybody's secret to be.
const CHOSEN: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// The names under which a request may bring a secret; the empty one is the profile's own placeholder.
const FIELDS: [&str; 4] = ["", "secret", "otp_secret", "totp_secret"];

async fn client_chosen_secret(trial: &mut Trial<'_>) -> Judged {
    let Ok(secret) = Secret::parse_base32(CHOSEN) else { return inconclusive("the chosen secret is none") };
    for field in FIELDS {
        let mut ada = trial.newcomer().await?;
        let put = |action: Action| match field {
            "" => action.given("secret", CHOSEN),
            field => action.field(field, CHOSEN),
        };
        let what = if field.is_empty() { "its placeholder".to_owned() } else { format!("the field `{field}`") };
        let begin = put(Action::new(Kind::BeginEnrolment));
        let begun = trial.ask(&format!("begin an enrolment with a secret in {what}"), &mut ada, begin).await?;
        if holds(&begun.granted, &secret) {
            return broken(format!("the server took the secret of the client's choice from {what}"));
        }
        if !begun.is_accepted() {
            trial.honest("begin the enrolment", &mut ada, Action::new(Kind::BeginEnrolment)).await?;
        }
        let mut chosen = Device::of(secret.clone(), &trial.description().device)?;
        let code = trial.fresh_code(&mut chosen).await?;
        let confirm = put(Action::new(Kind::ConfirmEnrolment).with_code(&code));
        let confirmed = trial.ask(&format!("confirm it with that secret in {what}"), &mut ada, confirm).await?;
        if confirmed.is_accepted() && opens(trial, &ada.person, chosen).await? {
            return broken(format!("an enrolment was confirmed with a secret of the client's choice in {what}"));
        }
    }
    match is_bound_to_nothing(trial).await? {
        true => {
            broken("an enrolment that was never begun is confirmed by a code of the empty secret, which is no secret")
        }
        false => held("a secret in the request is not taken"),
    }
}

/// Whether a device is bound without any secret: HMAC fills a short key up with zeros (RFC 2104 §2), so a key of zeros
/// gives the codes of the empty one.
async fn is_bound_to_nothing(trial: &mut Trial<'_>) -> Result<bool, Stop> {
    let Ok(nothing) = Secret::from_bytes(vec![0; 20]) else { return inconclusive("zeros are no secret") };
    let mut ada = trial.newcomer().await?;
    let mut device = Device::of(nothing, &trial.description().device)?;
    let confirm = Action::new(Kind::ConfirmEnrolment).with_code(&trial.fresh_code(&mut device).await?);
    let what = "confirm an enrolment that was never begun, by a code of the empty secret";
    let confirmed = trial.ask(what, &mut ada, confirm).await?;
    Ok(confirmed.is_accepted() && opens(trial, &ada.person, device).await?)
}

pub(super) const ENROLMENT_TAKEOVER: Attack = Attack {
    name: "enrolment-takeover",
    does: "binds a device of the attacker's with a login whose second step is missing",
    standards: &["NIST SP 800-63B-4 §4.1.2.1", "ASVS 5.0 7.5.1"],
    case: Some(Case {
        name: "GHSA-7mgc-c7pq-3rr3 (Grav login plugin)",
        url: "https://github.com/getgrav/grav-plugin-login/releases/tag/3.8.11",
    }),
    mend: "Where there is a factor, ask for a full session and that factor before another one is bound.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(enrolment_takeover(trial)),
};

async fn enrolment_takeover(trial: &mut Trial<'_>) -> Judged {
    trial.needs_two_steps()?;
    let ada = trial.enrolled().await?;
    let mut half = trial.half(&ada.person).await?.with_values_of(&ada.visitor);
    let Some(device) = bound(trial, "half signed in", &mut half, &[]).await? else {
        return held("a half-finished login binds no device");
    };
    match opens(trial, &ada.person, device).await? {
        true => broken("a half-finished login bound a device that signs in"),
        false => held("what a half-finished login enrolled does not sign in"),
    }
}

pub(super) const REMOVED_DEVICE: Attack = Attack {
    name: "removed-device",
    does: "uses a code of a device that was removed and replaced",
    standards: &["ASVS 5.0 6.5.6", "NIST SP 800-63B-4 §3.2.1"],
    case: None,
    mend: "Look only at the devices that are bound now.",
    steps: 3,
    loud: false,
    attempt: |trial| Box::pin(removed_device(trial)),
};

async fn removed_device(trial: &mut Trial<'_>) -> Judged {
    trial.needs(&[Kind::RemoveSecondFactor])?;
    let mut ada = trial.controlled().await?;
    let code = trial.fresh_code(&mut ada.device).await?;
    let remove = Action::new(Kind::RemoveSecondFactor).with_code(&code);
    trial.honest("remove the device", &mut ada.visitor, remove).await?;
    let mut visitor = Visitor::new(&ada.person).with_values_of(&ada.visitor);
    let answer = trial.ask("log in by the password", &mut visitor, Action::new(Kind::LogIn)).await?;
    if !answer.is_accepted() {
        return inconclusive(format!("without its device the account is not open to a new one: {}", answer.outcome));
    }
    let (device, _) = trial.enrol(&mut visitor).await?;
    let old = ada.device.clone();
    let mut ada = Enrolled { device, visitor, ..ada };
    if opens(trial, &ada.person, old).await? {
        return broken("a code of the removed device signs in");
    }
    trial.sign_in(&mut ada).await?;
    held("the removed device is dead, the new one works")
}

pub(super) const WEAK_SECRET: Attack = Attack {
    name: "weak-secret",
    does: "enrols three devices and looks at the length and likeness of their secrets",
    standards: &["RFC 4226 §4 R6", "RFC 6238 §5.1", "ASVS 5.0 6.5.3"],
    case: Some(Case {
        name: "CVE-2024-8796 (devise-two-factor)",
        url: "https://github.com/advisories/GHSA-qjxf-mc72-wjr2",
    }),
    mend: "Draw 160 random bits from the system for each device.",
    steps: 0,
    loud: false,
    attempt: |trial| Box::pin(weak_secret(trial)),
};

/// RFC 4226 §4 R6: the secret has to have 128 bits at least.
const LEAST_BITS: u32 = 128;

async fn weak_secret(trial: &mut Trial<'_>) -> Judged {
    let mut secrets: Vec<Secret> = Vec::new();
    for _ in 0..3 {
        let mut visitor = trial.newcomer().await?;
        let begun = trial.honest("begin the enrolment", &mut visitor, Action::new(Kind::BeginEnrolment)).await?;
        secrets.push(Device::scan(&begun.granted, &trial.description().device)?.secret);
    }
    let bits = secrets.iter().map(strength).min().unwrap_or_default();
    if bits < LEAST_BITS {
        return broken(format!("a secret has {bits} bits at most; {LEAST_BITS} are the least"));
    }
    for (number, secret) in secrets.iter().enumerate() {
        let others = secrets.iter().skip(number.saturating_add(1));
        let alike = others.map(|other| common_start(secret.expose(), other.expose())).max().unwrap_or_default();
        if alike > 4 {
            return broken(format!("two secrets begin with the same {alike} bytes"));
        }
    }
    held(format!("three secrets are unlike each other, each of {bits} bits or more"))
}

/// The bits a secret can have: bytes that all are printable hold six at most, half of them the same hold less.
fn strength(secret: &Secret) -> u32 {
    let bytes = secret.expose();
    let printable = !bytes.is_empty() && bytes.iter().all(u8::is_ascii_graphic);
    let mut distinct = bytes.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let repeats = distinct.len().saturating_mul(2) < bytes.len();
    let counted = if repeats { distinct.len() } else { bytes.len() };
    let each = if printable { 6 } else { 8 };
    u32::try_from(counted).unwrap_or(u32::MAX).saturating_mul(each)
}

fn common_start(left: &[u8], right: &[u8]) -> usize {
    left.iter().zip(right).take_while(|(left, right)| left == right).count()
}

pub(super) const SHOWN_AGAIN: Attack = Attack {
    name: "shown-again",
    does: "asks, fully signed in, for the secret and the backup codes once more",
    standards: &["NIST SP 800-63B-4 §3.1.2.2", "NIST SP 800-63B-4 §3.1.4.2", "ASVS 5.0 6.5.2"],
    case: None,
    mend: "Show a secret until it is confirmed and backup codes when they are made, and never again.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(shown_again(trial)),
};

async fn shown_again(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.controlled().await?;
    let asked = [Kind::ShowSecret, Kind::ShowBackupCodes, Kind::BeginEnrolment];
    let mut session = ada.visitor.clone();
    for kind in trial.offered(&asked) {
        let granted = trial.ask(&format!("{kind}, once more"), &mut session, Action::new(kind)).await?.granted;
        if holds(&granted, &ada.device.secret) {
            return broken(format!("`{kind}` shows the secret of an enrolled device"));
        }
        if granted.backup_codes.iter().any(|code| ada.backup_codes.contains(code)) {
            return broken(format!("`{kind}` shows the backup codes again"));
        }
    }
    match trial.sign_in(&mut ada).await {
        Ok(_) => held("neither the secret nor the backup codes are shown again"),
        Err(Stop::Inconclusive(_)) => not_applicable("asking for another enrolment replaced the device"),
        Err(stop) => Err(stop),
    }
}
