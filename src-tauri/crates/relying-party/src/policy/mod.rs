//! What a relying party demands, as values: the profiles, and every number a configuration file may change.

mod bounds;
mod profile;
mod said;
mod vendors;

use ipnet::IpNet;
use otp::{Algorithm, Digits, Parameters, Period};
use sealing::Argon2Parameters;
use serde::{Deserialize, Serialize};

pub use profile::Profile;
pub use said::{NamedThrottle, SaidPolicy};

/// The steps of a one-time code that are accepted around the current one (RFC 6238 §5.2 and §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Window {
    /// Steps before the current one.
    pub back: u8,
    /// Steps after the current one.
    pub ahead: u8,
}

impl Default for Window {
    fn default() -> Self {
        Self::RFC
    }
}

impl Window {
    /// The current step only (OWASP ASVS 5.0, 6.5.5).
    pub const STRICT: Self = Self { back: 0, ahead: 0 };
    /// One step either side (RFC 6238 §5.2).
    pub const RFC: Self = Self { back: 1, ahead: 1 };
    /// Two steps either side.
    pub const LENIENT: Self = Self { back: 2, ahead: 2 };
    /// The widest window a configuration may ask for, in steps to one side.
    pub const WIDEST: u8 = 20;

    /// How many steps are looked at.
    pub fn width(self) -> u32 {
        u32::from(self.back) + u32::from(self.ahead) + 1
    }
}

/// Everything a relying party decides by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The name authenticators show: the issuer of the key URI.
    pub issuer: String,
    /// Passwords.
    pub password: PasswordPolicy,
    /// Sessions.
    pub session: SessionPolicy,
    /// One-time codes by time.
    pub totp: TotpPolicy,
    /// Backup codes (look-up secrets, NIST SP 800-63B-4 §3.1.2).
    pub backup_codes: BackupCodePolicy,
    /// Codes sent out of band.
    pub out_of_band: OutOfBandPolicy,
    /// How guessing is slowed, an account and factor.
    pub throttle: ThrottlePolicy,
    /// How guessing is slowed, a source address.
    pub source_throttle: ThrottlePolicy,
    /// Rejected codes kept for diagnosis.
    pub rejected_codes: RejectedCodePolicy,
    /// How long the journal gets.
    pub journal: JournalPolicy,
    /// When the second factor is asked for; the first rule that fits decides, and without one it always is.
    pub rules: Vec<ContextualRule>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            issuer: "Countersign".to_owned(),
            password: PasswordPolicy::default(),
            session: SessionPolicy::default(),
            totp: TotpPolicy::default(),
            backup_codes: BackupCodePolicy::default(),
            out_of_band: OutOfBandPolicy::default(),
            throttle: ThrottlePolicy::default(),
            source_throttle: ThrottlePolicy::of_a_source(),
            rejected_codes: RejectedCodePolicy::default(),
            journal: JournalPolicy::default(),
            rules: Vec::new(),
        }
    }
}

/// What a password has to be, and how it is hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordPolicy {
    /// The fewest characters (NIST SP 800-63B-4 §3.1.1.2: eight where a second factor is used).
    pub minimum_characters: u16,
    /// The most characters; at least 64 have to be allowed.
    pub maximum_characters: u16,
    /// How much work a hash is.
    pub argon2: Argon2Parameters,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { minimum_characters: 8, maximum_characters: 256, argon2: Argon2Parameters::default() }
    }
}

/// How long sessions live, in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionPolicy {
    /// A half login (password given, second factor not yet): 300 by default, 600 at most.
    pub partial_seconds: u64,
    /// Without a request for this long a full session ends.
    pub idle_seconds: u64,
    /// A full session ends this long after its start, whatever happens.
    pub absolute_seconds: u64,
    /// How old a password check may be where one is demanded.
    pub password_check_seconds: u64,
    /// How old a check of the second factor may be where a fresh one is demanded.
    pub second_factor_check_seconds: u64,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self {
            partial_seconds: 300,
            idle_seconds: 1_800,
            absolute_seconds: 43_200,
            password_check_seconds: 300,
            second_factor_check_seconds: 300,
        }
    }
}

/// What new one-time code devices get, and what is accepted from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TotpPolicy {
    /// The HMAC of new devices.
    pub algorithm: Algorithm,
    /// The digits of new devices, 6 to 8.
    pub digits: Digits,
    /// The step of new devices, in seconds.
    pub period: Period,
    /// The steps accepted.
    pub window: Window,
    /// How long an enrolment waits for its first code, in seconds.
    pub pending_seconds: u64,
    /// The most devices of one user.
    pub maximum_devices: u32,
    /// How long retired and expired secrets stay, sealed, for diagnosis only, in seconds.
    pub retired_seconds: u64,
}

impl Default for TotpPolicy {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::default(),
            digits: Digits::default(),
            period: Period::default(),
            window: Window::RFC,
            pending_seconds: 600,
            maximum_devices: 10,
            retired_seconds: 30 * 86_400,
        }
    }
}

