//! Exit codes: part of the interface, so a number never changes its meaning.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done,
    Failed,
    Usage,
    NotFound,
    Ambiguous,
    NoCode,
    NotAnAccount,
    Unreadable,
    Locked,
    NoKeyring,
    Missing,
    Partly,
    Unanswered,
    NoInput,
    NotListening,
    NoData,
    NoKey,
    BadConfig,
    Broken,
    WrongPassword,
    BadFile,
    Unexplained,
    Different,
    Attention,
    TooSoon,
    NotExecutable,
    NoCommand,
    /// As a command that was run ended.
    Of(u8),
}

impl Exit {
    /// All that have a meaning of their own.
    pub(crate) const ALL: [Self; 27] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::NotFound,
        Self::Ambiguous,
        Self::NoCode,
        Self::NotAnAccount,
        Self::Unreadable,
        Self::Locked,
        Self::NoKeyring,
        Self::Missing,
        Self::Partly,
        Self::Unanswered,
        Self::NoInput,
        Self::NotListening,
        Self::NoData,
        Self::NoKey,
        Self::BadConfig,
        Self::Broken,
        Self::WrongPassword,
        Self::BadFile,
        Self::Unexplained,
        Self::Different,
        Self::Attention,
        Self::TooSoon,
        Self::NotExecutable,
        Self::NoCommand,
    ];

    /// The number the shell sees.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Ambiguous => 4,
            Self::NoCode => 5,
            Self::NotAnAccount => 6,
            Self::Unreadable => 7,
            Self::Locked => 8,
            Self::NoKeyring => 9,
            Self::Missing => 10,
            Self::Partly => 11,
            Self::Unanswered => 12,
            Self::NoInput => 13,
            Self::NotListening => 14,
            Self::NoData => 15,
            Self::NoKey => 16,
            Self::BadConfig => 17,
            Self::Broken => 18,
            Self::WrongPassword => 19,
            Self::BadFile => 20,
            Self::Unexplained => 21,
            Self::Different => 22,
            Self::Attention => 23,
            Self::TooSoon => 24,
            Self::NotExecutable => 126,
            Self::NoCommand => 127,
            Self::Of(number) => number,
        }
    }

    /// What it tells a script.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed; the message says why",
            Self::Usage => "the command line was not understood, or a secret was in it",
            Self::NotFound => "no account has this name",
            Self::Ambiguous => "several accounts have this name; they are listed",
            Self::NoCode => "no QR code in the picture",
            Self::NotAnAccount => "what was read is not an account, or a faulty one",
            Self::Unreadable => {
                "the QR code is damaged, too small or too blurred, the picture too dark, or the search took too long"
            }
            Self::Locked => "the keyring is locked, or the accounts were locked meanwhile",
            Self::NoKeyring => "no keyring service answers, or it has no keyring",
            Self::Missing => "accounts that were in the keyring are not there; nothing was written",
            Self::Partly => "a part was done; the message says what was not",
            Self::Unanswered => "the answer was no, or nobody was there to answer (see --yes)",
            Self::NoInput => "the file could not be read, or is not a picture",
            Self::NotListening => "the server could not listen at the address and port",
            Self::NoData => "the data folder or the database in it could not be used, or another server uses it",
            Self::NoKey => "the key the data is sealed under is missing, unreadable, or another one",
            Self::BadConfig => {
                "a configuration, seed, scenario or profile file could not be read, or a line of it is wrong"
            }
            Self::Broken => "attack: at least one attack got through",
            Self::WrongPassword => {
                "the password or recovery code does not open the sealed file, the backup or the lock"
            }
            Self::BadFile => {
                "the sealed file, a backup or the lock's header is missing, damaged or of a newer version; nothing was written over"
            }
            Self::Unexplained => "diagnose: nothing that is known explains the code",
            Self::Different => "reproduce: something else came out than the bundle says",
            Self::Attention => "doctor: something needs attention",
            Self::TooSoon => "after wrong passwords of the lock: wait as long as the message says",
            Self::NotExecutable => "exec: the command cannot be executed",
            Self::NoCommand => "exec: the command was not found",
            Self::Of(_) => "as the command of exec ended",
        }
    }

    /// The table at the end of the help.
    pub(crate) fn table() -> String {
        let lines: Vec<String> =
            Self::ALL.iter().map(|exit| format!(" {:>3}  {}", exit.number(), exit.meaning())).collect();
        lines.join("\n")
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_has_every_exit_code() {
        let page = include_str!("../../../../docs/cli.md");
        for exit in Exit::ALL {
            let row = format!("| {} | {} |", exit.number(), exit.meaning());
            assert!(page.contains(&row), "docs/cli.md lacks: {row}");
        }
    }
}
