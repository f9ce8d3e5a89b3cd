//! What happened, for the one whose account it is.

use relying_party::JournalView;

use super::moment::Moment;

/// An entry.
pub(super) struct Activity {
    pub(super) what: String,
    pub(super) is_rejected: bool,
    pub(super) at: Moment,
    pub(super) source: String,
}

impl Activity {
    pub(super) fn of(entry: &JournalView) -> Self {
        Self {
            what: entry.event_words.clone(),
            is_rejected: entry.outcome == "rejected",
            at: Moment::new(entry.at),
            source: entry.source.clone(),
        }
    }
}
