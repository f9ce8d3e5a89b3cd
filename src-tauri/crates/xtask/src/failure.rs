//! What ends a task: the fact and what to do about it.

/// Why a task could not be done.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The fact, in one line.
    pub(crate) what: String,
    /// What the developer does next.
    pub(crate) remedy: String,
    code: u8,
}

impl Failure {
    /// Something that went wrong while doing what was asked: exit code 1.
    pub(crate) fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into(), code: 1 }
    }

    /// Something that was asked wrongly: exit code 2.
    pub(crate) fn usage(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into(), code: 2 }
    }

    /// A file operation that went wrong.
    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(
            format!("{}: {error}", path.display()),
            "check that the folder exists, is writable and has space left",
        )
    }

    /// The exit code of the whole program.
    pub(crate) fn exit_code(&self) -> u8 {
        self.code
    }
}
