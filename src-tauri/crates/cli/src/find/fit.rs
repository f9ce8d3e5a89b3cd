//! How well a name fits an entry.

use authenticator::{Account, Entry};

/// Shortest beginning of an id that names an account.
const SHORTEST_ID: usize = 4;

/// How well a name fits; later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    None,
    Part,
    IdBeginning,
    WholeInAnyCase,
    Whole,
    Id,
}

impl Fit {
    /// The same without the finer ranks: an id, a whole name or the beginning of an id, a part.
    pub(super) fn coarse(self) -> Self {
        match self {
            Self::IdBeginning | Self::WholeInAnyCase | Self::Whole => Self::Whole,
            other => other,
        }
    }
}

/// The entries that a name fits best, all equally well.
pub(super) struct Best<'all> {
    pub(super) fit: Fit,
    pub(super) entries: Vec<&'all Entry>,
}

impl<'all> Best<'all> {
    /// Looks through `entries`; `rank` may call different fits the same.
    pub(super) fn of(name: &str, entries: impl Iterator<Item = &'all Entry>, rank: fn(Fit) -> Fit) -> Self {
        let wanted = Wanted::new(name);
        let mut best = Self { fit: Fit::None, entries: Vec::new() };
        for entry in entries {
            let fit = rank(wanted.fit(entry));
            if fit > best.fit {
                best = Self { fit, entries: vec![entry] };
            } else if fit == best.fit && fit != Fit::None {
                best.entries.push(entry);
            }
        }
        best
    }
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
        } else if id == self.lower {
            Fit::Id
        } else if names.contains(&self.text) {
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
