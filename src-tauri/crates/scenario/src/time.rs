//! The clock of this machine, brought by whoever runs a scenario.

use std::time::Duration;

use async_trait::async_trait;
use otp::UnixSeconds;

/// The clock of this machine.
#[async_trait]
pub trait MachineTime: Send + Sync {
    /// The time.
    fn now(&self) -> UnixSeconds;

    /// How long this program runs already; only differences of it mean something.
    fn elapsed(&self) -> Duration;

    /// Waits.
    async fn wait(&self, seconds: u64);
}
