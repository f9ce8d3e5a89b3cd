//! Where the accounts are kept: the keyring or a sealed file, and moving between the two.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorView;

/// Where the accounts are kept.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StorePlaceView {
    /// The sealed file; none for the keyring.
    pub file: Option<String>,
    /// Where a sealed file would be made, unless the person says otherwise.
    pub proposal: String,
    /// What became of the last move, or of one that is to be gone on with.
    pub last_move: Option<MoveView>,
}

/// What became of a move.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MoveView {
    /// Out of the keyring; otherwise into it.
    pub to_file: bool,
    /// How many accounts were moved.
    pub moved: u32,
    /// How many are still where they were.
    pub left: u32,
    /// It goes on from before the program ended.
    pub was_cut_off: bool,
    /// Why it is not done; none when it is.
    pub problem: Option<ErrorView>,
}

/// What is where a sealed file is wanted.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FilePlaceView {
    /// The whole path.
    pub path: String,
    /// A sealed file is there already: it is asked for its password.
    pub is_there: bool,
}

/// A password for a sealed file, a new one or that of one which is there. Wiped after use.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FileSecretRequest {
    /// The whole path of the file.
    pub path: String,
    /// The password.
    pub secret: String,
}

/// A generation of a sealed file that can be gone back to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GenerationView {
    /// What it is called.
    pub name: String,
    /// When it was written, in Unix seconds.
    pub written_at: f64,
    /// How many accounts are in it.
    pub accounts: u32,
}

/// What the person has to keep before a sealed file is made.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreparedFileView {
    /// Shown this once; none for a file that is there already.
    pub recovery_code: Option<String>,
}
