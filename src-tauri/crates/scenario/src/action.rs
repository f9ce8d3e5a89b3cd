//! What a visitor can ask of a target.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The kind of an action. Its name, such as `log-in`, is the same in scenarios, profiles and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Adds the visitor as a user. `{username}`, `{password}`, `{email}`.
    Register,
    /// Name and password; with `{code}` the whole login in one call.
    LogIn,
    /// The second step of a login, by the one-time code `{code}`.
    SecondStep,
    /// The second step of a login, by the backup code `{code}`.
    UseBackupCode,
    /// Asks for a secret to enrol a device with. Grants `secret` or `uri`.
    BeginEnrolment,
    /// Confirms the enrolment with `{code}`. May grant `backup_codes`.
    ConfirmEnrolment,
    /// Shows the secret of a device that is enrolled already.
    ShowSecret,
    /// Removes the second factor (or the device enrolled last); `{code}` where the target asks for one.
    RemoveSecondFactor,
    /// Makes new backup codes. Grants `backup_codes`.
    RegenerateBackupCodes,
    /// Shows the backup codes there are.
    ShowBackupCodes,
    /// Adds `{email}` as an address messages are sent to, confirmed where the target asks for that.
    AddAddress,
    /// Asks for a message that lets one choose a new password.
    BeginPasswordReset,
    /// Reads the newest message to the visitor, for what a later action needs of it.
    ReadMessage,
    /// Chooses `{new_password}` by what the message held.
    ResetPassword,
    /// Gives the password once more inside a session.
    RepeatPassword,
    /// Gives the one-time code `{code}` once more inside a session: another place that takes codes.
    RepeatCode,
    /// Brings the device's clock or counter in line by two codes in a row, `{code}` and `{next_code}`.
    ResyncDevice,
    /// Has this browser skip the second step from now on; `{code}` where that is part of the second step.
    TrustThisBrowser,
    /// Asks for something only a finished login may have: accepted means "fully in".
    SignedIn,
    /// Ends the session.
    LogOut,
    /// A request of the caller's own making.
    Raw,
}

impl Kind {
    /// Every kind a profile can describe: all but [`Kind::Raw`].
    pub const DESCRIBED: [Self; 20] = [
        Self::Register,
        Self::LogIn,
        Self::SecondStep,
        Self::UseBackupCode,
        Self::BeginEnrolment,
        Self::ConfirmEnrolment,
        Self::ShowSecret,
        Self::RemoveSecondFactor,
        Self::RegenerateBackupCodes,
        Self::ShowBackupCodes,
        Self::AddAddress,
        Self::BeginPasswordReset,
        Self::ReadMessage,
        Self::ResetPassword,
        Self::RepeatPassword,
        Self::RepeatCode,
        Self::ResyncDevice,
        Self::TrustThisBrowser,
        Self::SignedIn,
        Self::LogOut,
    ];

    /// Its name, such as `log-in`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::LogIn => "log-in",
            Self::SecondStep => "second-step",
            Self::UseBackupCode => "use-backup-code",
            Self::BeginEnrolment => "begin-enrolment",
            Self::ConfirmEnrolment => "confirm-enrolment",
            Self::ShowSecret => "show-secret",
            Self::RemoveSecondFactor => "remove-second-factor",
            Self::RegenerateBackupCodes => "regenerate-backup-codes",
            Self::ShowBackupCodes => "show-backup-codes",
            Self::AddAddress => "add-address",
            Self::BeginPasswordReset => "begin-password-reset",
            Self::ReadMessage => "read-message",
            Self::ResetPassword => "reset-password",
            Self::RepeatPassword => "repeat-password",
            Self::RepeatCode => "repeat-code",
            Self::ResyncDevice => "resync-device",
            Self::TrustThisBrowser => "trust-this-browser",
            Self::SignedIn => "signed-in",
            Self::LogOut => "log-out",
            Self::Raw => "raw",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One thing a visitor asks, with what is said for it alone.
#[derive(Clone)]
pub struct Action {
    /// What is asked.
    pub kind: Kind,
    /// Values for placeholders in this action alone, such as `code`; they win over the visitor's, so that
    /// `given("username", …)` acts on another user.
    pub given: BTreeMap<String, Zeroizing<String>>,
    /// Headers to send with every request of it, such as `X-Forwarded-For`. They replace those of the profile.
    pub headers: Vec<(String, String)>,
    /// Fields to put into the JSON or form body of its last request, such as a `secret` of the client's choice.
    pub fields: Vec<(String, String)>,
    /// The placeholder whose fields are sent in the address of its last request instead of its body.
    pub in_address: Option<&'static str>,
    /// With [`Kind::Raw`]: the request.
    pub raw: Option<RawRequest>,
}

impl Action {
    /// An action without anything said for it alone.
    pub fn new(kind: Kind) -> Self {
        Self { kind, given: BTreeMap::new(), headers: Vec::new(), fields: Vec::new(), in_address: None, raw: None }
    }

    /// A request of one's own; placeholders in it are filled, and the visitor's cookies are sent.
    pub fn raw(request: RawRequest) -> Self {
        Self { raw: Some(request), ..Self::new(Kind::Raw) }
    }

    /// With this code.
    #[must_use]
    pub fn with_code(self, code: &str) -> Self {
        self.given("code", code)
    }

    /// With a value for a placeholder, in this action alone.
    #[must_use]
    pub fn given(mut self, name: &str, value: &str) -> Self {
        self.given.insert(name.to_owned(), Zeroizing::new(value.to_owned()));
        self
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With what stands for this placeholder in the address of its last request instead of its body.
    #[must_use]
    pub fn in_address(self, placeholder: &'static str) -> Self {
        Self { in_address: Some(placeholder), ..self }
    }

    /// With a field more in the body of its last request.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl fmt::Debug for Action {
    /// Without the values: codes and passwords are among them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given: Vec<&String> = self.given.keys().collect();
        formatter.debug_struct("Action").field("kind", &self.kind).field("given", &given).finish_non_exhaustive()
    }
}

/// A request that no profile describes.
#[derive(Clone)]
pub struct RawRequest {
    /// Such as `POST`.
    pub method: String,
    /// From the base address on, such as `/login`.
    pub path: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body; the content type is one of the headers.
    pub body: Option<Zeroizing<String>>,
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawRequest").field("method", &self.method).finish_non_exhaustive()
    }
}
