//! From what a person calls an account to the account.

mod fit;

use authenticator::{Account, Entry};

use crate::exit::Exit;
use crate::failure::{Candidate, Failure};
use fit::{Best, Fit};

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

    /// Where else an account may be.
    fn elsewhere(self) -> Option<Self> {
        match self {
            Self::Kept => Some(Self::Trash),
            Self::Trash => Some(Self::Kept),
            Self::All => None,
        }
    }
}

/// What a name names, and how surely.
#[derive(Debug)]
pub(crate) struct Found<'all, T> {
    what: &'all T,
    /// Only a part of its names was said.
    pub(crate) is_by_part: bool,
}

impl<'all, T> Found<'all, T> {
    /// It, even if only a part of its names was said: for what harms nothing, or asks first.
    pub(crate) fn even_by_part(&self) -> &'all T {
        self.what
    }
}

impl<'all> Found<'all, Entry> {
    /// It, if a whole name was said: for what cannot be taken back. Once the account meant is gone, the same words
    /// could be a part of another one's name.
    pub(crate) fn only_in_full(self, name: &str) -> Result<&'all Entry, Failure> {
        if self.is_by_part { Err(only_a_part(name, candidate(self.what))) } else { Ok(self.what) }
    }

    fn account(self) -> Result<Found<'all, Account>, Failure> {
        match self.what {
            Entry::Account(what) => Ok(Found { what, is_by_part: self.is_by_part }),
            Entry::Damaged(damaged) => Err(Failure::new(
                damaged.reason.code(),
                format!("the record {} cannot be read: {}", damaged.id, damaged.reason),
                format!("{} (`countersign show {} --raw`)", damaged.reason.hint(), damaged.id),
            )),
        }
    }
}

impl<'all> Found<'all, Account> {
    /// As for an entry.
    pub(crate) fn only_in_full(self, name: &str) -> Result<&'all Account, Failure> {
        if self.is_by_part { Err(only_a_part(name, candidate_of(self.what))) } else { Ok(self.what) }
    }
}

/// The one entry that `name` names. What is spelled out comes before the beginning of an id, and that before a part;
/// what fits better elsewhere, such as in the trash, is what was meant, and not to be found here.
pub(crate) fn find<'all>(name: &str, entries: &'all [Entry], among: Among) -> Result<Found<'all, Entry>, Failure> {
    let best = |among: Among| Best::of(name, entries.iter().filter(move |entry| among.has(entry)), |fit| fit);
    let here = best(among);
    match among.elsewhere().map(best) {
        Some(there) if there.fit > here.fit => Err(found_elsewhere(name, &there, &here, among)),
        _ => the_only(name, &here),
    }
}

/// As [`find`], for an account; a damaged record is an error that says what to do with it.
pub(crate) fn find_account<'all>(
    name: &str,
    entries: &'all [Entry],
    among: Among,
) -> Result<Found<'all, Account>, Failure> {
    find(name, entries, among)?.account()
}

/// As [`find`] among everything, for deleting: all whole names count alike, whatever their letter case. Else the same
/// words, said twice, would name the second best account once the best is gone.
pub(crate) fn find_to_delete<'all>(name: &str, entries: &'all [Entry]) -> Result<Found<'all, Entry>, Failure> {
    the_only(name, &Best::of(name, entries.iter(), Fit::coarse))
}

fn the_only<'all>(name: &str, best: &Best<'all>) -> Result<Found<'all, Entry>, Failure> {
    match best.entries.as_slice() {
        [only] => Ok(Found { what: *only, is_by_part: best.fit == Fit::Part }),
        [] => Err(not_found(format!("no account is called \"{name}\""), "see `countersign list` for the names")),
        several => Err(ambiguous(name, several)),
    }
}

fn not_found(message: String, hint: impl Into<String>) -> Failure {
    Failure::new("account-not-found", message, hint).with_exit(Exit::NotFound)
}

fn found_elsewhere(name: &str, there: &Best<'_>, here: &Best<'_>, among: Among) -> Failure {
    let candidates = there.entries.iter().map(|entry| candidate(entry)).collect();
    if among == Among::Trash {
        let failure = not_found(format!("\"{name}\" is not in the trash"), "there is nothing to restore");
        return Failure { candidates, ..failure };
    }
    let command = format!("take it out with `countersign restore {}`", restorable(name, there));
    let hint = if here.entries.is_empty() { command } else { format!("{command}, or say the whole name of another") };
    Failure { candidates, ..not_found(format!("\"{name}\" is in the trash"), hint) }
}

/// What to type for it in any shell: the name if it is plain and names one account, else the id.
fn restorable(name: &str, there: &Best<'_>) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_.@:-".contains(letter);
    match there.entries.as_slice() {
        [_] if name.chars().all(is_plain) && !name.starts_with('-') => name.to_owned(),
        [only] => only.id().to_string(),
        _ => "ID".to_owned(),
    }
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

fn only_a_part(name: &str, candidate: Candidate) -> Failure {
    Failure {
        candidates: vec![candidate],
        ..Failure::new(
            "account-name-in-part",
            format!("no account is called \"{name}\" in full, and a part of a name is not enough here"),
            "say the whole issuer, name or \"issuer:name\", or the beginning of the id; this fits in part:",
        )
        .with_exit(Exit::NotFound)
    }
}

fn candidate(entry: &Entry) -> Candidate {
    match entry {
        Entry::Account(account) => candidate_of(account),
        Entry::Damaged(damaged) => Candidate {
            id: damaged.id.to_string(),
            issuer: String::new(),
            name: "(a damaged record)".to_owned(),
            in_trash: false,
        },
    }
}

fn candidate_of(account: &Account) -> Candidate {
    Candidate {
        id: account.id.to_string(),
        issuer: account.issuer.clone(),
        name: account.name.clone(),
        in_trash: account.trashed_at.is_some(),
    }
}

#[cfg(test)]
mod tests;
