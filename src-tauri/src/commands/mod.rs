//! What the window may ask for: parse, call, map. The list is also in `build.rs`, which holds the window to it.

pub(crate) mod accounts;
pub(crate) mod adding;
pub(crate) mod backups;
pub(crate) mod codes;
pub(crate) mod exchange;
pub(crate) mod keeping;
pub(crate) mod keyring;
pub(crate) mod lock;
pub(crate) mod relying_party;
pub(crate) mod settings;
pub(crate) mod support;

use std::sync::Arc;

use authenticator::RecordId;

use crate::api::ErrorView;
use crate::app::App;
use crate::failure::AppError;

/// The state that every command is given.
pub(crate) type Behind<'all> = tauri::State<'all, Arc<App>>;
/// What every command answers.
pub(crate) type Answer<T> = Result<T, ErrorView>;

/// Does work that may block (a keyring, a picture, a disk) off the window's thread.
async fn off_the_window<T: Send + 'static>(
    app: &Behind<'_>,
    work: impl FnOnce(&App) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let app = Arc::clone(app);
    let done = tauri::async_runtime::spawn_blocking(move || work(&app)).await;
    done.unwrap_or_else(|_| Err(AppError::Died.into()))
}

fn record_id(text: &str) -> Answer<RecordId> {
    Ok(text.parse().map_err(|_| AppError::UnknownAccount)?)
}
