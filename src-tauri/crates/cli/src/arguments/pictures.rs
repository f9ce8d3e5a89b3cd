//! `scan` and `add`.

use std::path::PathBuf;

use clap::Args;

use super::TypedOptions;

/// Show what pictures hold, secrets masked; stores nothing.
///
/// For each picture, one of four answers: the codes found; no QR code; a QR code that is not an account, and what it
/// is; a damaged code, or a search that took too long. Several pictures with different answers end with 11, or with
/// 1 when none of them holds an account.
#[derive(Debug, Args)]
pub(crate) struct Scan {
    #[command(flatten)]
    pub(crate) sources: Sources,
}

/// Store the accounts that pictures or addresses hold.
///
/// From - come a picture, or otpauth:// and otpauth-migration:// addresses, one a line. On a terminal they are not
/// shown as you type, and you are asked before anything is stored. An account that is there already is pointed out
/// and not added again.
#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Ask for issuer, name and secret; without a terminal, each is a line of standard input.
    #[arg(long, visible_alias = "prompt", group = "source")]
    pub(crate) typed: bool,
    /// An example account, to try things out with.
    #[arg(long, group = "source")]
    pub(crate) example: bool,
    /// Do not ask; also adds an account whose name is there already with another secret.
    #[arg(short, long)]
    pub(crate) yes: bool,
    // Last: its heading would take in what follows.
    #[command(flatten)]
    pub(crate) options: TypedOptions,
}

/// Where pictures and addresses come from.
#[derive(Debug, Args)]
#[group(id = "source", required = true, multiple = true)]
pub(crate) struct Sources {
    /// Pictures: PNG, JPEG, WebP, GIF or BMP; - is standard input.
    #[arg(value_name = "IMAGE")]
    pub(crate) images: Vec<PathBuf>,
    /// What is on the clipboard: a picture, or addresses.
    #[arg(long)]
    pub(crate) clipboard: bool,
    /// What is on the screens now; the picture is kept nowhere.
    #[arg(long)]
    pub(crate) screen: bool,
    /// What you drag a rectangle around on the screen; Escape ends it.
    #[arg(long)]
    pub(crate) screen_part: bool,
}
