//! What a scan shows.

use authenticator::intake::{DraftItem, Duplicate};
use otp::migration::Progress;
use qr::Corners;
use serde::Serialize;

use crate::failure::Failure;
use crate::gather::{Find, Gathered, Source};
use crate::output::{Page, ParametersView, WarningView, counted, label, parameters_in_words};

/// Everything that was found.
#[derive(Serialize)]
pub(crate) struct ScanView {
    sources: Vec<SourceView>,
    pub(crate) exports: Vec<ExportView>,
}

#[derive(Serialize)]
struct SourceView {
    source: String,
    width: Option<u32>,
    height: Option<u32>,
    finds: Vec<FindView>,
    /// Where QR codes are that could not be read.
    damaged: Vec<Corners>,
}

#[derive(Serialize)]
struct FindView {
    /// Top left, top right, bottom right, bottom left.
    corners: Option<Corners>,
    accounts: Vec<FoundView>,
    problems: Vec<Failure>,
}

/// An account that is not stored; its secret is not shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FoundView {
    pub(crate) issuer: String,
    pub(crate) name: String,
    #[serde(flatten)]
    parameters: ParametersView,
    secret_bits: u32,
    warnings: Vec<WarningView>,
    #[serde(skip)]
    words: String,
    /// The same account a second time, in this picture or another.
    repeated: bool,
}

/// How much of an export of several pictures is here.
#[derive(Serialize)]
pub(crate) struct ExportView {
    have: u32,
    total: u32,
    missing: Vec<u32>,
}

impl ScanView {
    pub(crate) fn of(gathered: &Gathered) -> Self {
        Self {
            sources: gathered.sources.iter().map(|source| SourceView::of(source, gathered)).collect(),
            exports: exports(gathered),
        }
    }

    pub(crate) fn show(&self, page: &mut Page) {
        self.sources.iter().filter(|source| source.has_accounts()).for_each(|source| source.show(page));
        self.exports.iter().for_each(|export| export.show(page));
    }
}

/// Exports of more than one picture.
pub(crate) fn exports(gathered: &Gathered) -> Vec<ExportView> {
    gathered.draft.batches().into_iter().filter(|export| export.total > 1).map(ExportView::from).collect()
}

impl From<Progress> for ExportView {
    fn from(progress: Progress) -> Self {
        Self { have: progress.have, total: progress.total, missing: progress.missing }
    }
}

impl ExportView {
    pub(crate) fn show(&self, page: &mut Page) {
        page.line(self.in_words());
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// `2 of 4 pictures of this export read, still missing 3 and 4`
    pub(crate) fn in_words(&self) -> String {
        let numbers: Vec<String> = self.missing.iter().map(u32::to_string).collect();
        let missing = match numbers.split_last() {
            None => return format!("all {} pictures of this export read", self.total),
            Some((only, [])) => only.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        };
        format!("{} of {} pictures of this export read, still missing {missing}", self.have, self.total)
    }
}

impl SourceView {
    fn of(source: &Source, gathered: &Gathered) -> Self {
        Self {
            source: source.name.clone(),
            width: source.picture.as_ref().map(|picture| picture.width),
            height: source.picture.as_ref().map(|picture| picture.height),
            finds: source.finds.iter().map(|find| FindView::of(find, gathered)).collect(),
            damaged: source.damaged().collect(),
        }
    }

    fn has_accounts(&self) -> bool {
        self.finds.iter().any(|find| !find.accounts.is_empty())
    }

    fn show(&self, page: &mut Page) {
        let accounts = self.finds.iter().map(|find| find.accounts.len()).sum();
        let size = match (self.width, self.height) {
            (Some(width), Some(height)) => format!(" (picture of {width} x {height} pixels)"),
            _ => String::new(),
        };
        page.line(format!("{}: {}{size}", self.source, counted(accounts, "account", "accounts")));
        self.finds.iter().for_each(|find| find.show(page));
        // The last thing said was that there are such codes.
        for place in self.damaged.iter().filter_map(place) {
            page.line(format!("      {place}"));
        }
    }
}

impl FindView {
    fn of(find: &Find, gathered: &Gathered) -> Self {
        let items = find.items.iter().filter_map(|number| gathered.item(*number));
        Self {
            corners: find.corners,
            accounts: items.map(|item| FoundView::of(item, gathered)).collect(),
            problems: find.problems.iter().map(|problem| problem.failure.clone()).collect(),
        }
    }

    fn show(&self, page: &mut Page) {
        for account in &self.accounts {
            account.show(page);
        }
        for problem in &self.problems {
            page.line(format!("  - {}", problem.message));
        }
        if let Some(place) = self.corners.as_ref().and_then(place) {
            page.line(format!("      {place}"));
        }
    }
}

impl FoundView {
    pub(crate) fn of(item: &DraftItem, gathered: &Gathered) -> Self {
        let account = &item.account;
        let warnings = item.warnings.iter();
        Self {
            issuer: account.issuer.clone(),
            name: account.name.clone(),
            parameters: (&account.parameters).into(),
            secret_bits: account.secret.bits(),
            warnings: warnings
                .map(|warning| WarningView { code: warning.code, message: warning.message.clone(), hint: None })
                .collect(),
            words: parameters_in_words(&account.parameters),
            repeated: matches!(gathered.draft.duplicate(item.item, []), Some(Duplicate { same: true, .. })),
        }
    }

    pub(crate) fn label(&self) -> String {
        label(&self.issuer, &self.name)
    }

    pub(crate) fn show(&self, page: &mut Page) {
        let again = if self.repeated { " (again)" } else { "" };
        page.line(format!("  - {}{again}", self.label()));
        page.line(format!("      {}; secret of {} bits, not shown", self.words, self.secret_bits));
        for warning in &self.warnings {
            page.line(format!("      warning: {}", warning.message));
        }
    }
}

/// The upper left corner of the rectangle around a code, and its width: `at 120,80, 210 px wide`.
fn place(corners: &Corners) -> Option<String> {
    let (across, down) = (corners.map(|(x, _)| x), corners.map(|(_, y)| y));
    let (left, right) = (across.into_iter().reduce(f32::min)?, across.into_iter().reduce(f32::max)?);
    let top = down.into_iter().reduce(f32::min)?;
    Some(format!("at {left:.0},{top:.0}, {:.0} px wide", right - left))
}
