//! `remove` and `restore`.

use authenticator::{Account, Entry};
use host::{Desk, os};
use serde::Serialize;

use super::load;
use crate::arguments::{Remove, Restore};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find::{Among, find, find_account};
use crate::output::{AccountView, Console};
use crate::terminal;

#[derive(Serialize)]
struct DeletedView {
    deleted: String,
}

pub(crate) fn remove(remove: &Remove, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let entries = load(desk, console)?;
    if remove.forever {
        return delete(find(&remove.name, &entries, Among::All)?, remove.yes, desk, console);
    }
    let account = find_account(&remove.name, &entries, Among::Kept)?;
    let trashed = desk.accounts.trash(&account.id, os::now())?;
    console.answer(&AccountView::from(&trashed), |page| {
        page.line(format!("in the trash for 30 days: {}", trashed.label()));
    })?;
    purge(desk, console);
    Ok(Exit::Done)
}

/// What has been in the trash for 30 days goes when something else is put there.
fn purge(desk: &Desk, console: Console) {
    match desk.accounts.purge_trash(os::now()) {
        Ok(purged) if purged.is_empty() => {}
        Ok(purged) => console.note(&format!("deleted from the trash after 30 days: {}", purged.len())),
        Err(error) => console.note(&format!("the trash could not be emptied of what is older than 30 days: {error}")),
    }
}

fn delete(entry: &Entry, yes: bool, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let (id, what) = (entry.id(), called(entry));
    if !yes {
        terminal::confirm(&format!("Delete {what} for good? Its codes cannot be made again."))?;
    }
    if let Entry::Account(Account { trashed_at: None, .. }) = entry {
        desk.accounts.trash(&id, os::now())?;
    }
    desk.accounts.delete(&id)?;
    console.answer(&DeletedView { deleted: id.to_string() }, |page| {
        page.line(format!("deleted for good: {what}"));
    })?;
    Ok(Exit::Done)
}

fn called(entry: &Entry) -> String {
    match entry {
        Entry::Account(account) => account.label(),
        Entry::Damaged(damaged) => format!("the damaged record {}", damaged.id),
    }
}

pub(crate) fn restore(restore: &Restore, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let entries = load(desk, console)?;
    let account = find_account(&restore.name, &entries, Among::Trash)?;
    let restored = desk.accounts.restore(&account.id, os::now())?;
    console.answer(&AccountView::from(&restored), |page| {
        page.line(format!("restored: {}", restored.label()));
    })?;
    Ok(Exit::Done)
}