impl TotpPolicy {
    /// The parameters of a new device.
    pub fn parameters(&self) -> Parameters {
        Parameters::Totp { algorithm: self.algorithm, digits: self.digits, period: self.period }
    }
}

/// How many backup codes there are and how long they live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackupCodePolicy {
    /// How many a set holds, 1 to 30.
    pub count: u8,
    /// With this many left, the user is warned.
    pub warn_at: u8,
    /// How long a set lives, in seconds; none: for good.
    pub lifetime_seconds: Option<u64>,
}

impl Default for BackupCodePolicy {
    fn default() -> Self {
        Self { count: 10, warn_at: 3, lifetime_seconds: None }
    }
}

/// Codes sent by SMS or e-mail (written to the outbox, never really sent).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutOfBandPolicy {
    /// By SMS. Weak: whoever gets the number moved to another card gets the codes (NIST SP 800-63B-4 §3.1.3.3).
    pub sms: bool,
    /// By e-mail. NIST SP 800-63B-4 §3.1.3.1 does not accept e-mail for out-of-band authentication.
    pub email: bool,
    /// How long a code lives, in seconds.
    pub lifetime_seconds: u64,
    /// The most addresses of one user.
    pub maximum_addresses: u32,
}

impl Default for OutOfBandPolicy {
    fn default() -> Self {
        Self { sms: true, email: true, lifetime_seconds: 600, maximum_addresses: 5 }
    }
}

/// How guessing is slowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThrottlePolicy {
    /// The way it is done.
    pub kind: ThrottleKind,
    /// So many failures cost no wait.
    pub free_failures: u32,
    /// The longest wait, in seconds.
    pub longest_wait_seconds: u64,
    /// After so many failures in a row the factor is locked until an administrator unlocks it; none: never.
    /// NIST SP 800-63B-4 §3.2.2 allows 100 at most.
    pub lock_after: Option<u32>,
    /// After so many seconds without a guess that counted the failures are forgotten; none: only a right guess, or an
    /// administrator, makes them so.
    pub forget_after_seconds: Option<u64>,
}

/// The ways of slowing guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThrottleKind {
    /// The wait doubles with every failure: 1, 2, 4 … seconds.
    Doubling,
    /// `free_failures` in a quarter of an hour, then none until it is over.
    FiveInFifteenMinutes,
    /// Not at all: some other servers' way, in their profiles only.
    Off,
}

impl Default for ThrottlePolicy {
    fn default() -> Self {
        Self {
            kind: ThrottleKind::Doubling,
            free_failures: 4,
            longest_wait_seconds: 900,
            lock_after: Some(100),
            forget_after_seconds: None,
        }
    }
}

impl ThrottlePolicy {
    /// The preset `five-in-15-minutes`.
    pub fn five_in_fifteen_minutes() -> Self {
        Self { kind: ThrottleKind::FiveInFifteenMinutes, free_failures: 5, ..Self::default() }
    }

    /// A source address stands for many people, so it is slowed later and never locked.
    pub fn of_a_source() -> Self {
        let forget_after_seconds = Some(60);
        Self { free_failures: 300, longest_wait_seconds: 60, lock_after: None, forget_after_seconds, ..Self::default() }
    }
}

/// What is kept of rejected codes, for investigations only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RejectedCodePolicy {
    /// Whether any is kept.
    pub keep: bool,
    /// For how long, in seconds.
    pub lifetime_seconds: u64,
    /// The most of one user; the oldest go first.
    pub most: u32,
}

impl Default for RejectedCodePolicy {
    fn default() -> Self {
        Self { keep: true, lifetime_seconds: 86_400, most: 20 }
    }
}

/// How long the journal gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JournalPolicy {
    /// How long an entry is kept, in seconds. It goes a thirtieth of that later at the latest.
    pub keep_seconds: u64,
    /// How many entries of a tenant are kept, give or take a hundredth; the oldest go first.
    pub most: u32,
    /// Of refusals that cost nothing to cause (slowed, locked, a session that ended), so many of one kind, place and minute
    /// are written one by one; the others are counted, and written as one.
    pub alike_a_minute: u32,
}

impl Default for JournalPolicy {
    fn default() -> Self {
        Self { keep_seconds: 90 * 86_400, most: 1_000_000, alike_a_minute: 20 }
    }
}

/// A rule on when the second factor is asked for. It fits when all that it names fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextualRule {
    /// The networks the request may come from; none: any.
    #[serde(default)]
    pub networks: Vec<IpNet>,
    /// The groups of which the user has to be in one; none: any user.
    #[serde(default)]
    pub groups: Vec<String>,
    /// What to do.
    pub second_factor: SecondFactorRule,
}

/// What a contextual rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondFactorRule {
    /// Ask for it.
    Require,
    /// The password is enough.
    Skip,
}
