//! Backups: how they are, turning them on, and restoring.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorView;

/// Whether there is a backup of how everything is now.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BackupsState {
    /// None are made by themselves.
    Off,
    /// One is about to be made.
    Waiting,
    /// The newest has everything, proven by opening it.
    Current {
        /// The file.
        path: String,
        /// Unix seconds.
        made_at: f64,
        /// How many accounts are in it.
        accounts: u32,
    },
    /// There is no account that could be copied.
    Nothing,
    /// None could be made.
    Failed {
        /// Why, and what to do.
        error: ErrorView,
    },
}

/// The newest backup of the folder, by what stands in its first line.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewestBackupView {
    /// The file.
    pub path: String,
    /// Unix seconds.
    pub made_at: f64,
}

/// How backups are.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupsView {
    /// They are made by themselves.
    pub on: bool,
    /// Where they are made, or were.
    pub folder: Option<String>,
    /// Whether there is one of how everything is now.
    pub state: BackupsState,
    /// The newest there is.
    pub newest: Option<NewestBackupView>,
    /// The person should be asked whether to make them.
    pub offer: bool,
}

/// What is in a folder.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupFolderView {
    /// Its whole path.
    pub folder: String,
    /// Whether backups are in it, so that their password is asked for and no new one.
    pub has_backups: bool,
    /// The newest of them.
    pub newest: Option<NewestBackupView>,
}

/// A folder, and what opens the backups in it. The password is typed by a person and wiped after use.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupSecretRequest {
    /// The folder, by its whole path.
    pub folder: String,
    /// The password, or the recovery code.
    pub secret: String,
}

/// What the person has to keep before the first backup is made.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreparedBackupsView {
    /// Shown this once; none where backups are there already.
    pub recovery_code: Option<String>,
}

/// What became of the backups of a folder when their password changed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangedBackupsView {
    /// How many open with the new password, and no longer with the old one.
    pub changed: u32,
    /// The files that could not be changed, and still open with the old one.
    pub left: Vec<String>,
}

/// Whether a backup can be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BackupOpens {
    /// It was opened, and every record in it read.
    Opens,
    /// With another password or recovery code.
    OtherSecret,
    /// It cannot be read.
    Unreadable,
}

/// One backup.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupView {
    /// The file.
    pub path: String,
    /// Unix seconds.
    pub made_at: Option<f64>,
    /// Whether it opened.
    pub state: BackupOpens,
    /// How many accounts are in it; 0 unless it opened.
    pub accounts: u32,
    /// How many of them were damaged when it was made.
    pub damaged: u32,
}

/// One account of a backup that is not here, or not like this.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupRecordView {
    /// The record's id.
    pub id: String,
    /// Issuer and name; none of a record that was damaged when the backup was made.
    pub label: Option<String>,
    /// It is here, and was changed since.
    pub changed: bool,
    /// It was in the trash when the backup was made.
    pub in_trash: bool,
}

/// A backup against what is here.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupDifferenceView {
    /// What could be put back: what is missing first, and then what was changed.
    pub records: Vec<BackupRecordView>,
    /// How many are the same.
    pub same: u32,
    /// How many were added since.
    pub added: u32,
}

/// Why one account was not put back.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NotPutBackView {
    /// The record's id.
    pub id: String,
    /// Why.
    pub error: ErrorView,
}

/// What became of the accounts that were to be put back.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PutBackView {
    /// How many are back.
    pub put_back: u32,
    /// Each that is not.
    pub refused: Vec<NotPutBackView>,
}
