//! Getting the store back.

use super::{Answer, Behind, off_the_window};
use crate::api::AccountsView;

/// Reads everything again.
#[tauri::command]
pub(crate) async fn retry_store(app: Behind<'_>) -> Answer<AccountsView> {
    off_the_window(&app, |app| Ok(app.load())).await
}

/// Asks the system to unlock, which shows its prompt, and reads everything.
#[tauri::command]
pub(crate) async fn unlock_store(app: Behind<'_>) -> Answer<AccountsView> {
    off_the_window(&app, |app| {
        app.desk().accounts.records().unlock()?;
        Ok(app.load())
    })
    .await
}

/// Goes on without the records that are missing, because a person said so.
#[tauri::command]
pub(crate) async fn start_empty(app: Behind<'_>) -> Answer<AccountsView> {
    off_the_window(&app, |app| {
        app.desk().accounts.accept_missing()?;
        Ok(app.load())
    })
    .await
}
