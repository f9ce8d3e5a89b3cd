//! Files that accounts come from and go to: our own sealed file, and plain lists of addresses.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use authenticator::import::{Import, ImportError, is_own_file, is_own_store};
use authenticator::{Chosen, Contents, DiskTrouble, LeftOut, SealedExport, SealedFileError};
use otp::UnixSeconds;
use sealing::Random;
use zeroize::Zeroizing;

use crate::files::{folder_of, new_private, sync_folder};
use crate::work_of_a_password;

/// The largest file that is read, in bytes: as large as our own gets.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Why a file was not read or written. Never holds a part of one.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The system does not give it.
    #[error("could not read {}: {reason}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// It is read, and nothing of it can be imported.
    #[error("{source_name}: {error}")]
    Import {
        /// What it came from.
        source_name: String,
        /// Why.
        error: ImportError,
    },
    /// One of our own, which does not open.
    #[error(transparent)]
    Sealed(#[from] SealedFileError),
    /// There is no account to export.
    #[error("there is nothing to export")]
    Nothing,
    /// Something has this name.
    #[error("there is a file {} already; nothing was written over it", .path.display())]
    Exists {
        /// The name.
        path: PathBuf,
    },
    /// What has this name keeps accounts.
    #[error("{} is a sealed file that keeps accounts; nothing was written over it", .path.display())]
    KeepsAccounts {
        /// The name.
        path: PathBuf,
    },
    /// The system does not take it.
    #[error("{}could not write {}: {reason}", .trouble.fact(), .path.display())]
    Unwritten {
        /// What a person can do something about.
        trouble: DiskTrouble,
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The disk gave back something else.
    #[error("what was written to {} was read back as something else, and taken away again", .path.display())]
    NotProven {
        /// The file.
        path: PathBuf,
    },
}

impl ExchangeError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "import-unreadable",
            Self::Import { error, .. } => error.code(),
            Self::Sealed(error) => error.code(),
            Self::Nothing => "export-nothing",
            Self::Exists { .. } => "export-exists",
            Self::KeepsAccounts { .. } => "export-over-store",
            Self::Unwritten { trouble, .. } => trouble.code_or("export-unwritten"),
            Self::NotProven { .. } => "export-not-proven",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => "check its path, and that you may read it".to_owned(),
            Self::Import { error, .. } => error.hint().to_owned(),
            Self::Sealed(error) => error.hint(),
            Self::Nothing => "add an account first; what is in the trash is not exported".to_owned(),
            Self::Exists { .. } => "choose another name, or have it replaced".to_owned(),
            Self::KeepsAccounts { .. } => "choose another name: an export is a file of its own".to_owned(),
            Self::Unwritten { trouble: DiskTrouble::Other, .. } => {
                "check that the folder is there and belongs to you, and that the disk is not full".to_owned()
            }
            Self::Unwritten { trouble, .. } => trouble.hint().to_owned(),
            Self::NotProven { .. } => "check the disk, and export to another one".to_owned(),
        }
    }
}

/// A file to import, read.
pub enum ImportFile {
    /// A plain list.
    List(Import),
    /// One of our own, which a password opens.
    Sealed(SealedImport),
}

/// One of our own files, not opened yet.
pub struct SealedImport {
    bytes: Vec<u8>,
    path: PathBuf,
}

impl SealedImport {
    /// What is in it, by its password or its recovery code.
    ///
    /// # Errors
    /// [`ExchangeError::Sealed`], [`ExchangeError::Import`].
    pub fn open(&self, secret: &str) -> Result<Import, ExchangeError> {
        let contents = Contents::read(self.bytes.clone(), &self.path, secret)?;
        Import::of_own_file(&contents).map_err(|error| refused(&self.path, error))
    }
}

/// Reads a file to import, and tells by how it begins which of the two it is.
///
/// # Errors
/// [`ExchangeError::Unreadable`], [`ExchangeError::Import`].
pub fn read(path: &Path) -> Result<ImportFile, ExchangeError> {
    let bytes = read_bytes(path).map_err(|error| unreadable(path, &error))?;
    of_bytes(bytes, path)
}

/// As [`read`], of what was read already; `path` is what messages call it.
///
/// # Errors
/// [`ExchangeError::Import`].
pub fn of_bytes(mut bytes: Zeroizing<Vec<u8>>, path: &Path) -> Result<ImportFile, ExchangeError> {
    if is_own_file(&bytes) {
        let bytes = std::mem::take(&mut *bytes);
        return Ok(ImportFile::Sealed(SealedImport { bytes, path: path.to_owned() }));
    }
    Ok(ImportFile::List(Import::of_list(&bytes).map_err(|error| refused(path, error))?))
}

fn read_bytes(path: &Path) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is no file"));
    }
    if about.len() > LARGEST {
        return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it is larger than 64 MiB"));
    }
    // Room for all of it, so that no outgrown copy is left behind in memory.
    let room = usize::try_from(about.len()).unwrap_or_default().saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    std::fs::File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Our own file as bytes, for a pipe: opened and compared.
