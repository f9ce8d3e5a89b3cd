//! From what a person calls an account to the account.

use authenticator::{Account, Entry};

use crate::exit::Exit;
use crate::failure::{Candidate, Failure};

/// Shortest beginning of an id that names an account.
const SHORTEST_ID: usize = 4;

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Among {
    /// Accounts that are not in the trash.
    Kept,
    /// Accounts in the trash.
    Trash,
    /// Everything, damaged records too.
    All,
}

impl Among {
    fn has(self, entry: &Entry) -> bool {
        match (self, entry) {
            (Self::All, _) => true,
            (Self::Kept, Entry::Account(account)) => account.trashed_at.is_none(),
            (Self::Trash, Entry::Account(account)) => account.trashed_at.is_some(),
            (Self::Kept | Self::Trash, Entry::Damaged(_)) => false,
        }
    }
}

/// The one entry that `name` names. What is spelled out comes before the beginning of an id, and that before a part.
pub(crate) fn find<'all>(name: &str, entries: &'all [Entry], among: Among) -> Result<&'all Entry, Failure> {
    let matching = matching(name, entries.iter().filter(|entry| among.has(entry)));
    match matching.as_slice() {
        [only] => Ok(only),
        [] => Err(not_found(name, entries, among)),
        several => Err(ambiguous(name, several)),
    }
}

/// As [`find`], for an account; a damaged record is an error that says what to do with it.
pub(crate) fn find_account<'all>(name: &str, entries: &'all [Entry], among: Among) -> Result<&'all Account, Failure> {
    match find(name, entries, among)? {
        Entry::Account(account) => Ok(account),
        Entry::Damaged(damaged) => Err(Failure::new(
            damaged.reason.code(),
            format!("the record {} cannot be read: {}", damaged.id, damaged.reason),
            format!("{} (`countersign show {} --raw`)", damaged.reason.hint(), damaged.id),
        )),
    }
}

fn matching<'all>(name: &str, entries: impl Iterator<Item = &'all Entry>) -> Vec<&'all Entry> {
    let name = Wanted::new(name);
    let mut best = (Fit::None, Vec::new());
    for entry in entries {
        let fit = name.fit(entry);
        if fit > best.0 {
            best = (fit, vec![entry]);
        } else if fit == best.0 && fit != Fit::None {
            best.1.push(entry);
        }
    }
    best.1
}

/// How well a name fits; later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    None,
    Part,
    IdBeginning,
    WholeInAnyCase,
    Whole,
}

struct Wanted {
    text: String,
    lower: String,
}

impl Wanted {
    fn new(name: &str) -> Self {
        let text = name.trim().to_owned();
        let lower = text.to_lowercase();
        Self { text, lower }
    }

    fn fit(&self, entry: &Entry) -> Fit {
        let id = entry.id().to_string();
        let names = match entry {
            Entry::Account(account) => names(account),
            Entry::Damaged(_) => Vec::new(),
        };
        if self.text.is_empty() {
            Fit::None
        } else if id == self.lower || names.contains(&self.text) {
            Fit::Whole
        } else if names.iter().any(|name| name.to_lowercase() == self.lower) {
            Fit::WholeInAnyCase
        } else if self.lower.len() >= SHORTEST_ID && id.starts_with(&self.lower) {
            Fit::IdBeginning
        } else if names.iter().any(|name| name.to_lowercase().contains(&self.lower)) {
            Fit::Part
        } else {
            Fit::None
        }
    }
}

/// What an account may be called.
fn names(account: &Account) -> Vec<String> {
    let Account { issuer, name, .. } = account;
    vec![issuer.clone(), name.clone(), format!("{issuer}:{name}"), format!("{issuer}: {name}")]
}

fn ambiguous(name: &str, several: &[&Entry]) -> Failure {
    let candidates: Vec<Candidate> = several.iter().map(|entry| candidate(entry)).collect();
    Failure {
        candidates,
        ..Failure::new(
            "account-name-ambiguous",
            format!("{} accounts are called \"{name}\"", several.len()),
            "say \"issuer:name\", or the beginning of the id; these fit:",
        )
        .with_exit(Exit::Ambiguous)
    }
}

fn not_found(name: &str, entries: &[Entry], among: Among) -> Failure {
    let elsewhere = if among == Among::Trash { Among::Kept } else { Among::Trash };
    let others = matching(name, entries.iter().filter(|entry| among != Among::All && elsewhere.has(entry)));
    let (message, hint) = match (others.is_empty(), among) {
        (true, _) => (format!("no account is called \"{name}\""), "see `countersign list` for the names"),
        (false, Among::Trash) => (format!("\"{name}\" is not in the trash"), "there is nothing to restore"),
        (false, _) => (format!("\"{name}\" is in the trash"), "take it out with `countersign restore`"),
    };
    let candidates = others.into_iter().map(candidate).collect();
    Failure { candidates, ..Failure::new("account-not-found", message, hint).with_exit(Exit::NotFound) }
}

fn candidate(entry: &Entry) -> Candidate {
    let id = entry.id().to_string();
    match entry {
        Entry::Account(account) => Candidate {
            id,
            issuer: account.issuer.clone(),
            name: account.name.clone(),
            in_trash: account.trashed_at.is_some(),
        },
        Entry::Damaged(_) => {
            Candidate { id, issuer: String::new(), name: "(a damaged record)".to_owned(), in_trash: false }
        }
    }
}

#[cfg(test)]
mod tests;
