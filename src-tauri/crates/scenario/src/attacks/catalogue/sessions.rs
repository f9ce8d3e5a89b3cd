//! What a half-finished login reaches, and what sessions it ends in.

use otp::Secret;

use crate::attacks::attack::{Attack, Case};
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, broken, held, inconclusive, not_applicable};
use crate::{Action, Granted, Kind, Outcome, Visitor};

pub(super) const HALF_SESSION_READS_SECRET: Attack = Attack {
    name: "half-session-reads-secret",
    does: "asks for the secret and the backup codes with a login whose second step is missing",
    standards: &["ASVS 5.0 8.2.1", "ASVS 5.0 2.3.1", "NIST SP 800-63B-4 §3.1.4.2"],
    case: Some(Case { name: "CVE-2026-53725 (parse-server)", url: "https://osv.dev/vulnerability/CVE-2026-53725" }),
    mend: "Give a half-finished login a session of its own kind, which reaches the second step and nothing else.",
    steps: 0,
    loud: false,
    attempt: |trial| Box::pin(half_session_reads_secret(trial)),
};

async fn half_session_reads_secret(trial: &mut Trial<'_>) -> Judged {
    trial.needs_two_steps()?;
    let ada = trial.enrolled().await?;
    let half = trial.half(&ada.person).await?.with_values_of(&ada.visitor);
    let asked = [Kind::ShowSecret, Kind::ShowBackupCodes, Kind::RegenerateBackupCodes, Kind::BeginEnrolment];
    for kind in trial.offered(&asked) {
        let answer = trial.ask(&format!("{kind}, half signed in"), &mut half.clone(), Action::new(kind)).await?;
        let granted = &answer.granted;
        if holds(granted, &ada.device.secret) {
            return broken(format!("`{kind}` gives the secret of the device to a half-finished login"));
        }
        if answer.is_accepted() && !granted.backup_codes.is_empty() {
            return broken(format!("`{kind}` gives backup codes to a half-finished login"));
        }
    }
    held("a half-finished login is given neither secret nor backup codes")
}

/// Whether something granted is this secret.
pub(super) fn holds(granted: &Granted, secret: &Secret) -> bool {
    let of_uri = granted.uri.as_ref().and_then(|uri| otp::parse_uri(uri).ok()).map(|parsed| parsed.uri.secret);
    let bare = granted.secret.as_ref().and_then(|text| Secret::parse_base32(text).ok());
    of_uri.iter().chain(&bare).any(|granted| granted == secret)
}

pub(super) const HALF_SESSION_REMOVES_MFA: Attack = Attack {
    name: "half-session-removes-mfa",
    does: "removes the second factor with a login whose second step is missing",
    standards: &["ASVS 5.0 7.5.1", "ASVS 5.0 8.2.1", "NIST SP 800-63B-4 §4.1.2.1"],
    case: None,
    mend: "Ask for a full session and a fresh code before a factor is changed.",
    steps: 0,
    loud: false,
    attempt: |trial| Box::pin(half_session_removes_mfa(trial)),
};

async fn half_session_removes_mfa(trial: &mut Trial<'_>) -> Judged {
    trial.needs_two_steps()?;
    trial.needs(&[Kind::RemoveSecondFactor])?;
    let ada = trial.enrolled().await?;
    let mut half = trial.half(&ada.person).await?.with_values_of(&ada.visitor);
    let wrong = ada.device.wrong_codes(trial.now().await?, 1)?.concat();
    for (what, action) in [
        ("remove the second factor, half signed in", Action::new(Kind::RemoveSecondFactor)),
        ("the same with a wrong code", Action::new(Kind::RemoveSecondFactor).with_code(&wrong)),
    ] {
        trial.ask(what, &mut half, action).await?;
    }
    let mut thief = Visitor::new(&ada.person);
    let answer = trial.ask("log in by the password alone", &mut thief, Action::new(Kind::LogIn)).await?;
    trial
        .judge(
            &answer,
            &mut thief,
            "a half-finished login removed the second factor",
            "the second factor is still there",
        )
        .await
}

pub(super) const STEP_SKIPPED: Attack = Attack {
    name: "step-skipped",
    does: "asks for what only a finished login may have after the password alone",
    standards: &["ASVS 5.0 2.3.1", "ASVS 5.0 6.3.3", "ASVS 5.0 6.3.4"],
    case: Some(Case {
        name: "CVE-2021-30120 (Kaseya VSA)",
        url: "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/2021/30xxx/CVE-2021-30120.json",
    }),
    mend: "Let the session itself say that the second step is missing, and check that wherever sessions are checked.",
    steps: 0,
    loud: false,
    attempt: |trial| Box::pin(step_skipped(trial)),
};

