//! Codes for the rows on screen, and one for the clipboard.

use authenticator::RecordId;
use host::{clipboard, os};

use super::{Answer, Behind, off_the_window, record_id};
use crate::api::{CodeView, CopiedView, Which};

/// From now on these rows are on screen; answers their codes. An empty list while the window is hidden.
#[tauri::command]
pub(crate) async fn watch(app: Behind<'_>, ids: Vec<String>) -> Answer<Vec<CodeView>> {
    let ids: Vec<RecordId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let codes = app.shelf().codes(&ids, os::now());
    app.watch.replace(ids);
    Ok(codes)
}

/// Makes the next code by counter. The counter has moved, in the store, before the code is shown (RFC 4226 §7.2).
#[tauri::command]
pub(crate) async fn next_hotp(app: Behind<'_>, id: String) -> Answer<CodeView> {
    let id = record_id(&id)?;
    off_the_window(&app, move |app| {
        let era = app.era();
        let made = app.desk().accounts.advance_hotp(&id, os::now()).map_err(|error| app.failed(error))?;
        let shown = app.shelf().show_hotp(era, made)?;
        app.accounts_changed();
        Ok(shown)
    })
    .await
}

/// Puts a code on the clipboard for as long as the settings say.
#[tauri::command]
pub(crate) async fn copy_code(app: Behind<'_>, id: String, which: Which) -> Answer<CopiedView> {
    let id = record_id(&id)?;
    off_the_window(&app, move |app| {
        let code = app.shelf().code(&id, which, os::now())?;
        let clears_in = host::settings::read(&app.desk().folders.config).unwrap_or_default().clipboard_seconds;
        clipboard::copy(code.as_str(), clears_in)?;
        Ok(CopiedView { clears_in })
    })
    .await
}
