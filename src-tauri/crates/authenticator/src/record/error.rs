//! Why a record cannot be read.

/// What the secret's reader says; recognised again in a JSON error, whose own text may hold content of the record.
pub(super) const BAD_SECRET: &str = "countersign: bad secret";

/// Why a record cannot be read. It is kept as it is; no text here ever holds a part of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Bytes that are no UTF-8.
    #[error("it is not a text")]
    NotText,
    /// Cut off, or never JSON.
    #[error("it is not JSON (line {line}, column {column})")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// JSON without a field that every record has.
    #[error("its field \"{field}\" is missing")]
    MissingField {
        /// The field.
        field: String,
    },
    /// JSON with something else where a field's value should be.
    #[error("one of its fields has a value that it cannot have (line {line}, column {column})")]
    BadValue {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The secret is no base32.
    #[error("its secret is not base32")]
    BadSecret,
    /// The address that it keeps is none.
    #[error("the address that it keeps is not one of an account")]
    BadAddress,
    /// The id in the record is not the item's.
    #[error("it says that it is another record")]
    OtherId,
    /// Sealed under a lock, and not opened by the one that is set now, if any is.
    #[error("it is sealed, and does not open: its lock is gone, or it was changed")]
    Sealed,
    /// Several items under one id that differ.
    #[error("the keyring holds {copies} different items for it")]
    Copies {
        /// How many there are.
        copies: usize,
    },
    /// The store fails to give this one item.
    #[error("the keyring does not give it: {reason}")]
    Unreadable {
        /// What the store said.
        reason: String,
    },
    /// Written by a later version; nothing is wrong with it.
    #[error("it was made by a newer version of Countersign (format {format})")]
    Newer {
        /// The record's format version.
        format: u32,
    },
}

impl RecordError {
    /// In our words: the text of a JSON error may repeat a value, and a value may be the secret.
    pub(super) fn from_json(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        if !error.is_data() {
            return Self::NotJson { line, column };
        }
        let text = error.to_string();
        if text.starts_with(BAD_SECRET) {
            return Self::BadSecret;
        }
        let missing = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        match missing {
            // The name comes from our own list of fields.
            Some(field) => Self::MissingField { field: field.to_owned() },
            None => Self::BadValue { line, column },
        }
    }

    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotText => "record-not-text",
            Self::NotJson { .. } => "record-not-json",
            Self::MissingField { .. } => "record-missing-field",
            Self::BadValue { .. } => "record-bad-value",
            Self::BadSecret => "record-bad-secret",
            Self::BadAddress => "record-bad-address",
            Self::OtherId => "record-other-id",
            Self::Sealed => "record-sealed",
            Self::Copies { .. } => "record-copies",
            Self::Unreadable { .. } => "record-unreadable",
            Self::Newer { .. } => "record-newer",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Newer { .. } => "update Countersign on this computer; the account is kept as it is",
            Self::Sealed => {
                "it is kept as it is: restore the account from a backup; or put the file lock-header of the data folder back from a copy"
            }
            Self::Copies { .. } => {
                "look at the copies: the secret of the right one is in its text; then delete the record and add the account again"
            }
            Self::Unreadable { .. } => "try again; the item may be open in the system's password program",
            _ => {
                "it is kept as it is: look at its text, where the secret may still be readable, add the account again from it, and delete the record then"
            }
        }
    }

    /// Set when nothing is wrong with the record but that this version is too old for it.
    #[must_use]
    pub fn is_newer(&self) -> bool {
        matches!(self, Self::Newer { .. })
    }
}
