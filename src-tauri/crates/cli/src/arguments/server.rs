//! `serve` and `exec`.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use host::relying_party::{Bug, Profile};

/// Run a relying party to register at and sign in to; the first line it prints is its address, once it is ready.
///
/// It has a JSON API (see /openapi.json) and pages. Without --data everything is in memory and gone at the end. Ctrl-C,
/// SIGTERM and SIGHUP stop it: what it has accepted is answered first. The token for administration is made anew at each
/// start, and told in the --ready-file, or with --show-admin-token.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) server: ServerOptions,
    /// Print the admin token as the second line, or in the answer of --json.
    #[arg(long, display_order = 50)]
    pub(crate) show_admin_token: bool,
}

/// Run a command with a relying party of its own.
///
/// The server listens on any free port of this machine and ends with the command; COUNTERSIGN_URL and
/// COUNTERSIGN_ADMIN_TOKEN tell the command where it is. Standard input and output are the command's alone. Ends with
/// the command's exit code, with 128 and the number of the signal that ended it, with 127 when there is no such
/// command, and with 126 when it cannot be executed.
#[derive(Debug, Args)]
pub(crate) struct Exec {
    #[command(flatten)]
    pub(crate) server: ServerOptions,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "CMD")]
    pub(crate) command: Vec<OsString>,
}

/// How a relying party is run.
#[derive(Debug, Args)]
pub(crate) struct ServerOptions {
    /// The port; 0 is any that is free.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// The address of the network to listen on; one that others reach needs --expose.
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) address: IpAddr,
    /// Let other machines in. Nothing is encrypted on the way: put a proxy with TLS before it.
    #[arg(long)]
    pub(crate) expose: bool,
    /// The address people reach it by through a proxy with TLS, such as https://mfa.example.org.
    ///
    /// Requests may then name it as their host, pages take forms from it, and cookies go over TLS only. The proxy has to
    /// send this name as Host; its X-Forwarded-For counts once it is configured.
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Keep the data in this folder; made if it is not there. One server at a time can use it.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Where the key is that secrets in --data are sealed under: keyring, file:PATH or env:NAME [default: keyring].
    ///
    /// Where nothing is stored yet, a key is made in the system's keyring or in the file. After that it never is again:
    /// without its key the data is of no use to anybody. To change a key, ask the running server for it (POST
    /// /api/v1/admin/keys/rotate), or put the new one before the old one, a line each (commas between in the environment):
    /// everything is sealed anew while the server runs.
    #[arg(long, value_name = "SOURCE")]
    pub(crate) key: Option<String>,
    /// What codes are accepted: strict (this step), rfc (one step either side, the default), lenient (two); or as a
    /// well-known server does, with what is weak in it: docs/vendor-profiles.md tells of each.
    #[arg(long, value_parser = profiles())]
    pub(crate) profile: Option<Profile>,
    /// A TOML file whose values replace those of the profile; docs/relying-party.md has them all.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Let tests control it with the admin token: clocks, tenants, faults and more; docs/control.md has it all.
    ///
    /// Not for a server that anybody relies on: whoever holds the token moves its time, and the first part of a path
    /// (/t/NAME/) makes a tenant without any token.
    #[arg(long)]
    pub(crate) control: bool,
    /// Say why a request was rejected in the header Countersign-Reason, to whoever sent it.
    #[arg(long, requires = "control")]
    pub(crate) explain: bool,
    /// A TOML file of users with known secrets, who are there from the start.
    #[arg(long, value_name = "FILE", requires = "control")]
    pub(crate) seed: Option<PathBuf>,
    /// Make a known mistake, for tests that are to fail; may be repeated. docs/control.md lists them.
    ///
    /// Each is named as the attack of `countersign attack` that is meant for it. Never for a server that anybody relies
    /// on: it says so at its start, in its log, and at /api/v1/meta.
    #[arg(long, value_name = "NAME", requires = "control", value_parser = bugs())]
    pub(crate) bug: Vec<Bug>,
    /// Write {"url", "admin_token", "pid", "version"} into this file once it is ready; removed at the end.
    #[arg(long, value_name = "FILE")]
    pub(crate) ready_file: Option<PathBuf>,
    /// Read the admin token from this open file (32 characters or more) instead of COUNTERSIGN_ADMIN_TOKEN.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) admin_token_fd: Option<u32>,
    /// What is logged on standard error. Never a secret.
    #[arg(long, value_name = "LEVEL", default_value = "warn", value_parser = PossibleValuesParser::new(LOG_LEVELS))]
    pub(crate) log: String,
}

/// How much can be logged, from nothing to everything.
const LOG_LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// The known bugs by name.
fn bugs() -> impl TypedValueParser<Value = Bug> {
    PossibleValuesParser::new(Bug::ALL.iter().map(|bug| bug.name())).try_map(|name| {
        let named = Bug::ALL.iter().copied().find(|bug| bug.name() == name);
        named.ok_or("there is no known bug of this name")
    })
}

/// The profiles by name, so that completions know them, too.
fn profiles() -> impl TypedValueParser<Value = Profile> {
    PossibleValuesParser::new(Profile::ALL.map(Profile::name)).try_map(|name| {
        let named = Profile::ALL.into_iter().find(|profile| profile.name() == name);
        named.ok_or("there is no profile of this name")
    })
}
