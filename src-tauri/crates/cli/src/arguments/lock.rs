//! `lock`.

use clap::{Args, Subcommand};

/// Seal the accounts in the keyring with a password of their own.
///
/// With a lock, every other command asks for its password, or takes it by --password-fd. Whoever forgets both the
/// password and the recovery code has lost the accounts, but for backups.
#[derive(Debug, Args)]
pub(crate) struct LockCommand {
    #[command(subcommand)]
    pub(crate) action: LockAction,
}

/// What to do with it.
#[derive(Debug, Subcommand)]
pub(crate) enum LockAction {
    /// Say whether a lock is set, and whether its header is whole; asks for no password.
    Status,
    /// Set a lock: asks twice for a new password, prints the recovery code, this once, and seals every account.
    ///
    /// Setting one that was cut off is gone on with by the next command that opens the lock.
    On,
    /// Take the lock away: the accounts are kept as the keyring keeps them, without a password of their own.
    Off,
    /// Change the password.
    ///
    /// The recovery code, typed in place of the password, does for one that was forgotten. A copy of the header that
    /// somebody has still opens with the old password: turn the lock off and on again where that became known.
    Password,
    /// Print a new recovery code; the one before does not open the lock any longer.
    RecoveryCode,
}
