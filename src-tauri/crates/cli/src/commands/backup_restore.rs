//! `backup restore`: what a backup has and what is here, and putting back all of it or some.

use std::path::Path;

use authenticator::{Backups, Contents, Difference, Entry, PutBack, RecordId};
use host::Desk;
use host::os::now;
use serde::Serialize;

use super::automatic;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opening::Opening;
use crate::output::{Console, Page};
use crate::terminal;

/// What of it is wanted.
pub(crate) struct Wanted {
    pub(crate) only: Vec<String>,
    pub(crate) changed: bool,
    pub(crate) dry_run: bool,
    pub(crate) yes: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RestoredView {
    missing: Vec<RecordView>,
    changed: Vec<RecordView>,
    same: u32,
    added_since: Vec<String>,
    put_back: Vec<String>,
    refused: Vec<RefusedView>,
}

#[derive(Serialize)]
struct RecordView {
    id: String,
    /// None of a record that was damaged when the backup was made, or is of a newer version.
    label: Option<String>,
    #[serde(skip)]
    is_newer: bool,
}

#[derive(Serialize)]
struct RefusedView {
    id: String,
    error: Failure,
}

pub(crate) fn run(file: &Path, wanted: &Wanted, opening: &mut Opening, console: Console) -> Result<Exit, Failure> {
    let desk = opening.desk()?;
    desk.accounts.records().state()?;
    let secret = opening.passwords.ask(&format!("Password or recovery code of {}", file.display()))?;
    let backup = Backups::open(file, &secret)?;
    let difference = desk.accounts.difference(&backup)?;
    let chosen = chosen(&difference, wanted)?;
    let mut view = view(&difference);
    if wanted.dry_run || chosen.is_empty() {
        console.answer(&view, |page| show(&view, page))?;
        if !wanted.dry_run && !view.changed.is_empty() {
            console.note("nothing was put back; what was changed since is put back with --changed");
        }
        return Ok(Exit::Done);
    }
    if !wanted.yes {
        let mut preview = Page::default();
        show(&view, &mut preview);
        console.preview(&preview);
        terminal::confirm(&format!("Put back {} of them?", chosen.len()))?;
    }
    let mut failures = Vec::new();
    for PutBack { id, result } in desk.accounts.put_back(&backup, &chosen, now())? {
        match result {
            Ok(()) => view.put_back.push(id.to_string()),
            Err(error) => {
                failures.push(Failure::from(error.clone()).about(&id.to_string()));
                view.refused.push(RefusedView { id: id.to_string(), error: error.into() });
            }
        }
    }
    console.answer(&view, |page| {
        show(&view, page);
        page.line(format!("{} put back", view.put_back.len()));
    })?;
    keep_key_again(file, &backup, &desk, console);
    automatic::after_a_change(&desk, console);
    if failures.is_empty() {
        return Ok(Exit::Done);
    }
    console.fail_each(&failures);
    Ok(Exit::Partly)
}

/// After a reset of the keyring the key of the automatic backups is gone, too.
fn keep_key_again(file: &Path, backup: &Contents, desk: &Desk, console: Console) {
    let folder = std::path::absolute(file).ok().and_then(|file| file.parent().map(Path::to_owned));
    let (Some(automatic), Some(folder)) = (&desk.automatic_backups, folder) else { return };
    if let Err(error) = automatic.keep_key_again(&folder, backup.key()) {
        console.note(&format!("the key of the automatic backups was not kept: {error}"));
    }
}

/// What is missing, and with `--changed` what was changed; of that, with `--only`, what was named.
fn chosen(difference: &Difference, wanted: &Wanted) -> Result<Vec<RecordId>, Failure> {
    let changed = difference.changed.iter().filter(|_| wanted.changed);
    let offered: Vec<&Entry> = difference.missing.iter().chain(changed).collect();
    for name in &wanted.only {
        if !offered.iter().any(|entry| is_called(entry, name)) {
            let message = format!("the backup has nothing to put back that is called {name}");
            let hint = "--dry-run lists what there is; what was changed since needs --changed";
            return Err(Failure::new("backup-no-such-account", message, hint).with_exit(Exit::NotFound));
        }
    }
    let is_wanted = |entry: &&Entry| wanted.only.is_empty() || wanted.only.iter().any(|name| is_called(entry, name));
    Ok(offered.into_iter().filter(is_wanted).map(id_of).collect())
}

fn is_called(entry: &Entry, name: &str) -> bool {
    let by_name = |entry: &Entry| match entry {
        Entry::Account(account) => [&account.label(), &account.issuer, &account.name].contains(&&name.to_owned()),
        Entry::Damaged(_) => false,
    };
    id_of(entry).to_string() == name || by_name(entry)
}

fn id_of(entry: &Entry) -> RecordId {
    match entry {
        Entry::Account(account) => account.id,
        Entry::Damaged(damaged) => damaged.id,
    }
}

fn view(difference: &Difference) -> RestoredView {
    let records = |entries: &[Entry]| entries.iter().map(record).collect();
    RestoredView {
        missing: records(&difference.missing),
        changed: records(&difference.changed),
        same: difference.same,
        added_since: difference.added.iter().map(ToString::to_string).collect(),
        put_back: Vec::new(),
        refused: Vec::new(),
    }
}

fn record(entry: &Entry) -> RecordView {
    let (label, is_newer) = match entry {
        Entry::Account(account) => (Some(account.label()), false),
        Entry::Damaged(damaged) => (None, damaged.reason.is_newer()),
    };
    RecordView { id: id_of(entry).to_string(), label, is_newer }
}

fn show(view: &RestoredView, page: &mut Page) {
    let row = |what: &str, record: &RecordView| {
        let nameless =
            if record.is_newer { "an account of a newer version" } else { "damaged when the backup was made" };
        let label = record.label.clone().unwrap_or_else(|| nameless.to_owned());
        vec![what.to_owned(), label, record.id.clone()]
    };
    let missing = view.missing.iter().map(|record| row("missing here", record));
    let changed = view.changed.iter().map(|record| row("changed since", record));
    page.table(&missing.chain(changed).collect::<Vec<_>>());
    page.line(format!("{} are the same, {} were added since", view.same, view.added_since.len()));
}
