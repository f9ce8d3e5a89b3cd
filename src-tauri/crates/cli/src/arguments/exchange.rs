//! `import` and `export`.

use std::path::PathBuf;

use clap::Args;

/// Add the accounts of a file: one that Countersign exported or backed up, or a list of otpauth:// addresses.
///
/// Which of the two it is, is told by how the file begins. In a list each line is an address; empty lines and comments (#)
/// are passed over. Everything that is read is shown first, line by line: it is added, here already, or refused, with the
/// reason. An account that this version makes no codes for is added too, without a code, and exported unchanged.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file; - is a list by standard input.
    #[arg(required_unless_present = "undo", conflicts_with = "undo")]
    pub(crate) file: Option<PathBuf>,
    /// Show what would be added, and add nothing.
    #[arg(long, conflicts_with = "yes")]
    pub(crate) preview: bool,
    /// Take the last import back: what it added goes into the trash, but for what was changed since.
    #[arg(long, conflicts_with = "preview")]
    pub(crate) undo: bool,
    /// Do not ask.
    #[arg(short, long)]
    pub(crate) yes: bool,
}

/// Write accounts into a new file that only you can read: sealed with a password, or a plain list.
///
/// The file is read back and compared before it gets its name. The trash and damaged records are left out, and counted.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file; - is standard output.
    pub(crate) file: PathBuf,
    /// A list of otpauth:// addresses, for other programs: NOT sealed. Whoever reads the file has all your codes; asks first.
    #[arg(long)]
    pub(crate) plain: bool,
    /// Only this account, as in `countersign code --help`; can be said several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Vec<String>,
    /// Replace the file, if it is there.
    #[arg(long)]
    pub(crate) replace: bool,
    /// Do not ask.
    #[arg(short, long)]
    pub(crate) yes: bool,
}
