//! How much work was done: what an attacker could measure, counted instead of timed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The most users whose guesses are counted apart; those of others still count among all.
const MOST_COUNTED: usize = 10_000;

/// What a guess is made at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guessed {
    Password,
    Code,
    BackupCode,
    SentCode,
    Confirmation,
    /// A guess that was made before and is only looked into: nobody's again.
    Before,
}

/// Guesses at one user's secrets that were compared with the right ones. What was refused unseen is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evaluated {
    /// Passwords.
    pub passwords: u64,
    /// One-time codes.
    pub codes: u64,
    /// Backup codes.
    pub backup_codes: u64,
    /// Codes that were sent.
    pub sent_codes: u64,
    /// First codes of a device that was being enrolled.
    pub confirmations: u64,
}

/// Counts the work of one relying party since its start.
#[derive(Debug, Default)]
pub struct Work {
    kdfs: AtomicU64,
    hmacs: AtomicU64,
    statements: AtomicU64,
    evaluations: AtomicU64,
    evaluated: Mutex<HashMap<String, Evaluated>>,
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

    /// `user` is empty where it is nobody's; all such guesses are counted together.
    pub(crate) fn evaluation(&self, user: &str, what: Guessed) {
        self.evaluations.fetch_add(1, Ordering::Relaxed);
        let mut all = self.evaluated.lock().unwrap_or_else(PoisonError::into_inner);
        if what != Guessed::Before && !all.contains_key(user) {
            if all.len() >= MOST_COUNTED {
                return;
            }
            all.insert(user.to_owned(), Evaluated::default());
        }
        if let Some(count) = all.get_mut(user).and_then(|of_user| of_user.count(what)) {
            *count += 1;
        }
    }

    /// What was evaluated of one user's.
    pub(crate) fn evaluated(&self, user: &str) -> Evaluated {
        let all = self.evaluated.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(user).copied().unwrap_or_default()
    }

    /// Counts from the beginning again, users' guesses only.
    pub(crate) fn forget_evaluated(&self) {
        self.evaluated.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Evaluated {
    /// All of them.
    pub fn total(&self) -> u64 {
        let Self { passwords, codes, backup_codes, sent_codes, confirmations } = self;
        passwords + codes + backup_codes + sent_codes + confirmations
    }

    fn count(&mut self, what: Guessed) -> Option<&mut u64> {
        Some(match what {
            Guessed::Password => &mut self.passwords,
            Guessed::Code => &mut self.codes,
            Guessed::BackupCode => &mut self.backup_codes,
            Guessed::SentCode => &mut self.sent_codes,
            Guessed::Confirmation => &mut self.confirmations,
            Guessed::Before => return None,
        })
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
