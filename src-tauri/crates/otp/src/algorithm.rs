//! The hash under the HMAC.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ParameterError;

/// The hash under the HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Algorithm {
    /// What nearly every site uses, and sound inside an HMAC (RFC 4226, appendix B).
    #[default]
    #[serde(rename = "SHA1")]
    Sha1,
    /// RFC 6238, section 1.2.
    #[serde(rename = "SHA256")]
    Sha256,
    /// RFC 6238, section 1.2.
    #[serde(rename = "SHA512")]
    Sha512,
}

impl Algorithm {
    /// As addresses spell it: `SHA1`, `SHA256`, `SHA512`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Sha1 => "SHA1",
            Algorithm::Sha256 => "SHA256",
            Algorithm::Sha512 => "SHA512",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = ParameterError;

    /// Reads a name in any case, with or without dashes, and with or without a leading `HMAC`.
    fn from_str(text: &str) -> Result<Algorithm, ParameterError> {
        let plain: String =
            text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
        match plain.strip_prefix("HMAC").unwrap_or(&plain) {
            "SHA1" => Ok(Algorithm::Sha1),
            "SHA256" => Ok(Algorithm::Sha256),
            "SHA512" => Ok(Algorithm::Sha512),
            _ => Err(ParameterError::Algorithm),
        }
    }
}
