//! Locking when nobody has used the window for a while.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use host::os::Stopwatch;

use crate::app::App;

/// When the window was used last.
///
/// The time in which the machine sleeps counts as rest where the system tells it (on Linux); nobody is woken by it. So
/// where a sleep was not told beforehand, the window is locked by the first use after it, or when the rest that is
/// left has passed awake.
#[derive(Default)]
pub(crate) struct Idle {
    last: Mutex<Option<Stopwatch>>,
    changed: Condvar,
}

/// What is to be done about a window that rests.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// It rested for as long as it may.
    Lock,
    /// It may rest for so long yet.
    Wait(Duration),
    /// It may rest for ever, or was not opened yet.
    WaitForNews,
}

impl Idle {
    /// The lock was opened, or somebody changed how long the window may rest.
    pub(crate) fn begins(&self) {
        *self.last() = Some(Stopwatch::start());
        self.changed.notify_all();
    }

    /// Somebody uses it now, which puts the lock off, unless it rested for too long already.
    pub(crate) fn used(&self, app: &App) {
        let mut last = self.last();
        if next(rested(*last), limit(app)) != Next::Lock {
            *last = Some(Stopwatch::start());
        }
        self.changed.notify_all();
    }

    /// Locks when the window rested for as long as the settings say, for as long as the program runs. Sleeps without a
    /// limit until the lock was opened for the first time, and while the settings say never.
    pub(crate) fn keep_watch(&self, app: &App) {
        loop {
            let mut last = self.last();
            match next(rested(*last), limit(app)) {
                Next::Lock => {
                    // Before it is locked: whoever opens it again meanwhile begins anew.
                    *last = None;
                    drop(last);
                    app.lock_now();
                }
                Next::Wait(rest) => drop(self.changed.wait_timeout(last, rest)),
                Next::WaitForNews => drop(self.changed.wait(last)),
            }
        }
    }

    fn last(&self) -> MutexGuard<'_, Option<Stopwatch>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn rested(last: Option<Stopwatch>) -> Option<Duration> {
    last.map(|last| last.elapsed_with_sleep())
}

/// By how long it rested, and how long it may.
fn next(rested: Option<Duration>, limit: Option<Duration>) -> Next {
    match (rested, limit) {
        (Some(rested), Some(limit)) if rested >= limit => Next::Lock,
        (Some(rested), Some(limit)) => Next::Wait(limit.saturating_sub(rested)),
        _ => Next::WaitForNews,
    }
}

/// How long it may rest, by the settings; none for ever.
fn limit(app: &App) -> Option<Duration> {
    of_minutes(host::settings::read(&app.desk().folders.config).unwrap_or_default().lock_after_minutes)
}

fn of_minutes(minutes: u32) -> Option<Duration> {
    (minutes > 0).then(|| Duration::from_secs(u64::from(minutes) * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Option<Duration> = of_seconds(60);

    const fn of_seconds(seconds: u64) -> Option<Duration> {
        Some(Duration::from_secs(seconds))
    }

    #[test]
    fn a_window_is_locked_once_it_rested_for_as_long_as_it_may() {
        assert_eq!(next(of_seconds(60), MINUTE), Next::Lock);
        assert_eq!(next(of_seconds(86_400), MINUTE), Next::Lock, "after a night of sleep");
        assert_eq!(next(Some(Duration::from_millis(59_999)), MINUTE), Next::Wait(Duration::from_millis(1)));
    }

    #[test]
    fn use_puts_the_lock_off_by_the_whole_time() {
        assert_eq!(next(of_seconds(0), MINUTE), Next::Wait(Duration::from_secs(60)));
        assert_eq!(next(of_seconds(10), of_minutes(5)), Next::Wait(Duration::from_secs(290)));
    }

    #[test]
    fn a_window_that_may_rest_for_ever_or_was_never_opened_waits_for_news() {
        assert_eq!(next(of_seconds(86_400), of_minutes(0)), Next::WaitForNews);
        assert_eq!(next(None, MINUTE), Next::WaitForNews);
    }

    #[test]
    fn the_longest_time_of_the_settings_is_no_overflow() {
        assert_eq!(of_minutes(u32::MAX), of_seconds(u64::from(u32::MAX) * 60));
    }
}
