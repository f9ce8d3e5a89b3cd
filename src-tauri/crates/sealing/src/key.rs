//! The keys that values are sealed under.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::KeyError;
use crate::encoding::{hex, parse_base64, parse_hex};
use crate::random::{Random, RandomError, random_bytes};

/// The public name of a key: the first 64 bits of a hash of it. Shown as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; KeyId::BYTES]);

impl KeyId {
    /// How long one is.
    pub const BYTES: usize = 8;

    pub(crate) fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// As it stands in a sealed value, after its first byte, which is the version.
    #[must_use]
    pub fn bytes(self) -> [u8; Self::BYTES] {
        self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyId({self})")
    }
}

impl FromStr for KeyId {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        parse_hex(text).map(|bytes| Self(*bytes)).ok_or(KeyError::IdMalformed)
    }
}

/// An AES-256 key, wiped when dropped. `Debug` shows its name only, and comparison takes constant time.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealingKey([u8; SealingKey::BYTES]);

impl SealingKey {
    /// How long one is.
    pub const BYTES: usize = 32;

    /// Takes 256 bits that nobody can guess.
    #[must_use]
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// A new one.
    ///
    /// # Errors
    /// [`RandomError`] when there is no randomness to be had.
    pub fn random(rng: &mut dyn Random) -> Result<Self, RandomError> {
        Ok(Self(*random_bytes(rng)?))
    }

    /// Reads 64 hexadecimal digits, or base64 of 43 or 44 characters in either alphabet; spaces around are forgiven.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for everything else.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let bytes = match text.len() {
            64 => parse_hex(text),
            43 | 44 => parse_base64(text),
            _ => None,
        };
        bytes.map(|bytes| Self(*bytes)).ok_or(KeyError::Malformed)
    }

    /// Its public name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let hash = Sha256::new().chain_update(b"countersign key id").chain_update(self.0).finalize();
        let mut id = [0; KeyId::BYTES];
        id.iter_mut().zip(hash.iter()).for_each(|(byte, hashed)| *byte = *hashed);
        KeyId(id)
    }

    /// The form [`SealingKey::parse`] reads, for the place the key is kept in.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(&self.0))
    }

    pub(crate) fn expose(&self) -> &[u8; Self::BYTES] {
        &self.0
    }
}

impl PartialEq for SealingKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SealingKey {}

impl fmt::Debug for SealingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealingKey({}, hidden)", self.id())
    }
}
