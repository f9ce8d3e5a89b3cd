//! The time of a server under test.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use otp::UnixSeconds;

/// Where it stands at the start: a boundary of a step of 30 seconds, in January 2027.
const START: u64 = 1_800_000_000;

/// The time of a server under test. It stands still until it is moved; a copy is the same clock.
#[derive(Debug, Clone)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicU64::new(START)))
    }

    /// What it shows, in Unix seconds.
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Lets so many seconds pass.
    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Sets it to a moment, in Unix seconds; also back.
    pub fn set(&self, now: u64) {
        self.0.store(now, Ordering::SeqCst);
    }
}

impl relying_party_server::Clock for Clock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(Self::now(self))
    }
}
