//! What, besides the secret, decides a code.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Algorithm, Counter, Digits, Period};

/// The kind of code an account makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// By time, RFC 6238.
    Totp,
    /// By counter, RFC 4226.
    Hotp,
    /// Steam's five letters, by time.
    Steam,
}

impl Kind {
    /// As addresses spell it: `totp`, `hotp`, `steam`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Totp => "totp",
            Kind::Hotp => "hotp",
            Kind::Steam => "steam",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Everything but the secret that decides a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parameters {
    /// By time, RFC 6238.
    Totp {
        /// The hash.
        algorithm: Algorithm,
        /// The length of a code.
        digits: Digits,
        /// How long a code lives.
        period: Period,
    },
    /// By counter, RFC 4226.
    Hotp {
        /// The hash.
        algorithm: Algorithm,
        /// The length of a code.
        digits: Digits,
        /// The counter of the next code.
        counter: Counter,
    },
    /// Steam's codes: SHA-1, 30 seconds, five letters of an alphabet of 26.
    Steam,
}

impl Parameters {
    /// The kind of code.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Parameters::Totp { .. } => Kind::Totp,
            Parameters::Hotp { .. } => Kind::Hotp,
            Parameters::Steam => Kind::Steam,
        }
    }

    /// The hash.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Parameters::Totp { algorithm, .. } | Parameters::Hotp { algorithm, .. } => *algorithm,
            Parameters::Steam => Algorithm::Sha1,
        }
    }

    /// The length of a code: digits, or letters for Steam.
    #[must_use]
    pub fn digits(&self) -> Digits {
        match self {
            Parameters::Totp { digits, .. } | Parameters::Hotp { digits, .. } => *digits,
            Parameters::Steam => Digits::STEAM,
        }
    }

    /// How long a code lives; none for HOTP.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        match self {
            Parameters::Totp { period, .. } => Some(*period),
            Parameters::Steam => Some(Period::default()),
            Parameters::Hotp { .. } => None,
        }
    }

    /// The counter of the next code; only for HOTP.
    #[must_use]
    pub fn counter(&self) -> Option<Counter> {
        match self {
            Parameters::Hotp { counter, .. } => Some(*counter),
            Parameters::Totp { .. } | Parameters::Steam => None,
        }
    }
}

impl Default for Parameters {
    /// What an otpauth address means when it says nothing: TOTP, SHA-1, 6 digits, 30 seconds.
    fn default() -> Parameters {
        Parameters::Totp { algorithm: Algorithm::default(), digits: Digits::default(), period: Period::default() }
    }
}
