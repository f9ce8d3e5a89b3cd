//! The lock: how it is, setting it and taking it away, opening it, and locking.

use super::{Answer, Behind, off_the_window};
use crate::api::{
    AccountsView, CopiedView, LockChangedView, LockCodeChangedView, LockPasswordRequest, LockSecretRequest, LockView,
    PreparedLockView,
};

/// How the lock is.
#[tauri::command]
pub(crate) async fn lock_state(app: Behind<'_>) -> Answer<LockView> {
    off_the_window(&app, |app| app.lock.view(app)).await
}

/// Takes a new password; answers the recovery code. Nothing is written yet.
#[tauri::command]
pub(crate) async fn prepare_lock(app: Behind<'_>, request: LockSecretRequest) -> Answer<PreparedLockView> {
    off_the_window(&app, move |app| app.lock.prepare(app, request)).await
}

/// Puts the recovery code that is shown on the clipboard.
#[tauri::command]
pub(crate) async fn copy_lock_code(app: Behind<'_>) -> Answer<CopiedView> {
    off_the_window(&app, |app| app.lock.copy_code(app)).await
}

/// The person has kept what was shown: sets the lock.
#[tauri::command]
pub(crate) async fn set_lock(app: Behind<'_>) -> Answer<LockChangedView> {
    off_the_window(&app, |app| app.lock.set(app)).await
}

/// Forgets what was typed and shown.
#[tauri::command]
pub(crate) async fn forget_lock(app: Behind<'_>) -> Answer<()> {
    app.lock.forget();
    Ok(())
}

/// Takes the lock away.
#[tauri::command]
pub(crate) async fn turn_off_lock(app: Behind<'_>, request: LockSecretRequest) -> Answer<LockChangedView> {
    off_the_window(&app, move |app| app.lock.turn_off(app, request)).await
}

/// Another password.
#[tauri::command]
pub(crate) async fn change_lock_password(app: Behind<'_>, request: LockPasswordRequest) -> Answer<()> {
    off_the_window(&app, move |app| app.lock.change_password(app, request)).await
}

/// Makes another recovery code, which has to be kept before it counts.
#[tauri::command]
pub(crate) async fn prepare_lock_code(app: Behind<'_>, request: LockSecretRequest) -> Answer<PreparedLockView> {
    off_the_window(&app, move |app| app.lock.prepare_code(app, request)).await
}

/// The person has kept what was shown: the recovery code of before opens nothing any longer.
#[tauri::command]
pub(crate) async fn replace_lock_code(app: Behind<'_>) -> Answer<LockCodeChangedView> {
    off_the_window(&app, |app| app.lock.replace_code(app)).await
}

/// Opens the lock with its password or recovery code.
#[tauri::command]
pub(crate) async fn open_lock(app: Behind<'_>, request: LockSecretRequest) -> Answer<AccountsView> {
    off_the_window(&app, move |app| app.lock.open(app, request)).await
}

/// Locks at once. The page that asked is gone before it has an answer.
#[tauri::command]
pub(crate) async fn lock_now(app: Behind<'_>) -> Answer<()> {
    off_the_window(&app, |app| {
        app.lock_now();
        Ok(())
    })
    .await
}

/// Somebody uses the window.
#[tauri::command]
pub(crate) fn used(app: Behind<'_>) {
    app.lock.idle.used(&app);
}
