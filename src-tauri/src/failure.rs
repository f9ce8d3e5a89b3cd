//! Every error of the crates below, as the window shows it, and the few that are the app's own.

use crate::api::ErrorView;

macro_rules! shown_as_they_are {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for ErrorView {
            fn from(error: $error) -> Self {
                Self { code: error.code().to_owned(), message: error.to_string(), hint: error.hint().to_string() }
            }
        }
    )+};
}

shown_as_they_are!(
    AppError,
    crate::relying_party::PartyError,
    crate::support::SupportError,
    authenticator::LoadWarning,
    authenticator::SealedFileError,
    authenticator::StoreError,
    authenticator::intake::IntakeError,
    authenticator::intake::TypedError,
    host::AutomaticBackupError,
    host::clipboard::ClipboardError,
    host::diagnosis::DiagnosisError,
    host::entrance::EntranceError,
    host::relying_party::AdministrationError,
    host::scenario::RunError,
    host::screen::ScreenError,
    host::settings::SettingsError,
    otp::CodeError,
    otp::ParameterError,
    otp::SecretError,
);

/// What only the window can do wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AppError {
    /// The list was out of date.
    #[error("this account is not here any more")]
    UnknownAccount,
    /// A code by counter is made only when asked for.
    #[error("this account's next code has not been asked for yet")]
    NoCodeYet,
    /// The preview was closed.
    #[error("this preview is no longer open")]
    NoDraft,
    /// A picture came in no usable form.
    #[error("the window did not send the picture")]
    NoPicture,
    /// Nothing of backups is open that this could be done with.
    #[error("this was closed, and what was typed is forgotten")]
    NoBackups,
    /// The system has no dialog for printing.
    #[error("the system did not open its dialog for printing")]
    NotPrinted,
    /// A thread of ours died.
    #[error("the work was ended by a fault in Countersign")]
    Died,
}

impl AppError {
    /// A stable name.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::UnknownAccount => "account-unknown",
            Self::NoCodeYet => "no-code-yet",
            Self::NoDraft => "draft-unknown",
            Self::NoPicture => "picture-not-sent",
            Self::NoBackups => "backups-closed",
            Self::NotPrinted => "not-printed",
            Self::Died => "internal-fault",
        }
    }

    /// What to do.
    pub(crate) fn hint(self) -> &'static str {
        match self {
            Self::UnknownAccount => "another window or the command line may have removed it; look again",
            Self::NoCodeYet => "ask for the next code first",
            Self::NoDraft => "add the picture again",
            Self::NoPicture => "choose the file again",
            Self::NoBackups => "begin again",
            Self::NotPrinted => "write the recovery code down",
            Self::Died => "try again, and report it if it happens twice",
        }
    }
}
