//! How much work was done: what an attacker could measure, counted instead of timed.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts the work of one relying party since its start.
#[derive(Debug, Default)]
pub struct Work {
    kdfs: AtomicU64,
    hmacs: AtomicU64,
    statements: AtomicU64,
    evaluations: AtomicU64,
}

/// An amount of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// Argon2id computations.
    pub kdfs: u64,
    /// HMAC computations.
    pub hmacs: u64,
    /// Statements sent to the database.
    pub statements: u64,
    /// Guesses of a password or a code that were compared with the right one.
    pub evaluations: u64,
}

impl Work {
    /// All of it so far.
    pub fn amount(&self) -> Amount {
        Amount {
            kdfs: self.kdfs.load(Ordering::Relaxed),
            hmacs: self.hmacs.load(Ordering::Relaxed),
            statements: self.statements.load(Ordering::Relaxed),
            evaluations: self.evaluations.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn kdf(&self) {
        self.kdfs.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn hmacs(&self, count: u32) {
        self.hmacs.fetch_add(u64::from(count), Ordering::Relaxed);
    }

    pub(crate) fn statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn evaluation(&self) {
        self.evaluations.fetch_add(1, Ordering::Relaxed);
    }
}

impl std::ops::Sub for Amount {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self {
            kdfs: self.kdfs.saturating_sub(earlier.kdfs),
            hmacs: self.hmacs.saturating_sub(earlier.hmacs),
            statements: self.statements.saturating_sub(earlier.statements),
            evaluations: self.evaluations.saturating_sub(earlier.evaluations),
        }
    }
}
