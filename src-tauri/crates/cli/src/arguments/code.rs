//! `code`.

use clap::Args;

use crate::moment;

/// Print the code of an account, and nothing else, on standard output.
///
/// NAME is an account's id or the beginning of it (4 letters at least), its issuer, its name, or "issuer:name"; else a
/// part of these that only one account has. A counter account (HOTP) moves to its next code each time, so a part is not
/// enough for it.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("whose").required(true))]
pub(crate) struct Code {
    /// The account.
    #[arg(group = "whose")]
    pub(crate) name: Option<String>,
    /// Compute without storing: the otpauth:// address comes by standard input (-).
    #[arg(long, group = "whose", value_name = "-")]
    pub(crate) uri: Option<String>,
    /// The code of another moment: Unix seconds, or RFC 3339 such as 2026-03-01T12:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = moment::parse, allow_negative_numbers = true)]
    pub(crate) at: Option<otp::UnixSeconds>,
    /// The code after it.
    #[arg(long)]
    pub(crate) next: bool,
    /// Copy it instead of printing it; it leaves the clipboard after a while.
    #[arg(long)]
    pub(crate) copy: bool,
    /// Wait for the next code if this one lives less than so many seconds.
    #[arg(long, value_name = "SECONDS", conflicts_with_all = ["at", "next"])]
    pub(crate) min_left: Option<u32>,
}
