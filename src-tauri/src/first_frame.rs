//! The page's first frame, which goes before everything that can wait.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The longest that anything waits for a page that may be hidden, or never come.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the page has painted something. The web view starts on every core there is: who reads a keyring meanwhile
/// keeps the first codes away.
#[derive(Default)]
pub(crate) struct FirstFrame {
    painted: Mutex<bool>,
    told: Condvar,
}

impl FirstFrame {
    /// The page has painted something.
    pub(crate) fn is_painted(&self) {
        *self.painted.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.told.notify_all();
    }

    /// Comes back when the page has painted something, and at the latest after two seconds.
    pub(crate) fn wait(&self) {
        self.wait_for(PATIENCE);
    }

    fn wait_for(&self, patience: Duration) {
        let painted = self.painted.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.told.wait_timeout_while(painted, patience, |painted| !*painted));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const FOR_EVER: Duration = Duration::from_secs(3_600);

    #[test]
    fn who_waits_goes_on_when_the_page_has_painted() {
        let frame = Arc::new(FirstFrame::default());
        let waiting = Arc::clone(&frame);
        let waiter = std::thread::spawn(move || waiting.wait_for(FOR_EVER));
        frame.is_painted();
        waiter.join().unwrap();
        frame.wait_for(FOR_EVER);
    }

    #[test]
    fn a_page_that_never_paints_keeps_nothing_away() {
        FirstFrame::default().wait_for(Duration::ZERO);
    }
}
