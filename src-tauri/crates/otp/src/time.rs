//! The one type of time.

use serde::{Deserialize, Serialize};

/// Whole seconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
///
/// Unsigned: RFC 6238 counts steps from 1970, and no code exists before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixSeconds(pub u64);

impl UnixSeconds {
    /// Seconds from `self` until `later`; 0 when `later` has passed.
    #[must_use]
    pub fn until(self, later: UnixSeconds) -> u64 {
        later.0.saturating_sub(self.0)
    }
}
