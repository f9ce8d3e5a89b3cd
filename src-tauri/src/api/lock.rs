//! The lock: how it is, setting it, opening it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ErrorView;

/// Whether the accounts can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LockStateView {
    /// No lock is set.
    Off,
    /// A password is needed.
    Locked,
    /// A lock is set, and open.
    Unlocked,
}

/// How the lock is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LockView {
    /// Whether the accounts can be read.
    pub state: LockStateView,
    /// Setting it or taking it away was cut off; the next opening goes on with it.
    pub half_way: bool,
    /// It is the password of a sealed file, which can be changed and not taken away.
    pub of_file: bool,
}

/// A password, or the recovery code, which a person types. Wiped after use.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LockSecretRequest {
    /// It.
    pub secret: String,
}

/// Another password. Wiped after use.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LockPasswordRequest {
    /// The password of before, or the recovery code.
    pub secret: String,
    /// The new one.
    pub new_password: String,
}

/// What the person has to keep before a lock is set, or its recovery code is another.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreparedLockView {
    /// Shown this once.
    pub recovery_code: String,
}

/// What became of the accounts when a lock was set or taken away.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LockChangedView {
    /// How many were written in their new form.
    pub done: u32,
    /// How many stay as they are: damaged ones, and those of a newer version.
    pub kept: u32,
    /// Why some are left for the next opening, if any are.
    pub problem: Option<ErrorView>,
}

/// Another recovery code opens from now on.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LockCodeChangedView {
    /// How many generations beside a sealed file could not be written, and still open with the one of before.
    pub left: u32,
}
