//! A seed file: users with known secrets, as TOML.

use std::path::{Path, PathBuf};

use relying_party::{Call, Error, KnownUsers, RelyingParty, SeedError};

use super::config::line_at;

/// Why a seed file is not used. No user of it was added then.
#[derive(Debug, thiserror::Error)]
pub enum SeedFileError {
    /// It could not be read.
    #[error("the seed file {} could not be read: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A line of it is wrong.
    #[error("{}, line {line}: {reason}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it; never a value, which may be a secret.
        reason: String,
    },
    /// A user of it cannot be one.
    #[error("{}: {error}", path.display())]
    User {
        /// The file.
        path: PathBuf,
        /// Which one, and why.
        error: SeedError,
    },
}

impl SeedFileError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "seed-unreadable",
            Self::Refused { .. } => "seed-refused",
            Self::User { error, .. } => error.code(),
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the name of the file, and that you may read it",
            Self::Refused { .. } => "correct this line; docs/control.md shows a seed with everything in it",
            Self::User { error, .. } => error.hint(),
        }
    }
}

/// Reads the file.
pub(super) fn read(path: &Path) -> Result<KnownUsers, SeedFileError> {
    let unreadable = |error| SeedFileError::Unreadable { path: path.to_owned(), error };
    let text = zeroize::Zeroizing::new(std::fs::read_to_string(path).map_err(unreadable)?);
    toml::from_str(&text).map_err(|error: toml::de::Error| SeedFileError::Refused {
        path: path.to_owned(),
        line: line_at(&text, error.span().map_or(0, |span| span.start)),
        reason: reason(error.message()).to_owned(),
    })
}

/// What the reader of TOML says, where that names fields only.
fn reason(message: &str) -> &str {
    let line = message.lines().next().unwrap_or_default();
    let names_fields = ["missing field", "unknown field", "duplicate"].iter().any(|start| line.starts_with(start));
    if names_fields { line } else { "this is not what a seed file has here" }
}

/// Adds the users who are not there yet: with a folder, those of an earlier start are.
pub(super) async fn plant(
    party: &RelyingParty,
    call: &Call,
    mut known: KnownUsers,
    path: &Path,
) -> Result<(), super::RelyingPartyError> {
    let mut new = Vec::with_capacity(known.users.len());
    for user in known.users.drain(..) {
        match party.known_as(call, &user.username).await {
            Ok(None) => new.push(user),
            Ok(Some(_)) => tracing::info!("a user of the seed is there already and stays as they are"),
            Err(Error::Fault(fault)) => return Err(fault.into()),
            Err(Error::Rejected(_)) => {}
        }
    }
    let of_file = |error| SeedFileError::User { path: path.to_owned(), error };
    let added = party.add_known_users(call, &KnownUsers { users: new }).await.map_err(of_file)?;
    tracing::warn!(users = added.len(), "users with KNOWN secrets were added: they are for tests only");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seed.toml");
        std::fs::write(&path, text).unwrap();
        match read(&path) {
            Err(SeedFileError::Refused { line, reason, .. }) => format!("{line}: {reason}"),
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("it was read"),
        }
    }

    #[test]
    fn a_wrong_line_is_named_and_no_value_of_it() {
        assert_eq!(refused("[[users]]\nusername = \"ada\"\n"), "1: missing field `password`");
        assert!(refused("[[users]]\nusername = \"ada\"\npasword = \"x\"\n").starts_with("3: unknown field `pasword`"));
        let wrong = refused("[[users]]\nusername = \"ada\"\npassword = 31415926\n");
        assert_eq!(wrong, "3: this is not what a seed file has here");
        assert!(!refused("[[users]]\nusername = \"ada\"\npassword = hunter2\n").contains("hunter2"));
    }
}
