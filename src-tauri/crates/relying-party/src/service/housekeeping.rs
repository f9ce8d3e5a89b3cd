//! What a server does beside answering: throwing away what has ended, and sealing anew after a key was changed.

use sealing::{SealingKey, key_of};
use std::sync::{Arc, PoisonError};

use super::RelyingParty;
use super::journal::{Event, Note, rejected_code_context, secret_context};
use crate::database::{devices, rejected_codes, sent_codes, sessions, throttles};
use crate::{Call, Error, Fault};

/// Ended sessions stay so long, in seconds, so that the journal can say why one was refused.
const ENDED_SESSIONS: i64 = 86_400;
/// A scope without failures, or a source's, is forgotten so long after the last guess, in seconds. Longer than any wait.
const QUIET_SCOPES: i64 = 86_400;
/// Failures of a name nobody guessed at for so long, in seconds, are forgotten: most such names are nobody's.
const QUIET_NAMES: i64 = 365 * 86_400;

/// What was thrown away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Sessions.
    pub sessions: u64,
    /// Secrets of retired and expired devices.
    pub devices: u64,
    /// Rejected codes.
    pub rejected_codes: u64,
}

/// What was sealed anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Secrets of devices.
    pub devices: u64,
    /// Rejected codes.
    pub rejected_codes: u64,
}

impl RelyingParty {
    /// Throws away what has ended in the call's tenant.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn clean(&self, call: &Call) -> Result<Cleaned, Error> {
        let now = call.seconds();
        let kept = i64::try_from(self.policy().totp.retired_seconds).unwrap_or(i64::MAX);
        let mut db = self.database.write().await?;
        devices::expire(&mut db, &call.tenant, now).await?;
        let cleaned = Cleaned {
            sessions: sessions::purge(&mut db, &call.tenant, now.saturating_sub(ENDED_SESSIONS)).await?,
            devices: devices::purge(&mut db, &call.tenant, now.saturating_sub(kept)).await?,
            rejected_codes: rejected_codes::purge(&mut db, &call.tenant, now).await?,
        };
        sent_codes::purge(&mut db, &call.tenant, now).await?;
        throttles::purge(&mut db, &call.tenant, now.saturating_sub(QUIET_SCOPES), now.saturating_sub(QUIET_NAMES))
            .await?;
        db.commit().await?;
        Ok(cleaned)
    }

    /// Seals under `key` from now on, and everything that is stored anew, while requests go on.
    ///
    /// # Errors
    /// Trouble of ours only; what was not reached stays under the old key, which stays known.
    pub async fn rotate_key(&self, call: &Call, key: SealingKey) -> Result<Resealed, Error> {
        {
            let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
            let mut ring = (**keys).clone();
            ring.rotate(key);
            *keys = Arc::new(ring);
        }
        let resealed =
            Resealed { devices: self.reseal_devices().await?, rejected_codes: self.reseal_rejected_codes().await? };
        // Not at every start with an older key at hand, only where there was something to do.
        if resealed != Resealed::default() {
            self.note_alone(call, &Note::accepted(Event::KeyRotation, "")).await?;
        }
        Ok(resealed)
    }

    async fn reseal_devices(&self) -> Result<u64, Fault> {
        let (mut tenant, mut id, mut count) = (String::new(), String::new(), 0);
        loop {
            let page = devices::page(&mut self.database.read().await?, &tenant, &id).await?;
            let Some(last) = page.last() else { return Ok(count) };
            (tenant, id) = (last.tenant.clone(), last.id.clone());
            for row in page {
                let context = secret_context(&row.tenant, &row.user_id, &row.id);
                let Some(sealed) = self.seal_anew(&row.sealed, &context)? else { continue };
                let mut db = self.database.write().await?;
                count += u64::from(devices::reseal(&mut db, &row, &sealed).await?);
                db.commit().await?;
            }
        }
    }

    async fn reseal_rejected_codes(&self) -> Result<u64, Fault> {
        let (mut tenant, mut after, mut count) = (String::new(), 0, 0);
        loop {
            let page = rejected_codes::page(&mut self.database.read().await?, &tenant, after).await?;
            let Some(last) = page.last() else { return Ok(count) };
            (tenant, after) = (last.tenant.clone(), last.journal_id);
            for row in page {
                let context = rejected_code_context(&row.tenant, row.journal_id);
                let Some(sealed) = self.seal_anew(&row.sealed, &context)? else { continue };
                let mut db = self.database.write().await?;
                rejected_codes::reseal(&mut db, &row, &sealed).await?;
                db.commit().await?;
                count += 1;
            }
        }
    }

    /// None: it is sealed under today's key already, or cannot be opened. One that cannot be opened stays as it is; it
    /// must not keep the others from being sealed anew.
    fn seal_anew(&self, sealed: &[u8], context: &sealing::Context) -> Result<Option<Vec<u8>>, Fault> {
        let keys = self.keys();
        if key_of(sealed).is_ok_and(|id| id == keys.current_id()) {
            return Ok(None);
        }
        let Ok(plain) = keys.open(sealed, context) else { return Ok(None) };
        Ok(Some(self.seal(&plain, context)?))
    }
}
