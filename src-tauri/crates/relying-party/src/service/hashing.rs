//! Argon2id, off the threads that answer requests, and never more of it at once than the machine has cores.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sealing::{Argon2Parameters, hash_password, random_bytes, verify_password};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use super::RelyingParty;
use crate::Fault;
use crate::work::Guessed;

#[derive(Clone)]
pub(super) struct Hashing(Arc<Semaphore>);

impl Hashing {
    pub(super) fn new(parallel: usize) -> Self {
        Self(Arc::new(Semaphore::new(parallel.max(1))))
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        let turn = Arc::clone(&self.0).acquire_owned().await.map_err(|_| Fault::Stopping)?;
        let work = move || {
            let result = work();
            drop(turn);
            result
        };
        spawn_blocking(work).await.map_err(|_| Fault::Stopping)
    }
}

impl RelyingParty {
    /// Hashes a password or a code under a salt of its own.
    pub(super) async fn hash(&self, text: Zeroizing<String>, parameters: Argon2Parameters) -> Result<String, Fault> {
        let salt = self.draw(random_bytes::<16>)?;
        self.database.work().kdf();
        Ok(self.hashing.run(move || hash_password(text.as_bytes(), &salt, &parameters)).await??)
    }

    /// Compares `text` with `hash`. Without one the same work is done, and the answer is no. `user` is nobody's where
    /// there is none, and `what` is what is guessed.
    pub(super) async fn matches(
        &self,
        (user, what): (&str, Guessed),
        text: Zeroizing<String>,
        hash: Option<String>,
    ) -> Result<bool, Fault> {
        let is_known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => self.nobodys_hash()?,
        };
        self.database.work().kdf();
        self.database.work().evaluation(user, what);
        let is_right = self.hashing.run(move || verify_password(text.as_bytes(), &hash)).await??;
        Ok(is_right && is_known)
    }

    /// A hash of nothing, with today's parameters: comparing with it costs what comparing with a real one does.
    fn nobodys_hash(&self) -> Result<String, Fault> {
        let policy = self.policy();
        let Argon2Parameters { memory_kib, passes, lanes } = policy.password.argon2;
        let salt = STANDARD_NO_PAD.encode(*self.draw(random_bytes::<16>)?);
        let hash = STANDARD_NO_PAD.encode(*self.draw(random_bytes::<32>)?);
        Ok(format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${hash}"))
    }
}