async fn step_skipped(trial: &mut Trial<'_>) -> Judged {
    trial.needs(&[Kind::SignedIn])?;
    let mut ada = trial.enrolled().await?;
    if !trial.is_signed_in(&mut ada.visitor).await? {
        ada.visitor = trial.sign_in(&mut ada).await?;
    }
    if trial.is_signed_in(&mut Visitor::new(&ada.person)).await? {
        return inconclusive("a stranger without any login counts as signed in; look at `signed-in` in the profile");
    }
    let mut half = Visitor::new(&ada.person);
    let answer = trial.ask("give the password alone", &mut half, Action::new(Kind::LogIn)).await?;
    if answer.outcome == Outcome::Accepted && trial.is_signed_in(&mut half).await? {
        return broken("the password alone signs in although a device is enrolled");
    }
    match trial.is_signed_in(&mut half).await? {
        true => broken("a login without its second step reaches what only a finished one may have"),
        false => held("a login without its second step reaches nothing"),
    }
}

pub(super) const SESSION_FIXATION: Attack = Attack {
    name: "session-fixation",
    does: "keeps the cookies and tokens from before the login and from before its second step, and uses them after it",
    standards: &["ASVS 5.0 7.2.4", "NIST SP 800-63B-4 §5.1"],
    case: Some(Case {
        name: "CVE-2023-29019 (@fastify/passport)",
        url: "https://github.com/fastify/fastify-passport/security/advisories/GHSA-4m3m-ppvx-xgw9",
    }),
    mend: "Make a new session at the password and at the second step, and end the one before.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(session_fixation(trial)),
};

async fn session_fixation(trial: &mut Trial<'_>) -> Judged {
    trial.needs(&[Kind::SignedIn])?;
    let mut ada = trial.enrolled().await?;
    let code = trial.fresh_code(&mut ada.device).await?;
    let mut victim = Visitor::new(&ada.person);
    if trial.is_signed_in(&mut victim).await? {
        return inconclusive("a stranger without any login counts as signed in; look at `signed-in` in the profile");
    }
    let mut spies = vec![("from before the login", victim.clone())];
    if trial.has_two_steps() {
        let begun = trial.ask("give the password", &mut victim, Action::new(Kind::LogIn)).await?;
        if begun.outcome != Outcome::SecondFactorRequired {
            return inconclusive(format!("the honest way does not work: the password of a login: {}", begun.outcome));
        }
        spies.push(("from before the second step", victim.clone()));
        trial.honest("the second step", &mut victim, Action::new(Kind::SecondStep).with_code(&code)).await?;
    } else {
        trial.honest("log in", &mut victim, Action::new(Kind::LogIn).with_code(&code)).await?;
    }
    if !trial.is_signed_in(&mut victim).await? {
        return inconclusive("the honest way does not work: after the login nobody is signed in");
    }
    for (which, mut spy) in spies {
        if trial.is_signed_in(&mut spy).await? {
            return broken(format!("the session {which} is signed in after it"));
        }
    }
    held("each step of a login makes a new session")
}

pub(super) const PASSWORD_RESET_REMOVES_MFA: Attack = Attack {
    name: "password-reset-removes-mfa",
    does: "resets a forgotten password by a message, then signs in without the device",
    standards: &["ASVS 5.0 6.4.3", "NIST SP 800-63B-4 §4.2"],
    case: Some(Case {
        name: "CVE-2026-128333 (listmonk)",
        url: "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/2026/128xxx/CVE-2026-128333.json",
    }),
    mend: "Let a reset choose a password and nothing else: no session, and every factor stays.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(password_reset_removes_mfa(trial)),
};

async fn password_reset_removes_mfa(trial: &mut Trial<'_>) -> Judged {
    trial.needs(&[Kind::BeginPasswordReset, Kind::ReadMessage, Kind::ResetPassword])?;
    let mut ada = trial.enrolled().await?;
    if trial.offers(Kind::AddAddress) {
        let added = trial.ask_patiently("add an address", &mut ada.visitor, Action::new(Kind::AddAddress)).await?;
        match added.outcome {
            Outcome::Accepted => {}
            Outcome::Rejected => return not_applicable("the target lets nobody add an address for messages"),
            outcome => return inconclusive(format!("the honest way does not work: add an address: {outcome}")),
        }
    }
    let mut reset = Visitor::new(&ada.person).with_values_of(&ada.visitor);
    trial.honest("ask for a new password", &mut reset, Action::new(Kind::BeginPasswordReset)).await?;
    trial.honest("read the message", &mut reset, Action::new(Kind::ReadMessage)).await?;
    let new = "another seven unrelated words of a sentence";
    let choose = Action::new(Kind::ResetPassword).given("new_password", new);
    trial.honest("choose a new password", &mut reset, choose).await?;
    if trial.offers(Kind::SignedIn) && trial.is_signed_in(&mut reset).await? {
        return broken("resetting the password signs in without the second factor");
    }
    ada.person.password = zeroize::Zeroizing::new(new.to_owned());
    let mut thief = Visitor::new(&ada.person);
    let answer = trial.ask_patiently("log in by the new password alone", &mut thief, Action::new(Kind::LogIn)).await?;
    if trial.let_in(&answer, &mut thief).await? {
        return broken("after a reset of the password the second factor is gone");
    }
    trial.sign_in(&mut ada).await?;
    held("after a reset of the password the second factor is still asked for")
}
