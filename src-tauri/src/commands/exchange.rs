//! Import and export.

use super::{Answer, Behind, off_the_window};
use crate::api::{
    ExportRequest, ExportedView, ImportView, LastImportView, LockSecretRequest, OpenedImportView, UndoneImportView,
};
use crate::exchange;
use crate::failure::AppError;

/// The system's dialog for a file to read; none when the person closed it.
#[tauri::command]
pub(crate) async fn choose_import_file(window: tauri::WebviewWindow) -> Answer<Option<String>> {
    choose(window, |dialog| Box::pin(dialog.set_title("A file to import").pick_file())).await
}

/// The system's dialog for a new file, with a name that says what is in it.
#[tauri::command]
pub(crate) async fn choose_export_file(window: tauri::WebviewWindow, plain: bool) -> Answer<Option<String>> {
    let name = if plain { "countersign-codes.txt" } else { "countersign-codes.backup" };
    choose(window, move |dialog| Box::pin(dialog.set_title("Where to export to").set_file_name(name).save_file())).await
}

type Chosen = std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>>;

async fn choose(
    window: tauri::WebviewWindow,
    ask: impl FnOnce(rfd::AsyncFileDialog) -> Chosen + Send + 'static,
) -> Answer<Option<String>> {
    let (tell, mut told) = tauri::async_runtime::channel(1);
    let asked = window.clone().run_on_main_thread(move || {
        let chosen = ask(rfd::AsyncFileDialog::new().set_parent(&window));
        tauri::async_runtime::spawn(async move {
            let path = chosen.await.map(|file| file.path().display().to_string());
            let _the_page_is_gone = tell.send(path).await;
        });
    });
    asked.map_err(|_| AppError::Died)?;
    Ok(told.recv().await.flatten())
}

/// Reads a file that a person chose or typed. Nothing is stored.
#[tauri::command]
pub(crate) async fn open_import(app: Behind<'_>, path: String) -> Answer<OpenedImportView> {
    off_the_window(&app, move |app| app.exchange.open(app, &path)).await
}

/// Opens our own file with its password or recovery code, which is not kept.
#[tauri::command]
pub(crate) async fn unseal_import(app: Behind<'_>, request: LockSecretRequest) -> Answer<ImportView> {
    off_the_window(&app, move |app| app.exchange.unseal(app, request.secret)).await
}

/// Stores what is new of it.
#[tauri::command]
pub(crate) async fn apply_import(app: Behind<'_>) -> Answer<ImportView> {
    off_the_window(&app, |app| app.exchange.apply(app)).await
}

/// Forgets what was read.
#[tauri::command]
pub(crate) async fn forget_import(app: Behind<'_>) -> Answer<()> {
    app.exchange.forget();
    Ok(())
}

/// The last import, unless it was taken back.
#[tauri::command]
pub(crate) async fn last_import(app: Behind<'_>) -> Answer<Option<LastImportView>> {
    off_the_window(&app, exchange::last).await
}

/// Puts what the last import added into the trash, but for what was changed since.
#[tauri::command]
pub(crate) async fn undo_import(app: Behind<'_>) -> Answer<UndoneImportView> {
    off_the_window(&app, exchange::undo).await
}

/// Writes a file that is read back before it counts.
#[tauri::command]
pub(crate) async fn export_accounts(app: Behind<'_>, request: ExportRequest) -> Answer<ExportedView> {
    off_the_window(&app, move |app| exchange::export(app, request)).await
}
