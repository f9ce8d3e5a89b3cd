//! What can go wrong between the window and its relying party.

use crate::api::ErrorView;

/// What can go wrong between the window and its relying party.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PartyError {
    /// There is none.
    #[error("the relying party is not running")]
    NotRunning,
    /// It did not answer.
    #[error("the relying party did not answer")]
    NoAnswer,
    /// It answered with something else than it should.
    #[error("the relying party answered with {0}, which was not expected")]
    Unexpected(&'static str),
    /// It refused, and said why.
    #[error("{message}")]
    Refused {
        /// Its name for it.
        code: String,
        /// The fact.
        message: String,
        /// The remedy.
        hint: String,
    },
    /// There is no such user.
    #[error("there is no such user")]
    UnknownUser,
    /// A step of the walk that cannot be taken now.
    #[error("this step of the walk cannot be taken now")]
    NotNow,
    /// Signing in has to wait for the next code.
    #[error("the code that is shown now was used already")]
    TooEarly,
    /// The picture gave no account.
    #[error("no account was found in the QR picture")]
    NothingFound,
    /// There is no randomness to be had.
    #[error("the system gives no random bytes")]
    NoRandomness,
    /// No browser could be started.
    #[error("no browser could be opened")]
    NoBrowser,
}

impl PartyError {
    /// A stable name.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::NotRunning => "party-not-running",
            Self::NoAnswer => "party-no-answer",
            Self::Unexpected(_) => "party-unexpected-answer",
            Self::Refused { code, .. } => code,
            Self::UnknownUser => "party-user-unknown",
            Self::NotNow => "walk-step-not-now",
            Self::TooEarly => "walk-code-used",
            Self::NothingFound => "walk-nothing-found",
            Self::NoRandomness => "no-randomness",
            Self::NoBrowser => "browser-not-opened",
        }
    }

    /// What to do.
    pub(crate) fn hint(&self) -> &str {
        match self {
            Self::NotRunning => "start it, then try again",
            Self::NoAnswer => "try again; if it stays, stop the relying party and start it again",
            Self::Unexpected(_) => "stop the relying party, start it again, and report it if it happens twice",
            Self::Refused { hint, .. } => hint,
            Self::UnknownUser => "look at the list again",
            Self::NotNow => "take the steps in their order, or start over",
            Self::TooEarly => "wait for the next code",
            Self::NothingFound => "begin the enrolment again",
            Self::NoRandomness => "restart the computer",
            Self::NoBrowser => "copy the address and open it in a browser yourself",
        }
    }
}

impl From<host::relying_party::RelyingPartyError> for ErrorView {
    fn from(error: host::relying_party::RelyingPartyError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), hint: error.hint() }
    }
}
