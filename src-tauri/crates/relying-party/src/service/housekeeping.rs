//! What a server does beside answering: throwing away what has ended.

use super::RelyingParty;
use crate::database::{devices, rejected_codes, sent_codes, sessions, throttles};
use crate::{Call, Error};

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
    /// Entries of the journal.
    pub journal_entries: u64,
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
        let mut cleaned = Cleaned {
            sessions: sessions::purge(&mut db, &call.tenant, now.saturating_sub(ENDED_SESSIONS)).await?,
            devices: devices::purge(&mut db, &call.tenant, now.saturating_sub(kept)).await?,
            rejected_codes: rejected_codes::purge(&mut db, &call.tenant, now).await?,
            journal_entries: 0,
        };
        sent_codes::purge(&mut db, &call.tenant, now).await?;
        throttles::purge(&mut db, &call.tenant, now.saturating_sub(QUIET_SCOPES), now.saturating_sub(QUIET_NAMES))
            .await?;
        db.commit().await?;
        self.write_counted(call).await?;
        cleaned.journal_entries = self.shorten_journal(call).await?;
        Ok(cleaned)
    }
}
