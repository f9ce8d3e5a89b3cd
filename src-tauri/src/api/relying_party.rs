//! What crosses for the relying party: how it is, who its users are, what it decided, and a walk through one enrolment.
//!
//! Tokens and passwords of the walk stay in Rust; its QR picture crosses while it waits to be scanned, and a code once it
//! is used up. Messages of the outbox hold codes: that is what it is for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DraftItemView, ErrorView};

/// What it decides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RelyingPartyProfile {
    /// The current step only.
    Strict,
    /// One step either side.
    Rfc,
    /// Two steps either side.
    Lenient,
}

/// How a relying party is to be started.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StartRelyingPartyRequest {
    /// What it decides by.
    pub profile: RelyingPartyProfile,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// Keeps the data in the app's folder; else all is gone when it stops.
    pub keep_data: bool,
}

/// How the server is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RelyingPartyState {
    /// Nothing runs.
    Stopped,
    /// It is being started.
    Starting,
    /// It answers.
    Running {
        /// Such as `http://127.0.0.1:43211`.
        url: String,
        /// What it decides by.
        profile: RelyingPartyProfile,
        /// Where the data is kept; none for memory.
        folder: Option<String>,
    },
    /// It did not start.
    Failed {
        /// What to do.
        error: ErrorView,
    },
}

/// The server and the walk.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RelyingPartyView {
    /// How the server is.
    pub state: RelyingPartyState,
    /// How far the walk is.
    pub walk: WalkView,
    /// Where data would be kept.
    pub folder: String,
}

/// What of the server to put on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RelyingPartyText {
    /// Its address.
    Address,
    /// The admin token.
    AdminToken,
}

/// Which of the server's pages to open in the system's browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RelyingPartyPages {
    /// Those of its users.
    Users,
    /// Those of its administrator; a ticket for them is put on the clipboard.
    Administration,
}

/// A device of a user.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all(serialize = "camelCase"))]
#[ts(rename_all = "camelCase")]
pub struct PartyDevice {
    /// Its id.
    pub id: String,
    /// The name its user gave it.
    pub name: String,
    /// `pending`, `active`, `retired` or `expired`.
    pub state: String,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: Option<String>,
    /// Digits of a code.
    pub digits: Option<u32>,
    /// Seconds of a step.
    pub period: Option<u32>,
    /// When a code of it was last accepted.
    pub last_used_at: Option<u32>,
}

/// A session of a user.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all(serialize = "camelCase"))]
#[ts(rename_all = "camelCase")]
pub struct PartySession {
    /// Its id; not its token.
    pub id: String,
    /// `partial`, `full` or `replacement`.
    pub kind: String,
    /// Unix seconds.
    pub created_at: u32,
    /// Unix seconds.
    pub expires_at: u32,
    /// Where it was begun.
    pub source: String,
}

/// How many backup codes a user has.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(rename_all(serialize = "camelCase"))]
#[ts(rename_all = "camelCase")]
pub struct PartyBackupCodes {
    /// How many the set had.
    pub total: u32,
    /// How many can still be used.
    pub left: u32,
    /// So few that new ones should be made.
    pub few: bool,
}

/// What a user has beside the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all(serialize = "camelCase", deserialize = "kebab-case"))]
#[ts(rename_all = "camelCase")]
pub enum PartySecondFactor {
    /// Nothing: the password alone signs in.
    None,
    /// At least one device that counts.
    Devices,
    /// Backup codes and codes that are sent, for good.
    WithoutDevice,
    /// Nothing any more: the next login has to enrol a device.
    MustEnrol,
}

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all(serialize = "camelCase"))]
#[ts(rename_all = "camelCase")]
pub struct PartyUser {
    /// The id.
    pub id: String,
    /// The name.
    pub username: String,
    /// Unix seconds.
    pub created_at: u32,
    /// What there is beside the password.
    pub second_factor: PartySecondFactor,
    /// The devices, also those that are gone.
    pub devices: Vec<PartyDevice>,
    /// The sessions.
    pub sessions: Vec<PartySession>,
    /// The backup codes.
    pub backup_codes: PartyBackupCodes,
    /// The ways of signing in that are locked, for people.
    pub locked_words: Vec<String>,
}

