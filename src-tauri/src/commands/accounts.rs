//! The list, and changes of one account.

use authenticator::{Account, AccountChange, RecordId, StoreError};
use host::os;
use otp::UnixSeconds;

use super::{Answer, Behind, off_the_window, record_id};
use crate::api::{AccountView, AccountsView, DamagedTextView, EditAccountRequest, RevealView};
use crate::app::App;
use crate::shelf::Era;
use crate::views;

/// What is known of the accounts so far.
#[tauri::command]
pub(crate) async fn accounts(app: Behind<'_>) -> Answer<AccountsView> {
    Ok(app.shelf().view())
}

/// Changes what a person may change.
#[tauri::command]
pub(crate) async fn edit_account(app: Behind<'_>, request: EditAccountRequest) -> Answer<AccountView> {
    let id = record_id(&request.id)?;
    off_the_window(&app, move |app| {
        let change = AccountChange {
            issuer: Some(request.issuer),
            name: Some(request.name),
            note: Some(request.note),
            tags: Some(request.tags),
            pinned: Some(request.pinned),
            ..AccountChange::default()
        };
        let era = app.era();
        let edited = app.desk().accounts.edit(&id, request.revision, change, os::now());
        if matches!(edited, Err(StoreError::Conflict { .. })) {
            show_as_it_is(app, era, &id);
        }
        changed(app, era, edited)
    })
    .await
}

/// Puts an account into the trash, where it stays for 30 days.
#[tauri::command]
pub(crate) async fn trash_account(app: Behind<'_>, id: String) -> Answer<AccountView> {
    change(&app, &id, |app, id, now| app.desk().accounts.trash(id, now)).await
}

/// Takes an account out of the trash.
#[tauri::command]
pub(crate) async fn restore_account(app: Behind<'_>, id: String) -> Answer<AccountView> {
    change(&app, &id, |app, id, now| app.desk().accounts.restore(id, now)).await
}

/// Deletes an account that is in the trash, for good.
#[tauri::command]
pub(crate) async fn delete_account(app: Behind<'_>, id: String) -> Answer<()> {
    let id = record_id(&id)?;
    off_the_window(&app, move |app| {
        app.desk().accounts.delete(&id).map_err(|error| app.failed(error))?;
        app.shelf().remove(&id);
        app.accounts_changed();
        Ok(())
    })
    .await
}

/// The secret of one account, because a person asked to see it.
#[tauri::command]
pub(crate) async fn reveal(app: Behind<'_>, id: String) -> Answer<RevealView> {
    let id = record_id(&id)?;
    off_the_window(&app, move |app| {
        let account = app.desk().accounts.account(&id).map_err(|error| app.failed(error))?;
        // Of what makes no codes, the address alone.
        let secret = account.codes.made().map(|(secret, _)| secret.to_base32_in_fours().to_string());
        let uri = account.address();
        // A long name can make an address that fits a record and no QR code; the secret is shown all the same.
        let qr_svg = qr::draw_svg(&uri).ok();
        Ok(RevealView { secret: secret.unwrap_or_default(), uri: uri.to_string(), qr_svg })
    })
    .await
}

/// The raw text of a damaged record, because a person asked to see it.
#[tauri::command]
pub(crate) async fn damaged_text(app: Behind<'_>, id: String) -> Answer<DamagedTextView> {
    let id = record_id(&id)?;
    off_the_window(&app, move |app| {
        let raw = app.desk().accounts.raw(&id).map_err(|error| app.failed(error))?;
        Ok(DamagedTextView { text: raw.to_text().to_string() })
    })
    .await
}

/// Another program changed the account: from now on the window shows what is kept.
fn show_as_it_is(app: &App, era: Era, id: &RecordId) {
    if let Ok(account) = app.desk().accounts.account(id) {
        app.shelf().put_changed(era, account);
        app.accounts_changed();
    }
}

async fn change(
    app: &Behind<'_>,
    id: &str,
    work: impl FnOnce(&App, &RecordId, UnixSeconds) -> Result<Account, StoreError> + Send + 'static,
) -> Answer<AccountView> {
    let id = record_id(id)?;
    off_the_window(app, move |app| {
        let era = app.era();
        changed(app, era, work(app, &id, os::now()))
    })
    .await
}

fn changed(app: &App, era: Era, account: Result<Account, StoreError>) -> Answer<AccountView> {
    let account = account.map_err(|error| app.failed(error))?;
    let view = views::account(&account);
    app.shelf().put_changed(era, account);
    app.accounts_changed();
    Ok(view)
}
