//! What is sealed here, and under which keys. A sealed value names its key in bytes 2 to 9.

use sealing::{KeyId, KeyRing, OpenError, SealingKey, key_of};

use super::{Database, Statements, devices, rejected_codes};
use crate::Fault;

/// Where the name of the key stands in a sealed value.
const NAME: std::ops::Range<usize> = 1..1 + KeyId::BYTES;

impl Database {
    /// Looks whether the ring has every key that anything here is sealed under.
    ///
    /// # Errors
    /// A key is not there; nothing may be sealed under the ring then.
    pub async fn check_keys(&self, keys: &KeyRing) -> Result<(), Fault> {
        let known: Vec<_> = keys.older().iter().map(SealingKey::id).chain([keys.current_id()]).collect();
        let mut db = self.read().await?;
        let mut last = Vec::new();
        while let Some(sealed) = first_above(&mut db, &last).await? {
            // One that is damaged names no key. It is told when it is used, and keeps nobody out.
            match key_of(&sealed) {
                Ok(key) if !known.contains(&key) => return Err(OpenError::UnknownKey(key).into()),
                Ok(_) | Err(_) => last = name(&sealed).to_vec(),
            }
        }
        Ok(())
    }
}

/// A value under the key whose name comes next after `last`, of any kind.
async fn first_above(db: &mut impl Statements, last: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    let device = devices::under_the_next_key(db, last).await?;
    let code = rejected_codes::under_the_next_key(db, last).await?;
    Ok([device, code].into_iter().flatten().min_by(|one, other| name(one).cmp(name(other))))
}

fn name(sealed: &[u8]) -> &[u8] {
    sealed.get(NAME).or_else(|| sealed.get(NAME.start..)).unwrap_or_default()
}

/// How many values are not sealed under this key, all tenants.
pub(crate) async fn count_under_others(db: &mut impl Statements, key: KeyId) -> Result<u64, Fault> {
    let statement = "SELECT (SELECT COUNT(*) FROM devices WHERE substr(sealed, 2, 8) < $1 OR substr(sealed, 2, 8) > $1) \
                     + (SELECT COUNT(*) FROM rejected_codes \
                     WHERE substr(sealed, 2, 8) < $1 OR substr(sealed, 2, 8) > $1)";
    let bytes = key.bytes();
    let count: i64 = sqlx::query_scalar(statement).bind(bytes.as_slice()).fetch_one(db.connection()?).await?;
    Ok(u64::try_from(count).unwrap_or_default())
}
