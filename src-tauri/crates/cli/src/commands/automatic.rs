//! Backups that are made by themselves: turning them on and off, and making one after a command that changed something.

use std::path::Path;

use authenticator::{Backup, Backups, RecoveryCode};
use host::os::{OsRandom, now};
use host::{AutomaticBackups, Desk, work_of_a_password};
use otp::UnixSeconds;
use serde::Serialize;

use super::backup::{KEEP_IT, tell};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::moment;
use crate::opening::Opening;
use crate::output::{Console, WarningView};

#[derive(Serialize)]
struct AutomaticView {
    on: bool,
    folder: Option<String>,
    newest: Option<NewestView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewestView {
    path: String,
    made_at: UnixSeconds,
}

pub(crate) fn run(folder: Option<&Path>, off: bool, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let desk = opening.desk()?;
    let Some(automatic) = &desk.automatic_backups else {
        let hint = "put `countersign backup create` into a timer of your system, with --password-fd";
        let message = "backups are made by themselves of accounts in the keyring or in a sealed file";
        return Err(Failure::new("backup-not-automatic", message, hint).with_exit(Exit::Usage));
    };
    match folder {
        Some(folder) => turn_on(folder, automatic, &desk, opening, console),
        None if off => {
            automatic.turn_off()?;
            show(automatic, console)
        }
        None => show(automatic, console),
    }
}

/// The first backup is made, and what it needs later is kept, before they count as turned on.
fn turn_on(
    folder: &Path,
    automatic: &AutomaticBackups,
    desk: &Desk,
    opening: &mut Opening,
    console: Console,
) -> Result<Exit, Failure> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let backups = Backups::in_folder(&folder);
    desk.accounts.records().state()?;
    let secret = super::backup::secret_for(&backups, opening)?;
    let mut is_shown = false;
    let show = |backup: &Backup, code: &RecoveryCode| {
        tell(backup, Vec::new(), Some(code), console).inspect(|()| is_shown = true)
    };
    let made = backups.make_and_show(&desk.accounts, &secret, &work_of_a_password(), now(), &mut OsRandom, show);
    let made = made.inspect_err(|_: &Failure| super::backup::say_it_opens_nothing(is_shown, console))?;
    automatic.turn_on(&folder, &made.key)?;
    if made.recovery_code.is_some() {
        console.note(KEEP_IT);
    } else {
        tell(&made.backup, made.deleted, None, console)?;
    }
    console.note(&format!("from now on a backup is made in {} after each change", folder.display()));
    Ok(Exit::Done)
}

fn show(automatic: &AutomaticBackups, console: Console) -> Result<Exit, Failure> {
    let settings = automatic.settings().map_err(host::AutomaticBackupError::from)?;
    let newest = settings.folder.as_deref().map(|folder| Backups::in_folder(folder).newest()).transpose()?.flatten();
    let newest = newest.map(|(path, made_at)| NewestView { path: path.display().to_string(), made_at });
    let folder = settings.folder.map(|folder| folder.display().to_string());
    let view = AutomaticView { on: settings.on, folder, newest };
    console.answer(&view, |page| {
        page.line(match (&view.folder, view.on) {
            (Some(folder), true) => format!("on: after each change, in {folder}"),
            (Some(folder), false) => format!("off; the backups in {folder} stay"),
            (None, _) => "off".to_owned(),
        });
        if let Some(newest) = &view.newest {
            page.line(format!("newest: {}, {}", moment::print(newest.made_at), newest.path));
        }
    })?;
    Ok(Exit::Done)
}

/// After a command that changed something. It has been done and told; what fails here stops nothing, and is told too.
pub(crate) fn after_a_change(desk: &Desk, console: Console) {
    let Some(automatic) = &desk.automatic_backups else { return };
    if let Err(error) = automatic.bring_up_to_date(&desk.accounts, now()) {
        let message = format!("no backup was made of this: {error}");
        console.warn(&WarningView { code: error.code(), message, hint: Some(error.hint()) });
    }
}
