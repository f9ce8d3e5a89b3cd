//! How much work one search may be.

/// Work that is left, in pixels looked at. It is counted and not timed, so that the same picture gets the same answer
/// on a slow machine; the time is watched by the parent.
#[derive(Debug)]
pub(crate) struct Budget {
    left: u64,
}

impl Budget {
    /// What fitting a grid to three corners costs, in pixels looked at.
    pub(crate) const GRID: usize = 10_000;

    /// About a second of work on one core of 2020.
    pub(crate) fn of_a_search() -> Self {
        Budget { left: 100_000_000 }
    }

    /// What laying a code flat costs, in pixels looked at.
    pub(crate) fn sheet(modules: usize) -> usize {
        600 * modules * modules
    }

    pub(crate) fn spend(&mut self, pixels: usize) {
        self.left = self.left.saturating_sub(u64::try_from(pixels).unwrap_or(u64::MAX));
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Whether there is enough left to look at so many pixels.
    pub(crate) fn affords(&self, pixels: usize) -> bool {
        u64::try_from(pixels).is_ok_and(|pixels| pixels <= self.left)
    }
}
