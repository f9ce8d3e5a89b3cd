//! Import and export.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorView;

/// A file to import, read. Nothing of it is stored yet.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenedImportView {
    /// What it is called.
    pub source: String,
    /// Every row, where no password is needed.
    pub import: Option<ImportView>,
}

/// Every row of a file, and what becomes of it: the last three counts add up to the first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportView {
    /// Rows that were read.
    pub read: u32,
    /// Those that are added.
    pub added: u32,
    /// Those that were here.
    pub already_here: u32,
    /// Those that are refused.
    pub refused: u32,
    /// Of those that are added: without codes, kept as they are.
    pub kept: u32,
    /// Pictures of Google's exports that are not in the list.
    pub missing_pictures: u32,
    /// In the order of the file.
    pub rows: Vec<ImportRowView>,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportOutcome {
    /// It is added.
    Added,
    /// It was here.
    AlreadyHere,
    /// It is not added.
    Refused,
}

/// One line of a list, or one record of our own file; no secret.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRowView {
    /// The line, or which record, from 1.
    pub number: u32,
    /// Issuer and name; empty where they could not be read.
    pub label: String,
    /// What becomes of it.
    pub outcome: ImportOutcome,
    /// Why there are no codes for it, where it is kept as it is.
    pub kept: Option<String>,
    /// An account with this issuer and name is here, with another secret.
    pub name_taken: bool,
    /// What the account that is here is called.
    pub here: Option<String>,
    /// That account is in the trash.
    pub in_trash: bool,
    /// The row that has it too, where it stands in the file twice.
    pub same_as: Option<u32>,
    /// Why it is refused.
    pub error: Option<ErrorView>,
}

/// The last import, unless it was taken back.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LastImportView {
    /// What it came from, such as a file's name.
    pub source: String,
    /// Unix seconds.
    pub made_at: f64,
    /// How many accounts it added; of one that was broken off, how many it was going to add.
    pub accounts: u32,
    /// It was stored to its end.
    pub finished: bool,
}

/// What taking an import back came to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UndoneImportView {
    /// How many are in the trash now.
    pub trashed: u32,
    /// How many were changed since, and stay.
    pub changed: u32,
    /// How many were in the trash, or gone, before.
    pub gone: u32,
}

/// What to export, and where to. The password is typed by a person and wiped after use.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportRequest {
    /// The file, by its whole path.
    pub path: String,
    /// What our own file is to open with; none for a plain list, which nothing protects.
    pub password: Option<String>,
    /// Only these; none for all.
    pub ids: Option<Vec<String>>,
    /// Replace the file, if it is there.
    pub replace: bool,
}

/// What was written, read back and compared.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportedView {
    /// The file.
    pub path: String,
    /// How many accounts are in it.
    pub accounts: u32,
    /// Left out: in the trash.
    pub trashed: u32,
    /// Left out: damaged records.
    pub damaged: u32,
    /// Left out of a plain list: records of a newer version.
    pub newer: u32,
    /// Left out of a plain list: addresses longer than programs read, by name.
    pub too_long: Vec<String>,
}
