//! What is to be stored, and what became of it.

use authenticator::intake::Duplicate;
use authenticator::{Account, StoreError};
use serde::Serialize;

use super::add::{Outcome, label_of};
use super::scanned::{ExportView, FoundView, exports};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::gather::Gathered;
use crate::output::{AccountView, Console, Page};
use crate::terminal::Unanswered;

/// What is to become of each item.
pub(crate) struct Plan {
    items: Vec<(u32, Fate)>,
}

enum Fate {
    Stored,
    /// The same account is there.
    Same(Duplicate),
    /// Another account has its name; stored if the person wants both.
    NameTaken {
        by: Duplicate,
        accepted: bool,
    },
}

impl Plan {
    pub(crate) fn of(gathered: &Gathered, existing: &[Account]) -> Self {
        let fate = |number| match gathered.draft.duplicate(number, existing) {
            None => Fate::Stored,
            Some(duplicate) if duplicate.same => Fate::Same(duplicate),
            Some(by) => Fate::NameTaken { by, accepted: false },
        };
        Self { items: gathered.draft.items().iter().map(|item| (item.item, fate(item.item))).collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What nothing is like.
    pub(crate) fn new_items(&self) -> impl Iterator<Item = u32> {
        self.items.iter().filter(|(_, fate)| matches!(fate, Fate::Stored)).map(|(number, _)| *number)
    }

    /// What is to be stored.
    pub(crate) fn accepted(&self) -> impl Iterator<Item = u32> {
        let accepted = |fate: &Fate| matches!(fate, Fate::Stored | Fate::NameTaken { accepted: true, .. });
        self.items.iter().filter(move |(_, fate)| accepted(fate)).map(|(number, _)| *number)
    }

    pub(crate) fn accept_all(&mut self) {
        for (_, fate) in &mut self.items {
            if let Fate::NameTaken { accepted, .. } = fate {
                *accepted = true;
            }
        }
    }

    /// Asks about each item whose name is taken.
    pub(crate) fn accept_each(
        &mut self,
        gathered: &Gathered,
        ask: impl Fn(&str, &str) -> Result<bool, Unanswered>,
    ) -> Result<(), Unanswered> {
        for (number, fate) in &mut self.items {
            if let Fate::NameTaken { by, accepted } = fate {
                *accepted = ask(&label_of(*number, gathered), &by.label)?;
            }
        }
        Ok(())
    }

    /// Shows a person what was found.
    pub(crate) fn preview(&self, gathered: &Gathered, console: Console) {
        let mut page = Page::default();
        for (number, fate) in &self.items {
            if let Some(item) = gathered.item(*number) {
                FoundView::of(item, gathered).show(&mut page);
            }
            if let Fate::Same(duplicate) = fate {
                page.line(format!("      {}", there_already(duplicate)));
            }
        }
        console.preview(&page);
    }
}

fn there_already(duplicate: &Duplicate) -> String {
    match duplicate {
        Duplicate { in_trash: true, label, .. } => {
            format!("is in the trash as {label}, with the same secret: countersign restore")
        }
        Duplicate { id: None, .. } => "stands here twice, and is stored once".to_owned(),
        Duplicate { label, .. } => format!("is here already as {label}, with the same secret"),
    }
}

/// What became of everything.
#[derive(Serialize)]
pub(crate) struct AddView {
    added: Vec<AccountView>,
    duplicates: Vec<DuplicateView>,
    refused: Vec<RefusedView>,
    exports: Vec<ExportView>,
    problems: Vec<Failure>,
}

#[derive(Serialize)]
struct DuplicateView {
    #[serde(flatten)]
    found: FoundView,
    /// The account that is there; none when it stands twice in what was read.
    id: Option<String>,
    #[serde(rename = "inTrash")]
    in_trash: bool,
    #[serde(skip)]
    words: String,
}

#[derive(Serialize)]
struct RefusedView {
    #[serde(flatten)]
    found: FoundView,
    error: Failure,
}

impl AddView {
    pub(crate) fn of(gathered: &Gathered, plan: &Plan, outcome: &Outcome) -> Self {
        let mut view = Self {
            added: Vec::new(),
            duplicates: Vec::new(),
            refused: Vec::new(),
            exports: exports(gathered),
            problems: gathered.problems(),
        };
        for (number, fate) in &plan.items {
            let Some(item) = gathered.item(*number) else { continue };
            let found = FoundView::of(item, gathered);
            let result = outcome.iter().find(|(other, _)| other == number).map(|(_, result)| result);
            match (fate, result) {
                (_, Some(result)) => view.take(found, result),
                (Fate::Same(duplicate), None) => view.duplicates.push(DuplicateView::of(found, duplicate)),
                (Fate::NameTaken { by, .. }, None) => view.refused.push(RefusedView { error: name_taken(by), found }),
                (Fate::Stored, None) => {}
            }
        }
        view
    }

    fn take(&mut self, found: FoundView, result: &Result<Account, StoreError>) {
        match result {
            Ok(account) => self.added.push(account.into()),
            // Another program was faster.
            Err(StoreError::Duplicate { id, label, in_trash }) => {
                let duplicate = Duplicate { same: true, label: label.clone(), id: Some(*id), in_trash: *in_trash };
                self.duplicates.push(DuplicateView::of(found, &duplicate));
            }
            Err(error) => self.refused.push(RefusedView { found, error: error.clone().into() }),
        }
    }

    pub(crate) fn show(&self, page: &mut Page) {
        for account in &self.added {
            page.line(format!("added: {}", crate::output::label(&account.issuer, &account.name)));
        }
        for duplicate in &self.duplicates {
            page.line(format!("not added: {} {}", duplicate.found.label(), duplicate.words));
        }
        for export in &self.exports {
            export.show(page);
        }
    }

    /// What could not be read, and what was found and not stored, each with its name.
    pub(crate) fn failures(&self) -> Vec<Failure> {
        let refused = self.refused.iter();
        let refused = refused.map(|refused| refused.error.clone().about(&refused.found.label()));
        self.problems.iter().cloned().chain(refused).collect()
    }

    /// How it went, when reading went as `read`.
    pub(crate) fn exit(&self, read: Exit) -> Exit {
        let is_whole = read == Exit::Done && self.exports.iter().all(ExportView::is_complete);
        let did_something = !self.added.is_empty() || !self.duplicates.is_empty();
        match self.refused.first() {
            None if is_whole => Exit::Done,
            None if did_something => Exit::Partly,
            None => read,
            Some(_) if did_something => Exit::Partly,
            Some(first) if self.refused.iter().all(|refused| refused.error.exit == first.error.exit) => {
                first.error.exit
            }
            Some(_) => Exit::Failed,
        }
    }
}

impl DuplicateView {
    fn of(found: FoundView, duplicate: &Duplicate) -> Self {
        let id = duplicate.id.map(|id| id.to_string());
        Self { found, id, in_trash: duplicate.in_trash, words: there_already(duplicate) }
    }
}

fn name_taken(by: &Duplicate) -> Failure {
    let message = format!("{} is here with another secret", by.label);
    let hint = "say --yes to keep both, or remove the old one if the site set it up anew";
    Failure::new("account-name-taken", message, hint).with_exit(Exit::Unanswered)
}
