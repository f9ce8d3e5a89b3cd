//! What an import shows of each row.

use authenticator::import::{ImportCounts, ImportOutcome, ImportPreview, PreviewRow};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{KeptView, Page};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportView {
    /// Whether it was stored, or only looked at.
    applied: bool,
    read: u32,
    added: u32,
    already_here: u32,
    refused: u32,
    kept: u32,
    missing_pictures: u32,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RowView {
    /// The line of a list, or which record.
    number: usize,
    label: String,
    outcome: &'static str,
    name_taken: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<KeptView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    here: Option<HereView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HereView {
    label: String,
    in_trash: bool,
    /// The row that has it, where it stands in the file twice.
    row: Option<usize>,
}

impl ImportView {
    pub(crate) fn of(preview: &ImportPreview, applied: bool) -> Self {
        let ImportCounts { read, added, already_here, refused, kept } = preview.counts();
        let rows = preview.rows.iter().map(RowView::from).collect();
        Self { applied, read, added, already_here, refused, kept, missing_pictures: preview.missing_pictures, rows }
    }
}

impl From<&PreviewRow> for RowView {
    fn from(row: &PreviewRow) -> Self {
        let (outcome, here, error) = match &row.outcome {
            ImportOutcome::Added => ("added", None, None),
            ImportOutcome::AlreadyHere { label, in_trash, row } => {
                ("already-here", Some(HereView { label: label.clone(), in_trash: *in_trash, row: *row }), None)
            }
            ImportOutcome::Refused(refusal) => {
                ("refused", None, Some(Failure::new(refusal.code(), refusal.to_string(), refusal.hint())))
            }
        };
        let (number, label, kept) = (row.number, row.label.clone(), row.kept.map(KeptView::of));
        Self { number, label, outcome, name_taken: row.name_taken, kept, here, error }
    }
}

pub(crate) fn show(preview: &ImportPreview, applied: bool, page: &mut Page, room: usize) {
    let rows: Vec<Vec<String>> = preview.rows.iter().map(|row| line(row, applied)).collect();
    page.table_within(&rows, room);
    for row in &preview.rows {
        if let ImportOutcome::Refused(refusal) = &row.outcome {
            let name = if row.label.is_empty() { String::new() } else { format!(" ({})", row.label) };
            page.line(format!("{}{name}: {}: {refusal}", row.number, refusal.code()));
            page.line(format!("    {}", refusal.hint()));
        }
    }
    let ImportCounts { read, added, already_here, refused, kept } = preview.counts();
    let done = if applied { "added" } else { "to add" };
    page.line(format!("{read} read = {added} {done} + {already_here} already here + {refused} refused"));
    if kept > 0 {
        page.line(format!("{kept} of those {done} cannot be shown yet, and are kept unchanged"));
    }
    if preview.missing_pictures > 0 {
        page.line(format!("of the exports in it, {} pictures are missing", preview.missing_pictures));
    }
}

fn line(row: &PreviewRow, applied: bool) -> Vec<String> {
    let label = if row.label.is_empty() { "(cannot be read)".to_owned() } else { row.label.clone() };
    vec![row.number.to_string(), label, words(row, applied)]
}

fn words(row: &PreviewRow, applied: bool) -> String {
    match &row.outcome {
        ImportOutcome::Added => {
            let mut words = if applied { "added" } else { "will be added" }.to_owned();
            if let Some(reason) = row.kept {
                words.push_str(&format!("; cannot be shown yet, kept unchanged: {reason}"));
            }
            if row.name_taken {
                words.push_str("; another with this name is here, with another secret");
            }
            words
        }
        ImportOutcome::AlreadyHere { in_trash: true, label, .. } => {
            format!("already here, in the trash as {label}: countersign restore")
        }
        ImportOutcome::AlreadyHere { row: Some(row), .. } => format!("already here, stands in {row} too"),
        ImportOutcome::AlreadyHere { label, .. } if *label == row.label => "already here".to_owned(),
        ImportOutcome::AlreadyHere { label, .. } => format!("already here, as {label}"),
        ImportOutcome::Refused(refusal) => format!("refused: {}", refusal.code()),
    }
}
