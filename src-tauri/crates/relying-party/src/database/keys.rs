//! Whether the keys at hand are those the data was sealed under.

use sealing::{KeyRing, OpenError, SealingKey, key_of};

use super::{Database, devices, rejected_codes};
use crate::Fault;

impl Database {
    /// Looks at some of what is sealed here: the first hundred devices by number, which is random, and the hundred oldest
    /// rejected codes. A ring that lacks the key in use is told; a key that only few older values need may be missed.
    ///
    /// # Errors
    /// One was sealed under a key that is not in the ring; nothing may be sealed under the ring then.
    pub async fn check_keys(&self, keys: &KeyRing) -> Result<(), Fault> {
        let known: Vec<_> = keys.older().iter().map(SealingKey::id).chain([keys.current_id()]).collect();
        let mut db = self.read().await?;
        let devices = devices::page(&mut db, "", "").await?.into_iter().map(|row| row.sealed);
        let codes = rejected_codes::page(&mut db, "", 0).await?.into_iter().map(|row| row.sealed);
        for sealed in devices.chain(codes) {
            let key = key_of(&sealed)?;
            if !known.contains(&key) {
                return Err(OpenError::UnknownKey(key).into());
            }
        }
        Ok(())
    }
}
