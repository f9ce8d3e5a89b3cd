//! What an investigation found: no secret, no code, no name, and no time but relative ones.

use otp::{Algorithm, Kind};
use serde::{Deserialize, Serialize};

use crate::{BackupCode, Refusal, Role, Window};

/// What an investigation found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The steps that are accepted.
    pub window: Window,
    /// What was held, in the order it was held in.
    pub secrets: Vec<SecretEvidence>,
    /// What was submitted, in the order of time.
    pub submissions: Vec<SubmissionEvidence>,
    /// How far the codes of other people were off, in seconds.
    pub others: Vec<i64>,
    /// How many HMACs it took.
    pub hmacs: u64,
}

/// What is told about a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretEvidence {
    /// What it stands for.
    pub role: Role,
    /// The kind of its codes.
    pub kind: Kind,
    /// The hash.
    pub algorithm: Algorithm,
    /// The length of its codes.
    pub digits: u8,
    /// The length of its steps, in seconds; none for HOTP.
    pub period: Option<u32>,
}

/// What is told about a submitted code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionEvidence {
    /// Seconds after the first one.
    pub after: i64,
    /// What the text looked like.
    pub form: Form,
    /// How far the device's clock was ahead when somebody looked at it, in seconds; negative: behind.
    pub device_showed: Option<i64>,
    /// Why it was not even looked at.
    pub refusal: Option<Refusal>,
    /// What it is as a backup code.
    pub backup_code: Option<BackupCode>,
    /// Whether it was only read out afterwards.
    pub read_out: bool,
    /// Everything it matched.
    pub matches: Vec<Match>,
    /// How many hypotheses it was compared with.
    pub tried: Tried,
}

/// What a text looked like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
pub enum Form {
    /// Digits as a verifier expects them.
    Digits {
        /// How many.
        count: u8,
    },
    /// Digits of another script, such as full-width ones.
    ForeignDigits {
        /// How many.
        count: u8,
    },
    /// Digits with letters among them that look like digits: O for 0, l for 1.
    LettersForDigits {
        /// How many in all.
        count: u8,
    },
    /// Letters and digits, where one of the accounts has codes of letters.
    Letters {
        /// How many.
        count: u8,
    },
    /// What backup codes look like.
    BackupCode,
    /// None of these.
    Other,
}

/// How many hypotheses a code was compared with, by what kind of mistake they suppose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The right secret at another time (HOTP: counter).
    pub clock: u64,
    /// A mistake in typing.
    pub typing: u64,
    /// An app that read the secret or its parameters otherwise.
    pub readings: u64,
    /// Another secret.
    pub secrets: u64,
}

impl Tried {
    /// All together.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.clock + self.typing + self.readings + self.secrets
    }
}

/// One hypothesis that gives the submitted code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// Which of the secrets.
    pub secret: usize,
    /// What the app made of it.
    pub reading: Reading,
    /// What the person made of the code.
    pub typing: Typing,
    /// At which time or counter.
    pub place: Place,
    /// Whether the verifier looks there.
    pub in_window: bool,
    /// Whether it had been used.
    pub spent: Spent,
}

/// What an app made of a secret and its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "reading", rename_all = "kebab-case")]
pub enum Reading {
    /// What was meant.
    AsMeant,
    /// Other parameters: what the app used.
    Ignored {
        /// Whether the hash is another one.
        algorithm: bool,
        /// Whether the length is another one.
        digits: bool,
        /// Whether the period is another one.
        period: bool,
        /// Whether what it used instead is what every app falls back to: SHA-1, 6 digits, 30 seconds.
        default: bool,
    },
    /// The letters of the base32 text are the key, as if it were text; the same as base32 of base32.
    SecretAsText {
        /// Which way of writing it: 0 is upper case without padding.
        form: u8,
    },
    /// The hexadecimal text is the key.
    SecretAsHex {
        /// 0: lower case, 1: upper case.
        form: u8,
    },
    /// What the verifier holds is a text itself, and the app decoded it once more.
    SecretDecodedTwice {
        /// 0: base32, 1: hexadecimal.
        form: u8,
    },
    /// Letters of the key were taken for ones that look alike.
    LookAlike {
        /// Which of the tried ways; the number means nothing without the secret.
        form: u16,
    },
    /// Only the beginning of the secret.
    Cut {
        /// How many bytes of it.
        bytes: u16,
    },
}

/// What a person made of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Typing {
    /// As it was shown.
    AsShown,
    /// Without its zeros at the front.
    ZeroLost,
    /// Two neighbours changed places.
    Swapped,
    /// One digit is another.
    Mistyped,
    /// One digit is missing.
    Missing,
    /// Several digits are missing at one end.
    Cut,
    /// One digit too many.
    Extra,
}

/// Where a hypothesis stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Place {
    /// The clock of the device was ahead by `from` to `from + period - 1` seconds; negative: behind.
    Time {
        /// In seconds.
        from: i64,
        /// In seconds.
        period: u32,
    },
    /// So many counters after the one expected next; negative: before.
    Counter {
        /// Counters.
        off: i64,
    },
}

/// Whether the step of a hypothesis had been used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spent {
    /// No.
    No,
    /// It is the newest that was accepted.
    Newest,
    /// A later one was accepted.
    Older,
}
