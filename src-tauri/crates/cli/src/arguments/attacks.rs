//! `attack`.

use std::path::PathBuf;

use clap::Args;

/// Try named attacks on the second factor of a server, and say which get through.
///
/// It registers people and guesses passwords and codes: run it against a server made for tests. One on this machine is
/// attacked as it is; any other has to serve the word that the first run prints. Ends with 18 when an attack got through,
/// with 11 when none did but some could not be tried to the end, and with 0 otherwise. docs/ATTACKS.md tells of each.
#[derive(Debug, Args)]
pub(crate) struct Attack {
    /// The target profile of the server; or the address of a relying party that `countersign serve` started.
    #[arg(long, value_name = "PROFILE|URL", required_unless_present = "list")]
    pub(crate) target: Option<String>,
    /// Its address; wins over the profile's.
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// Only this attack; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// Write a report as one HTML file, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Write a table in Markdown, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// The word a server that is not on this machine serves, to say that it may be attacked.
    #[arg(long, value_name = "WORD")]
    pub(crate) ownership: Option<String>,
    /// List the attacks, and try none.
    #[arg(long)]
    pub(crate) list: bool,
}
