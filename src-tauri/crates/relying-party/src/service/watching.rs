//! What happened since: for those who wait for messages or follow the journal.

use super::RelyingParty;
use super::views::{JournalView, MessageView};
use crate::database::{journal, outbox, users};
use crate::rules::names::UserName;
use crate::{Call, Error, UserId};

/// The most rows of one answer.
const MOST: u32 = 500;

/// Which messages.
#[derive(Debug, Clone, Default)]
pub struct OutboxQuery {
    /// Of this user only.
    pub user: Option<UserId>,
    /// Of this kind only: `sms`, `email`, `password-reset` or `notice`.
    pub kind: Option<String>,
    /// Later than this message.
    pub after: i64,
    /// At most so many (500 at most).
    pub most: u32,
}

impl RelyingParty {
    /// Messages of the outbox, oldest first.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn outbox_after(&self, call: &Call, query: &OutboxQuery) -> Result<Vec<MessageView>, Error> {
        let user = query.user.as_ref().map_or("", UserId::as_str);
        let wanted = (user, query.kind.as_deref().unwrap_or_default());
        let mut db = self.database.read().await?;
        let rows = outbox::after(&mut db, &call.tenant, wanted, query.after, query.most.min(MOST)).await?;
        Ok(rows.into_iter().map(MessageView::of).collect())
    }

    /// Entries of the journal later than `after`, oldest first, 500 at most.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn journal_after(&self, call: &Call, after: i64) -> Result<Vec<JournalView>, Error> {
        self.write_counted(call).await?;
        let mut db = self.database.read().await?;
        let rows = journal::after(&mut db, &call.tenant, after, MOST).await?;
        Ok(rows.into_iter().map(JournalView::of).collect())
    }

    /// The number of the newest entry of the journal; 0 where there is none.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn newest_entry(&self, call: &Call) -> Result<i64, Error> {
        Ok(journal::newest(&mut self.database.read().await?, &call.tenant).await?)
    }

    /// The number of the user of this name, or of this number; none where there is none.
    ///
    /// # Errors
    /// Trouble of ours only.
    pub async fn known_as(&self, call: &Call, text: &str) -> Result<Option<UserId>, Error> {
        let mut db = self.database.read().await?;
        if let Some(name) = UserName::new(text)
            && let Some(user) = users::named(&mut db, &call.tenant, name.key()).await?
        {
            return Ok(Some(user.id()));
        }
        let user = users::one(&mut db, &call.tenant, &UserId::claimed(text)).await?;
        Ok(user.map(|user| user.id()))
    }
}