/// A decision.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all(serialize = "camelCase"))]
#[ts(rename_all = "camelCase")]
pub struct PartyEntry {
    /// Later ones are higher.
    pub id: u32,
    /// Unix seconds.
    pub at: u32,
    /// Whose account, where it was somebody's.
    pub user: Option<String>,
    /// What was decided on, for people.
    pub event_words: String,
    /// `accepted` or `rejected`.
    pub outcome: String,
    /// Why; empty where there is nothing to say.
    pub reason: String,
    /// The same for people.
    pub reason_words: String,
    /// More of it.
    pub detail: String,
    /// Where the request came from.
    pub source: String,
}

/// What a rejected code was, as far as it can be told.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all(serialize = "camelCase"))]
#[ts(rename_all = "camelCase")]
pub struct PartyReason {
    /// `not-kept`, `not-a-code`, `of-a-step`, `no-match`, `backup-code` or `no-backup-code`.
    pub reason: String,
    /// With `of-a-step`: the state of its device.
    pub state: Option<String>,
    /// With `of-a-step`: below 0 an older code, above 0 one of the future.
    pub steps_off: Option<i32>,
    /// The same in seconds.
    pub seconds_off: Option<i32>,
    /// With `of-a-step`: this step or a later one of the device was accepted, before or since.
    pub was_used: Option<bool>,
    /// With `backup-code`: when it was used, in Unix seconds.
    pub used_at: Option<u32>,
    /// With `backup-code`: when it came to its end, in Unix seconds.
    pub ended_at: Option<u32>,
}

/// A message in the outbox.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all(serialize = "camelCase"))]
#[ts(rename_all = "camelCase")]
pub struct PartyMessage {
    /// Later ones are higher.
    pub id: u32,
    /// `sms`, `email`, `password-reset` or `notice`.
    pub kind: String,
    /// Where it would go.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The text. It may hold a code.
    pub body: String,
    /// Unix seconds.
    pub created_at: u32,
}

/// What is new at the relying party.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PartyNews {
    /// Entries later than the one that was named, newest first.
    pub journal: Vec<PartyEntry>,
    /// The users by name, where anything was decided since.
    pub users: Option<Vec<PartyUser>>,
    /// There are more users than are told.
    pub more_users: bool,
    /// The outbox, newest first, where anything was decided since.
    pub outbox: Option<Vec<PartyMessage>>,
}

/// What to do with a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PartyUserAction {
    /// Opens every way of signing in again.
    Unlock,
    /// Takes the second factor away.
    ResetSecondFactor,
    /// Removes the user.
    Delete,
}

/// A step of the walk through one enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WalkStep {
    /// Registers a user.
    Register,
    /// Begins an enrolment.
    Enrol,
    /// Reads the QR picture.
    Scan,
    /// Stores the account in the keyring.
    Keep,
    /// Confirms with the account's code.
    Confirm,
    /// Signs in with its next code.
    SignIn,
    /// Signs in with a backup code.
    BackupCode,
    /// Sends both codes again.
    Again,
}

/// What a step that was done came to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoneStep {
    /// Which.
    pub step: WalkStep,
    /// What happened, in a sentence.
    pub said: String,
    /// The requests that were made, each with its answer's status, such as `POST /api/v1/login → 200`.
    pub requests: Vec<String>,
}

/// How far the walk is.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WalkView {
    /// The user's name; none before there is one.
    pub username: Option<String>,
    /// What was done, in order.
    pub done: Vec<DoneStep>,
    /// The step that comes next; none at the end.
    pub next: Option<WalkStep>,
    /// The steps that were done and can be taken again, after which the later ones are to be taken anew.
    pub repeatable: Vec<WalkStep>,
    /// The picture that is enrolled by, as an SVG document, as long as it waits to be scanned. It holds the secret.
    pub qr_svg: Option<String>,
    /// The account that was read from it, as long as it waits to be kept.
    pub found: Option<DraftItemView>,
    /// The account in the person's list.
    pub account: Option<String>,
    /// The Unix second from which on signing in can work; none when it can now.
    pub not_before: Option<f64>,
    /// The Unix second up to which the code that was used last is the one that is shown.
    pub spent_until: Option<f64>,
}
