//! What the verifier holds, and what was submitted.

use std::fmt;

use otp::{Parameters, Secret, UnixSeconds};
use serde::{Deserialize, Serialize};

/// What a verifier knows about the account that a code was submitted for.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Every secret that may have made the code.
    pub secrets: Vec<HeldSecret>,
    /// The steps that are accepted around the current one (HOTP: the counters ahead).
    pub window: Window,
    /// How far the codes of other people were off lately, in seconds; negative: behind. This is what tells a wrong
    /// clock of the server from one of a device.
    pub others: Vec<i64>,
}

/// A secret, and what it stands for.
#[derive(Debug, Clone)]
pub struct HeldSecret {
    /// Whose codes it makes, and whether they count.
    pub role: Role,
    /// The secret.
    pub secret: Secret,
    /// What else decides its codes; for HOTP the counter that is expected next.
    pub parameters: Parameters,
    /// The newest step whose code was accepted.
    pub last_step: Option<u64>,
}

/// What a secret stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Its codes are accepted.
    Counts,
    /// A device of the same account that counts, and was not the one asked for.
    NotAsked,
    /// Set up and never confirmed by a code.
    Pending,
    /// Replaced or removed.
    Retired,
    /// The other of two forms the same set-up was shown in: the key beside the QR code.
    OtherForm,
    /// Another account of the same person.
    OtherAccount,
}

/// The steps that are accepted around the current one (RFC 6238, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Steps before the current one.
    pub back: u32,
    /// Steps after the current one; for HOTP the counters that are looked ahead (RFC 4226, section 7.4).
    pub ahead: u32,
}

impl Default for Window {
    /// One step either side.
    fn default() -> Self {
        Self { back: 1, ahead: 1 }
    }
}

/// One code as it was submitted, or as a person read it out.
#[derive(Clone)]
pub struct Submission<'s> {
    /// The text as it was typed.
    pub text: &'s str,
    /// When, by the clock of the verifier.
    pub at: UnixSeconds,
    /// What the device's own clock showed then, where somebody looked.
    pub device_showed: Option<UnixSeconds>,
    /// Why the code was not even looked at.
    pub refusal: Option<Refusal>,
    /// What the verifier makes of it as a backup code.
    pub backup_code: Option<BackupCode>,
    /// Whether the person only read it out afterwards: what is to be explained is the last that was not.
    pub read_out: bool,
}

impl<'s> Submission<'s> {
    /// A code that was rejected, and of which no more is known.
    #[must_use]
    pub fn new(text: &'s str, at: UnixSeconds) -> Self {
        Self { text, at, device_showed: None, refusal: None, backup_code: None, read_out: false }
    }

    /// A code that the person read out afterwards.
    #[must_use]
    pub fn read_out(text: &'s str, at: UnixSeconds) -> Self {
        Self { read_out: true, ..Self::new(text, at) }
    }
}

impl fmt::Debug for Submission<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Submission").field("at", &self.at).finish_non_exhaustive()
    }
}

/// Why a verifier did not look at a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// Locked after too many wrong tries.
    Locked,
    /// Too soon after wrong tries.
    Throttled,
    /// The half sign-in had ended.
    SessionOver,
}

/// What a text is among the backup codes of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackupCode {
    /// One that could be used: it was given where none is taken.
    Left,
    /// One that was used.
    Used,
    /// One of a set that came to its end.
    Expired,
    /// None of those the person has now.
    Unknown,
}
