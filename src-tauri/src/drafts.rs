//! What was found and not stored yet. Secrets stay on this side; the window sees what a preview needs.

use std::collections::BTreeMap;

use authenticator::Account;
use authenticator::intake::{Draft, DraftItem, DraftProblem, Duplicate};
use otp::migration::Progress;

use crate::api::{BatchView, DraftItemView, DraftProblemView, DraftView, DuplicateView, WarningView};
use crate::failure::AppError;
use crate::views;

/// The open drafts by number.
#[derive(Default)]
pub(crate) struct Drafts {
    open: BTreeMap<u32, Draft>,
    last: u32,
}

impl Drafts {
    /// The draft of this number, or a new one.
    pub(crate) fn open(&mut self, draft: Option<u32>) -> Result<(u32, &mut Draft), AppError> {
        let number = draft.unwrap_or_else(|| {
            self.last = self.last.saturating_add(1);
            self.open.insert(self.last, Draft::new());
            self.last
        });
        let draft = self.open.get_mut(&number).ok_or(AppError::NoDraft)?;
        Ok((number, draft))
    }

    /// Closes a draft and wipes it.
    pub(crate) fn discard(&mut self, draft: u32) {
        self.open.remove(&draft);
    }
}

/// A draft as the preview shows it.
pub(crate) fn view(number: u32, draft: &Draft, existing: &[&Account]) -> DraftView {
    let duplicates = draft.duplicates(existing.iter().copied());
    DraftView {
        draft: number,
        items: draft.items().iter().zip(duplicates).map(|(item, duplicate)| item_view(item, duplicate)).collect(),
        problems: draft.problems().iter().map(problem_view).collect(),
        batches: draft.batches().into_iter().map(batch_view).collect(),
    }
}

fn item_view(item: &DraftItem, duplicate: Option<Duplicate>) -> DraftItemView {
    let parameters = &item.account.parameters;
    let warnings = item.warnings.iter();
    DraftItemView {
        item: item.item,
        source: item.source.clone(),
        issuer: item.account.issuer.clone(),
        name: item.account.name.clone(),
        kind: views::kind(parameters),
        algorithm: parameters.algorithm().to_string(),
        digits: parameters.digits().value().into(),
        period: views::period(parameters),
        secret_bits: item.account.secret.bits(),
        warnings: warnings
            .map(|warning| WarningView { code: warning.code.to_owned(), message: warning.message.clone() })
            .collect(),
        duplicate: duplicate.map(duplicate_view),
    }
}

fn duplicate_view(duplicate: Duplicate) -> DuplicateView {
    let place = if duplicate.in_trash { " (in the trash)" } else { "" };
    DuplicateView { same: duplicate.same, label: format!("{}{place}", duplicate.label) }
}

fn problem_view(problem: &DraftProblem) -> DraftProblemView {
    DraftProblemView { source: problem.source.clone(), error: problem.error.clone().into() }
}

fn batch_view(progress: Progress) -> BatchView {
    BatchView { have: progress.have, total: progress.total, missing: progress.missing }
}
