//! Where Countersign keeps its files.

use std::path::PathBuf;

/// The folders of one person on one machine. None of the files in them holds a secret.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The lock file and the list of known record ids.
    pub data: PathBuf,
    /// Settings.
    pub config: PathBuf,
}

/// This machine has no home folder for the person.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("this machine does not say where a program may keep its files")]
pub struct NoFolder;

impl NoFolder {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        "no-data-folder"
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        "set HOME (or XDG_DATA_HOME and XDG_CONFIG_HOME) to a folder you can write to"
    }
}

impl Folders {
    /// The home folder of the person, where the system names one.
    pub fn home() -> Option<PathBuf> {
        dirs::home_dir()
    }

    /// Where the person keeps documents, or the home folder, where the system names one.
    pub fn documents() -> Option<PathBuf> {
        dirs::document_dir().filter(|folder| folder.is_dir()).or_else(dirs::home_dir)
    }

    /// The folders the system names: XDG on Linux, `AppData\Local` on Windows, `Application Support` on macOS.
    pub fn of_this_person() -> Result<Self, NoFolder> {
        let data = dirs::data_local_dir().ok_or(NoFolder)?.join("countersign");
        let config = dirs::config_local_dir().ok_or(NoFolder)?.join("countersign");
        Ok(Self { data, config })
    }
}
