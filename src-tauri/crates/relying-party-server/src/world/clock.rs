//! The time of a tenant: the server's, unless it was moved, frozen or skewed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use otp::UnixSeconds;

use crate::Clock;

/// The last second of the year 9999.
const LATEST: u64 = 253_402_300_799;

/// The clock of one tenant. Nothing else tells its verifier the time.
pub(crate) struct TenantClock {
    server: Arc<dyn Clock>,
    setting: Mutex<Setting>,
}

/// How a clock was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Setting {
    /// What devices with a right clock show.
    time: Time,
    /// How far the verifier is ahead of them, in seconds.
    pub(crate) skew: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    /// So many seconds ahead of the server's.
    Runs { ahead: i64 },
    /// Always the same.
    Frozen(u64),
}

impl Default for Time {
    fn default() -> Self {
        Self::Runs { ahead: 0 }
    }
}

/// A time before 1970 or after the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutOfTime;

/// What a clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The verifier's time.
    pub(crate) now: u64,
    /// The time of devices with a right clock.
    pub(crate) device_time: u64,
    pub(crate) skew: i64,
    pub(crate) frozen: bool,
    /// How far devices are ahead of the server's time; none where it stands still.
    pub(crate) ahead: Option<i64>,
}

/// What is changed about a clock.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Change {
    /// The time of devices; none: as it is.
    pub(crate) time: Option<u64>,
    pub(crate) frozen: Option<bool>,
    pub(crate) skew: Option<i64>,
    /// Devices run so far ahead of the server's time from now on, whatever else is said of time.
    pub(crate) ahead: Option<i64>,
}

impl TenantClock {
    pub(crate) fn new(server: Arc<dyn Clock>) -> Self {
        Self { server, setting: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Setting> {
        self.setting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The verifier's time.
    pub(crate) fn now(&self) -> UnixSeconds {
        UnixSeconds(self.read().now)
    }

    /// All that it shows.
    pub(crate) fn read(&self) -> Shown {
        self.setting().shown(self.server.now().0)
    }

    /// How it is set.
    pub(crate) fn setting(&self) -> Setting {
        *self.lock()
    }

    /// Sets it as it was.
    pub(crate) fn restore(&self, setting: Setting) {
        *self.lock() = setting;
    }

    /// Changes what is said, and leaves the rest.
    pub(crate) fn change(&self, change: Change) -> Result<Shown, OutOfTime> {
        let server = self.server.now().0;
        let mut setting = self.lock();
        let shown = setting.shown(server);
        let time = change.time.unwrap_or(shown.device_time);
        let frozen = change.frozen.unwrap_or(shown.frozen);
        let skew = change.skew.unwrap_or(setting.skew);
        let new = match change.ahead {
            Some(ahead) => Setting { time: Time::Runs { ahead }, skew },
            None => Setting::at(time, frozen, skew, server),
        };
        setting.set(new, server)
    }

    /// Lets so many seconds pass, or go back, for the verifier and devices alike.
    pub(crate) fn advance(&self, seconds: i64) -> Result<Shown, OutOfTime> {
        let server = self.server.now().0;
        let mut setting = self.lock();
        let time = match setting.time {
            Time::Runs { ahead } => Time::Runs { ahead: ahead.checked_add(seconds).ok_or(OutOfTime)? },
            Time::Frozen(time) => Time::Frozen(time.checked_add_signed(seconds).ok_or(OutOfTime)?),
        };
        let moved = Setting { time, ..*setting };
        setting.set(moved, server)
    }
}

impl Setting {
    fn at(time: u64, frozen: bool, skew: i64, server: u64) -> Self {
        let ahead = i64::try_from(time).unwrap_or(i64::MAX).saturating_sub_unsigned(server);
        Self { time: if frozen { Time::Frozen(time) } else { Time::Runs { ahead } }, skew }
    }

    /// Takes the new one where it shows times that exist.
    fn set(&mut self, new: Self, server: u64) -> Result<Shown, OutOfTime> {
        let exists = |time: Option<u64>| time.is_some_and(|time| time <= LATEST);
        let device = new.device_time(server);
        if !exists(device) || !exists(device.and_then(|time| time.checked_add_signed(new.skew))) {
            return Err(OutOfTime);
        }
        *self = new;
        Ok(new.shown(server))
    }

    fn device_time(self, server: u64) -> Option<u64> {
        match self.time {
            Time::Runs { ahead } => server.checked_add_signed(ahead),
            Time::Frozen(time) => Some(time),
        }
    }

    fn shown(self, server: u64) -> Shown {
        let device_time = self.device_time(server).unwrap_or(0);
        let now = device_time.saturating_add_signed(self.skew);
        let ahead = match self.time {
            Time::Runs { ahead } => Some(ahead),
            Time::Frozen(_) => None,
        };
        Shown { now, device_time, skew: self.skew, frozen: ahead.is_none(), ahead }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At(u64);

    impl Clock for At {
        fn now(&self) -> UnixSeconds {
            UnixSeconds(self.0)
        }
    }

    fn clock() -> TenantClock {
        TenantClock::new(Arc::new(At(1_000)))
    }

    #[test]
    fn a_clock_nobody_touched_shows_the_servers_time() {
        assert_eq!(clock().read(), Shown { now: 1_000, device_time: 1_000, skew: 0, frozen: false, ahead: Some(0) });
    }

    #[test]
    fn freezing_keeps_the_time_and_thawing_goes_on_from_it() {
        let clock = clock();
        clock.change(Change { time: Some(59), frozen: Some(true), ..Change::default() }).unwrap();
        assert_eq!(clock.read().ahead, None, "what stands still is ahead of nothing");
        assert_eq!(clock.now(), UnixSeconds(59));
        let shown = clock.change(Change { frozen: Some(false), ..Change::default() }).unwrap();
        assert_eq!(shown, Shown { now: 59, device_time: 59, skew: 0, frozen: false, ahead: Some(-941) });
    }

    #[test]
    fn a_clock_that_ran_can_be_told_to_run_as_it_did() {
        let clock = clock();
        clock.advance(90).unwrap();
        let ahead = clock.read().ahead;
        clock.change(Change { time: Some(5), frozen: Some(true), ..Change::default() }).unwrap();
        let shown = clock.change(Change { ahead, ..Change::default() }).unwrap();
        assert_eq!(shown, Shown { now: 1_090, device_time: 1_090, skew: 0, frozen: false, ahead: Some(90) });
    }

    #[test]
    fn a_skew_moves_the_verifier_and_not_the_devices() {
        let clock = clock();
        clock.change(Change { skew: Some(-45), ..Change::default() }).unwrap();
        clock.advance(30).unwrap();
        assert_eq!(clock.read(), Shown { now: 985, device_time: 1_030, skew: -45, frozen: false, ahead: Some(30) });
    }

    #[test]
    fn times_that_do_not_exist_are_refused_and_change_nothing() {
        let clock = clock();
        for seconds in [i64::MIN, -1_001, i64::MAX, 253_402_300_800] {
            assert_eq!(clock.advance(seconds), Err(OutOfTime), "{seconds}");
        }
        assert_eq!(clock.change(Change { skew: Some(-1_001), ..Change::default() }), Err(OutOfTime));
        assert_eq!(clock.change(Change { ahead: Some(-1_001), ..Change::default() }), Err(OutOfTime));
        assert_eq!(clock.change(Change { time: Some(u64::MAX), ..Change::default() }), Err(OutOfTime));
        assert_eq!(clock.now(), UnixSeconds(1_000));
    }
}
