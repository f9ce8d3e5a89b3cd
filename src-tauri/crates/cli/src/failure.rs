//! What went wrong, in the three parts every error of Countersign has, and with which exit code.

use authenticator::import::ImportError;
use authenticator::intake::{IntakeError, TypedError};
use authenticator::{LockError, SealedFileError, SlotError, StoreError};
use host::exchange::ExchangeError;
use host::relying_party::{KeySourceError, RelyingPartyError, StartError};
use host::scenario::RunError;
use host::{AutomaticBackupError, MoveError};
use qr::Obstacle;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::Page;

/// An error as a person or a program gets it. Never holds a secret.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Failure {
    #[serde(skip)]
    pub(crate) exit: Exit,
    /// Stable and greppable.
    pub(crate) code: &'static str,
    /// The fact.
    pub(crate) message: String,
    /// The remedy.
    pub(crate) hint: String,
    /// Where several things would fit: each of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) candidates: Vec<Candidate>,
}

/// One of several accounts that fit.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Candidate {
    pub(crate) id: String,
    pub(crate) issuer: String,
    pub(crate) name: String,
    #[serde(rename = "inTrash")]
    pub(crate) in_trash: bool,
}

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self { exit: Exit::Failed, code, message, hint, candidates: Vec::new() }
    }

    /// The same, with another exit code than 1.
    pub(crate) fn with_exit(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    /// The same, naming what it is about, such as a file.
    pub(crate) fn about(self, what: &str) -> Self {
        Self { message: format!("{what}: {}", self.message), ..self }
    }

    /// The three lines.
    pub(crate) fn show(&self, page: &mut Page) {
        page.line(format!("code:    {}", self.code));
        page.line(format!("message: {}", self.message));
        page.line(format!("hint:    {}", self.hint));
        let rows: Vec<_> = self.candidates.iter().map(Candidate::row).collect();
        page.table(&rows);
    }
}

impl Candidate {
    fn row(&self) -> Vec<String> {
        let trash = if self.in_trash { "in the trash" } else { "" };
        vec![format!("  {}", self.id), self.issuer.clone(), self.name.clone(), trash.to_owned()]
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let exit = match error.cause() {
            StoreError::Locked { .. } => Exit::Locked,
            StoreError::NoService { .. } | StoreError::NoDefaultKeyring { .. } | StoreError::NoAnswer => {
                Exit::NoKeyring
            }
            StoreError::ItemsMissing { .. } => Exit::Missing,
            StoreError::NotFound { .. } => Exit::NotFound,
            StoreError::SealedFile(error) => exit_of(error),
            StoreError::Lock(error) => exit_of_lock(error),
            _ => Exit::Failed,
        };
        // "Nothing was changed" is in the message; the cause is what a script wants to tell apart.
        let code = error.cause().code();
        Self::new(code, error.to_string(), hint(&error)).with_exit(exit)
    }
}

impl From<SealedFileError> for Failure {
    fn from(error: SealedFileError) -> Self {
        StoreError::from(error).into()
    }
}

fn exit_of(error: &SealedFileError) -> Exit {
    match error {
        SealedFileError::Slot(SlotError::Wrong | SlotError::CodeMistyped) => Exit::WrongPassword,
        SealedFileError::Closed { .. } => Exit::Locked,
        SealedFileError::Missing { .. }
        | SealedFileError::NoBackup { .. }
        | SealedFileError::NoRegularFile { .. }
        | SealedFileError::KeepsAccounts { .. }
        | SealedFileError::Damaged { .. }
        | SealedFileError::Newer { .. } => Exit::BadFile,
        _ => Exit::Failed,
    }
}

fn exit_of_lock(error: &LockError) -> Exit {
    match error {
        LockError::Locked => Exit::Locked,
        LockError::TooSoon { .. } => Exit::TooSoon,
        LockError::Slot(SlotError::Wrong | SlotError::CodeMistyped) => Exit::WrongPassword,
        LockError::HeaderUnreadable | LockError::Newer { .. } | LockError::OtherLock { .. } => Exit::BadFile,
        _ => Exit::Failed,
    }
}

impl From<RelyingPartyError> for Failure {
    fn from(error: RelyingPartyError) -> Self {
        let exit = match &error {
            RelyingPartyError::Folder(_) => Exit::NoData,
            RelyingPartyError::Config(_) | RelyingPartyError::Seed(_) => Exit::BadConfig,
            RelyingPartyError::Key(KeySourceError::Keyring(error)) => Self::from(error.clone()).exit,
            RelyingPartyError::Key(_) => Exit::NoKey,
            RelyingPartyError::Database(_) if error.code() == "key-wrong" => Exit::NoKey,
            RelyingPartyError::Database(_) => Exit::NoData,
            RelyingPartyError::Server(StartError::Bind { .. }) => Exit::NotListening,
            RelyingPartyError::Server(_) | RelyingPartyError::Random(_) => Exit::Failed,
        };
        Self::new(error.code(), error.to_string(), error.hint()).with_exit(exit)
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        let exit = match &error {
            RunError::Unreadable { .. } | RunError::File(_) => Exit::BadConfig,
            RunError::Profile(_) => Exit::Usage,
            RunError::Target(_) => Exit::Failed,
        };
        Self::new(error.code(), error.to_string(), error.hint()).with_exit(exit)
    }
}

