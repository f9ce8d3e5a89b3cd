//! Files that are replaced as a whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Replaces the file, or leaves the old one: never a part of either. Lasts through a power cut once it returns.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    std::fs::create_dir_all(folder)?;
    let mut new = new_private(folder)?;
    new.write_all(content)?;
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Makes a file that was not there before: whole, or not at all. Lasts through a power cut once it returns.
pub(crate) fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    let mut new = new_private(folder)?;
    new.write_all(content)?;
    new.as_file().sync_all()?;
    new.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// A new file that nobody but its owner can open, before there is anything in it; renaming it keeps that.
pub(crate) fn new_private(folder: &Path) -> io::Result<NamedTempFile> {
    let new = NamedTempFile::new_in(folder)?;
    for_its_owner_alone(new.path())?;
    Ok(new)
}

/// Made for its owner alone already.
#[cfg(not(windows))]
fn for_its_owner_alone(_file: &Path) -> io::Result<()> {
    Ok(())
}

/// What the folder hands down to its files goes, and whoever owns this one (`S-1-3-4`, "owner rights") keeps every right.
#[cfg(windows)]
fn for_its_owner_alone(file: &Path) -> io::Result<()> {
    use std::process::{Command, Stdio};

    let system = std::env::var_os("SystemRoot").ok_or(io::ErrorKind::NotFound)?;
    let mut icacls = Command::new(Path::new(&system).join("System32").join("icacls.exe"));
    icacls.arg(file).args(["/inheritance:r", "/grant:r", "*S-1-3-4:F"]);
    let done = icacls.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if done.success() { Ok(()) } else { Err(io::Error::other("others cannot be kept from reading it on this disk")) }
}

/// Gives the file another name beside its old one, so that nothing is written over it.
pub(crate) fn keep_aside(path: &Path) -> io::Result<()> {
    let name = path.file_name().and_then(|name| name.to_str()).ok_or(io::ErrorKind::InvalidInput)?;
    let aside = (1_u16..).map(|number| path.with_file_name(format!("{name}.unreadable-{number}")));
    let free = aside.into_iter().find(|aside| !aside.exists()).ok_or(io::ErrorKind::AlreadyExists)?;
    std::fs::rename(path, free)
}

/// The folder a file is in or is to be in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a rename in this folder last through a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
