//! A relying party as `serve` and `exec` run it.

mod admin_token;
mod log;
mod signals;

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};

use host::relying_party::{
    AdminToken, Control, DataLocation, KeySource, ReadyFile, RelyingPartyOptions, RunningRelyingParty, Settings,
    start_with_bugs,
};
use tokio::runtime::Builder;

pub(crate) use admin_token::VARIABLE as TOKEN_VARIABLE;
pub(crate) use signals::{Ask, Signals};

use crate::arguments::ServerOptions;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Console, WarningView};

/// Whether a server, or another work of [`block_on`], decides what signals do.
static LISTENS: AtomicBool = AtomicBool::new(false);

/// A relying party that answers.
pub(crate) struct Server {
    running: RunningRelyingParty,
    pub(crate) url: String,
    pub(crate) admin_token: AdminToken,
    /// There as long as the server is.
    ready_file: Option<ReadyFile>,
}

impl Server {
    /// Starts one; it answers when this returns.
    pub(crate) async fn start(options: &ServerOptions, console: Console) -> Result<Self, Failure> {
        log::to_standard_error(&options.log, console.is_json());
        check_exposure(options)?;
        if let Some(path) = &options.ready_file {
            ReadyFile::check(path)?;
        }
        let admin_token = admin_token::choose(options.admin_token_fd)?;
        let running = start_with_bugs(of_host(options)?, admin_token.clone(), options.bug.clone()).await?;
        let url = running.url();
        let written = options.ready_file.as_ref().map(|path| ReadyFile::write(path, &url, &admin_token)).transpose();
        let ready_file = match written {
            Ok(ready_file) => ready_file,
            Err(error) => {
                running.stop().await;
                return Err(error.into());
            }
        };
        warn_of_exposure(options, &url, console);
        warn_of_control(options, console);
        warn_of_bugs(options, console);
        warn_of_profile(options, console);
        Ok(Self { running, url, admin_token, ready_file })
    }

    /// Answers what was accepted, and ends. A second signal ends it at once: the database stands that.
    pub(crate) async fn stop(self, signals: &mut Signals) -> Result<(), Ask> {
        drop(self.ready_file);
        tokio::select! {
            () = self.running.stop() => Ok(()),
            ask = signals.next() => Err(ask),
        }
    }
}

/// Whether signals are listened to by [`block_on`].
#[cfg(unix)]
pub(crate) fn listens() -> bool {
    LISTENS.load(Ordering::SeqCst)
}

/// Runs `work` with signals listened to.
pub(crate) fn block_on<W>(work: impl FnOnce(Signals) -> W) -> Result<Exit, Failure>
where
    W: Future<Output = Result<Exit, Failure>>,
{
    let failed = |error: std::io::Error| {
        let message = format!("the system gives no threads or signals: {error}");
        Failure::new("server-no-runtime", message, "close other programs, and try again")
    };
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(failed)?;
    let signals = runtime.block_on(async { Signals::listen() }).map_err(failed)?;
    LISTENS.store(true, Ordering::SeqCst);
    let exit = runtime.block_on(async { work(signals).await });
    LISTENS.store(false, Ordering::SeqCst);
    // Whatever still waits in a thread, such as for the keyring, is not waited for.
    runtime.shutdown_background();
    exit
}

fn of_host(options: &ServerOptions) -> Result<RelyingPartyOptions, Failure> {
    let location = options.data.clone().map_or(DataLocation::Memory, DataLocation::Folder);
    let key = match &options.key {
        Some(text) => key_source(text)?,
        None if location == DataLocation::Memory => KeySource::Random,
        None => KeySource::Keyring,
    };
    let public_url = options.public_url.as_deref().map(str::parse).transpose();
    let public_url = public_url.map_err(|error: host::relying_party::PublicUrlError| {
        Failure::new(error.code(), error.to_string(), error.hint()).with_exit(Exit::Usage)
    })?;
    let control = options.control.then(|| Control { explains: options.explain, ..Control::default() });
    let settings =
        Settings { address: options.address, port: options.port, public_url, control, ..Settings::default() };
    Ok(RelyingPartyOptions {
        location,
        profile: options.profile,
        config: options.config.clone(),
        key,
        settings,
        seed: options.seed.clone(),
    })
}

/// Not by the command line's parser: it would repeat a key that was given instead of its place.
fn key_source(text: &str) -> Result<KeySource, Failure> {
    text.parse().map_err(|error: host::relying_party::UnknownKeySource| {
        let hint = "a key itself is never an argument: put it into a file or the environment, and name that";
        Failure::new("key-source-unknown", error.to_string(), hint).with_exit(Exit::Usage)
    })
}

fn check_exposure(options: &ServerOptions) -> Result<(), Failure> {
    if options.expose || options.address.is_loopback() {
        return Ok(());
    }
    let message = format!("other machines could reach the server at {}", options.address);
    Err(Failure::new("expose-needed", message, "say --expose if they are to, or leave out --address")
        .with_exit(Exit::Usage))
}

fn warn_of_control(options: &ServerOptions, console: Console) {
    if options.control && !options.address.is_loopback() {
        let message = "other machines can reach a server that is controlled: they can make tenants without a token";
        let hint = Some("leave out --control or --expose".to_owned());
        console.warn(&WarningView { code: "controlled", message: message.to_owned(), hint });
    }
}

fn warn_of_profile(options: &ServerOptions, console: Console) {
    if let Some(profile) = options.profile.filter(|profile| profile.is_of_another_server()) {
        let message = format!("the profile {} has what is weak in another server", profile.name());
        let hint = Some("use it for tests only; docs/vendor-profiles.md tells which attacks get through".to_owned());
        console.warn(&WarningView { code: "vendor-profile", message, hint });
    }
}

fn warn_of_bugs(options: &ServerOptions, console: Console) {
    for bug in &options.bug {
        let message = format!("KNOWN BUG ON: {}: {}", bug.name(), bug.about());
        let hint = Some("never rely on this server: it is for tests that are to fail".to_owned());
        console.warn(&WarningView { code: "known-bug", message, hint });
    }
}

fn warn_of_exposure(options: &ServerOptions, url: &str, console: Console) {
    if !options.address.is_loopback() {
        let message = format!("other machines can reach this server ({url}), and nothing is encrypted on the way");
        let hint = Some("put a proxy with TLS before it; its X-Forwarded-For counts once it is configured".to_owned());
        console.warn(&WarningView { code: "exposed", message, hint });
    }
}
