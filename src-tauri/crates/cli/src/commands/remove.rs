//! `remove` and `restore`.

use authenticator::Entry;
use host::{Desk, os};
use serde::Serialize;

use super::load;
use crate::arguments::{Remove, Restore};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find::{Among, Found, find_account, find_to_delete};
use crate::output::{AccountView, Console};
use crate::terminal;

#[derive(Serialize)]
struct DeletedView {
    deleted: String,
}

pub(crate) fn remove(remove: &Remove, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let entries = load(desk, console)?;
    if remove.forever {
        return delete(find_to_delete(&remove.name, &entries)?, remove, desk, console);
    }
    let found = find_account(&remove.name, &entries, Among::Kept)?;
    let account = if found.is_by_part && can_ask(remove) {
        let account = found.even_by_part();
        terminal::confirm(&format!("Put {} into the trash?", account.label()))?;
        account
    } else {
        found.only_in_full(&remove.name)?
    };
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

/// Whether a question can say which account is meant.
fn can_ask(remove: &Remove) -> bool {
    !remove.yes && terminal::is_someone_there()
}

fn delete(found: Found<'_, Entry>, remove: &Remove, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let entry = if can_ask(remove) { found.even_by_part() } else { found.only_in_full(&remove.name)? };
    let (id, what) = (entry.id(), called(entry));
    if !remove.yes {
        terminal::confirm(&format!("Delete {what} for good? Its codes cannot be made again."))?;
    }
    desk.accounts.delete_at_once(&id)?;
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
    let account = find_account(&restore.name, &entries, Among::Trash)?.even_by_part();
    let restored = desk.accounts.restore(&account.id, os::now())?;
    console.answer(&AccountView::from(&restored), |page| {
        page.line(format!("restored: {}", restored.label()));
    })?;
    Ok(Exit::Done)
}
