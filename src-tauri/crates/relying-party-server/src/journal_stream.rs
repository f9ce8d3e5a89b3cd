//! The journal as it is written.

use futures_util::stream::{Stream, unfold};
use relying_party::{Call, JournalView};

use crate::state::State;
use crate::watch::Watch;

/// Entries after one of this number, in batches, as long as the tenant is there and the server runs.
pub(crate) fn entries_after(state: State, call: Call, after: i64) -> impl Stream<Item = Vec<JournalView>> {
    let watch = Watch::of(&state);
    unfold((state, call, watch, after), |(state, call, mut watch, after)| async move {
        loop {
            match state.world.party.journal_after(&call, after).await {
                Ok(entries) => {
                    if let Some(last) = entries.last() {
                        let after = last.id;
                        return Some((entries, (state, call, watch, after)));
                    }
                }
                Err(error) => {
                    tracing::error!(code = %error, "the stream of the journal ends");
                    return None;
                }
            }
            if !watch.changed().await {
                return None;
            }
        }
    })
}
