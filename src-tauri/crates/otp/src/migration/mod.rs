//! The export of Google's authenticator: `otpauth-migration://offline?data=…`.
//!
//! The data is base64 of a protobuf message that holds several accounts; an export of many accounts is
//! several such addresses, each in a QR code of its own.

mod collector;
mod error;
mod payload;
mod print;

pub use collector::{Added, Collector, Progress};
pub use error::{MigrationAccountError, MigrationError, MigrationPrintError};
pub use payload::parse_migration_uri;
pub use print::print_migration_uris;

use crate::KeyUri;

/// The longest address read, in bytes of UTF-8. A QR code holds far less, a pasted export may hold more.
pub const MAX_MIGRATION_URI_BYTES: usize = 65_536;

/// The most pictures an export may say it has; Google puts ten accounts into each.
pub const MAX_BATCHES: u32 = 1_000;

/// One picture of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Names the export; chosen at random by Google, 0 in what other programs write.
    pub id: i32,
    /// Which picture of the export, from 0.
    pub index: u32,
    /// How many pictures the export has, at least 1.
    pub total: u32,
    /// Each account on its own: a bad one hides no good one.
    pub accounts: Vec<Result<KeyUri, MigrationAccountError>>,
}
