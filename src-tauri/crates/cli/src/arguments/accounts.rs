//! `list`, `edit`, `remove`, `restore` and `show`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

/// List the accounts, without their codes.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those with this tag.
    #[arg(long)]
    pub(crate) tag: Option<String>,
    /// What is in the trash.
    #[arg(long)]
    pub(crate) trash: bool,
}

/// Change what is said of an account; secret and parameters never change.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true))]
pub(crate) struct Edit {
    /// The account, as in `countersign code --help`.
    #[arg(value_name = "NAME")]
    pub(crate) account: String,
    /// Who asks for the code.
    #[arg(long, group = "change")]
    pub(crate) issuer: Option<String>,
    /// Whose account it is.
    #[arg(long, group = "change", value_name = "NEW NAME")]
    pub(crate) name: Option<String>,
    /// A note; "" takes it away.
    #[arg(long, group = "change")]
    pub(crate) note: Option<String>,
    /// Adds a tag.
    #[arg(long, group = "change", value_name = "TAG")]
    pub(crate) add_tag: Vec<String>,
    /// Takes a tag away.
    #[arg(long, group = "change", value_name = "TAG")]
    pub(crate) remove_tag: Vec<String>,
    /// Shows it first.
    #[arg(long, group = "change", conflicts_with = "unpin")]
    pub(crate) pin: bool,
    /// No longer shows it first.
    #[arg(long, group = "change")]
    pub(crate) unpin: bool,
}

/// Put an account into the trash, from where it can be restored for 30 days.
#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// The account, as in `countersign code --help`; a part of a name is not enough, but to ask whether it is meant.
    pub(crate) name: String,
    /// Delete it for good, from the trash too; asks first. A damaged record can only be removed so.
    #[arg(long)]
    pub(crate) forever: bool,
    /// Do not ask.
    #[arg(short, long)]
    pub(crate) yes: bool,
}

/// Take an account out of the trash.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The account, as in `countersign code --help`.
    pub(crate) name: String,
}

/// Show what is known of an account; its set-up code only when asked for.
///
/// Whoever sees the set-up code can make this account's codes for ever: --secret, --uri, --qr, --png and --raw ask
/// first.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The account, as in `countersign code --help`.
    pub(crate) name: String,
    /// Draw the set-up code in the terminal, for another device.
    #[arg(long, conflicts_with = "json")]
    pub(crate) qr: bool,
    /// Write the set-up code into a new PNG file that only you can read; - is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) png: Option<PathBuf>,
    /// The set-up code as an otpauth:// address.
    #[arg(long)]
    pub(crate) uri: bool,
    /// The secret, as sites show it for typing in.
    #[arg(long)]
    pub(crate) secret: bool,
    /// The record as it is kept: for one that is damaged.
    #[arg(long, conflicts_with_all = ["qr", "png", "uri", "secret"])]
    pub(crate) raw: bool,
    /// Do not ask.
    #[arg(short, long)]
    pub(crate) yes: bool,
}
