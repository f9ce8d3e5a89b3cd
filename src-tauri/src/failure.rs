//! Every error of the crates below, as the window shows it, and the few that are the app's own.

use authenticator::StoreError;

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
    authenticator::intake::IntakeError,
    authenticator::intake::TypedError,
    host::AutomaticBackupError,
    host::MoveError,
    host::OpenError,
    host::clipboard::ClipboardError,
    host::clock::ClockError,
    host::diagnosis::DiagnosisError,
    host::entrance::EntranceError,
    host::exchange::ExchangeError,
    host::relying_party::AdministrationError,
    host::scenario::RunError,
    host::screen::ScreenError,
    host::settings::SettingsError,
    otp::CodeError,
    otp::ParameterError,
    otp::SecretError,
);

/// "Nothing was changed" is in the message; the code is that of the cause, as on the command line.
impl From<StoreError> for ErrorView {
    fn from(error: StoreError) -> Self {
        Self { code: error.cause().code().to_owned(), message: error.to_string(), hint: error.hint() }
    }
}

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
    /// No file is open that could be imported.
    #[error("this file is no longer open")]
    NoImport,
    /// Part of a path, or none.
    #[error("this is not the whole path of a file")]
    NoWholePath,
    /// Nothing of another place for the accounts is open that this could be done with.
    #[error("this was closed, and what was typed is forgotten")]
    NoFile,
    /// The keyring's records are sealed by a lock, which a sealed file has no use for.
    #[error("a lock is set over your accounts in the keyring")]
    LockIsSet,
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
            Self::NoImport => "import-closed",
            Self::NoWholePath => "path-not-whole",
            Self::NoFile => "file-closed",
            Self::LockIsSet => "move-lock-set",
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
            Self::NoImport => "choose the file again",
            Self::NoWholePath => {
                "choose the file, or type its path from the root, such as /home/you/codes.txt, or from ~/"
            }
            Self::NoFile => "begin again",
            Self::LockIsSet => "turn the lock off first, in the settings: the file has a password of its own",
            Self::NotPrinted => "write the recovery code down",
            Self::Died => "try again, and report it if it happens twice",
        }
    }
}

#[cfg(test)]
mod tests {
    use authenticator::SealedFileError;

    use super::*;

    /// Where the window shows one of these, the button for it is beside.
    #[test]
    fn what_the_window_has_a_button_for_is_not_told_as_a_command() {
        let (provider, reason, path) = ("the keyring".to_owned(), "gone".to_owned(), "/home/ada/codes".into());
        let missing = |provider: &str| StoreError::ItemsMissing {
            provider: provider.to_owned(),
            previous_provider: provider.to_owned(),
            expected: 1,
            found: 0,
        };
        for error in [
            StoreError::NoService { reason },
            missing(&provider),
            missing("sealed file /home/ada/codes"),
            SealedFileError::Missing { path, has_generations: false }.into(),
        ] {
            let hint = ErrorView::from(error).hint;
            for command in ["start-empty", "store create", "unlock"] {
                assert!(!hint.contains(&format!("countersign {command}")), "{hint}");
            }
        }
    }
}
