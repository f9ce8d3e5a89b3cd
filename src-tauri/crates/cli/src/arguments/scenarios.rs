//! `run`.

use std::path::PathBuf;

use clap::Args;

/// Play scenarios and say where they come out otherwise than expected.
///
/// Without --target each is played against a relying party of its own in this process, whose clock is the scenario's:
/// a month takes as long as its steps. Ends with 0 when all came out as expected, with 1 when one did not, and with 17
/// when a file has a mistake; it is told with its line and key.
#[derive(Debug, Args)]
pub(crate) struct RunScenarios {
    /// The scenarios.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The target profile of an HTTP server to play them against.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) target: Option<PathBuf>,
    /// Its address; wins over the profile's.
    #[arg(long, requires = "target")]
    pub(crate) url: Option<String>,
    /// Write a report as JUnit's XML, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
}
