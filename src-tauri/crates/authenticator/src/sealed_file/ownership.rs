//! That a sealed file and the folder beside it are ours: nobody else says where generations go, or reads a new file.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::Path;

use super::error::SealedFileError;
use super::place::Place;

impl Place {
    /// Refuses a folder that is a link, and a file or folder of another user: what is written there would change its
    /// owner. A folder that is open to others is closed.
    pub(super) fn check_ours(&self) -> Result<(), SealedFileError> {
        let failed = |error: std::io::Error| SealedFileError::file("look at", &self.folder, &error);
        match fs::symlink_metadata(&self.folder) {
            Ok(folder) if folder.is_symlink() => {
                return Err(SealedFileError::FolderIsLink { path: self.folder.clone() });
            }
            Ok(folder) => {
                refuse_of_strangers(&self.folder, &folder)?;
                close_to_others(&self.folder, &folder).map_err(failed)?;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        match fs::metadata(&self.path) {
            Ok(file) => refuse_of_strangers(&self.path, &file),
            // It is told where the file is read.
            Err(_) => Ok(()),
        }
    }
}

fn refuse_of_strangers(path: &Path, found: &Metadata) -> Result<(), SealedFileError> {
    let Some((owner, user)) = strangers(found) else { return Ok(()) };
    Err(SealedFileError::Foreign { path: path.to_owned(), owner, user })
}

/// The number of its owner, and that of the user who runs this program, where they are two.
#[cfg(unix)]
fn strangers(found: &Metadata) -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    let (owner, user) = (found.uid(), rustix::process::geteuid().as_raw());
    (owner != user).then_some((owner, user))
}

#[cfg(not(unix))]
fn strangers(_found: &Metadata) -> Option<(u32, u32)> {
    None
}

#[cfg(unix)]
fn close_to_others(folder: &Path, found: &Metadata) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if found.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    match fs::set_permissions(folder, fs::Permissions::from_mode(0o700)) {
        // A disk without permissions has none to close, and one that is read-only keeps them as they are.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::Unsupported | ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Ok(())
        }
        other => other,
    }
}

#[cfg(not(unix))]
fn close_to_others(_folder: &Path, _found: &Metadata) -> std::io::Result<()> {
    Ok(())
}
