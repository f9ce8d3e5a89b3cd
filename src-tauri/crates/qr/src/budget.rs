//! How much work one search may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Work that is left, in pixels looked at, until somebody says that the time is over. Work is counted and not timed, so
/// that the same picture gets the same answer on a slow machine.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    left: u64,
    stop: Arc<AtomicBool>,
}

impl Budget {
    /// What comparing three finder patterns with a code costs, in pixels looked at.
    pub(crate) const CORNERS: usize = 3_000;

    /// About a second of work on one core of 2020; none once `stop` is set.
    pub(crate) fn of_a_search(stop: Arc<AtomicBool>) -> Self {
        Budget { left: 100_000_000, stop }
    }

    /// What fitting a grid to three corners of a code of so many modules an edge costs, in pixels looked at.
    pub(crate) fn grid(modules: usize) -> usize {
        20 * modules * modules
    }

    /// What laying a code flat costs, in pixels looked at.
    pub(crate) fn sheet(modules: usize) -> usize {
        600 * modules * modules
    }

    pub(crate) fn spend(&mut self, pixels: usize) {
        self.left = self.left.saturating_sub(u64::try_from(pixels).unwrap_or(u64::MAX));
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.left == 0 || self.is_stopped()
    }

    /// Whether the time is over.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether there is enough left to look at so many pixels.
    pub(crate) fn affords(&self, pixels: usize) -> bool {
        !self.is_stopped() && u64::try_from(pixels).is_ok_and(|pixels| pixels <= self.left)
    }

    /// What was spent of `before`, which this is a copy of, in pixels.
    pub(crate) fn spent_since(&self, before: &Budget) -> usize {
        usize::try_from(before.left.saturating_sub(self.left)).unwrap_or(usize::MAX)
    }
}
