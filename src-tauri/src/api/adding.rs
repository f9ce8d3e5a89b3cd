//! Accounts on their way in: what was found, where, and what was stored.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ErrorView, Kind, WarningView};

/// One account found in a picture or a text and not stored yet.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftItemView {
    /// Its number in the draft.
    pub item: u32,
    /// Where it was found, such as a file's name.
    pub source: String,
    /// The number of its QR code in the drawn pictures; none where there is nothing to tell apart.
    pub place: Option<u32>,
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is.
    pub name: String,
    /// The kind of code.
    pub kind: Kind,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: String,
    /// Digits of a code.
    pub digits: u32,
    /// Seconds a code lives; 0 for HOTP.
    pub period: u32,
    /// Bits of the secret.
    pub secret_bits: u32,
    /// Things worth knowing.
    pub warnings: Vec<WarningView>,
    /// Set when the store, or an earlier item of the draft, holds something alike.
    pub duplicate: Option<DuplicateView>,
}

/// Why an item may not be new.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DuplicateView {
    /// The same secret and parameters: adding it again adds nothing, and is refused.
    pub same: bool,
    /// The account it is like, as `issuer: name`.
    pub label: String,
    /// The id of that account, when it is in the trash.
    pub trashed: Option<String>,
}

/// A source that gave no account.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftProblemView {
    /// Where, such as a file's name.
    pub source: String,
    /// The numbers of the QR codes that it is about, in the drawn pictures.
    pub places: Vec<u32>,
    /// Codes: `no-code`, `not-an-account`, `damaged-code`, `code-too-small`, `code-too-blurred`, `picture-too-dark`,
    /// `other-code`, `time-out`, or an error of reading.
    pub error: ErrorView,
}

/// How much of one of Google's exports is here.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchView {
    /// Pictures of this export read.
    pub have: u32,
    /// Pictures it has.
    pub total: u32,
    /// Which are missing, from 1.
    pub missing: Vec<u32>,
}

/// Everything found and not stored yet.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// Names the draft in the next request.
    pub draft: u32,
    /// Accounts found.
    pub items: Vec<DraftItemView>,
    /// Sources that gave none.
    pub problems: Vec<DraftProblemView>,
    /// Exports of several pictures.
    pub batches: Vec<BatchView>,
    /// Pictures with several QR codes, to be drawn.
    pub pictures: Vec<DraftPictureView>,
}

/// A picture with several QR codes. What it looks like is asked for by its number; no code can be read from that.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftPictureView {
    /// Its number in the draft.
    pub picture: u32,
    /// What it is called, such as a file's name.
    pub source: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Its codes, row by row and from left to right.
    pub places: Vec<PlaceView>,
    /// Whether there is something to show of the picture itself.
    pub has_sketch: bool,
}

/// Where a QR code is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlaceView {
    /// Counted through all drawn pictures, from 1; it does not change while pictures are added.
    pub place: u32,
    /// Top left, top right, bottom right, bottom left of the code, in pixels of the picture.
    #[ts(type = "[number, number][]")]
    pub corners: [(f32, f32); 4],
    /// Whether it could be read.
    pub is_read: bool,
}

/// An account typed in.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypedAccount {
    /// Who asks for the code.
    pub issuer: String,
    /// Whose account it is.
    pub name: String,
    /// Base32, spaces and case as typed.
    pub secret: String,
    /// The kind of code.
    pub kind: Kind,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: String,
    /// Digits of a code.
    pub digits: u32,
    /// Seconds a code lives.
    pub period: u32,
    /// HOTP: the counter of the next code.
    pub counter: u32,
}

/// What a live look at a typed secret says.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SecretCheckView {
    /// Bits of the secret, when it can be read.
    pub bits: Option<u32>,
    /// Why it cannot be read.
    pub error: Option<ErrorView>,
    /// Things worth knowing.
    pub warnings: Vec<WarningView>,
}

/// One ticked item of a draft.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Pick {
    /// Its number in the draft.
    pub item: u32,
    /// The issuer as corrected in the preview.
    pub issuer: String,
    /// The name as corrected in the preview.
    pub name: String,
}

/// What was stored.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddedView {
    /// Ids of the new accounts.
    pub added: Vec<String>,
    /// What was not stored, and why; the draft keeps it.
    pub refused: Vec<RefusedView>,
}

/// One item that was not stored.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RefusedView {
    /// Its number in the draft.
    pub item: u32,
    /// Why.
    pub error: ErrorView,
}
