//! Where the accounts are kept: making a sealed file, and moving.

use super::{Answer, Behind, off_the_window};
use crate::api::{
    AccountsView, CopiedView, FilePlaceView, FileSecretRequest, GenerationView, PreparedFileView, StorePlaceView,
};

/// Where they are kept.
#[tauri::command]
pub(crate) async fn store_place(app: Behind<'_>) -> Answer<StorePlaceView> {
    off_the_window(&app, |app| Ok(app.keeping.view(app))).await
}

/// What is where a person wants a sealed file.
#[tauri::command]
pub(crate) async fn look_at_file_place(app: Behind<'_>, path: String) -> Answer<FilePlaceView> {
    off_the_window(&app, move |app| app.keeping.look_at(&path)).await
}

/// Takes the password; answers the recovery code where the file is a new one. Nothing is written yet.
#[tauri::command]
pub(crate) async fn prepare_file(app: Behind<'_>, request: FileSecretRequest) -> Answer<PreparedFileView> {
    off_the_window(&app, move |app| app.keeping.prepare(app, request)).await
}

/// Puts the recovery code that is shown on the clipboard.
#[tauri::command]
pub(crate) async fn copy_file_code(app: Behind<'_>) -> Answer<CopiedView> {
    off_the_window(&app, |app| app.keeping.copy_code(app)).await
}

/// Forgets what was typed and shown.
#[tauri::command]
pub(crate) async fn forget_file(app: Behind<'_>) -> Answer<()> {
    app.keeping.forget();
    Ok(())
}

/// The person has kept what was shown: keeps the accounts in the file from now on, and moves those of the keyring there.
#[tauri::command]
pub(crate) async fn keep_in_file(app: Behind<'_>, moving: bool) -> Answer<AccountsView> {
    off_the_window(&app, move |app| app.keeping.keep_in_file(app, moving)).await
}

/// Moves the accounts of the sealed file into the keyring, and keeps them there from now on.
#[tauri::command]
pub(crate) async fn move_to_keyring(app: Behind<'_>) -> Answer<AccountsView> {
    off_the_window(&app, |app| app.keeping.move_to_keyring(app)).await
}

/// Goes on with a move that is half-way.
#[tauri::command]
pub(crate) async fn go_on_moving(app: Behind<'_>) -> Answer<AccountsView> {
    off_the_window(&app, |app| app.keeping.go_on(app)).await
}

/// Leaves what could not be moved where it is.
#[tauri::command]
pub(crate) async fn leave_move(app: Behind<'_>) -> Answer<AccountsView> {
    off_the_window(&app, |app| app.keeping.leave(app)).await
}

/// The generations of a damaged file that its password opens.
#[tauri::command]
pub(crate) async fn file_generations(app: Behind<'_>) -> Answer<Vec<GenerationView>> {
    off_the_window(&app, |app| app.keeping.generations(app)).await
}

/// Goes back to one of them.
#[tauri::command]
pub(crate) async fn restore_generation(app: Behind<'_>, name: String) -> Answer<AccountsView> {
    off_the_window(&app, move |app| app.keeping.restore_generation(app, &name)).await
}

/// Keeps accounts in the keyring from now on, and leaves the sealed file alone.
#[tauri::command]
pub(crate) async fn use_keyring(app: Behind<'_>) -> Answer<AccountsView> {
    off_the_window(&app, |app| app.keeping.use_keyring(app)).await
}
