//! Settings, and how long a start took.

use host::settings::{Settings, SettingsError};

use super::{Answer, Behind, off_the_window};
use crate::api::{ChangeSettingsRequest, SettingsView, Theme};
use crate::app::App;

/// The person's settings.
#[tauri::command]
pub(crate) async fn settings(app: Behind<'_>) -> Answer<SettingsView> {
    off_the_window(&app, |app| Ok(current(app))).await
}

/// The settings as they are kept now.
pub(crate) fn current(app: &App) -> SettingsView {
    view(host::settings::read(&app.desk().folders.config))
}

/// Changes the person's settings.
#[tauri::command]
pub(crate) async fn change_settings(
    window: tauri::WebviewWindow,
    app: Behind<'_>,
    request: ChangeSettingsRequest,
) -> Answer<SettingsView> {
    off_the_window(&app, move |app| {
        let desk = app.desk();
        let folder = &desk.folders.config;
        let new = host::settings::change(folder, |settings| {
            settings.theme = theme_setting(request.theme);
            settings.clipboard_seconds = request.clipboard_seconds;
            settings.zoom_percent = request.zoom_percent;
            settings.lock_after_minutes = request.lock_after_minutes;
        })?;
        zoom(&window, new.zoom_percent);
        app.lock.idle.begins();
        Ok(view(Ok(new)))
    })
    .await
}

/// Draws the window's content so large, in percent. A window that is just closing need not.
pub(crate) fn zoom<R: tauri::Runtime>(window: &tauri::WebviewWindow<R>, percent: u32) {
    let _ = window.set_zoom(f64::from(percent) / 100.0);
}

/// The page says what it has painted; printed for whoever measures (`COUNTERSIGN_TRACE=startup`).
#[tauri::command]
pub(crate) fn startup_stage(app: Behind<'_>, stage: &str) {
    app.first_frame.is_painted();
    if std::env::var_os("COUNTERSIGN_TRACE").is_some_and(|trace| trace == "startup") {
        let known: String =
            stage.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').take(40).collect();
        eprintln!("countersign startup: {known} {:.1} ms", app.started.elapsed().as_secs_f64() * 1000.0);
    }
}

fn view(read: Result<Settings, SettingsError>) -> SettingsView {
    let (settings, problem) = match read {
        Ok(settings) => (settings, None),
        Err(error) => (Settings::default(), Some(error.into())),
    };
    SettingsView {
        theme: theme_view(settings.theme),
        clipboard_seconds: settings.clipboard_seconds,
        zoom_percent: settings.zoom_percent,
        lock_after_minutes: settings.lock_after_minutes,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        problem,
    }
}

fn theme_view(theme: host::settings::Theme) -> Theme {
    match theme {
        host::settings::Theme::System => Theme::System,
        host::settings::Theme::Light => Theme::Light,
        host::settings::Theme::Dark => Theme::Dark,
    }
}

fn theme_setting(theme: Theme) -> host::settings::Theme {
    match theme {
        Theme::System => host::settings::Theme::System,
        Theme::Light => host::settings::Theme::Light,
        Theme::Dark => host::settings::Theme::Dark,
    }
}
