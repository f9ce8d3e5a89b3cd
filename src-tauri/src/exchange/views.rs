//! From the crates' types to what the window shows of an import or an export.

use authenticator::import::{self, ImportCounts, ImportPreview, PreviewRow};
use authenticator::{LastImport, LeftOut, Undone};
use host::exchange::Exported;

use crate::api::{ErrorView, ExportedView, ImportOutcome, ImportRowView, ImportView, LastImportView, UndoneImportView};
use crate::views::number;

pub(super) fn import(preview: &ImportPreview) -> ImportView {
    let ImportCounts { read, added, already_here, refused, kept } = preview.counts();
    let rows = preview.rows.iter().map(row).collect();
    ImportView { read, added, already_here, refused, kept, missing_pictures: preview.missing_pictures, rows }
}

fn row(row: &PreviewRow) -> ImportRowView {
    let blank = ImportRowView {
        number: count(row.number),
        label: row.label.clone(),
        outcome: ImportOutcome::Added,
        kept: row.kept.map(|reason| reason.to_string()),
        name_taken: row.name_taken,
        here: None,
        in_trash: false,
        same_as: None,
        error: None,
    };
    match &row.outcome {
        import::ImportOutcome::Added => blank,
        import::ImportOutcome::AlreadyHere { label, in_trash, row } => ImportRowView {
            outcome: ImportOutcome::AlreadyHere,
            here: Some(label.clone()),
            in_trash: *in_trash,
            same_as: row.map(count),
            ..blank
        },
        import::ImportOutcome::Refused(refusal) => {
            let error =
                ErrorView { code: refusal.code().to_owned(), message: refusal.to_string(), hint: refusal.hint() };
            ImportRowView { outcome: ImportOutcome::Refused, error: Some(error), ..blank }
        }
    }
}

pub(super) fn last(last: &LastImport) -> LastImportView {
    LastImportView {
        source: last.source.clone(),
        made_at: number(last.made_at.0),
        accounts: count(last.records.len()),
        finished: last.finished,
    }
}

pub(super) fn undone(undone: &Undone) -> UndoneImportView {
    UndoneImportView { trashed: count(undone.trashed.len()), changed: count(undone.changed.len()), gone: undone.gone }
}

pub(super) fn exported(written: Exported) -> ExportedView {
    let Exported { path, accounts, left_out: LeftOut { trashed, damaged, newer, too_long } } = written;
    ExportedView { path: path.display().to_string(), accounts, trashed, damaged, newer, too_long }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
