//! One-time codes that are used more than once.

use crate::attacks::attack::{Attack, Case};
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, broken, held, inconclusive, not_applicable};
use crate::{Action, Kind, Outcome};

pub(super) const SAME_STEP_REPLAY: Attack = Attack {
    name: "same-step-replay",
    does: "uses a code again, in another browser, within its step",
    standards: &["RFC 6238 §5.2", "NIST SP 800-63B-4 §3.1.4.2", "ASVS 5.0 6.5.1"],
    case: Some(Case {
        name: "CVE-2026-103655 (MISP)",
        url: "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/2026/103xxx/CVE-2026-103655.json",
    }),
    mend: "Store the step of the last accepted code with the device, and accept only later steps.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(same_step_replay(trial)),
};

async fn same_step_replay(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.enrolled().await?;
    ada.visitor = trial.sign_in(&mut ada).await?;
    let code = ada.device.code(ada.device.spent)?;
    let (answer, mut thief) = trial.log_in("use the same code in another browser", &ada.person, &code).await?;
    let step = trial.now().await.map(|now| ada.device.step(now))?;
    if step != ada.device.spent && !answer.is_accepted() {
        return inconclusive("the step ended before the code could be used again");
    }
    trial.judge(&answer, &mut thief, "the code worked twice within its step", "the code worked once").await
}

pub(super) const TRAILING_REPLAY: Attack = Attack {
    name: "trailing-replay",
    does: "uses a used code again in the step after its own, which the window still accepts",
    standards: &["RFC 6238 §5.2", "NIST SP 800-63B-4 §3.1.4.2", "ASVS 5.0 6.5.1"],
    case: Some(Case {
        name: "CVE-2021-43177 (devise-two-factor)",
        url: "https://github.com/tinfoil/devise-two-factor/security/advisories/GHSA-jm35-h8q2-73mp",
    }),
    mend: "Compare the step a code belongs to with the step last accepted, not the step that is now.",
    steps: 2,
    loud: false,
    attempt: |trial| Box::pin(trailing_replay(trial)),
};

async fn trailing_replay(trial: &mut Trial<'_>) -> Judged {
    let ada = trial.controlled().await?;
    let used = ada.device.spent;
    trial.until_step(&ada.device, used.saturating_add(1)).await?;
    let code = ada.device.code(used)?;
    let (answer, mut thief) = trial.log_in("use the used code one step later", &ada.person, &code).await?;
    trial
        .judge(&answer, &mut thief, "a used code worked again one step later", "a used code is dead one step later")
        .await
}

pub(super) const OLDER_AFTER_NEWER: Attack = Attack {
    name: "older-after-newer",
    does: "uses an unused code of the step before after one of this step was accepted",
    standards: &["RFC 4226 §7.2", "RFC 6238 §5.2"],
    case: None,
    mend: "Accept only steps above the last accepted one; a newer code spends all before it.",
    steps: 2,
    loud: false,
    attempt: |trial| Box::pin(older_after_newer(trial)),
};

async fn older_after_newer(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.enrolled().await?;
    let older = trial.until_step(&ada.device, ada.device.spent.saturating_add(1)).await?;
    ada.device.spent = older;
    trial.sign_in(&mut ada).await?;
    if ada.device.spent != older.saturating_add(1) {
        return inconclusive("more than a step passed between the two codes");
    }
    let code = ada.device.code(older)?;
    let (answer, mut thief) = trial.log_in("use the older code, unused so far", &ada.person, &code).await?;
    trial
        .judge(&answer, &mut thief, "an older code worked after a newer one", "a newer code spends the older ones")
        .await
}

pub(super) const REPLAY_ELSEWHERE: Attack = Attack {
    name: "replay-elsewhere",
    does: "uses the code of a login at another place that takes codes: one-call login, repeated check, changes of the second factor",
    standards: &["RFC 6238 §5.2", "ASVS 5.0 6.5.1", "ASVS 5.0 6.3.4"],
    case: None,
    mend: "Consume codes in one function that every place calls, by the device, not by the place.",
    steps: 4,
    loud: false,
    attempt: |trial| Box::pin(replay_elsewhere(trial)),
};

/// Places that take a code inside a session. Whether one looks at the code at all is found out by a wrong one.
const PLACES: [Kind; 3] = [Kind::RepeatCode, Kind::RegenerateBackupCodes, Kind::RemoveSecondFactor];

async fn replay_elsewhere(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.controlled().await?;
    let mut tried = Vec::new();
    for place in trial.offered(&PLACES) {
        let now = trial.now().await?;
        let wrong = ada.device.wrong_codes(now, 1)?.concat();
        let mut session = ada.visitor.clone();
        let (what, guess) = (format!("{place} with a wrong code"), Action::new(place).with_code(&wrong));
        match trial.ask(&what, &mut session, guess).await?.outcome {
            Outcome::Rejected => {}
            // It does not look at the code; whatever it did is undone by going on with somebody new.
            Outcome::Accepted => {
                ada = trial.controlled().await?;
                continue;
            }
            _ => continue,
        }
        let code = ada.device.code(ada.device.spent)?;
        let action = Action::new(place).with_code(&code);
        if trial.ask(&format!("{place} with the code of the login"), &mut session, action).await?.is_accepted() {
            return broken(format!("the code of a login worked once more for `{place}`"));
        }
        tried.push(place.name());
    }
    if trial.has_two_steps() {
        let code = ada.device.code(ada.device.spent)?;
        let mut thief = crate::Visitor::new(&ada.person);
        let action = Action::new(Kind::LogIn).with_code(&code);
        let answer = trial.ask("password and used code in one call", &mut thief, action).await?;
        if trial.let_in(&answer, &mut thief).await? {
            return broken("the code of a login worked once more for a login in one call");
        }
        tried.push("log-in");
    }
    match tried.is_empty() {
        true => not_applicable("no other place that takes codes is described"),
        false => held(format!("a used code was refused by {}", tried.join(", "))),
    }
}

pub(super) const SETUP_CODE_REUSED: Attack = Attack {
    name: "setup-code-reused",
    does: "logs in with the code that confirmed the enrolment",
    standards: &["RFC 6238 §5.2", "ASVS 5.0 6.5.1"],
    case: Some(Case {
        name: "nebula-mesh, pull request 237",
        url: "https://github.com/forgekeep/nebula-mesh/pull/237",
    }),
    mend: "Store the step of the confirming code as the last accepted one of the new device.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(setup_code_reused(trial)),
};

async fn setup_code_reused(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.enrolled().await?;
    let code = ada.device.code(ada.device.spent)?;
    let (answer, mut thief) = trial.log_in("log in with the code of the enrolment", &ada.person, &code).await?;
    if trial.let_in(&answer, &mut thief).await? {
        return broken("the code that confirmed the enrolment signs in, too");
    }
    trial.sign_in(&mut ada).await?;
    held("the code of the enrolment is used up; the next one works")
}
