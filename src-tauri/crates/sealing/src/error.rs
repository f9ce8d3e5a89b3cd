//! What can go wrong. No message holds a secret.

use thiserror::Error;

use crate::{KeyId, RandomError};

/// Why a text is not a key or the name of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// Not a key.
    #[error("this is not a key of 256 bits")]
    Malformed,
    /// Not a key's name.
    #[error("this is not the name of a key")]
    IdMalformed,
}

impl KeyError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "key-malformed",
            Self::IdMalformed => "key-id-malformed",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Malformed => "give 64 hexadecimal digits, or 32 bytes in base64; `openssl rand -hex 32` makes a key",
            Self::IdMalformed => "give the 16 hexadecimal digits the key is listed under",
        }
    }
}

/// Why a value was not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealError {
    /// There is no randomness to be had for the nonce.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// More than AES-GCM may seal under one nonce (NIST SP 800-38D §5.2.1.1).
    #[error("the value is too long to be sealed")]
    TooLong,
}

impl SealError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Random(error) => error.code(),
            Self::TooLong => "seal-too-long",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Random(error) => error.hint(),
            Self::TooLong => "seal it in parts",
        }
    }
}

/// Why a sealed value does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Shorter than the shortest sealed value.
    #[error("the sealed value is cut off")]
    TooShort,
    /// Of another version of the format.
    #[error("the sealed value has the unknown version {0}")]
    UnknownVersion(u8),
    /// Sealed under a key that is not there.
    #[error("the value was sealed under the key {0}, which is not there")]
    UnknownKey(KeyId),
    /// Changed, damaged, or of another place.
    #[error("the sealed value was changed, or belongs somewhere else")]
    Refused,
}

impl OpenError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort => "open-too-short",
            Self::UnknownVersion(_) => "open-unknown-version",
            Self::UnknownKey(_) => "open-unknown-key",
            Self::Refused => "open-refused",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooShort | Self::Refused => "restore the data from a backup; it was changed outside the program",
            Self::UnknownVersion(_) => "use the version of the program that wrote the data, or a newer one",
            Self::UnknownKey(_) => "start the program with that key as well",
        }
    }
}

/// Why a password is neither hashed nor checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KdfError {
    /// Outside 8 to 1,048,576 KiB, or less than 8 KiB a lane.
    #[error("a hash uses 8 to 1,048,576 KiB of memory, and at least 8 KiB a lane")]
    Memory,
    /// Outside 1 to 16.
    #[error("a hash makes 1 to 16 passes")]
    Passes,
    /// Outside 1 to 8.
    #[error("a hash has 1 to 8 lanes")]
    Lanes,
    /// Outside 8 to 64 bytes.
    #[error("a salt has 8 to 64 bytes")]
    Salt,
    /// Longer than Argon2 takes.
    #[error("the password is too long to be hashed")]
    TooLong,
    /// Not the text of an Argon2id hash of ours.
    #[error("the stored hash cannot be read")]
    Unreadable,
    /// The memory is not there.
    #[error("there is not enough memory to hash a password")]
    OutOfMemory,
}

impl KdfError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Memory => "kdf-memory-out-of-range",
            Self::Passes => "kdf-passes-out-of-range",
            Self::Lanes => "kdf-lanes-out-of-range",
            Self::Salt => "kdf-salt-length",
            Self::TooLong => "kdf-password-too-long",
            Self::Unreadable => "kdf-hash-unreadable",
            Self::OutOfMemory => "kdf-out-of-memory",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Memory | Self::Passes | Self::Lanes => {
                "the default, 19,456 KiB, 2 passes and 1 lane, is a good choice"
            }
            Self::Salt => "use 16 random bytes",
            Self::TooLong => "use a shorter password",
            Self::Unreadable => "set the password anew",
            Self::OutOfMemory => "close other programs, or configure less memory for a hash",
        }
    }
}
