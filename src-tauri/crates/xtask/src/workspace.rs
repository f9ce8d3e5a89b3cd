//! Where things are, and what state the tree is in.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::{command::Run, failure::Failure};

/// The folder of the whole project.
pub(crate) fn root() -> PathBuf {
    // Set by `cargo run`; what it was at compile time serves where this program is started by hand.
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.ancestors().nth(3).map_or_else(|| own.clone(), Path::to_path_buf)
}

/// The folder of the user interface.
pub(crate) fn ui() -> PathBuf {
    root().join("ui")
}

/// Where cargo puts what it builds: two folders above this program (`target/debug/xtask`).
///
/// # Errors
/// The system does not say where this program is.
pub(crate) fn target() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe().map_err(|error| Failure::file(Path::new("xtask"), &error))?;
    Ok(own.ancestors().nth(2).map_or_else(|| root().join("target"), Path::to_path_buf))
}

/// A built program of the given profile folder (`debug` or `release`).
///
/// # Errors
/// The system does not say where this program is.
pub(crate) fn binary(profile: &str, name: &str) -> Result<PathBuf, Failure> {
    Ok(target()?.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Whether this runs for a machine: nobody can be asked.
pub(crate) fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// The short name of the commit, and whether files differ from it.
pub(crate) fn commit() -> String {
    let name = Run::program("git").words(["rev-parse", "--short", "HEAD"]).text().unwrap_or_else(|_| "unknown".into());
    match Run::program("git").words(["status", "--porcelain", "--untracked-files=no"]).text() {
        Ok(changes) if changes.is_empty() => name,
        _ => format!("{name}, with changes not committed"),
    }
}

/// When the newest file under a path was changed, passing over the named folders; `None` where nothing is there.
pub(crate) fn newest(path: &Path, passed_over: &[&str]) -> Option<SystemTime> {
    let about = std::fs::metadata(path).ok()?;
    if !about.is_dir() {
        return about.modified().ok();
    }
    let entries = std::fs::read_dir(path).ok()?.filter_map(Result::ok);
    let wanted = entries.filter(|entry| !passed_over.iter().any(|name| entry.file_name() == *name));
    wanted.filter_map(|entry| newest(&entry.path(), passed_over)).max()
}

/// Makes a folder with nothing in it; what was in it before is removed.
///
/// # Errors
/// It cannot be removed or made.
pub(crate) fn empty_folder(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::file(path, &error)),
        _ => create_folder(path),
    }
}

/// Creates a folder with its parents.
///
/// # Errors
/// The file system refuses.
pub(crate) fn create_folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|error| Failure::file(path, &error))
}

/// Writes a file.
///
/// # Errors
/// The file system refuses.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| Failure::file(path, &error))
}

/// Copies a file.
///
/// # Errors
/// The file system refuses.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    std::fs::copy(from, to).map(drop).map_err(|error| Failure::file(from, &error))
}