///
/// # Errors
/// [`ExchangeError`].
pub fn sealed(
    chosen: &Chosen,
    password: &str,
    now: UnixSeconds,
    rng: &mut dyn Random,
) -> Result<SealedExport, ExchangeError> {
    let path = Path::new("standard output");
    let sealed = chosen.seal(password, &work_of_a_password(), now, rng)?;
    match sealed.prove(sealed.bytes.clone(), path, password) {
        Ok(()) => Ok(sealed),
        Err(_) => Err(ExchangeError::NotProven { path: path.to_owned() }),
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub path: PathBuf,
    /// How many accounts are in it.
    pub accounts: u32,
    /// What is not.
    pub left_out: LeftOut,
}

/// Writes our own file, which opens with this password. It has its name only once it was read back, opened and compared.
///
/// # Errors
/// [`ExchangeError`]; whatever had the name before is then as it was.
pub fn write_sealed(
    chosen: &Chosen,
    path: &Path,
    password: &str,
    replace: bool,
    now: UnixSeconds,
    rng: &mut dyn Random,
) -> Result<Exported, ExchangeError> {
    refuse_early(chosen, path, replace)?;
    let sealed = chosen.seal(password, &work_of_a_password(), now, rng)?;
    write(path, &sealed.bytes, replace, |bytes| sealed.prove(bytes, path, password).is_ok())?;
    Ok(Exported { path: path.to_owned(), accounts: sealed.accounts, left_out: sealed.left_out })
}

/// Writes a plain list: whoever reads the file can make the codes of every account in it.
///
/// # Errors
/// As [`write_sealed`].
pub fn write_list(chosen: &Chosen, path: &Path, replace: bool) -> Result<Exported, ExchangeError> {
    refuse_early(chosen, path, replace)?;
    let list = chosen.to_list();
    if list.accounts == 0 {
        return Err(ExchangeError::Nothing);
    }
    write(path, list.text.as_bytes(), replace, |bytes| *Zeroizing::new(bytes) == list.text.as_bytes())?;
    Ok(Exported { path: path.to_owned(), accounts: list.accounts, left_out: list.left_out })
}

/// Before anybody thinks of a password, or waits for one to be worked on.
///
/// # Errors
/// [`ExchangeError::Nothing`]; [`ExchangeError::Exists`] unless it may be replaced; [`ExchangeError::KeepsAccounts`] all the
/// same.
pub fn refuse_early(chosen: &Chosen, path: &Path, replace: bool) -> Result<(), ExchangeError> {
    if chosen.is_empty() {
        return Err(ExchangeError::Nothing);
    }
    match () {
        () if keeps_accounts(path) => Err(ExchangeError::KeepsAccounts { path: path.to_owned() }),
        () if replace || path.symlink_metadata().is_err() => Ok(()),
        () => Err(ExchangeError::Exists { path: path.to_owned() }),
    }
}

/// Whether this is a sealed file that keeps accounts, by how it begins, or by the generations beside it.
fn keeps_accounts(path: &Path) -> bool {
    let mut beginning = Vec::new();
    let read = match std::fs::metadata(path) {
        Ok(about) if about.is_file() => {
            std::fs::File::open(path).and_then(|file| file.take(64).read_to_end(&mut beginning))
        }
        _ => Ok(0),
    };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".d");
    read.is_ok() && is_own_store(&beginning) || Path::new(&beside).join("countersign.lock").exists()
}

fn write(path: &Path, bytes: &[u8], replace: bool, proves: impl FnOnce(Vec<u8>) -> bool) -> Result<(), ExchangeError> {
    let failed = |error: &std::io::Error| unwritten(path, error);
    let folder = folder_of(path);
    let mut new = new_private(folder).map_err(|error| failed(&error))?;
    new.write_all(bytes).and_then(|()| new.as_file().sync_all()).map_err(|error| failed(&error))?;
    if !proves(std::fs::read(new.path()).map_err(|error| failed(&error))?) {
        return Err(ExchangeError::NotProven { path: path.to_owned() });
    }
    let named = if replace { new.persist(path) } else { new.persist_noclobber(path) };
    named.map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => ExchangeError::Exists { path: path.to_owned() },
        _ => failed(&error.error),
    })?;
    sync_folder(folder).map_err(|error| failed(&error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> ExchangeError {
    ExchangeError::Unreadable { path: path.to_owned(), reason: error.to_string() }
}

fn unwritten(path: &Path, error: &std::io::Error) -> ExchangeError {
    let said = error.to_string();
    // Without the name of a file that is gone again.
    let reason = said.split(" at path ").next().unwrap_or_default().to_owned();
    ExchangeError::Unwritten { trouble: DiskTrouble::of("write", error), path: path.to_owned(), reason }
}

fn refused(path: &Path, error: ImportError) -> ExchangeError {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    ExchangeError::Import { source_name: name, error }
}
