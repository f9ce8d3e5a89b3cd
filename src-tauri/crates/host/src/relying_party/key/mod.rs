//! The key secrets are sealed under: where it is, and that it is never made twice.

mod file;
mod keyring;
mod place;
mod text;

use std::path::PathBuf;
use std::str::FromStr;

use sealing::{KeyRing, SealingKey};

use super::RelyingPartyError;
use super::folder::DataFolder;
use crate::os::OsRandom;

pub(super) use place::place;

/// Where the key is that secrets are sealed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A new one, forgotten at the end; only for data that is forgotten too.
    Random,
    /// An item of the system's keyring.
    Keyring,
    /// A file that only its owner can read: a key a line, the current one first.
    File(PathBuf),
    /// This variable of the environment: keys with commas between, the current one first.
    Environment(String),
}

/// A text that names no source of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key comes from keyring, file:PATH, env:NAME, or random")]
pub struct UnknownKeySource;

impl FromStr for KeySource {
    type Err = UnknownKeySource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "random" => Ok(Self::Random),
            None if text == "keyring" => Ok(Self::Keyring),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            Some(("env", name)) if !name.is_empty() && !name.contains(['=', '\0']) => {
                Ok(Self::Environment(name.to_owned()))
            }
            _ => Err(UnknownKeySource),
        }
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeySourceError {
    /// There is data, and no key where it should be.
    #[error("the data here was sealed under a key, and {place} has none")]
    Missing {
        /// Where it was looked for.
        place: String,
    },
    /// A key that stays, for data that is forgotten.
    #[error("a key {0} is of use for data that stays, and without --data nothing stays")]
    NoData(&'static str),
    /// A key that is forgotten, for data that stays.
    #[error("a random key is forgotten at the end, and the data in the folder stays")]
    Forgotten,
    /// The place of the key could not be read or written.
    #[error("the key could not be {doing} {place}: {error}")]
    Io {
        /// `read from` or `stored in`.
        doing: &'static str,
        /// Where.
        place: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// Others can read the file.
    #[error("{} can be read by others than its owner", .0.display())]
    OpenToOthers(PathBuf),
    /// The variable is not set; no key is made for it.
    #[error("the variable {0} of the environment is not set")]
    NotSet(String),
    /// What is there is no key.
    #[error("{place}: {error}")]
    Malformed {
        /// Where.
        place: String,
        /// What is wrong.
        error: sealing::KeyError,
    },
    /// The keyring.
    #[error(transparent)]
    Keyring(#[from] authenticator::StoreError),
}

impl KeySourceError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "key-missing",
            Self::NoData(_) => "key-without-data",
            Self::Forgotten => "key-forgotten",
            Self::Io { .. } => "key-not-accessible",
            Self::OpenToOthers(_) => "key-open-to-others",
            Self::NotSet(_) => "key-not-set",
            Self::Malformed { error, .. } => error.code(),
            Self::Keyring(error) => error.cause().code(),
        }
    }

    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Missing { .. } => {
                "put back the key the data was sealed under, or name where it is with --key; without it, only an \
                 empty folder can be used"
            }
            Self::NoData(_) => "say --data DIR to keep the data, or leave out --key",
            Self::Forgotten => "leave out --key, so that the system's keyring keeps it, or say --key file:PATH",
            Self::Io { .. } => "check the name of the file and its folder, and that you may use it",
            Self::OpenToOthers(_) => "take the others' permissions away: chmod 600 FILE",
            Self::NotSet(_) => "set it to a key; `openssl rand -hex 32` makes one",
            Self::Malformed { error, .. } => error.hint(),
            Self::Keyring(error) => return format!("{}; or name another place with --key file:PATH", error.hint()),
        }
        .to_owned()
    }
}

/// The keys of data: those of the source, or a new one where nothing is stored yet.
pub(super) async fn ring(source: KeySource, folder: Option<&DataFolder>) -> Result<KeyRing, RelyingPartyError> {
    let is_new = folder.map_or(Ok(true), DataFolder::is_new)?;
    match source {
        KeySource::Random if folder.is_some() => Err(KeySourceError::Forgotten.into()),
        KeySource::Random => Ok(KeyRing::new(new_key()?)),
        KeySource::Environment(name) => Ok(from_environment(&name)?),
        // Else a key would be made that nothing was ever sealed under.
        KeySource::File(_) if folder.is_none() => Err(KeySourceError::NoData("in a file").into()),
        KeySource::Keyring if folder.is_none() => Err(KeySourceError::NoData("in the keyring").into()),
        // Both may wait for the disk, the keyring for its service too.
        KeySource::File(path) => within_thread(move || file::ring(&path, is_new)).await,
        KeySource::Keyring => within_thread(move || keyring::ring(is_new)).await,
    }
}

async fn within_thread(
    work: impl FnOnce() -> Result<KeyRing, RelyingPartyError> + Send + 'static,
) -> Result<KeyRing, RelyingPartyError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or(Err(RelyingPartyError::Key(authenticator::StoreError::NoAnswer.into())))
}

fn new_key() -> Result<SealingKey, RelyingPartyError> {
    Ok(SealingKey::random(&mut OsRandom)?)
}

fn from_environment(name: &str) -> Result<KeyRing, KeySourceError> {
    let place = || format!("the variable {name} of the environment");
    let Some(value) = std::env::var_os(name) else { return Err(KeySourceError::NotSet(name.to_owned())) };
    let value = zeroize::Zeroizing::new(value.into_encoded_bytes());
    let text = std::str::from_utf8(&value).unwrap_or_default();
    text::ring(text.split(',')).map_err(|error| KeySourceError::Malformed { place: place(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_named() {
        for (text, source) in [
            ("random", KeySource::Random),
            ("keyring", KeySource::Keyring),
            ("file:a:b", KeySource::File("a:b".into())),
            ("env:KEY", KeySource::Environment("KEY".to_owned())),
        ] {
            assert_eq!(text.parse(), Ok(source));
        }
        for text in ["", "file", "file:", "env:", "env:A=B", "Keyring", "keyring:", "deadbeef"] {
            assert_eq!(text.parse::<KeySource>(), Err(UnknownKeySource), "{text}");
        }
    }
}
