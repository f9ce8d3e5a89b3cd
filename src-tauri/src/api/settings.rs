//! The person's settings.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorView;

/// Light, dark, or what the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// What the system says.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The person's settings, and what the window has to know once.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// The theme.
    pub theme: Theme,
    /// Seconds until a copied code leaves the clipboard.
    pub clipboard_seconds: u32,
    /// How large the window's content is drawn, in percent.
    pub zoom_percent: u32,
    /// Minutes without use until the accounts are locked, where a lock is set; 0 for never.
    pub lock_after_minutes: u32,
    /// Countersign's version.
    pub version: String,
    /// Set when the settings file could not be read; it is kept, and the defaults are used.
    pub problem: Option<ErrorView>,
}

/// New settings.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeSettingsRequest {
    /// The theme.
    pub theme: Theme,
    /// Seconds until a copied code leaves the clipboard, 5 to 300.
    pub clipboard_seconds: u32,
    /// How large the window's content is drawn, in percent, 50 to 300.
    pub zoom_percent: u32,
    /// Minutes without use until the accounts are locked, up to 1,440; 0 for never.
    pub lock_after_minutes: u32,
}
