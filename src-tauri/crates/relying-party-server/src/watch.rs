//! Waiting for something to happen in a tenant's world.

use tokio::sync::watch::Receiver;

use crate::state::State;

/// Tells of every commit in a world, until it is dropped or the server stops.
pub(crate) struct Watch {
    commits: Receiver<u64>,
    gone: Receiver<bool>,
    stopping: Receiver<bool>,
}

impl Watch {
    /// Of the request's world, from now on.
    pub(crate) fn of(state: &State) -> Self {
        let (gone, stopping) = (state.world.gone(), state.stopping.subscribe());
        Self { commits: state.world.party.commits(), gone, stopping }
    }

    /// Waits for the next commit; false where there will be none.
    pub(crate) async fn changed(&mut self) -> bool {
        tokio::select! {
            changed = self.commits.changed() => changed.is_ok(),
            _ = self.gone.wait_for(|gone| *gone) => false,
            _ = self.stopping.wait_for(|stopping| *stopping) => false,
        }
    }
}
