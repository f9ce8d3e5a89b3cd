//! `diagnose` and `reproduce`.

use std::path::PathBuf;

use clap::Args;
use otp::{Algorithm, Digits, Period, UnixSeconds};

use super::typed::{KindChoice, digits, period};
use crate::moment;

/// Say why a code was rejected: the cause, how sure that is, and what to do.
///
/// Secrets and codes come by standard input, one a line; a terminal asks for them. First the account: an otpauth://
/// address, or a secret in base32 (then --digits and the like say the rest). Then the codes, each with the time at which
/// it was given: "123456" alone was given now, or at --at; "123456 2026-03-01T12:00:00Z" then. A second code, of a minute
/// later, makes the answer much surer. Lines that begin with a word and a colon are more that the verifier holds:
/// "retired:", "pending:", "not-asked:", "other-form:" or "other-account:" with an address or secret.
///
/// With --user or --rejection nothing is read but --codes: the rejection is one of a relying party that runs, which compares it itself,
/// writes that to its journal, and hands out no secret. Its admin token comes by COUNTERSIGN_ADMIN_TOKEN.
///
/// With a FILE nothing is read but this support bundle. --bundle writes one: a scenario that `countersign reproduce`
/// replays on another desk. It holds no secret and no code; it is shown whole before it is written.
///
/// Ends with 0 where a cause is named, and with 21 where nothing explains the code. docs/DIAGNOSIS.md has the catalogue.
#[derive(Debug, Args)]
pub(crate) struct Diagnose {
    /// A support bundle to look into.
    #[arg(value_name = "FILE", conflicts_with_all = ["whose", "bundle"])]
    pub(crate) from: Option<PathBuf>,
    /// Write a support bundle to this new file, after showing it and asking.
    #[arg(long, value_name = "FILE")]
    pub(crate) bundle: Option<PathBuf>,
    /// Put the name of the account into the bundle; without this it has none.
    #[arg(long, requires = "bundle")]
    pub(crate) with_name: bool,
    /// Do not ask before the bundle is written.
    #[arg(short, long, requires = "bundle")]
    pub(crate) yes: bool,
    /// The address of a relying party that runs, such as http://127.0.0.1:8080.
    #[arg(long, value_name = "URL", env = "COUNTERSIGN_URL", hide_env_values = true)]
    pub(crate) server: Option<String>,
    /// The newest rejection of this user, of the server.
    #[arg(long, value_name = "NAME", group = "whose")]
    pub(crate) user: Option<String>,
    /// The rejection of this number in the journal.
    #[arg(long, value_name = "NUMBER", group = "whose")]
    pub(crate) rejection: Option<i64>,
    /// Read codes that the person read out since from standard input (-), one a line with its time.
    #[arg(long, value_name = "-", requires = "whose")]
    pub(crate) codes: Option<String>,
    /// When the codes were given that have no time beside them: Unix seconds, or RFC 3339.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub(crate) at: Option<UnixSeconds>,
    /// What the device's own clock showed when the first code was given.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub(crate) device_showed: Option<UnixSeconds>,
    /// When the code was given that was accepted last: it tells codes that were used.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub(crate) last_accepted: Option<UnixSeconds>,
    /// Steps before the current one that the verifier accepts.
    #[arg(long, value_name = "STEPS", default_value_t = 1)]
    pub(crate) back: u32,
    /// Steps after the current one that it accepts; for HOTP the counters it looks ahead.
    #[arg(long, value_name = "STEPS", default_value_t = 1)]
    pub(crate) ahead: u32,
    /// How many seconds the codes of other people were off lately (behind: -30); may be repeated.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) other: Vec<i64>,
    /// The kind of code, of a secret without an address.
    #[arg(long, value_enum, default_value_t = KindChoice::Totp, help_heading = "Of a secret without an address")]
    pub(crate) kind: KindChoice,
    /// SHA1, SHA256 or SHA512.
    #[arg(long, default_value_t, help_heading = "Of a secret without an address")]
    pub(crate) algorithm: Algorithm,
    /// Digits of a code, 5 to 9.
    #[arg(long, default_value = "6", value_parser = digits, help_heading = "Of a secret without an address")]
    pub(crate) digits: Digits,
    /// Seconds a code lives.
    #[arg(long, default_value = "30", value_parser = period, help_heading = "Of a secret without an address")]
    pub(crate) period: Period,
    /// For hotp: the counter that is expected next.
    #[arg(long, default_value_t = 0, help_heading = "Of a secret without an address")]
    pub(crate) counter: u64,
}

/// Replay a support bundle: does the same rejection come out here?
///
/// A fresh relying party in this process, with fresh secrets and the bundle's policy; devices with the same clocks, drift
/// and mistakes. Ends with 0 where the same code is rejected for the same reason at the same step, and with 22 where
/// something is otherwise, which is told.
#[derive(Debug, Args)]
pub(crate) struct Reproduce {
    /// The bundle, as `countersign diagnose --bundle` wrote it.
    #[arg(value_name = "BUNDLE")]
    pub(crate) bundle: PathBuf,
}
