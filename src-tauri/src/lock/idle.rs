//! Locking when nobody has used the window for a while.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use host::os::Stopwatch;

use crate::app::App;

/// When the window was used last.
#[derive(Default)]
pub(crate) struct Idle {
    last: Mutex<Option<Stopwatch>>,
    changed: Condvar,
}

impl Idle {
    /// Somebody used it now, or changed how long it may rest.
    pub(crate) fn used(&self) {
        *self.last() = Some(Stopwatch::start());
        self.changed.notify_all();
    }

    /// Locks when the window rested for as long as the settings say, for as long as the program runs. Sleeps without a
    /// limit until the lock was opened for the first time, and while the settings say never.
    pub(crate) fn keep_watch(&self, app: &App) {
        loop {
            let last = self.last();
            let limit = limit(app);
            let rested = last.as_ref().map(Stopwatch::elapsed);
            let (Some(limit), Some(rested)) = (limit, rested) else {
                drop(self.changed.wait(last).unwrap_or_else(PoisonError::into_inner));
                continue;
            };
            if rested < limit {
                drop(self.changed.wait_timeout(last, limit.saturating_sub(rested)));
                continue;
            }
            drop(last);
            app.lock_now();
            *self.last() = None;
        }
    }

    fn last(&self) -> MutexGuard<'_, Option<Stopwatch>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long it may rest, by the settings; none for ever.
fn limit(app: &App) -> Option<Duration> {
    let minutes = host::settings::read(&app.desk().folders.config).unwrap_or_default().lock_after_minutes;
    (minutes > 0).then(|| Duration::from_secs(u64::from(minutes) * 60))
}
