//! Backups: how they are, turning them on and off, and restoring.

use super::{Answer, Behind, off_the_window};
use crate::api::{
    BackupDifferenceView, BackupFolderView, BackupSecretRequest, BackupView, BackupsView, ChangedBackupsView,
    CopiedView, LockPasswordRequest, PreparedBackupsView, PutBackView,
};
use crate::backups;
use crate::failure::AppError;

/// How backups are.
#[tauri::command]
pub(crate) async fn backups(app: Behind<'_>) -> Answer<BackupsView> {
    off_the_window(&app, |app| app.backups.view(app)).await
}

/// The system's dialog for a folder; none when the person closed it.
#[tauri::command]
pub(crate) async fn choose_backup_folder(window: tauri::WebviewWindow) -> Answer<Option<String>> {
    let (tell, told) = tauri::async_runtime::channel(1);
    let asked = window.clone().run_on_main_thread(move || {
        let dialog = rfd::AsyncFileDialog::new().set_title("A folder for backups");
        let chosen = dialog.set_parent(&window).pick_folder();
        tauri::async_runtime::spawn(async move {
            let path = chosen.await.map(|folder| folder.path().display().to_string());
            let _the_page_is_gone = tell.send(path).await;
        });
    });
    asked.map_err(|_| AppError::Died)?;
    let mut told = told;
    Ok(told.recv().await.flatten())
}

/// What is in a folder that a person chose or typed.
#[tauri::command]
pub(crate) async fn look_at_backup_folder(app: Behind<'_>, folder: String) -> Answer<BackupFolderView> {
    off_the_window(&app, move |app| app.backups.look_at(&folder)).await
}

/// Takes the password; answers the recovery code where the password is a new one. Nothing is written yet.
#[tauri::command]
pub(crate) async fn prepare_backups(app: Behind<'_>, request: BackupSecretRequest) -> Answer<PreparedBackupsView> {
    off_the_window(&app, move |app| app.backups.prepare(app, request)).await
}

/// Puts the recovery code that is shown on the clipboard.
#[tauri::command]
pub(crate) async fn copy_recovery_code(app: Behind<'_>) -> Answer<CopiedView> {
    off_the_window(&app, |app| app.backups.copy_recovery_code(app)).await
}

/// The system's dialog for printing the page, which shows the recovery code and nothing else then.
#[tauri::command]
pub(crate) async fn print_recovery_code(window: tauri::WebviewWindow) -> Answer<()> {
    Ok(window.print().map_err(|_| AppError::NotPrinted)?)
}

/// The person has kept what was shown: makes the first backup, and turns them on.
#[tauri::command]
pub(crate) async fn turn_on_backups(app: Behind<'_>) -> Answer<BackupsView> {
    off_the_window(&app, |app| app.backups.turn_on(app)).await
}

/// Makes none by themselves any more; those that were made stay.
#[tauri::command]
pub(crate) async fn turn_off_backups(app: Behind<'_>) -> Answer<BackupsView> {
    off_the_window(&app, |app| {
        backups::automatic(app)?.turn_off()?;
        app.backups.view(app)
    })
    .await
}

/// Makes a backup now; `anew` also where nothing changed, and where those that were made are gone.
#[tauri::command]
pub(crate) async fn back_up_now(app: Behind<'_>, anew: bool) -> Answer<BackupsView> {
    off_the_window(&app, move |app| {
        if anew {
            app.backups.make_anew(app)
        } else {
            app.backups.bring_up_to_date(app)
        }
        app.backups.view(app)
    })
    .await
}

/// Does not offer backups for some days, or ever again.
#[tauri::command]
pub(crate) async fn put_off_backups(app: Behind<'_>, forever: bool) -> Answer<BackupsView> {
    off_the_window(&app, move |app| {
        backups::automatic(app)?.put_off(forever, host::os::now())?;
        app.backups.view(app)
    })
    .await
}

/// Opens the backups of a folder with their password or recovery code, which is not kept.
#[tauri::command]
pub(crate) async fn open_backups(app: Behind<'_>, request: BackupSecretRequest) -> Answer<Vec<BackupView>> {
    off_the_window(&app, move |app| app.backups.open(app, request)).await
}

/// What one of them has that is not here, or not like this.
#[tauri::command]
pub(crate) async fn compare_backup(app: Behind<'_>, path: String) -> Answer<BackupDifferenceView> {
    off_the_window(&app, move |app| app.backups.compare(app, &path)).await
}

/// Puts these accounts of the backup that was compared back.
#[tauri::command]
pub(crate) async fn put_back(app: Behind<'_>, ids: Vec<String>) -> Answer<PutBackView> {
    off_the_window(&app, move |app| app.backups.put_back(app, &ids)).await
}

/// Has every backup of the folder open with another password.
#[tauri::command]
pub(crate) async fn change_backup_password(
    app: Behind<'_>,
    request: LockPasswordRequest,
) -> Answer<ChangedBackupsView> {
    off_the_window(&app, move |app| app.backups.change_password(app, request)).await
}

/// Deletes those that could not be changed.
#[tauri::command]
pub(crate) async fn discard_old_backups(app: Behind<'_>) -> Answer<u32> {
    off_the_window(&app, |app| app.backups.discard_old()).await
}

/// Forgets what was typed and opened.
#[tauri::command]
pub(crate) async fn forget_backups(app: Behind<'_>) -> Answer<()> {
    app.backups.forget();
    Ok(())
}
