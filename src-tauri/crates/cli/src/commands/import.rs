//! `import`: reads, shows, asks, stores, and takes back.

use std::path::Path;

use authenticator::import::{Import, ImportPreview};
use authenticator::{Account, Undone};
use host::exchange::{self, ImportFile};
use host::os::{OsRandom, now};
use serde::Serialize;

use super::import_view::{ImportView, show};
use super::{automatic, load};
use crate::arguments::Import as Asked;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{self, STANDARD_INPUT};
use crate::opening::Opening;
use crate::output::{Console, Page, counted};
use crate::terminal;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UndoneView {
    trashed: Vec<UndoneAccount>,
    /// Ids of what was changed since, and stays.
    changed: Vec<String>,
    gone: u32,
}

#[derive(Serialize)]
struct UndoneAccount {
    id: String,
    label: String,
}

pub(crate) fn run(asked: &Asked, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let Some(file) = &asked.file else { return undo(asked, opening, console) };
    let desk = opening.desk()?;
    // Nobody types a password to learn that the keyring is locked.
    desk.accounts.records().state()?;
    let import = read(file, opening)?;
    let preview = import.preview(&load(&desk, console)?);
    let counts = preview.counts();
    if asked.preview || counts.added == 0 {
        return answer(&preview, false, console);
    }
    if !asked.yes {
        let mut page = Page::default();
        show(&preview, false, &mut page, console.room());
        console.preview(&page);
        terminal::confirm(&format!("Add {}?", counted(counts.added as usize, "account", "accounts")))?;
    }
    let imported = desk.accounts.import(&import, &name_of(file), now(), &mut OsRandom)?;
    let exit = answer(&imported.outcome, true, console)?;
    automatic::after_a_change(&desk, console);
    Ok(exit)
}

fn read(file: &Path, opening: &mut Opening) -> Result<Import, Failure> {
    let read = if file.as_os_str() == STANDARD_INPUT {
        let bytes = input::bytes().map_err(|error| Failure::from(error).about("standard input"))?;
        exchange::of_bytes(bytes, Path::new("standard input"))?
    } else {
        exchange::read(file)?
    };
    match read {
        ImportFile::List(import) => Ok(import),
        ImportFile::Sealed(sealed) => {
            let secret = opening.passwords.ask(&format!("Password or recovery code of {}", file.display()))?;
            Ok(sealed.open(&secret)?)
        }
    }
}

fn name_of(file: &Path) -> String {
    if file.as_os_str() == STANDARD_INPUT {
        return "standard input".to_owned();
    }
    file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn answer(preview: &ImportPreview, applied: bool, console: Console) -> Result<Exit, Failure> {
    console.answer(&ImportView::of(preview, applied), |page| show(preview, applied, page, console.room()))?;
    let counts = preview.counts();
    Ok(match counts.refused {
        0 => Exit::Done,
        refused if refused == counts.read => Exit::NotAnAccount,
        _ => Exit::Partly,
    })
}

fn undo(asked: &Asked, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let desk = opening.desk()?;
    let last = desk.accounts.last_import()?.ok_or(authenticator::StoreError::NothingToUndo)?;
    if !asked.yes {
        let many = counted(last.records.len(), "account", "accounts");
        terminal::confirm(&format!("Put the {many} of {} into the trash?", last.source))?;
    }
    let undone = desk.accounts.undo_import(now())?;
    let view = UndoneView::from(&undone);
    console.answer(&view, |page| show_undone(&view, page))?;
    automatic::after_a_change(&desk, console);
    Ok(if undone.changed.is_empty() { Exit::Done } else { Exit::Partly })
}

impl From<&Undone> for UndoneView {
    fn from(undone: &Undone) -> Self {
        let account = |account: &Account| UndoneAccount { id: account.id.to_string(), label: account.label() };
        Self {
            trashed: undone.trashed.iter().map(account).collect(),
            changed: undone.changed.iter().map(ToString::to_string).collect(),
            gone: undone.gone,
        }
    }
}

fn show_undone(view: &UndoneView, page: &mut Page) {
    for account in &view.trashed {
        page.line(format!("in the trash for 30 days: {}", account.label));
    }
    for id in &view.changed {
        page.line(format!("left alone, since it was changed: {id}"));
    }
    page.line(format!(
        "{} taken back, {} left alone, {} gone before",
        view.trashed.len(),
        view.changed.len(),
        view.gone
    ));
}
