//! A person's settings: one small JSON file, replaced atomically; fields of newer versions are kept.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::files;

/// Seconds a copied code may stay on the clipboard.
pub const CLIPBOARD_SECONDS: std::ops::RangeInclusive<u32> = 5..=300;

/// How large the window's content is drawn, in percent.
pub const ZOOM_PERCENT: std::ops::RangeInclusive<u32> = 50..=300;

/// Minutes without use until the accounts are locked; 0 for never.
pub const LOCK_AFTER_MINUTES: std::ops::RangeInclusive<u32> = 0..=1440;

/// Light, dark, or what the system says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// What the system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Which way a move between the keyring and a sealed file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moving {
    /// Out of the keyring.
    ToFile,
    /// Into the keyring.
    ToKeyring,
}

/// Where the person chose to keep the accounts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoreSettings {
    /// A sealed file; without one, the system's keyring.
    pub file: Option<PathBuf>,
    /// A move between this file and the keyring was begun and is not done.
    pub moving: Option<Moving>,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

/// Backups that are made by themselves, and whether to offer them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BackupSettings {
    /// They are made.
    pub on: bool,
    /// Of which sealed file; none for the accounts in the keyring.
    pub of: Option<PathBuf>,
    /// Where, also when they were turned off since.
    pub folder: Option<PathBuf>,
    /// Not to be offered before this time, in Unix seconds.
    pub ask_after: Option<u64>,
    /// Not to be offered ever again.
    pub never_ask: bool,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

/// The settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The theme.
    pub theme: Theme,
    /// Seconds until a copied code leaves the clipboard.
    pub clipboard_seconds: u32,
    /// How large the window's content is drawn, in percent.
    pub zoom_percent: u32,
    /// Minutes without use until the accounts are locked, where a lock is set; 0 for never.
    pub lock_after_minutes: u32,
    /// Where the accounts are kept.
    pub store: StoreSettings,
    /// Backups that are made by themselves.
    pub backups: BackupSettings,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            clipboard_seconds: 30,
            zoom_percent: 100,
            lock_after_minutes: 5,
            store: StoreSettings::default(),
            backups: BackupSettings::default(),
            unknown: serde_json::Map::new(),
        }
    }
}

/// Why settings could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is there and cannot be understood.
    #[error("the settings file {0} cannot be read: {1}")]
    Unreadable(PathBuf, String),
    /// A value outside its range.
    #[error("a copied code can stay on the clipboard for 5 to 300 seconds")]
    ClipboardSeconds,
    /// A value outside its range.
    #[error("the window can be drawn at 50 to 300 percent")]
    ZoomPercent,
    /// A value outside its range.
    #[error("the accounts can be locked after 1 to 1,440 minutes without use, or never")]
    LockAfterMinutes,
    /// The file could not be written; the old one is still there.
    #[error("the settings file {0} could not be written: {1}")]
    NotWritten(PathBuf, std::io::Error),
}

impl SettingsError {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(..) => "settings-unreadable",
            Self::ClipboardSeconds => "settings-clipboard-seconds",
            Self::ZoomPercent => "settings-zoom-percent",
            Self::LockAfterMinutes => "settings-lock-after-minutes",
            Self::NotWritten(..) => "settings-not-written",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable(..) => {
                "repair the file or take it away; the window goes by the defaults until then, and its next change keeps the old file beside the new one"
            }
            Self::ClipboardSeconds => "choose a number from 5 to 300",
            Self::ZoomPercent => "choose a number from 50 to 300",
            Self::LockAfterMinutes => "choose a number from 0, for never, to 1440",
            Self::NotWritten(..) => {
                "check that the folder can be written to and that the disk is not full, and try again"
            }
        }
    }
}

/// Reads the settings; a missing file means the defaults.
pub fn read(folder: &Path) -> Result<Settings, SettingsError> {
    let path = folder.join("settings.json");
    let unreadable = |fact: String| SettingsError::Unreadable(path.clone(), fact);
    match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(within_limits).map_err(|error| unreadable(error.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

/// A file edited by hand may say anything.
fn within_limits(mut settings: Settings) -> Settings {
    settings.clipboard_seconds = settings.clipboard_seconds.clamp(*CLIPBOARD_SECONDS.start(), *CLIPBOARD_SECONDS.end());
    settings.zoom_percent = settings.zoom_percent.clamp(*ZOOM_PERCENT.start(), *ZOOM_PERCENT.end());
    settings.lock_after_minutes = settings.lock_after_minutes.min(*LOCK_AFTER_MINUTES.end());
    settings
}

/// One change of this program after the other: each begins with what the one before left.
static CHANGING: Mutex<()> = Mutex::new(());

/// Changes the settings, and gives them as they are then. Ones that cannot be read are changed from the defaults.
///
/// # Errors
/// As [`write`].
pub fn change(folder: &Path, change: impl FnOnce(&mut Settings)) -> Result<Settings, SettingsError> {
    let _one_at_a_time = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut settings = read(folder).unwrap_or_default();
    change(&mut settings);
    write(folder, &settings)?;
    Ok(settings)
}

/// Writes the settings. A file that cannot be read is first moved aside, never overwritten.
pub fn write(folder: &Path, settings: &Settings) -> Result<(), SettingsError> {
    if !CLIPBOARD_SECONDS.contains(&settings.clipboard_seconds) {
        return Err(SettingsError::ClipboardSeconds);
    }
    if !ZOOM_PERCENT.contains(&settings.zoom_percent) {
        return Err(SettingsError::ZoomPercent);
    }
    if !LOCK_AFTER_MINUTES.contains(&settings.lock_after_minutes) {
        return Err(SettingsError::LockAfterMinutes);
    }
    let path = folder.join("settings.json");
    let not_written = |error| SettingsError::NotWritten(path.clone(), error);
    if read(folder).is_err() {
        files::keep_aside(&path).map_err(not_written)?;
    }
    let text = serde_json::to_vec_pretty(settings).map_err(|error| not_written(error.into()))?;
    files::replace(&path, &text).map_err(not_written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_and_unknown_fields_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), Settings::default());
        std::fs::write(folder.path().join("settings.json"), r#"{"theme":"dark","future":[1,2]}"#).unwrap();
        let mut settings = read(folder.path()).unwrap();
        assert_eq!(settings.theme, Theme::Dark);
        settings.clipboard_seconds = 10;
        write(folder.path(), &settings).unwrap();
        let again = read(folder.path()).unwrap();
        assert_eq!(again, settings);
        assert_eq!(again.unknown["future"], serde_json::json!([1, 2]));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_kept_beside_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("settings.json"), "{torn").unwrap();
        assert_eq!(read(folder.path()).unwrap_err().code(), "settings-unreadable");
        write(folder.path(), &Settings::default()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Settings::default());
        let kept = std::fs::read_dir(folder.path())
            .unwrap()
            .filter(|entry| std::fs::read(entry.as_ref().unwrap().path()).unwrap() == b"{torn")
            .count();
        assert_eq!(kept, 1);
    }

    #[test]
    fn a_file_edited_by_hand_holds_no_code_for_years() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("settings.json"), r#"{"clipboard_seconds":4000000000}"#).unwrap();
        assert_eq!(read(folder.path()).unwrap().clipboard_seconds, 300);
    }

    #[test]
    fn a_time_on_the_clipboard_outside_the_range_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { clipboard_seconds: 4, ..Settings::default() };
        assert_eq!(write(folder.path(), &settings).unwrap_err().code(), "settings-clipboard-seconds");
        assert!(!folder.path().join("settings.json").exists());
    }
}
