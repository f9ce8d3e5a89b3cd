//! Why an export, or one account of it, is refused.

use thiserror::Error;

use super::MAX_MIGRATION_URI_BYTES;

/// Why no account of an export can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MigrationError {
    /// Another address.
    #[error("this is not an export of accounts (it does not begin with otpauth-migration://)")]
    NotMigration,
    /// More than [`MAX_MIGRATION_URI_BYTES`].
    #[error("this export is longer than {MAX_MIGRATION_URI_BYTES} bytes")]
    TooLong,
    /// No `data` parameter, or one that holds no account.
    #[error("this export is empty")]
    MissingData,
    /// Not base64 in any alphabet.
    #[error("this export has characters that no export has")]
    NotBase64,
    /// Not the message it should be; cut off, for example.
    #[error("this export is damaged")]
    Damaged,
}

impl MigrationError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            MigrationError::NotMigration => "migration-not-an-export",
            MigrationError::TooLong => "migration-too-long",
            MigrationError::MissingData => "migration-missing-data",
            MigrationError::NotBase64 => "migration-not-base64",
            MigrationError::Damaged => "migration-damaged",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            MigrationError::NotMigration => "use a QR code from the export of Google's authenticator",
            MigrationError::TooLong => "paste one address at a time, or use the pictures of the export",
            MigrationError::MissingData | MigrationError::NotBase64 | MigrationError::Damaged => {
                "copy the whole address again, or make the export again"
            }
        }
    }
}

/// Why one account of an export is refused; the others are not touched by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MigrationAccountError {
    /// Not the message it should be.
    #[error("an account of this export is damaged")]
    Damaged,
    /// No secret, or one of no bytes.
    #[error("an account of this export has no secret")]
    MissingSecret,
    /// A secret of more than [`crate::Secret::MAX_BYTES`].
    #[error("the secret of an account of this export is too long")]
    SecretTooLong,
    /// MD5, which the format can name and no program makes codes with.
    #[error("an account of this export uses MD5, which codes are not made with")]
    Md5,
    /// An algorithm the format does not define.
    #[error("an account of this export uses a hash algorithm that is not known")]
    UnknownAlgorithm,
    /// A number of digits the format does not define.
    #[error("an account of this export has a number of digits that is not known")]
    UnknownDigits,
    /// Neither TOTP nor HOTP.
    #[error("an account of this export is of a kind that is not known")]
    UnknownType,
    /// Below 0.
    #[error("the counter of an account of this export is negative")]
    NegativeCounter,
}

impl MigrationAccountError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            MigrationAccountError::Damaged => "migration-account-damaged",
            MigrationAccountError::MissingSecret => "migration-missing-secret",
            MigrationAccountError::SecretTooLong => "migration-secret-too-long",
            MigrationAccountError::Md5 => "migration-md5",
            MigrationAccountError::UnknownAlgorithm => "migration-unknown-algorithm",
            MigrationAccountError::UnknownDigits => "migration-unknown-digits",
            MigrationAccountError::UnknownType => "migration-unknown-type",
            MigrationAccountError::NegativeCounter => "migration-negative-counter",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            MigrationAccountError::Damaged | MigrationAccountError::MissingSecret => {
                "make the export again; if it stays so, set this account up anew at its site"
            }
            MigrationAccountError::SecretTooLong
            | MigrationAccountError::Md5
            | MigrationAccountError::UnknownAlgorithm
            | MigrationAccountError::UnknownDigits
            | MigrationAccountError::UnknownType
            | MigrationAccountError::NegativeCounter => {
                "keep this account where it is, or set it up anew at its site; the others can be added"
            }
        }
    }
}

/// Why an account cannot be put into an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("account {position} has settings that Google's export cannot hold")]
pub struct MigrationPrintError {
    /// Which of the accounts given, from 0.
    pub position: usize,
}

impl MigrationPrintError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "migration-not-exportable"
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        "export only accounts with 6 or 8 digits and 30 seconds, and none of Steam's"
    }
}
