//! Which steps are accepted, and how that can be moved.

use otp::UnixSeconds;

use crate::attacks::attack::{Attack, Case};
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, chosen, held, not_applicable};
use crate::{Action, ClockControl, Kind};

pub(super) const RESYNC_ABUSE: Attack = Attack {
    name: "resync-abuse",
    does: "offers two used codes in a row, as a device out of step would, to move the accepted steps back",
    standards: &["RFC 6238 §6", "RFC 4226 §7.4", "ASVS 5.0 6.5.1"],
    case: None,
    mend: "Let resynchronisation only move forward, and count the codes it was done with as used.",
    steps: 5,
    loud: false,
    attempt: |trial| Box::pin(resync_abuse(trial)),
};

async fn resync_abuse(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.enrolled().await?;
    let first = ada.device.spent;
    ada.visitor = trial.sign_in(&mut ada).await?;
    let second = ada.device.spent;
    let codes = (ada.device.code(first)?, ada.device.code(second)?);
    trial.until_step(&ada.device, second.saturating_add(3)).await?;
    if trial.offers(Kind::ResyncDevice) {
        let action = Action::new(Kind::ResyncDevice).with_code(&codes.0).given("next_code", &codes.1);
        let answer = trial.ask("bring the device in line by two used codes", &mut ada.visitor, action).await?;
        if answer.is_accepted() {
            return broken("two used codes moved the accepted steps back");
        }
    }
    for (which, code) in [("first", &codes.0), ("second", &codes.1)] {
        let what = format!("log in with the {which} of two used codes in a row");
        let (answer, mut thief) = trial.log_in(&what, &ada.person, code).await?;
        if trial.let_in(&answer, &mut thief).await? {
            return broken(format!("the {which} of two used codes in a row was accepted"));
        }
    }
    held("two used codes in a row move nothing")
}

pub(super) const CLOCK_STEP_BACK: Attack = Attack {
    name: "clock-step-back",
    does: "uses a used code again after the server's clock was set back into its step",
    standards: &["RFC 6238 §5.2", "ASVS 5.0 6.5.1", "ASVS 5.0 6.5.8"],
    case: None,
    mend: "Keep the last accepted step for good: a used code stays used, whatever the clock says.",
    steps: 0,
    loud: false,
    attempt: |trial| Box::pin(clock_step_back(trial)),
};

async fn clock_step_back(trial: &mut Trial<'_>) -> Judged {
    if trial.description().clock != ClockControl::Full {
        return not_applicable("nobody can set the target's clock back");
    }
    let mut ada = trial.controlled().await?;
    let used = ada.device.spent;
    trial.until_step(&ada.device, used.saturating_add(3)).await?;
    trial.sign_in(&mut ada).await?;
    let now = trial.now().await?;
    trial.target.set_clock(UnixSeconds(used.saturating_mul(ada.device.period()).saturating_add(5))).await?;
    let judged = after_step_back(trial, &ada, used).await;
    trial.target.set_clock(now).await?;
    judged
}

async fn after_step_back(trial: &mut Trial<'_>, ada: &crate::attacks::prelude::Enrolled, used: u64) -> Judged {
    let code = ada.device.code(used)?;
    let (answer, mut thief) = trial.log_in("use the used code, the clock being back", &ada.person, &code).await?;
    trial
        .judge(&answer, &mut thief, "a used code works again when the clock is set back", "a used code stays used")
        .await
}

pub(super) const WIDE_WINDOW: Attack = Attack {
    name: "wide-window",
    does: "tries unused codes of two to four steps before and after now",
    standards: &["RFC 6238 §5.2", "ASVS 5.0 6.5.5"],
    case: Some(Case {
        name: "AuthQuake (Microsoft, 2024): codes worked for three minutes",
        url: "https://descope.com/blog/post/authquake-mfa-bypass",
    }),
    mend: "Accept one step either side of now at most.",
    steps: 5,
    loud: false,
    attempt: |trial| Box::pin(wide_window(trial)),
};

/// The most that RFC 6238 §5.2 recommends.
const RECOMMENDED: u32 = 1;

/// How far away is looked.
const FARTHEST: u32 = 4;

async fn wide_window(trial: &mut Trial<'_>) -> Judged {
    let back = farthest_accepted(trial, false).await?;
    let ahead = farthest_accepted(trial, true).await?;
    let stated = trial.description().window;
    let within = |accepted: u32, stated: Option<u32>| accepted <= stated.unwrap_or(RECOMMENDED).max(RECOMMENDED);
    let what = format!("codes of {back} steps before and {ahead} steps after now are accepted");
    match (within(back, stated.map(|stated| stated.back)), within(ahead, stated.map(|stated| stated.ahead))) {
        (true, true) if back.max(ahead) <= RECOMMENDED => held("codes of two steps away or more are refused"),
        (true, true) => chosen(format!("{what}, as the profile says")),
        _ => broken(match stated {
            Some(stated) => format!("{what}; the profile says {} and {}", stated.back, stated.ahead),
            None => format!("{what}; one either side is recommended"),
        }),
    }
}

/// The farthest step whose code is accepted, beginning with the farthest; 1 stands for "one or none".
async fn farthest_accepted(trial: &mut Trial<'_>, ahead: bool) -> Result<u32, Stop> {
    let ada = trial.enrolled().await?;
    let wanted = ada.device.spent.saturating_add(u64::from(FARTHEST)).saturating_add(1);
    let now = match ahead {
        true => trial.step(&ada.device).await?,
        false => trial.until_step(&ada.device, wanted).await?,
    };
    for away in (2..=FARTHEST).rev() {
        let step = match ahead {
            true => now.saturating_add(u64::from(away)),
            false => now.saturating_sub(u64::from(away)),
        };
        let code = ada.device.code(step)?;
        let side = if ahead { "after" } else { "before" };
        let what = format!("use the code of {away} steps {side} now");
        let (answer, mut visitor) = trial.log_in(&what, &ada.person, &code).await?;
        if trial.let_in(&answer, &mut visitor).await? {
            return Ok(away);
        }
    }
    Ok(RECOMMENDED)
}
