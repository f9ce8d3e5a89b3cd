//! What the page starts with.

use serde::Serialize;
use ts_rs::TS;

use super::{AccountsView, CodeView, SettingsView};

/// What the page is delivered with, so that its first frame waits for no question.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BootView {
    /// The person's settings.
    pub settings: SettingsView,
    /// What is known of the accounts so far.
    pub accounts: AccountsView,
    /// The codes of the first screenful.
    pub codes: Vec<CodeView>,
}