impl From<&IntakeError> for Failure {
    fn from(error: &IntakeError) -> Self {
        let exit = match error {
            IntakeError::NoCode | IntakeError::Obstacle(Obstacle::OtherCode { .. }) => Exit::NoCode,
            IntakeError::DamagedCode { .. }
            | IntakeError::Obstacle(_)
            | IntakeError::TimeOut
            | IntakeError::Crashed => Exit::Unreadable,
            IntakeError::Picture(_) => Exit::NoInput,
            // What was read may be an account all the same.
            error if error.code() == "draft-full" => Exit::Failed,
            _ => Exit::NotAnAccount,
        };
        Self::new(error.code(), error.to_string(), error.hint()).with_exit(exit)
    }
}

impl From<MoveError> for Failure {
    fn from(error: MoveError) -> Self {
        match error {
            MoveError::Store(error) => error.into(),
            MoveError::Settings(error) => error.into(),
            MoveError::Backups(error) => error.into(),
        }
    }
}

impl From<AutomaticBackupError> for Failure {
    fn from(error: AutomaticBackupError) -> Self {
        match error {
            AutomaticBackupError::Store(error) => error.into(),
            error => Self::new(error.code(), error.to_string(), error.hint()),
        }
    }
}

/// The remedy, with the command for what the window has a button for.
pub(crate) fn hint(error: &StoreError) -> String {
    let hint = error.hint();
    match error.cause() {
        StoreError::Locked { .. } | StoreError::NoDefaultKeyring { .. } => {
            format!("{hint} (`countersign unlock` makes it ask)")
        }
        StoreError::ItemsMissing { .. } => format!("{hint} (`countersign start-empty`)"),
        StoreError::NoService { .. } => format!("{hint} (`countersign store create file:PATH` makes one)"),
        StoreError::SealedFile(error) => with_command(error, hint),
        _ => hint,
    }
}

fn with_command(error: &SealedFileError, hint: String) -> String {
    match error {
        SealedFileError::Missing { has_generations: false, .. } => {
            format!("{hint}, or make one (`countersign store create file:PATH`)")
        }
        SealedFileError::NoBackup { .. } => format!("{hint} (`countersign backup list` names those of a folder)"),
        SealedFileError::KeepsAccounts { .. } => format!("{hint} (`--store file:PATH` opens this one)"),
        SealedFileError::Damaged { opening, .. } => match opening.first() {
            Some(newest) => format!("{hint} (`countersign store restore {newest}`)"),
            None => hint,
        },
        _ => hint,
    }
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        let exit = match &error {
            ExchangeError::Unreadable { .. } | ExchangeError::Import { error: ImportError::NotText, .. } => {
                Exit::NoInput
            }
            ExchangeError::Import { .. } => Exit::NotAnAccount,
            ExchangeError::Sealed(error) => exit_of(error),
            _ => Exit::Failed,
        };
        let hint = match &error {
            ExchangeError::Sealed(error) => with_command(error, error.hint()),
            ExchangeError::Exists { .. } => format!("{} (`--replace`)", error.hint()),
            _ => error.hint(),
        };
        Self::new(error.code(), error.to_string(), hint).with_exit(exit)
    }
}

/// Errors of the crates below and of our own modules have code, text and hint; only the exit code is decided here.
macro_rules! failures {
    ($($error:ty => $exit:expr),* $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error.to_string(), error.hint()).with_exit($exit)
            }
        }
    )*};
}

failures! {
    TypedError => Exit::NotAnAccount,
    host::OpenError => Exit::Failed,
    host::clipboard::ClipboardError => Exit::NoInput,
    host::entrance::EntranceError => Exit::NoInput,
    host::settings::SettingsError => Exit::Failed,
    host::relying_party::AdminTokenError => Exit::Usage,
    host::relying_party::AdministrationError => Exit::Failed,
    host::relying_party::ReadyFileError => Exit::Failed,
    otp::CodeError => Exit::Failed,
    otp::UriError => Exit::NotAnAccount,
    otp::SecretError => Exit::NotAnAccount,
    qr::DrawError => Exit::Failed,
    qr::ReadError => Exit::NoInput,
    host::diagnosis::DiagnosisError => Exit::Failed,
    crate::arguments::SecretInArguments => Exit::Usage,
    crate::input::TextError => Exit::NoInput,
    crate::passwords::PasswordError => Exit::Unanswered,
    crate::terminal::Unanswered => Exit::Unanswered,
}
