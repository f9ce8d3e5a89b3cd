//! How long the journal gets: floods of refusals are counted, and the oldest entries go.

use std::net::IpAddr;

use super::RelyingParty;
use super::journal::{Event, Note};
use super::throttling::network;
use crate::database::floods::{self, FloodRow};
use crate::database::journal::{self, JournalRow};
use crate::database::{Statements, Writing};
use crate::{Call, Fault};

/// So many entries are removed in one transaction: others get their turn in between.
const AT_ONCE: u32 = 10_000;

impl RelyingParty {
    /// Writes a refusal that costs nothing to cause, so that any number of them may come: the first of a minute, of the
    /// same kind and from the same place, have entries of their own, the others are counted and become one entry when the
    /// minute is over.
    pub(super) async fn note_flood(
        &self,
        db: &mut impl Statements,
        call: &Call,
        note: &Note<'_>,
        scope: &str,
    ) -> Result<(), Fault> {
        let most = self.policy().journal.alike_a_minute;
        let counted = flood_of(&note.row(call), scope, call.origin.source);
        if floods::count(db, &call.tenant, &counted, most).await? <= i64::from(most) {
            self.note(db, call, note).await?;
        }
        Ok(())
    }

    /// Writes what was counted in minutes that are over.
    pub(super) async fn write_counted(&self, call: &Call) -> Result<(), Fault> {
        let this = minute(call.seconds());
        if !floods::is_due(&mut self.database.read().await?, &call.tenant, this).await? {
            return Ok(());
        }
        let mut db = self.database.write().await?;
        for flood in floods::take_due(&mut db, &call.tenant, this).await? {
            if flood.more > 0 {
                journal::insert(&mut db, &call.tenant, &entry_of(flood)).await?;
            }
        }
        db.commit().await
    }

    /// Removes the oldest entries where there are too many or they are too old, and tells how many.
    pub(super) async fn shorten_journal(&self, call: &Call) -> Result<u64, Fault> {
        let mut db = self.database.read().await?;
        let before = self.first_to_stay(&mut db, call).await?;
        drop(db);
        let Some(before) = before else { return Ok(0) };
        let mut all = 0;
        loop {
            let mut db = self.database.write().await?;
            let removed = journal::remove_oldest(&mut db, &call.tenant, before, AT_ONCE).await?;
            if removed == 0 {
                db.undo().await?;
                return Ok(all);
            }
            self.note_removed(&mut db, call, removed).await?;
            db.commit().await?;
            all += removed;
        }
    }

    /// In the same unit of work: what is gone is said, also where the program is killed after it.
    async fn note_removed(&self, db: &mut Writing, call: &Call, removed: u64) -> Result<(), Fault> {
        let detail = format!("{removed} of the oldest entries");
        self.note(db, call, &Note::accepted(Event::JournalShorten, "").detail(&detail)).await.map(drop)
    }

    /// The number of the first entry that stays; none where nothing is to be removed. A little more is let grow than the
    /// policy says: else nearly every cleaning would remove an entry and add the one that says so.
    async fn first_to_stay(&self, db: &mut impl Statements, call: &Call) -> Result<Option<i64>, Fault> {
        let policy = self.policy();
        let kept = i64::try_from(policy.journal.keep_seconds).unwrap_or(i64::MAX);
        let most = i64::from(policy.journal.most);
        let Some(ends) = journal::ends(db, &call.tenant).await? else { return Ok(None) };
        let young_from = call.seconds().saturating_sub(kept);
        let mut first = None;
        if ends.oldest_at < young_from.saturating_sub(kept / 30) {
            let young = journal::first_since(db, &call.tenant, young_from).await?;
            first = Some(young.unwrap_or(ends.newest + 1));
        }
        let slack = most / 100;
        // Numbers are shared by all tenants, so there are at most so many.
        if ends.newest - ends.oldest >= most + slack && journal::count(db, &call.tenant).await? > most + slack {
            first = first.max(journal::newest_but(db, &call.tenant, most - 1).await?);
        }
        Ok(first)
    }
}

fn minute(seconds: i64) -> i64 {
    seconds.div_euclid(60)
}

fn flood_of(entry: &JournalRow, scope: &str, source: IpAddr) -> FloodRow {
    FloodRow {
        minute: minute(entry.at),
        source: network(source),
        scope: scope.to_owned(),
        reason: entry.reason.clone(),
        event: entry.event.clone(),
        user_id: entry.user_id.clone(),
        more: 0,
        last_at: entry.at,
        last_request_id: entry.request_id.clone(),
    }
}

/// The one entry for all that were counted.
fn entry_of(flood: FloodRow) -> JournalRow {
    JournalRow {
        id: 0,
        at: flood.last_at,
        user_id: flood.user_id,
        event: flood.event,
        outcome: "rejected".to_owned(),
        reason: flood.reason,
        device_id: String::new(),
        detail: format!("{} more of the same reason within this minute", flood.more),
        source: flood.source,
        request_id: flood.last_request_id,
    }
}
