//! `backup password` and `backup prune`: another password for the backups of a folder.

use std::path::{Path, PathBuf};

use authenticator::{Backups, Rewrapped, SealedFileError};
use host::os::OsRandom;
use host::work_of_a_password;
use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::opening::Opening;
use crate::output::{Console, Page, counted};
use crate::terminal;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PasswordView {
    folder: String,
    changed: Vec<String>,
    still_open_with_the_old: Vec<String>,
    /// Backups are made by themselves there, with the new password from now on.
    automatic: bool,
}

#[derive(Serialize)]
struct PrunedView {
    folder: String,
    deleted: Vec<String>,
}

pub(crate) fn change(folder: &Path, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let folder = absolute(folder);
    let backups = Backups::in_folder(&folder);
    if backups.is_empty()? {
        return Err(SealedFileError::NoBackups { path: folder }.into());
    }
    let desk = opening.desk()?;
    let secret = opening.passwords.ask("Password or recovery code of the backups")?;
    let new = opening.passwords.ask_new("New password for backups")?;
    let key = backups.with_password(&secret, &new, &work_of_a_password(), &mut OsRandom)?;
    // First, so that none is made with the old one once the others are changed.
    let automatic = match &desk.automatic_backups {
        Some(automatic) => automatic.change_password(&folder, &key)?,
        None => false,
    };
    let Rewrapped { changed, left } = backups.rewrap(&key, &mut OsRandom)?;
    let view = PasswordView {
        folder: folder.display().to_string(),
        changed: names(&changed),
        still_open_with_the_old: names(&left),
        automatic,
    };
    console.answer(&view, |page| show(&view, page))?;
    Ok(if left.is_empty() { Exit::Done } else { Exit::Partly })
}

fn show(view: &PasswordView, page: &mut Page) {
    let many = counted(view.changed.len(), "backup opens", "backups open");
    page.line(format!(
        "{many} with the new password, and with the recovery code as before; the old password opens none of them"
    ));
    if view.automatic {
        page.line("those that are made by themselves open with it too");
    }
    for path in &view.still_open_with_the_old {
        page.line(format!("still opens with the old password: {path}"));
    }
    if !view.still_open_with_the_old.is_empty() {
        page.line(format!(
            "the same again tries them once more; `countersign backup prune --folder {}` deletes them",
            view.folder
        ));
    }
    page.line("copies of the backups elsewhere, such as the earlier versions that a synced folder keeps, open with the old one");
}

pub(crate) fn prune(folder: &Path, yes: bool, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let folder = absolute(folder);
    let backups = Backups::in_folder(&folder);
    let secret = opening.passwords.ask("Password of the backups")?;
    let key = backups.key_of(&secret)?;
    let old = backups.with_old_password(&key)?;
    if !old.is_empty() && !yes {
        let many = counted(old.len(), "backup", "backups");
        terminal::confirm(&format!("Delete the {many} that another password opens?"))?;
    }
    let deleted = backups.discard_old(&key)?;
    let view = PrunedView { folder: folder.display().to_string(), deleted: names(&deleted) };
    console.answer(&view, |page| {
        view.deleted.iter().for_each(|path| {
            page.line(format!("deleted: {path}"));
        });
        if view.deleted.is_empty() {
            page.line("there is none that an old password opens");
        }
    })?;
    Ok(Exit::Done)
}

fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}

fn names(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.display().to_string()).collect()
}
