//! The same code many times at the same moment.

use crate::attacks::attack::{Attack, Case};
use crate::attacks::prelude::Enrolled;
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, Stop, broken, held, inconclusive};
use crate::{Action, Answer, Kind, Outcome, Visitor};

/// How many try at once.
const TRIES: usize = 12;

pub(super) const REPLAY_RACE: Attack = Attack {
    name: "replay-race",
    does: "uses one code in twelve half-finished logins at the same moment",
    standards: &["RFC 6238 §5.2", "ASVS 5.0 6.5.1", "ASVS 5.0 15.4.2"],
    case: Some(Case {
        name: "GHSA-w73w-g5xw-rwhf (parse-server)",
        url: "https://github.com/parse-community/parse-server/pull/10326",
    }),
    mend: "Consume the code with one conditional write (`UPDATE … WHERE last_step < …`), and accept only if it changed a row.",
    steps: 2,
    loud: true,
    attempt: |trial| Box::pin(replay_race(trial)),
};

async fn replay_race(trial: &mut Trial<'_>) -> Judged {
    let mut ada = trial.controlled().await?;
    let _alone = trial.turn().await;
    let mut tries = logins(trial, &ada, Kind::SecondStep).await?;
    let code = trial.fresh_code(&mut ada.device).await?;
    for (_, action) in &mut tries {
        *action = action.clone().with_code(&code);
    }
    let answers = trial.together("use one code", &mut tries).await?;
    judge(&answers, "code")
}

pub(super) const BACKUP_CODE_RACE: Attack = Attack {
    name: "backup-code-race",
    does: "uses one backup code in twelve half-finished logins at the same moment",
    standards: &["NIST SP 800-63B-4 §3.1.2.2", "ASVS 5.0 6.5.1", "ASVS 5.0 15.4.2"],
    case: Some(Case {
        name: "GHSA-2299-ghjr-6vjp (parse-server)",
        url: "https://github.com/parse-community/parse-server/pull/10276",
    }),
    mend: "Mark the code as used with one conditional write, and accept only if it changed a row.",
    steps: 2,
    loud: true,
    attempt: |trial| Box::pin(backup_code_race(trial)),
};

async fn backup_code_race(trial: &mut Trial<'_>) -> Judged {
    let ada = trial.with_backup_codes(1).await?;
    let _alone = trial.turn().await;
    let mut tries = logins(trial, &ada, Kind::UseBackupCode).await?;
    let Some(code) = ada.backup_codes.first() else { return inconclusive("no backup code was granted") };
    for (_, action) in &mut tries {
        *action = action.clone().with_code(code);
    }
    let answers = trial.together("use one backup code", &mut tries).await?;
    judge(&answers, "backup code")
}

async fn logins(trial: &mut Trial<'_>, ada: &Enrolled, second: Kind) -> Result<Vec<(Visitor, Action)>, Stop> {
    let mut tries = Vec::new();
    for _ in 0..TRIES {
        let (visitor, kind) = match trial.has_two_steps() {
            true => (trial.half(&ada.person).await?, second),
            false if second == Kind::SecondStep => (Visitor::new(&ada.person), Kind::LogIn),
            false => (Visitor::new(&ada.person), second),
        };
        tries.push((visitor, Action::new(kind)));
    }
    Ok(tries)
}

fn judge(answers: &[Answer], what: &str) -> Judged {
    let accepted = answers.iter().filter(|answer| answer.is_accepted()).count();
    let unclear = answers.iter().filter(|answer| matches!(answer.outcome, Outcome::Unclear(_))).count();
    match accepted {
        0 => inconclusive(format!("the {what} was not accepted once, so nothing was raced for")),
        1 if unclear > 0 => inconclusive(format!("one login was accepted, {unclear} answers are unclear")),
        1 => held(format!("of {TRIES} uses of one {what} at once, one was accepted")),
        many => broken(format!("of {TRIES} uses of one {what} at once, {many} were accepted")),
    }
}
