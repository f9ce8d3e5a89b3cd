//! Why a file, or a row of it, is refused. No text here ever holds a part of it: it may be a secret.

use crate::intake::IntakeError;
use crate::record::RecordError;
use crate::store::StoreError;

/// Why nothing of a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No row.
    #[error("there is nothing in this file")]
    Empty,
    /// Longer than a list of addresses.
    #[error("this file is longer than a list of addresses of {most} bytes")]
    TooLong {
        /// The limit, in bytes.
        most: usize,
    },
    /// More than anybody has.
    #[error("this file has more than {most} rows")]
    TooManyRows {
        /// The limit.
        most: usize,
    },
    /// Neither of our own files nor a text.
    #[error("this is neither a file of Countersign nor a text")]
    NotText,
}

impl ImportError {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "import-empty",
            Self::TooLong { .. } => "import-too-long",
            Self::TooManyRows { .. } => "import-too-many-rows",
            Self::NotText => "import-not-text",
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => {
                "choose a file that Countersign exported, or a list of addresses that begin with otpauth://, one a line"
            }
            Self::TooLong { .. } | Self::TooManyRows { .. } => "import a part of it at a time",
            Self::NotText => {
                "choose a file that Countersign exported, or a list of addresses; pictures of QR codes are added, not imported"
            }
        }
    }
}

/// Why one row is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImportRefusal {
    /// A line that is no address, or a faulty one.
    #[error(transparent)]
    Line(IntakeError),
    /// A line that is in no encoding we read.
    #[error("this line is no text: it is not in UTF-8")]
    NotText,
    /// A record that was damaged when the file was made.
    #[error("this record was damaged when the file was made: {0}")]
    Record(RecordError),
    /// In the trash when the file was made.
    #[error("this account was in the trash when the file was made")]
    InTrash,
    /// The store does not take it.
    #[error(transparent)]
    Store(StoreError),
}

impl ImportRefusal {
    /// Stable and greppable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Line(error) => error.code(),
            Self::NotText => "import-line-not-text",
            Self::Record(error) => error.code(),
            Self::InTrash => "import-in-trash",
            Self::Store(error) => error.cause().code(),
        }
    }

    /// The remedy.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Line(error) => error.hint().to_owned(),
            Self::NotText => "open the list in an editor, save it as UTF-8, and import it once more".to_owned(),
            Self::Record(_) => "restoring the backup puts it back as it was; or take it from another file".to_owned(),
            Self::InTrash => "if it is wanted after all, restore it from the backup".to_owned(),
            Self::Store(error) => error.hint(),
        }
    }
}
