//! Backup codes that should be dead.

use crate::attacks::attack::{Attack, Case};
use crate::attacks::trial::Trial;
use crate::attacks::verdict::{Judged, held, inconclusive, not_applicable};
use crate::{Action, Kind};

pub(super) const BACKUP_CODE_REUSED: Attack = Attack {
    name: "backup-code-reused",
    does: "uses a backup code a second time",
    standards: &["NIST SP 800-63B-4 §3.1.2.2", "ASVS 5.0 6.5.1"],
    case: Some(Case {
        name: "CVE-2026-31875 (parse-server)",
        url: "https://github.com/parse-community/parse-server/security/advisories/GHSA-4hf6-3x24-c9m8",
    }),
    mend: "Mark a backup code as used in the same transaction that signs in.",
    steps: 0,
    loud: false,
    attempt: |trial| Box::pin(backup_code_reused(trial)),
};

async fn backup_code_reused(trial: &mut Trial<'_>) -> Judged {
    let ada = trial.with_backup_codes(1).await?;
    let Some(code) = ada.backup_codes.first() else { return inconclusive("no backup code was granted") };
    let (answer, mut visitor) = trial.use_backup_code("use a backup code", &ada.person, code).await?;
    if !trial.let_in(&answer, &mut visitor).await? {
        return inconclusive(format!("the honest way does not work: a backup code: {}", answer.outcome));
    }
    let (answer, mut thief) = trial.use_backup_code("use it again", &ada.person, code).await?;
    trial.judge(&answer, &mut thief, "a backup code worked twice", "a backup code works once").await
}

pub(super) const OLD_BACKUP_CODES: Attack = Attack {
    name: "old-backup-codes",
    does: "uses a backup code of a set that was replaced by a new one",
    standards: &["ASVS 5.0 6.5.6"],
    case: None,
    mend: "Delete the old set in the transaction that stores the new one.",
    steps: 2,
    loud: false,
    attempt: |trial| Box::pin(old_backup_codes(trial)),
};

async fn old_backup_codes(trial: &mut Trial<'_>) -> Judged {
    trial.needs(&[Kind::RegenerateBackupCodes])?;
    let mut ada = trial.with_backup_codes(1).await?;
    let Some(old) = ada.backup_codes.first().cloned() else { return inconclusive("no backup code was granted") };
    ada.visitor = trial.sign_in(&mut ada).await?;
    let code = trial.fresh_code(&mut ada.device).await?;
    let action = Action::new(Kind::RegenerateBackupCodes).with_code(&code);
    let renewed = trial.honest("make new backup codes", &mut ada.visitor, action).await?.granted.backup_codes;
    if renewed.is_empty() || renewed.contains(&old) {
        return not_applicable("no new set of backup codes was granted");
    }
    let (answer, mut thief) = trial.use_backup_code("use one of the old set", &ada.person, &old).await?;
    if trial.let_in(&answer, &mut thief).await? {
        return trial.judge(&answer, &mut thief, "a backup code of the replaced set works", "").await;
    }
    let Some(new) = renewed.first() else { return held("the old set is dead") };
    let (answer, mut visitor) = trial.use_backup_code("use one of the new set", &ada.person, new).await?;
    match trial.let_in(&answer, &mut visitor).await? {
        true => held("a new set of backup codes ends the old one"),
        false => inconclusive("neither a code of the old set nor one of the new set works"),
    }
}
