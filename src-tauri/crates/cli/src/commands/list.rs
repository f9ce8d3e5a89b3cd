//! `list`.

use authenticator::{Account, DamagedRecord, Entry};
use host::Desk;
use serde::Serialize;

use super::load;
use crate::arguments::List;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{AccountView, Console, Page, codes_in_short};

/// Letters of an id that are shown; more than enough to name an account.
const SHOWN_ID: usize = 8;

#[derive(Serialize)]
struct ListView {
    provider: String,
    accounts: Vec<AccountView>,
    damaged: Vec<DamagedView>,
}

#[derive(Serialize)]
struct DamagedView {
    id: String,
    code: &'static str,
    message: String,
    hint: &'static str,
}

impl From<&DamagedRecord> for DamagedView {
    fn from(damaged: &DamagedRecord) -> Self {
        let (id, reason) = (damaged.id.to_string(), &damaged.reason);
        Self { id, code: reason.code(), message: reason.to_string(), hint: reason.hint() }
    }
}

pub(crate) fn run(list: &List, desk: &Desk, console: Console) -> Result<Exit, Failure> {
    let entries = load(desk, console)?;
    let accounts: Vec<&Account> =
        entries.iter().filter_map(account).filter(|account| is_listed(list, account)).collect();
    let view = ListView {
        provider: desk.accounts.records().provider(),
        accounts: accounts.iter().map(|account| AccountView::from(*account)).collect(),
        damaged: entries.iter().filter_map(damaged).map(DamagedView::from).collect(),
    };
    console.answer(&view, |page| show(&accounts, page, console.room()))?;
    if accounts.is_empty() {
        console.remark(nothing(list, !entries.is_empty()));
    }
    for damaged in &view.damaged {
        console.note(&format!(
            "damaged: {}: {}; its text: countersign show {} --raw",
            damaged.id, damaged.message, damaged.id
        ));
    }
    Ok(Exit::Done)
}

fn account(entry: &Entry) -> Option<&Account> {
    match entry {
        Entry::Account(account) => Some(account),
        Entry::Damaged(_) => None,
    }
}

fn damaged(entry: &Entry) -> Option<&DamagedRecord> {
    match entry {
        Entry::Account(_) => None,
        Entry::Damaged(damaged) => Some(damaged),
    }
}

fn is_listed(list: &List, account: &Account) -> bool {
    let has_tag = |tag: &String| account.tags.iter().any(|other| other.to_lowercase() == tag.to_lowercase());
    list.trash == account.trashed_at.is_some() && list.tag.as_ref().is_none_or(has_tag)
}

fn show(accounts: &[&Account], page: &mut Page, room: usize) {
    if accounts.is_empty() {
        return;
    }
    let heading = ["ISSUER", "NAME", "KIND", "ID", "TAGS"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(heading).chain(accounts.iter().map(|account| row(account))).collect();
    page.table_within(&rows, room);
}

fn row(account: &Account) -> Vec<String> {
    let pin = account.pinned.then(|| "pinned".to_owned());
    let words: Vec<String> = pin.into_iter().chain(account.tags.iter().map(|tag| format!("#{tag}"))).collect();
    vec![
        account.issuer.clone(),
        account.name.clone(),
        codes_in_short(&account.codes),
        account.id.to_string().chars().take(SHOWN_ID).collect(),
        words.join(" "),
    ]
}

fn nothing(list: &List, has_any: bool) -> &'static str {
    match (list.trash, &list.tag) {
        (true, _) => "nothing is in the trash",
        (false, Some(_)) => "no account has this tag",
        (false, None) if has_any => "no accounts; `countersign list --trash` shows what was removed",
        (false, None) => "no accounts yet; begin with `countersign add PICTURE`",
    }
}
