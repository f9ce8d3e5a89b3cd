//! Everything that crosses between Rust and the window: requests in, views and errors out.
//!
//! The TypeScript of these types is generated into `ui/src/lib/api/types.ts`; a test holds the two together.
//! Times are Unix seconds, durations seconds. No type here carries a secret, but for [`RevealView`] and
//! [`DamagedTextView`], which a person asks for one at a time, [`TypedAccount`], [`TypedCase`] and
//! [`BackupSecretRequest`], [`LockSecretRequest`] and [`LockPasswordRequest`], which a person types,
//! [`FileSecretRequest`] too, [`PreparedBackupsView`], [`PreparedLockView`] and [`PreparedFileView`], which are shown once, and two of the relying party:
//! [`WalkView`] has the QR picture while it waits to be scanned, [`PartyMessage`] what was sent to a user.

mod adding;
mod backups;
mod boot;
mod exchange;
mod keeping;
mod lock;
mod relying_party;
mod settings;
mod support;
#[cfg(test)]
mod typescript;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use adding::*;
pub use backups::*;
pub use boot::BootView;
pub use exchange::*;
pub use keeping::*;
pub use lock::*;
pub use relying_party::*;
pub use settings::*;
pub use support::*;

/// What went wrong, in the three parts every error of Countersign has.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ErrorView {
    /// Stable and greppable, such as `uri-missing-secret`.
    pub code: String,
    /// The fact.
    pub message: String,
    /// The remedy.
    pub hint: String,
}

/// Something worth knowing that stops nothing.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WarningView {
    /// Stable, such as `secret-short`.
    pub code: String,
    /// The fact, with what to do about it.
    pub message: String,
}

/// How the store of accounts is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StoreState {
    /// Records are still being read.
    Loading {
        /// How many are read.
        read: u32,
        /// How many there are, once that is known.
        total: Option<u32>,
    },
    /// Everything is read; writing works.
    Ready {
        /// Who answers, such as `gnome-keyring-daemon`.
        provider: String,
    },
    /// The keyring is there and locked.
    Locked {
        /// Who answers.
        provider: String,
        /// What to do.
        error: ErrorView,
    },
    /// The accounts are under a lock, or in a sealed file, and the password of it is needed.
    Sealed {
        /// The sealed file, where they are in one.
        file: Option<String>,
        /// What to do.
        error: ErrorView,
    },
    /// No keyring service answers.
    NoService {
        /// What to do.
        error: ErrorView,
    },
    /// The service answers, but records that were there are not.
    ItemsMissing {
        /// Who answers now.
        provider: String,
        /// Who answered when the records were last seen.
        previous_provider: String,
        /// How many records were last seen.
        expected: u32,
        /// How many of those are here now.
        found: u32,
        /// What to do.
        error: ErrorView,
    },
    /// Any other failure.
    Failed {
        /// What to do.
        error: ErrorView,
    },
}

/// The kind of code an account makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// RFC 6238.
    Totp,
    /// RFC 4226.
    Hotp,
    /// Steam's five letters.
    Steam,
}

/// One account as the list shows it; no secret and no code.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// The record's id.
    pub id: String,
    /// Changes with each write; an edit names the revision it saw.
    pub revision: u32,
    /// Who asks for the code; may be empty.
    pub issuer: String,
    /// Whose account it is; may be empty.
    pub name: String,
    /// The kind of code.
    pub kind: Kind,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: String,
    /// Digits (letters for Steam) of a code.
    pub digits: u32,
    /// Seconds a code lives; 0 for HOTP.
    pub period: u32,
    /// The person's own words for grouping.
    pub tags: Vec<String>,
    /// Shown first.
    pub pinned: bool,
    /// The person's note.
    pub note: String,
    /// Unix seconds.
    pub created_at: u32,
    /// Unix seconds; set while the account is in the trash.
    pub trashed_at: Option<u32>,
    /// Set when this version makes no codes for it, and keeps it as it is.
    pub kept: Option<ErrorView>,
    /// Set when the record could not be read: nothing but `id` is then known.
    pub damaged: Option<ErrorView>,
}

/// What is known of the accounts so far.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountsView {
    /// How the store is.
    pub state: StoreState,
    /// Things worth knowing that stopped nothing, such as records that are missing.
    pub warnings: Vec<ErrorView>,
    /// In display order: pinned first, then by rank.
    pub accounts: Vec<AccountView>,
}

/// The code of one account.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CodeView {
    /// The account's id.
    pub id: String,
    /// The code now; none for HOTP until one is asked for.
    pub code: Option<String>,
    /// The code after it; none for HOTP.
    pub next: Option<String>,
    /// Unix second from which the code is valid.
    pub valid_from: f64,
    /// Unix second at which the next code takes over; equal to `valid_from` for HOTP.
    pub valid_until: f64,
    /// HOTP: the counter that made `code`.
    pub counter: Option<f64>,
    /// Set when no code can be made.
    pub error: Option<ErrorView>,
}

/// Which code to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Which {
    /// The code valid now.
    Current,
    /// The code after it.
    Next,
}

/// A code is on the clipboard.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CopiedView {
    /// Seconds until the clipboard is cleared, if it still holds the code.
    pub clears_in: u32,
}

/// What a person may change of an account.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditAccountRequest {
    /// The record's id.
    pub id: String,
    /// The revision the person saw.
    pub revision: u32,
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is.
    pub name: String,
    /// The person's note.
    pub note: String,
    /// The person's own words for grouping.
    pub tags: Vec<String>,
    /// Shown first.
    pub pinned: bool,
}

/// A secret a person asked to see.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RevealView {
    /// Base32 in groups of four.
    pub secret: String,
    /// The otpauth URI.
    pub uri: String,
    /// The same as a QR code, as an SVG document; none when the address is too long for one.
    pub qr_svg: Option<String>,
}

/// The raw text of a damaged record that a person asked to see.
#[derive(Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DamagedTextView {
    /// As the keyring holds it; bytes that are no UTF-8 are shown as `\xNN`.
    pub text: String,
}
