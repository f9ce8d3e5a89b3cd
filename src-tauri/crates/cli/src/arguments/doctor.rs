//! `doctor`.

use clap::Args;

/// Look at this machine: the keyring, folders, the clock, versions.
///
/// Nothing is changed, no prompt of the keyring appears, and the network is asked only with --clock. The answer can be
/// handed on: it has no names, no accounts, no addresses, and of paths only what is below the home folder.
///
/// Ends with 0 where all is well, and with 23 where something needs attention; it is told with what to do.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Compare the clock with this time server (SNTP): a name or an address, with its port where that is not 123. Or
    /// with the Date that a web server answers with: https://HOST, good to a second or so.
    #[arg(long, value_name = "HOST")]
    pub(crate) clock: Option<String>,
    /// Do not ask before the server is.
    #[arg(short, long, requires = "clock")]
    pub(crate) yes: bool,
}
