//! What only the Support view can do wrong.

/// What only the Support view can do wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SupportError {
    /// Another case took its place, or it was closed.
    #[error("this case is no longer open")]
    UnknownCase,
    /// The case has no such cause.
    #[error("this case has no such cause")]
    UnknownCause,
    /// The journal has no such entry any more.
    #[error("the journal has no such entry")]
    UnknownRejection,
    /// Nothing was typed.
    #[error("no code was given")]
    NoCode,
    /// A time before 1970, or none at all.
    #[error("this is no time that codes are made for")]
    NoTime,
    /// A bundle holds no secret to compare another code with.
    #[error("a bundle holds no secret, so another code cannot be compared")]
    NoMoreCodes,
    /// As many as are taken.
    #[error("five codes are compared at once, the rejected one among them")]
    TooManyCodes,
    /// No file came.
    #[error("the window did not send the bundle")]
    NoFile,
    /// It is too long, or no text.
    #[error("this file is no support bundle: it is not a text of at most a megabyte")]
    NotText,
    /// The place of a bundle is not one.
    #[error("a bundle needs the whole path of a file that ends in .toml")]
    NotAPath,
}

impl SupportError {
    /// A stable name.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::UnknownCase => "case-unknown",
            Self::UnknownCause => "cause-unknown",
            Self::UnknownRejection => "rejection-unknown",
            Self::NoCode => "diagnose-no-code",
            Self::NoTime => "diagnose-no-time",
            Self::NoMoreCodes => "case-takes-no-codes",
            Self::TooManyCodes => "case-too-many-codes",
            Self::NoFile => "bundle-not-sent",
            Self::NotText => "bundle-not-text",
            Self::NotAPath => "bundle-path",
        }
    }

    /// What to do.
    pub(crate) fn hint(self) -> &'static str {
        match self {
            Self::UnknownCase | Self::UnknownCause => "look into the rejection again",
            Self::UnknownRejection => "look at the journal again",
            Self::NoCode => "type the code",
            Self::NoTime => "give a time since 1970",
            Self::NoMoreCodes => "ask whoever wrote the bundle to compare it",
            Self::TooManyCodes => "look into it anew with the newest codes",
            Self::NoFile => "choose the file again",
            Self::NotText => "choose a file that Countersign wrote; its name ends in .toml",
            Self::NotAPath => "write the folder and the name, such as /home/ada/case.toml",
        }
    }
}
