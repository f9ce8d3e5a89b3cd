//! `backup`: making backups, listing and checking them.

use std::path::{Path, PathBuf};

use authenticator::{Backup, BackupState, Backups, RecoveryCode, SealedFileError, SlotError};
use host::os::{OsRandom, now};
use host::work_of_a_password;
use otp::UnixSeconds;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{automatic, backup_password, backup_restore};
use crate::arguments::BackupAction;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::moment;
use crate::opening::Opening;
use crate::output::{Console, Page, counted};

pub(crate) const KEEP_IT: &str = "write the recovery code down and keep it apart from the machine: it is shown this once, and opens every backup \
    of this folder when the password is forgotten; without both of them nothing does";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreatedView<'made> {
    path: String,
    accounts: u32,
    damaged: u32,
    deleted: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_code: Option<&'made str>,
}

#[derive(Serialize)]
struct BackupsView {
    folder: String,
    backups: Vec<BackupView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BackupView {
    path: String,
    made_at: Option<UnixSeconds>,
    state: &'static str,
    records: Option<u32>,
    damaged: Option<u32>,
}

impl From<&Backup> for BackupView {
    fn from(backup: &Backup) -> Self {
        let (state, counts) = match backup.state {
            BackupState::Opens { records, damaged } => ("opens", Some((records, damaged))),
            BackupState::OtherSecret => ("other-secret", None),
            BackupState::Unreadable => ("unreadable", None),
        };
        let (records, damaged) = counts.unzip();
        Self { path: backup.path.display().to_string(), made_at: backup.made_at, state, records, damaged }
    }
}

pub(crate) fn run(action: BackupAction, mut opening: Opening, console: Console) -> Result<Exit, Failure> {
    match action {
        BackupAction::Create { folder } => create(&folder, &mut opening, console),
        BackupAction::List { folder } => list(existing(&folder)?, &mut opening, console).map(|_| Exit::Done),
        BackupAction::Check { folder } => check(&folder, &mut opening, console),
        BackupAction::Automatic { folder, off } => automatic::run(folder.as_deref(), off, &mut opening, console),
        BackupAction::Password { folder } => backup_password::change(existing(&folder)?, &mut opening, console),
        BackupAction::Prune { folder, yes } => backup_password::prune(existing(&folder)?, yes, &mut opening, console),
        BackupAction::Restore { file, only, changed, dry_run, yes } => {
            let wanted = backup_restore::Wanted { only, changed, dry_run, yes };
            backup_restore::run(&file, &wanted, &mut opening, console)
        }
    }
}

fn create(folder: &Path, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let desk = opening.desk()?;
    let backups = Backups::in_folder(folder);
    let secret = secret_for(&backups, opening)?;
    let is_new = !folder.is_dir();
    let mut is_shown = false;
    let show = |backup: &Backup, code: &RecoveryCode| {
        tell(backup, Vec::new(), Some(code), console).inspect(|()| is_shown = true)
    };
    let made = backups.make_and_show(&desk.accounts, &secret, &work_of_a_password(), now(), &mut OsRandom, show);
    let made = made.inspect_err(|_: &Failure| say_it_opens_nothing(is_shown, console))?;
    if is_new {
        console.note(&format!("there was no folder {}: it was made", folder.display()));
    }
    if made.recovery_code.is_some() {
        console.note(KEEP_IT);
    } else {
        tell(&made.backup, made.deleted, None, console)?;
    }
    Ok(Exit::Done)
}

/// A new password for the first backup of a folder, and what opens the others for the next.
pub(crate) fn secret_for(backups: &Backups, opening: &mut Opening) -> Result<Zeroizing<String>, Failure> {
    Ok(if backups.is_empty()? {
        opening.passwords.ask_new("New password for backups")?
    } else {
        opening.passwords.ask("Password or recovery code of the backups")?
    })
}

pub(crate) fn say_it_opens_nothing(is_shown: bool, console: Console) {
    if is_shown {
        console.note("no backup was made, and the recovery code above opens nothing");
    }
}

/// A recovery code that nobody sees must not be the one that counts.
pub(crate) fn tell(
    backup: &Backup,
    deleted: Vec<PathBuf>,
    code: Option<&RecoveryCode>,
    console: Console,
) -> Result<(), Failure> {
    let BackupView { path, records, damaged, .. } = backup.into();
    let (accounts, damaged) = (records.unwrap_or_default(), damaged.unwrap_or_default());
    let deleted = deleted.iter().map(|path| path.display().to_string()).collect();
    let code = code.map(RecoveryCode::to_text);
    let recovery_code = code.as_ref().map(|code| code.as_str());
    let view = CreatedView { path, accounts, damaged, deleted, recovery_code };
    let page = |page: &mut Page| {
        page.line(format!(
            "{}: {}, read back and compared",
            view.path,
            counted(accounts as usize, "account", "accounts")
        ));
        if let Some(code) = recovery_code {
            page.line(Zeroizing::new(["recovery code: ", code].concat()).as_str());
        }
    };
    if recovery_code.is_some() { console.answer_to_somebody(&view, page) } else { console.answer(&view, page) }
}

/// An empty list of a folder that is not there would say that nothing was lost.
fn existing(folder: &Path) -> Result<&Path, Failure> {
    if folder.is_dir() {
        return Ok(folder);
    }
    let hint = "check --folder, or make one there with `countersign backup create`";
    let message = format!("there is no folder {}", folder.display());
    Err(Failure::new("backup-folder-missing", message, hint).with_exit(Exit::BadFile))
}

fn list(folder: &Path, opening: &mut Opening, console: Console) -> Result<Vec<Backup>, Failure> {
    let secret = opening.passwords.ask("Password or recovery code of the backups")?;
    let all = Backups::in_folder(folder).list(&secret)?;
    let view = BackupsView { folder: folder.display().to_string(), backups: all.iter().map(Into::into).collect() };
    console.answer(&view, |page| show(&view, page))?;
    let opens = all.iter().any(|backup| matches!(backup.state, BackupState::Opens { .. }));
    if !opens && all.iter().any(|backup| matches!(backup.state, BackupState::OtherSecret)) {
        return Err(SealedFileError::from(SlotError::Wrong).into());
    }
    Ok(all)
}

fn show(view: &BackupsView, page: &mut Page) {
    let heading = ["BACKUP", "MADE", "ACCOUNTS", ""].map(str::to_owned).to_vec();
    let rows = view.backups.iter().map(|backup| {
        let what = match (backup.state, backup.damaged) {
            ("opens", Some(0) | None) => String::new(),
            ("opens", Some(damaged)) => format!("{damaged} damaged when it was made"),
            ("other-secret", _) => "opens with another password or recovery code".to_owned(),
            _ => "cannot be read".to_owned(),
        };
        let made = backup.made_at.map(moment::print).unwrap_or_default();
        let records = backup.records.map(|records| records.to_string()).unwrap_or_default();
        vec![backup.path.clone(), made, records, what]
    });
    page.table(&std::iter::once(heading).chain(rows).collect::<Vec<_>>());
}

/// What cannot be opened now is said now, and not on the day it is needed.
fn check(folder: &Path, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let all = list(folder, opening, console)?;
    let is_good = |backup: &&Backup| matches!(backup.state, BackupState::Opens { damaged: 0, .. });
    let bad: Vec<String> =
        all.iter().filter(|backup| !is_good(backup)).map(|backup| backup.path.display().to_string()).collect();
    let failure = match (all.len(), bad.len()) {
        (0, _) => Failure::new(
            "backup-none",
            format!("there is no backup in {}", folder.display()),
            "check the folder, or make one with `countersign backup create`",
        ),
        (_, 0) => return Ok(Exit::Done),
        _ => Failure::new(
            "backup-not-whole",
            format!("not every backup opens whole: {}", bad.join(", ")),
            "make a new one with `countersign backup create`; keep these until it is checked",
        ),
    };
    Err(failure.with_exit(Exit::BadFile))
}
