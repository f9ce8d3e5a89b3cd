//! Import and export behind the window: what was read stays in Rust, with its secrets, until it is stored or forgotten.

mod views;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use authenticator::import::Import;
use authenticator::{Entry, RecordId};
use host::exchange::{self, ExchangeError, ImportFile, SealedImport};
use host::os::{self, OsRandom};
use zeroize::Zeroizing;

use crate::api::{ExportRequest, ExportedView, ImportView, LastImportView, OpenedImportView, UndoneImportView};
use crate::app::App;
use crate::commands::Answer;
use crate::failure::AppError;

/// The file that is being imported.
#[derive(Default)]
pub(crate) struct Exchange {
    open: Mutex<Option<Open>>,
}

struct Open {
    source: String,
    file: Read,
}

enum Read {
    Sealed(Arc<SealedImport>),
    Ready(Import),
}

impl Exchange {
    /// Reads a file, and says what would become of each row, unless it needs its password first.
    pub(crate) fn open(&self, app: &App, path: &str) -> Answer<OpenedImportView> {
        let (era, path) = (app.era(), whole_path(path)?);
        let source = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let file = match exchange::read(&path)? {
            ImportFile::Sealed(sealed) => Read::Sealed(Arc::new(sealed)),
            ImportFile::List(import) => Read::Ready(import),
        };
        let import = match &file {
            Read::Sealed(_) => None,
            Read::Ready(import) => Some(preview(app, import)),
        };
        app.keep(era, &self.open, Open { source: source.clone(), file }).ok_or(AppError::NoImport)?;
        Ok(OpenedImportView { source, import })
    }

    /// Opens our own file with its password or recovery code.
    pub(crate) fn unseal(&self, app: &App, secret: String) -> Answer<ImportView> {
        let secret = Zeroizing::new(secret);
        self.unseal_by(app, |sealed| sealed.open(&secret))
    }

    /// Opening takes a while. Nothing is held meanwhile: whoever locks the accounts or closes the dialog does not wait.
    fn unseal_by(
        &self,
        app: &App,
        open: impl FnOnce(&SealedImport) -> Result<Import, ExchangeError>,
    ) -> Answer<ImportView> {
        let sealed = match &self.lock().as_ref().ok_or(AppError::NoImport)?.file {
            Read::Ready(import) => return Ok(preview(app, import)),
            Read::Sealed(sealed) => Arc::clone(sealed),
        };
        let import = open(&sealed)?;
        match self.lock().as_mut() {
            Some(Open { file, .. }) if matches!(&*file, Read::Sealed(same) if Arc::ptr_eq(same, &sealed)) => {
                let view = preview(app, &import);
                *file = Read::Ready(import);
                Ok(view)
            }
            // It was forgotten meanwhile, or another one was opened.
            _ => Err(AppError::NoImport.into()),
        }
    }

    /// Stores what is new of it, and forgets the file.
    pub(crate) fn apply(&self, app: &App) -> Answer<ImportView> {
        let mut open = self.lock();
        let Some(Open { source, file: Read::Ready(import) }) = open.as_ref() else {
            return Err(AppError::NoImport.into());
        };
        let imported = app.desk().accounts.import(import, source, os::now(), &mut OsRandom);
        if imported.is_ok() {
            *open = None;
        }
        drop(open);
        let imported = imported.map_err(|error| app.failed(error))?;
        app.load();
        Ok(views::import(&imported.outcome))
    }

    /// Forgets the file: the dialog was closed, or the accounts were locked.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The last import, unless it was taken back.
pub(crate) fn last(app: &App) -> Answer<Option<LastImportView>> {
    Ok(app.desk().accounts.last_import()?.as_ref().map(views::last))
}

/// Takes the last import back.
pub(crate) fn undo(app: &App) -> Answer<UndoneImportView> {
    let undone = app.desk().accounts.undo_import(os::now());
    app.load();
    Ok(views::undone(&undone.map_err(|error| app.failed(error))?))
}

/// Writes a file that is read back before it counts.
pub(crate) fn export(app: &App, request: ExportRequest) -> Answer<ExportedView> {
    let password = request.password.map(Zeroizing::new);
    let path = whole_path(&request.path)?;
    let ids: Option<Vec<RecordId>> =
        request.ids.map(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect::<Vec<_>>());
    let chosen = app.desk().accounts.choose(ids.as_deref()).map_err(|error| app.failed(error))?;
    let written = match password {
        Some(password) => exchange::write_sealed(&chosen, &path, &password, request.replace, os::now(), &mut OsRandom)?,
        None => exchange::write_list(&chosen, &path, request.replace)?,
    };
    Ok(views::exported(written))
}

fn preview(app: &App, import: &Import) -> ImportView {
    let entries: Vec<Entry> = app.shelf().entries().cloned().collect();
    views::import(&import.preview(&entries))
}

fn whole_path(typed: &str) -> Answer<PathBuf> {
    let typed = typed.trim();
    let home = typed.strip_prefix("~/").and_then(|rest| Some(host::Folders::home()?.join(rest)));
    let path = home.unwrap_or_else(|| PathBuf::from(typed));
    if path.is_absolute() { Ok(path) } else { Err(AppError::NoWholePath.into()) }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests;
