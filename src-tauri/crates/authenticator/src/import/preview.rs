//! What would become of each row.

use std::collections::HashSet;

use otp::UriError;

use super::marks::Marks;
use super::{Import, ImportCounts, ImportRefusal, ImportRow, Incoming, IncomingAccount};
use crate::account::{Account, Codes, Entry};
use crate::record_id::RecordId;

/// Every row of an import, with what becomes of it, or came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPreview {
    /// In the order of the file.
    pub rows: Vec<PreviewRow>,
    /// Pictures of Google's exports that are not in the list.
    pub missing_pictures: u32,
}

/// One of them. It holds no secret.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewRow {
    /// The line of the list, or which record of our own file it is; from 1. An export in a list is several rows of one
    /// line.
    pub number: usize,
    /// Issuer and name; empty where they could not be read.
    pub label: String,
    /// Why this version makes no codes for it, where it is kept as it is.
    pub kept: Option<UriError>,
    /// An account with this issuer and name is here, with another secret.
    pub name_taken: bool,
    /// What becomes of it.
    pub outcome: ImportOutcome,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum ImportOutcome {
    /// It is added.
    Added,
    /// The same codes are here, or the same address to the letter.
    AlreadyHere {
        /// What the account that is here is called.
        label: String,
        /// That account is in the trash.
        in_trash: bool,
        /// The row that brings it, where it stands in the file before.
        row: Option<usize>,
    },
    /// It is not added, and why.
    Refused(ImportRefusal),
}

#[derive(Clone)]
struct There {
    label: String,
    in_trash: bool,
    row: Option<usize>,
}

impl Import {
    /// What would become of each row where these are the accounts.
    #[must_use]
    pub fn preview<'all>(&'all self, existing: impl IntoIterator<Item = &'all Entry>) -> ImportPreview {
        let mut seen = Seen { marks: Marks::new(), names: HashSet::new(), ids: HashSet::new() };
        existing.into_iter().for_each(|entry| seen.see(entry));
        let codes: Vec<Option<Codes>> = self.rows.iter().map(ImportRow::codes).collect();
        let rows = self.rows.iter().zip(&codes).map(|(row, codes)| seen.row(row, codes.as_ref())).collect();
        ImportPreview { rows, missing_pictures: self.missing_pictures }
    }
}

impl ImportPreview {
    /// How many rows of each outcome there are.
    #[must_use]
    pub fn counts(&self) -> ImportCounts {
        ImportCounts::of(&self.rows)
    }
}

impl ImportRow {
    fn codes(&self) -> Option<Codes> {
        match self.found.as_ref().ok()? {
            Incoming::Account(IncomingAccount::New(new)) => {
                Some(Codes::Made { secret: new.secret.clone(), parameters: new.parameters })
            }
            Incoming::Account(IncomingAccount::Kept { kept, .. }) => Some(Codes::Kept(kept.clone())),
            Incoming::Account(IncomingAccount::Ours(account)) => Some(account.codes.clone()),
            Incoming::Newer(..) => None,
        }
    }

    /// The row as it is shown, with what becomes of it.
    pub(crate) fn shown(&self, name_taken: bool, outcome: ImportOutcome) -> PreviewRow {
        let kept = match &self.found {
            Ok(Incoming::Account(
                IncomingAccount::Kept { kept, .. } | IncomingAccount::Ours(Account { codes: Codes::Kept(kept), .. }),
            )) => Some(kept.reason),
            _ => None,
        };
        PreviewRow { number: self.number, label: self.label.clone(), kept, name_taken, outcome }
    }
}

/// What is here, and what the rows before bring.
struct Seen<'all> {
    marks: Marks<'all, There>,
    names: HashSet<String>,
    /// Of records that this version does not read.
    ids: HashSet<RecordId>,
}

impl<'all> Seen<'all> {
    fn see(&mut self, entry: &'all Entry) {
        match entry {
            Entry::Account(account) => {
                let (label, in_trash) = (account.label(), account.trashed_at.is_some());
                if !in_trash {
                    self.names.insert(label.to_lowercase());
                }
                self.marks.put(&account.codes, There { label, in_trash, row: None });
            }
            Entry::Damaged(damaged) => {
                self.ids.insert(damaged.id);
            }
        }
    }

    fn row(&mut self, row: &'all ImportRow, codes: Option<&'all Codes>) -> PreviewRow {
        let outcome = self.outcome(row, codes);
        let has_name = codes.is_some() && !row.label.is_empty();
        let name_taken = has_name && outcome == ImportOutcome::Added && self.names.contains(&row.label.to_lowercase());
        if let (ImportOutcome::Added, Some(codes)) = (&outcome, codes) {
            self.marks.put(codes, There { label: row.label.clone(), in_trash: false, row: Some(row.number) });
        }
        row.shown(name_taken, outcome)
    }

    fn outcome(&mut self, row: &ImportRow, codes: Option<&Codes>) -> ImportOutcome {
        let incoming = match &row.found {
            Ok(incoming) => incoming,
            Err(refusal) => return ImportOutcome::Refused(refusal.clone()),
        };
        if let Some(There { label, in_trash, row }) = codes.and_then(|codes| self.marks.find(codes)) {
            return ImportOutcome::AlreadyHere { label, in_trash, row };
        }
        if let Incoming::Newer(id, _) = incoming
            && !self.ids.insert(*id)
        {
            return ImportOutcome::AlreadyHere { label: row.label.clone(), in_trash: false, row: None };
        }
        match incoming.fits() {
            Ok(()) => ImportOutcome::Added,
            Err(error) => ImportOutcome::Refused(ImportRefusal::Store(error)),
        }
    }
}
