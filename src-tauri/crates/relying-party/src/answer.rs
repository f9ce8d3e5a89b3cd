//! What a request is answered with when it is not done.

use crate::rules::password::PasswordProblem;

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An answer: the caller may not, or asked for what cannot be.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// Our own trouble.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// An answer to a request that is not done. Every bad credential gets the same one; the journal knows why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// A wrong password, code or backup code, an unknown name, a used code: all the same from outside.
    #[error("the name, the password or the code is not right")]
    Credentials,
    /// Too many wrong guesses.
    #[error("there were too many wrong tries; the next one is possible in {retry_after} s")]
    TooManyTries {
        /// How long to wait, in seconds.
        retry_after: u64,
    },
    /// A hundred wrong guesses in a row.
    #[error("this way of signing in is locked after too many wrong tries")]
    Locked,
    /// No token, or one that is not (any more) a session's.
    #[error("this needs a session")]
    NoSession,
    /// The session is one that may not do this: a half login, or one for replacing a factor.
    #[error("this session may not do that")]
    WrongSession,
    /// The last check of the password is too old.
    #[error("this needs the password again")]
    PasswordNeeded,
    /// The last check of the second factor is too old, or there was none.
    #[error("this needs a code again")]
    SecondFactorNeeded,
    /// The name cannot be one.
    #[error("a name has 1 to 64 characters, none of them a control character")]
    BadName,
    /// The name is another user's.
    #[error("this name is taken")]
    NameTaken,
    /// The password cannot be one.
    #[error("{0}")]
    BadPassword(PasswordProblem),
    /// The address cannot be one.
    #[error("this is not an address codes can be sent to")]
    BadAddress,
    /// There is nothing under this id, or nothing that is the caller's: nobody learns which.
    #[error("there is nothing under this id")]
    NotFound,
    /// The enrolment is over: confirmed, replaced by a newer one, or older than its time.
    #[error("this enrolment is over")]
    EnrolmentOver,
    /// The code came from an app that ignored a parameter of the QR code.
    #[error("the app made a code with another {0}: it ignores what the QR code says")]
    AppIgnores(&'static str),
    /// The policy does not allow it.
    #[error("the policy of this server does not allow that")]
    NotAllowed,
    /// There are as many already as there may be.
    #[error("there are as many of these as there may be")]
    TooMany,
}

impl Rejection {
    /// The stable name of the answer.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Credentials => "credentials-refused",
            Self::TooManyTries { .. } => "too-many-tries",
            Self::Locked => "locked",
            Self::NoSession => "session-needed",
            Self::WrongSession => "session-may-not",
            Self::PasswordNeeded => "password-needed",
            Self::SecondFactorNeeded => "second-factor-needed",
            Self::BadName => "name-refused",
            Self::NameTaken => "name-taken",
            Self::BadPassword(_) => "password-refused",
            Self::BadAddress => "address-refused",
            Self::NotFound => "not-found",
            Self::EnrolmentOver => "enrolment-over",
            Self::AppIgnores(_) => "app-ignores-parameter",
            Self::NotAllowed => "not-allowed",
            Self::TooMany => "too-many",
        }
    }

    /// What can be done.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Credentials => "check all of it and try again; a one-time code works once and for a short time only",
            Self::TooManyTries { .. } => "wait, then try again",
            Self::Locked => "sign in another way, or ask an administrator to unlock it",
            Self::NoSession => "sign in",
            Self::WrongSession => "finish signing in first",
            Self::PasswordNeeded => "give the password once more, then try again",
            Self::SecondFactorNeeded => "give a code once more, then try again",
            Self::BadName | Self::NameTaken => "choose another name",
            Self::BadPassword(_) => "choose another password; several unrelated words are good",
            Self::BadAddress => "give an e-mail address, or a telephone number that begins with +",
            Self::NotFound => "look it up in the list",
            Self::EnrolmentOver => "begin it again",
            Self::AppIgnores(_) => "use another app, or have the administrator choose SHA-1, 6 digits and 30 seconds",
            Self::NotAllowed => "ask an administrator",
            Self::TooMany => "remove one first",
        }
    }
}

/// Trouble on our side. Nothing was accepted.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database.
    #[error("the database did not do it: {0}")]
    Database(#[from] sqlx::Error),
    /// The database is of another version of the program.
    #[error("the database could not be brought to this version: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// There is a file where the database should be, and it is something else.
    #[error("the file of the database is no SQLite database")]
    NoDatabase,
    /// A sealed value could not be opened.
    #[error("a stored secret could not be opened: {0}")]
    Open(#[from] sealing::OpenError),
    /// A value could not be sealed.
    #[error("a secret could not be sealed: {0}")]
    Seal(#[from] sealing::SealError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] sealing::RandomError),
    /// A password or backup code could not be hashed.
    #[error("a password could not be hashed: {0}")]
    Kdf(#[from] sealing::KdfError),
    /// A row holds what cannot be there.
    #[error("the database holds something unreadable: {0}")]
    Unreadable(&'static str),
    /// A code could not be computed or drawn.
    #[error("a code could not be made: {0}")]
    Code(String),
    /// The database did not keep it.
    #[error("the database did not keep what was done")]
    NotCommitted,
    /// The program is ending.
    #[error("the server is stopping")]
    Stopping,
}

impl Fault {
    /// The stable name of the trouble.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database(_) => "database-failed",
            Self::Migration(_) => "database-version",
            Self::NoDatabase => "no-database",
            Self::Open(_) => "secret-unreadable",
            Self::Seal(_) => "secret-not-sealed",
            Self::Random(_) => "no-randomness",
            Self::Kdf(_) => "hash-failed",
            Self::Unreadable(_) => "database-unreadable",
            Self::Code(_) => "code-not-made",
            Self::NotCommitted => "database-not-committed",
            Self::Stopping => "stopping",
        }
    }

    /// What can be done.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Open(_) => "start the server with the key its data was sealed under",
            Self::NoDatabase => "choose another folder, or move that file away",
            Self::Migration(_) => "start the version of the program that wrote this data, or a newer one",
            Self::Stopping => "try again",
            _ => "look at the server's log",
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<sealing::RandomError> for Error {
    fn from(error: sealing::RandomError) -> Self {
        Self::Fault(error.into())
    }
}
