//! What belongs to somebody else.

use std::collections::BTreeSet;

use crate::attacks::attack::{Attack, Case};
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, held, inconclusive, not_applicable};
use crate::{Action, Kind, Visitor};

pub(super) const BACKUP_CODE_OF_ANOTHER: Attack = Attack {
    name: "backup-code-of-another",
    does: "uses the attacker's own backup code for the second step of somebody else's login",
    standards: &["ASVS 5.0 8.2.2"],
    case: Some(Case {
        name: "CVE-2026-78619 (Punk::Plugin::TOTP)",
        url: "https://metacpan.org/release/LNATION/Punk-TOTP-0.05",
    }),
    mend: "Look for the code among those of the account of this login only.",
    steps: 0,
    loud: false,
    attempt: |trial| Box::pin(backup_code_of_another(trial)),
};

async fn backup_code_of_another(trial: &mut Trial<'_>) -> Judged {
    let (mallory, victim) = (trial.with_backup_codes(1).await?, trial.enrolled().await?);
    let Some(code) = mallory.backup_codes.first() else { return inconclusive("no backup code was granted") };
    let (answer, mut thief) = trial.use_backup_code("use one's own backup code", &victim.person, code).await?;
    if trial.let_in(&answer, &mut thief).await? {
        return trial.judge(&answer, &mut thief, "a backup code opens the account of somebody else", "").await;
    }
    let (answer, mut visitor) = trial.use_backup_code("use it for oneself", &mallory.person, code).await?;
    match trial.let_in(&answer, &mut visitor).await? {
        true => held("a backup code opens its own account only"),
        false => inconclusive(format!("the honest way does not work: a backup code: {}", answer.outcome)),
    }
}

pub(super) const CODE_OF_ANOTHER: Attack = Attack {
    name: "code-of-another",
    does: "uses the attacker's own code for somebody else's login, plainly and with the attacker's name beside it",
    standards: &["ASVS 5.0 8.2.2", "ASVS 5.0 2.3.1"],
    case: Some(Case {
        name: "GHSA-5vfx-8w6m-h3v4 (Pterodactyl)",
        url: "https://github.com/advisories/GHSA-5vfx-8w6m-h3v4",
    }),
    mend: "Take whose code it is from the half-finished login, never from the request.",
    steps: 2,
    loud: false,
    attempt: |trial| Box::pin(code_of_another(trial)),
};

async fn code_of_another(trial: &mut Trial<'_>) -> Judged {
    let (mut mallory, victim) = (trial.enrolled().await?, trial.enrolled().await?);
    let code = trial.fresh_code(&mut mallory.device).await?;
    let (answer, mut thief) = trial.log_in("use one's own code", &victim.person, &code).await?;
    if trial.let_in(&answer, &mut thief).await? {
        return trial.judge(&answer, &mut thief, "a code opens the account of somebody else", "").await;
    }
    if trial.has_two_steps() {
        let mut half = trial.half(&victim.person).await?;
        let mut step = Action::new(Kind::SecondStep).with_code(&code);
        step = step.given("username", &mallory.person.username).given("email", &mallory.person.email);
        for (name, value) in mallory.visitor.clone().taken() {
            if let crate::Taken::Text(text) = value
                && name != "token"
                && name.ends_with("id")
            {
                step = step.given(name, text);
            }
        }
        let answer = trial.ask("use it with one's own name beside it", &mut half, step).await?;
        if answer.is_accepted() {
            return trial.judge(&answer, &mut half, "the request decides whose code is looked at", "").await;
        }
    }
    trial.sign_in(&mut mallory).await?;
    held("a code opens its own account only")
}

pub(super) const TRUST_OF_ANOTHER: Attack = Attack {
    name: "trust-of-another",
    does: "logs in as somebody else in a browser the attacker had trusted for an account of their own",
    standards: &["NIST SP 800-63B-4 §5.1", "ASVS 5.0 8.2.2"],
    case: Some(Case {
        name: "GHSA-h6mp-mc7g-mg49 (scheb/two-factor-bundle)",
        url: "https://github.com/advisories/GHSA-h6mp-mc7g-mg49",
    }),
    mend: "Bind the trust to the account, at the server, and check both at the login.",
    steps: 2,
    loud: false,
    attempt: |trial| Box::pin(trust_of_another(trial)),
};

async fn trust_of_another(trial: &mut Trial<'_>) -> Judged {
    trial.needs(&[Kind::TrustThisBrowser])?;
    let (mut mallory, victim) = (trial.controlled().await?, trial.enrolled().await?);
    let usual: BTreeSet<String> = mallory.visitor.cookies.iter().map(|cookie| cookie.name.clone()).collect();
    let code = trial.fresh_code(&mut mallory.device).await?;
    let mut trusted = match trial.has_two_steps() {
        true => trial.half(&mallory.person).await?,
        false => mallory.visitor.clone(),
    };
    let trust = Action::new(Kind::TrustThisBrowser).with_code(&code);
    if !trial.ask("trust this browser, at the second step", &mut trusted, trust.clone()).await?.is_accepted() {
        trusted = mallory.visitor.clone();
        trial.honest("trust this browser, signed in", &mut trusted, trust).await?;
    }
    let with_trust = |person: &crate::Person| {
        let mut browser = Visitor::new(person);
        for cookie in trusted.cookies.iter().filter(|cookie| !usual.contains(&cookie.name)) {
            browser.cookies.set(&cookie.name, &cookie.value);
        }
        for (name, value) in trusted.taken().filter(|(name, _)| *name != "token") {
            browser.keep(name, value.clone());
        }
        browser
    };
    let mut own = with_trust(&mallory.person);
    let answer = trial.ask("log in to one's own account in it", &mut own, Action::new(Kind::LogIn)).await?;
    if !answer.is_accepted() {
        return not_applicable(format!("a trusted browser skips nothing here: {}", answer.outcome));
    }
    let mut thief = with_trust(&victim.person);
    let answer = trial.ask("log in as somebody else in it", &mut thief, Action::new(Kind::LogIn)).await?;
    trial
        .judge(&answer, &mut thief, "a browser trusted by one is trusted for all", "trust is bound to its account")
        .await
}
