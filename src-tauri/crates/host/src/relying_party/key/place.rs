//! Changing the key where it is kept.

use std::fmt::Display;
use std::path::PathBuf;
use std::pin::Pin;

use relying_party::{KeyPlace, KeyPlaceError};
use sealing::KeyRing;

use super::{KeySource, file, keyring};

type Done<'place, T> = Pin<Box<dyn Future<Output = Result<T, KeyPlaceError>> + Send + 'place>>;

/// Where the keys of this source are kept; none: only in memory.
pub(in crate::relying_party) fn place(source: KeySource) -> Option<Box<dyn KeyPlace>> {
    match source {
        KeySource::Random => None,
        KeySource::Keyring => Some(Box::new(OfKeyring)),
        KeySource::File(path) => Some(Box::new(OfFile(path))),
        KeySource::Environment(name) => Some(Box::new(OfEnvironment(name))),
    }
}

struct OfFile(PathBuf);

impl KeyPlace for OfFile {
    fn replace(&self, known: KeyRing, new: KeyRing) -> Done<'_, ()> {
        let path = self.0.clone();
        Box::pin(within_thread(move || file::replace(&path, &known, &new)))
    }

    fn drop_older(&self, known: KeyRing) -> Done<'_, KeyRing> {
        let path = self.0.clone();
        Box::pin(within_thread(move || file::drop_older(&path, &known)))
    }
}

/// One item for all folders of a person.
struct OfKeyring;

impl KeyPlace for OfKeyring {
    fn replace(&self, known: KeyRing, new: KeyRing) -> Done<'_, ()> {
        Box::pin(within_thread(move || keyring::replace(&known, &new)))
    }

    /// Nothing goes: another folder's data may be under an older key still.
    fn drop_older(&self, known: KeyRing) -> Done<'_, KeyRing> {
        Box::pin(async { Ok(known) })
    }
}

struct OfEnvironment(String);

impl KeyPlace for OfEnvironment {
    fn replace(&self, _: KeyRing, _: KeyRing) -> Done<'_, ()> {
        let place = format!("the variable {} of the environment", self.0);
        Box::pin(async { Err(KeyPlaceError::NotWritable(place)) })
    }

    fn drop_older(&self, known: KeyRing) -> Done<'_, KeyRing> {
        Box::pin(async { Ok(known) })
    }
}

/// A disk or a keyring may take its time.
async fn within_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, KeyPlaceError> + Send + 'static,
) -> Result<T, KeyPlaceError> {
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

/// The same keys in the same order.
pub(super) fn is_the_same(one: &KeyRing, other: &KeyRing) -> bool {
    one.current() == other.current() && one.older() == other.older()
}

pub(super) fn changed(place: impl Display) -> KeyPlaceError {
    KeyPlaceError::Changed(place.to_string())
}

/// What went wrong, which never names a key.
pub(super) fn failed(error: impl Display) -> KeyPlaceError {
    KeyPlaceError::Failed(error.to_string())
}
