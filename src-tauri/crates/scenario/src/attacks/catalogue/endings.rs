//! What should be over: half logins that were finished, sessions that were ended, and the trust in old ones.

use super::enrolment::{bound, opens};
use crate::attacks::attack::Attack;
use crate::attacks::prelude::Enrolled;
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, held, inconclusive};
use crate::{Action, Kind, Visitor};

pub(super) const HALF_SESSION_REUSED: Attack = Attack {
    name: "half-session-reused",
    does: "finishes a login, then uses its half session for another second step, with the next code",
    standards: &["ASVS 5.0 7.2.4", "ASVS 5.0 2.3.1", "NIST SP 800-63B-4 §5.1"],
    case: None,
    mend: "Let a half-finished login end with its second step: what finishes it takes the half session's place.",
    steps: 2,
    loud: false,
    attempt: |trial| Box::pin(half_session_reused(trial)),
};

async fn half_session_reused(trial: &mut Trial<'_>) -> Judged {
    trial.needs_two_steps()?;
    let mut ada = trial.enrolled().await?;
    let mut half = trial.half(&ada.person).await?;
    let mut kept = half.clone();
    let step = |code: &str| Action::new(Kind::SecondStep).with_code(code);
    let code = trial.fresh_code(&mut ada.device).await?;
    let finished = trial.ask("the second step", &mut half, step(&code)).await?;
    if !trial.let_in(&finished, &mut half).await? {
        return inconclusive(format!("the honest way does not work: the second step: {}", finished.outcome));
    }
    let code = trial.fresh_code(&mut ada.device).await?;
    let again = trial.ask_patiently("another second step with the same half session", &mut kept, step(&code)).await?;
    let (yes, no) = ("a half session signs in again after it was used", "a half session is used up by its second step");
    trial.judge(&again, &mut kept, yes, no).await
}

pub(super) const LOGOUT_ENDS_NOTHING: Attack = Attack {
    name: "logout-ends-nothing",
    does: "keeps the cookies and tokens of a session, logs out, and goes on with them",
    standards: &["ASVS 5.0 7.4.1", "NIST SP 800-63B-4 §5.1"],
    case: None,
    mend: "End the session at the server when somebody logs out; taking the cookie away is not enough.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(logout_ends_nothing(trial)),
};

async fn logout_ends_nothing(trial: &mut Trial<'_>) -> Judged {
    trial.needs(&[Kind::SignedIn, Kind::LogOut])?;
    let mut ada = trial.controlled().await?;
    if trial.is_signed_in(&mut Visitor::new(&ada.person)).await? {
        return inconclusive("a stranger without any login counts as signed in; look at `signed-in` in the profile");
    }
    let mut kept = ada.visitor.clone();
    trial.honest("log out", &mut ada.visitor, Action::new(Kind::LogOut)).await?;
    match trial.is_signed_in(&mut kept).await? {
        true => broken("after logging out the session is as good as before"),
        false => held("logging out ends the session"),
    }
}

pub(super) const SESSION_CHANGES_MFA: Attack = Attack {
    name: "session-changes-mfa",
    does: "binds a device of the attacker's and removes the second factor in a session signed in 16 minutes ago, with neither password nor code",
    standards: &["ASVS 5.0 7.5.1", "NIST SP 800-63B-4 §4.1.2.1"],
    case: None,
    mend: "Ask for the password and the second factor once more before a factor is changed, unless both were given minutes ago.",
    steps: 1,
    loud: false,
    attempt: |trial| Box::pin(session_changes_mfa(trial)),
};

/// Longer than a check of password or code counts as fresh anywhere sensible, in seconds.
const STALE: u64 = 16 * 60;

async fn session_changes_mfa(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.controlled().await?;
    if trial.moves_time() {
        trial.pass(STALE).await?;
    }
    let Some(what) = changed(trial, &mut ada).await? else {
        return held("a session alone changes no second factor");
    };
    if trial.moves_time() {
        return broken(format!("a session alone {what}"));
    }
    inconclusive(format!(
        "right after its login a session {what} without another check; whether an old one may could not be tried, \
         since nobody moves the target's clock"
    ))
}

/// What the session did to the second factor.
async fn changed(trial: &mut Trial<'_>, ada: &mut Enrolled) -> Result<Option<&'static str>, Stop> {
    // Where the profile says the password once more, it is one that the attacker does not know.
    let unknown = ("password".to_owned(), "not the password of this account".to_owned());
    let mut session = ada.visitor.clone();
    if let Some(device) = bound(trial, "in that session", &mut session, std::slice::from_ref(&unknown)).await?
        && opens(trial, &ada.person, device).await?
    {
        return Ok(Some("binds another device that signs in"));
    }
    if !trial.offers(Kind::RemoveSecondFactor) {
        return Ok(None);
    }
    let wrong = ada.device.wrong_codes(trial.now().await?, 1)?.concat();
    for (what, action) in [
        ("remove the second factor in that session", Action::new(Kind::RemoveSecondFactor)),
        ("the same with a wrong code", Action::new(Kind::RemoveSecondFactor).with_code(&wrong)),
    ] {
        trial.ask(what, &mut ada.visitor, action.given(&unknown.0, &unknown.1)).await?;
    }
    let mut thief = Visitor::new(&ada.person);
    let answer = trial.ask_patiently("log in by the password alone", &mut thief, Action::new(Kind::LogIn)).await?;
    Ok(trial.let_in(&answer, &mut thief).await?.then_some("removes the second factor"))
}
