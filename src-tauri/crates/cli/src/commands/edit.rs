//! `edit`.

use authenticator::{Account, AccountChange};
use host::{Desk, os};

use super::load;
use crate::arguments::Edit;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find::{Among, find_account};
use crate::output::{AccountView, Console};

pub(crate) fn run(edit: Edit, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let entries = load(desk, console)?;
    let account = find_account(&edit.account, &entries, Among::Kept)?.even_by_part();
    let change = change(edit, account);
    let changed = desk.accounts.edit(&account.id, account.revision, change, os::now())?;
    let what = if changed.revision == account.revision { "unchanged" } else { "changed" };
    console.answer(&AccountView::from(&changed), |page| {
        page.line(format!("{what}: {}", changed.label()));
    })?;
    Ok(Exit::Done)
}

fn change(edit: Edit, account: &Account) -> AccountChange {
    let tags = tags(&account.tags, edit.add_tag, &edit.remove_tag);
    AccountChange {
        issuer: edit.issuer,
        name: edit.name,
        note: edit.note,
        tags: (tags != account.tags).then_some(tags),
        pinned: (edit.pin || edit.unpin).then_some(edit.pin),
        ..AccountChange::default()
    }
}

/// A tag stands once, however its letters are written; an empty one is none.
fn tags(before: &[String], add: Vec<String>, remove: &[String]) -> Vec<String> {
    let same = |left: &str, right: &str| left.to_lowercase() == right.to_lowercase();
    let mut tags = before.to_vec();
    for tag in add.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|other| same(other, tag)) {
            tags.push(tag.to_owned());
        }
    }
    tags.retain(|tag| !remove.iter().any(|other| same(other.trim(), tag)));
    tags
}
