//! Why a relying party did not start.

use relying_party::Fault;
use relying_party_server::StartError;
use sealing::RandomError;

use super::{ConfigError, FolderError, KeySourceError, SeedFileError};

/// Why a relying party did not start.
#[derive(Debug, thiserror::Error)]
pub enum RelyingPartyError {
    /// The folder of its data.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The configuration file.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The key.
    #[error(transparent)]
    Key(#[from] KeySourceError),
    /// The database.
    #[error(transparent)]
    Database(#[from] Fault),
    /// The seed file.
    #[error(transparent)]
    Seed(#[from] SeedFileError),
    /// The address or port.
    #[error(transparent)]
    Server(#[from] StartError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl RelyingPartyError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Folder(error) => error.code(),
            Self::Config(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Database(Fault::Open(_)) => "key-wrong",
            Self::Database(error) => error.code(),
            Self::Seed(error) => error.code(),
            Self::Server(error) => error.code(),
            Self::Random(error) => error.code(),
        }
    }

    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Folder(error) => error.hint().to_owned(),
            Self::Config(error) => error.hint().to_owned(),
            Self::Key(error) => error.hint(),
            Self::Database(error) => error.hint().to_owned(),
            Self::Seed(error) => error.hint().to_owned(),
            Self::Server(error) => error.hint().to_owned(),
            Self::Random(error) => error.hint().to_owned(),
        }
    }
}
