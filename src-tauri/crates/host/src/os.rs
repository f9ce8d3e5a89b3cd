//! The one file that reads the system's clock, draws its randomness and waits.
#![expect(clippy::disallowed_methods, reason = "this is the place the rest of the workspace is sent to")]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use authenticator::Random;
use otp::UnixSeconds;

/// The system's time, in whole seconds since 1970 (0 for a clock set before that).
pub fn now() -> UnixSeconds {
    UnixSeconds(since_epoch().as_secs())
}

/// How long until the system's clock shows `then`; zero when that has passed.
pub fn until(then: UnixSeconds) -> Duration {
    Duration::from_secs(then.0).saturating_sub(since_epoch())
}

/// The system's time since 1970, with its fraction of a second.
pub(crate) fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// The time since this machine was started, its sleep included; none where the system does not say.
#[cfg(target_os = "linux")]
pub(crate) fn since_start_of_machine() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn since_start_of_machine() -> Option<Duration> {
    None
}

/// Waits; for threads that have nothing else to do.
pub fn sleep(duration: Duration) {
    std::thread::sleep(duration);
}

/// Waits without holding a thread.
pub async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Measures how long something took; never used for a code.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch {
    started: Instant,
    since_start_of_machine: Option<Duration>,
}

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self { started: Instant::now(), since_start_of_machine: since_start_of_machine() }
    }

    /// The time since the start. On Linux and macOS it stands still while the machine sleeps.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// The time since the start, the sleep of the machine included where the system tells it; as [`Self::elapsed`] elsewhere.
    pub fn elapsed_with_sleep(&self) -> Duration {
        match (self.since_start_of_machine, since_start_of_machine()) {
            (Some(then), Some(now)) => now.saturating_sub(then),
            _ => self.elapsed(),
        }
    }
}

/// The operating system's random source.
#[derive(Debug, Default, Clone, Copy)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), authenticator::RandomError> {
        getrandom::fill(bytes).map_err(|_| authenticator::RandomError)
    }
}
