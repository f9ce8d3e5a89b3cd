//! The secret an account and its site share.

use std::fmt;

use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::base32;

/// Bytes of a shared secret, wiped when dropped.
///
/// Never empty and at most [`Secret::MAX_BYTES`] long. `Debug` hides the bytes, comparison takes the
/// same time wherever two secrets of one length differ, and there is no `Display`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret {
    bytes: Vec<u8>,
}

impl Secret {
    /// The longest secret accepted, in bytes. HMAC itself shortens keys above 64 (SHA-512: 128) bytes,
    /// so longer ones add nothing.
    pub const MAX_BYTES: usize = 512;

    /// What RFC 4226, section 4 (R6), asks for at least, in bits.
    pub const RECOMMENDED_BITS: u32 = 128;

    /// Takes raw bytes; they are wiped if they are refused.
    ///
    /// # Errors
    /// [`SecretError::Empty`] and [`SecretError::TooLong`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Secret, SecretError> {
        let mut bytes = Zeroizing::new(bytes);
        match bytes.len() {
            0 => Err(SecretError::Empty),
            length if length > Self::MAX_BYTES => Err(SecretError::TooLong),
            _ => Ok(Secret { bytes: std::mem::take(&mut *bytes) }),
        }
    }

    /// Reads base32 as people type it: either case, spaces, dashes, any padding.
    ///
    /// # Errors
    /// [`SecretError`], each variant.
    pub fn parse_base32(text: &str) -> Result<Secret, SecretError> {
        parse_secret(text).map(|parsed| parsed.secret)
    }

    /// The raw bytes; named for what it does.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }

    /// Upper-case base32 without padding (RFC 4648, section 6), as sites show it.
    #[must_use]
    pub fn to_base32(&self) -> Zeroizing<String> {
        base32::encode(&self.bytes)
    }

    /// The same in groups of four, for people to type.
    #[must_use]
    pub fn to_base32_in_fours(&self) -> Zeroizing<String> {
        let letters = self.to_base32();
        let mut text = Zeroizing::new(String::with_capacity(letters.len() * 5 / 4 + 1));
        for (place, letter) in letters.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push(' ');
            }
            text.push(letter);
        }
        text
    }

    /// Length in bits.
    #[must_use]
    pub fn bits(&self) -> u32 {
        u32::try_from(self.bytes.len() * 8).unwrap_or(u32::MAX)
    }

    /// Set when the secret is shorter than [`Secret::RECOMMENDED_BITS`]: many sites use 80 bits, so it is no error.
    #[must_use]
    pub fn short_warning(&self) -> Option<SecretWarning> {
        (self.bits() < Self::RECOMMENDED_BITS).then(|| SecretWarning::Short { bits: self.bits() })
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        self.bytes.ct_eq(&other.bytes).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Secret({} bits)", self.bits())
    }
}

/// A secret, and what is worth knowing about how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedSecret {
    /// The secret.
    pub secret: Secret,
    /// Things worth knowing that stop nothing.
    pub warnings: Vec<SecretWarning>,
}

/// Reads base32 like [`Secret::parse_base32`], and says what is worth knowing about it.
///
/// # Errors
/// [`SecretError`], each variant.
pub fn parse_secret(text: &str) -> Result<ParsedSecret, SecretError> {
    let mut decoded = base32::decode(text).map_err(|position| SecretError::NotBase32 { position })?;
    let secret = Secret::from_bytes(std::mem::take(&mut *decoded.bytes))?;
    let odd_length = decoded.odd_length.then_some(SecretWarning::OddLength);
    let warnings = secret.short_warning().into_iter().chain(odd_length).collect();
    Ok(ParsedSecret { secret, warnings })
}

/// Why a text or some bytes are no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SecretError {
    /// No bytes at all.
    #[error("the secret is empty")]
    Empty,
    /// A character outside the alphabet, or anything after the padding.
    #[error("the secret has a character that no secret has, at place {position}")]
    NotBase32 {
        /// The place in the text as given, counted in characters from 1.
        position: usize,
    },
    /// More than [`Secret::MAX_BYTES`].
    #[error("the secret is longer than {} bytes", Secret::MAX_BYTES)]
    TooLong,
}

impl SecretError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SecretError::Empty => "secret-empty",
            SecretError::NotBase32 { .. } => "secret-not-base32",
            SecretError::TooLong => "secret-too-long",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            SecretError::Empty => "type the secret the site shows, sometimes called set-up key",
            SecretError::NotBase32 { .. } => {
                "a secret has only the letters A to Z and the digits 2 to 7: 0 is usually the letter O, 1 the letter I or L, 8 the letter B"
            }
            SecretError::TooLong => "check that nothing but the secret was pasted",
        }
    }
}

/// Something worth knowing about a secret that stops nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SecretWarning {
    /// Shorter than RFC 4226 asks for.
    #[error("the secret has {bits} bits and the standard asks for 128: it works, but it is easier to guess")]
    Short {
        /// Its length in bits.
        bits: u32,
    },
    /// A number of letters that no whole number of bytes gives; the bits left over were dropped.
    #[error("the secret has an unusual length: if you typed it, check that no letter is missing")]
    OddLength,
}

impl SecretWarning {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SecretWarning::Short { .. } => "secret-short",
            SecretWarning::OddLength => "secret-odd-length",
        }
    }

    /// The fact, with what to do about it.
    #[must_use]
    pub fn message(&self) -> String {
        self.to_string()
    }
}
