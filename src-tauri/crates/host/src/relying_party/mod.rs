//! A relying party on this machine: its database, keys and policy put together, behind its server.

mod administration;
mod config;
mod error;
mod folder;
mod key;
mod ready;
mod seed;

use std::path::PathBuf;
use std::sync::Arc;

use ::relying_party::{Call, Database, Location, Origin, RelyingParty, TenantName};
use otp::UnixSeconds;
use relying_party_server::{Clock, Running};
use sealing::KeyRing;
use tokio::task::JoinHandle;

#[cfg(feature = "known-bugs")]
pub use ::relying_party::Bug;
pub use ::relying_party::policy::Profile;
pub use administration::{Administration, AdministrationError, Investigation};
pub use config::ConfigError;
pub(crate) use config::merged_policy;
pub use error::RelyingPartyError;
pub use folder::FolderError;
pub use key::{KeySource, KeySourceError, UnknownKeySource};
pub use ready::{ReadyFile, ReadyFileError};
pub use relying_party_server::{AdminToken, AdminTokenError, Control, PublicUrl, PublicUrlError, Settings, StartError};
pub use seed::SeedFileError;

use crate::os::{self, OsRandom};
use folder::DataFolder;

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataLocation {
    /// In memory: gone at the end.
    Memory,
    /// In this folder, which is made if it is not there.
    Folder(PathBuf),
}

/// What a relying party is started with.
#[derive(Debug, Clone)]
pub struct RelyingPartyOptions {
    /// Where the data is.
    pub location: DataLocation,
    /// The named policy to start from; without one that of the configuration file, or [`Profile::Rfc`].
    pub profile: Option<Profile>,
    /// A configuration file, whose values replace those of the profile.
    pub config: Option<PathBuf>,
    /// Where the key is that secrets are sealed under.
    pub key: KeySource,
    /// How the server is reached. Of a configuration file only what is neither address nor port replaces it.
    pub settings: Settings,
    /// A file of users with known secrets, for tests.
    pub seed: Option<PathBuf>,
}

impl RelyingPartyOptions {
    /// In memory, on any free port of this machine only.
    pub fn in_memory() -> Self {
        Self {
            location: DataLocation::Memory,
            profile: None,
            config: None,
            key: KeySource::Random,
            settings: Settings::default(),
            seed: None,
        }
    }

    /// In this folder, sealed under the key in the system's keyring.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { location: DataLocation::Folder(folder), key: KeySource::Keyring, ..Self::in_memory() }
    }
}

/// A relying party that answers.
#[derive(Debug)]
pub struct RunningRelyingParty {
    party: Arc<RelyingParty>,
    server: Running,
    resealing: Option<JoinHandle<()>>,
    /// Locked as long as this lives.
    _folder: Option<DataFolder>,
}

impl RunningRelyingParty {
    /// Its address, such as `http://127.0.0.1:43211`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The service behind the server.
    pub fn party(&self) -> &Arc<RelyingParty> {
        &self.party
    }

    /// Takes no more requests, answers those it took, and closes the database.
    pub async fn stop(self) {
        if let Some(resealing) = self.resealing {
            resealing.abort();
            // Aborted or done: either way it writes no more.
            let _ = resealing.await;
        }
        self.server.stop().await;
    }
}

/// The system's time, for a server.
#[derive(Debug, Clone, Copy)]
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixSeconds {
        os::now()
    }
}

/// A new admin token, from the system's randomness.
///
/// # Errors
/// The system gives none.
pub fn new_admin_token() -> Result<AdminToken, RelyingPartyError> {
    Ok(AdminToken::random(&mut OsRandom)?)
}

/// Opens everything and begins to answer: bound and accepting when it returns.
///
/// # Errors
/// As the error says. Nothing that was stored is changed then, and no key is made for data that has one.
pub async fn start(options: RelyingPartyOptions, admin: AdminToken) -> Result<RunningRelyingParty, RelyingPartyError> {
    start_as(options, admin, |party| party).await
}

/// The same with known bugs, for those who test their tests.
///
/// # Errors
/// As [`start`].
#[cfg(feature = "known-bugs")]
pub async fn start_with_bugs(
    options: RelyingPartyOptions,
    admin: AdminToken,
    bugs: Vec<Bug>,
) -> Result<RunningRelyingParty, RelyingPartyError> {
    for bug in &bugs {
        tracing::warn!(bug = bug.name(), about = bug.about(), "a KNOWN BUG is on: never rely on this server");
    }
    start_as(options, admin, |party| party.with_bugs(bugs)).await
}

async fn start_as(
    options: RelyingPartyOptions,
    admin: AdminToken,
    change: impl FnOnce(RelyingParty) -> RelyingParty,
) -> Result<RunningRelyingParty, RelyingPartyError> {
    let known = options.seed.as_deref().map(seed::read).transpose()?;
    let configuration = config::read(options.config.as_deref(), options.profile, options.settings)?;
    let folder = match options.location {
        DataLocation::Memory => None,
        DataLocation::Folder(path) => Some(DataFolder::open(path)?),
    };
    // Before the database: data is never there without its key.
    let keys = key::ring(options.key.clone(), folder.as_ref()).await?;
    let database = open_database(folder.as_ref(), &keys).await?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let party = RelyingParty::new(database, configuration.policy, keys.clone(), Box::new(OsRandom), cores);
    let party = change(party);
    let party = Arc::new(match key::place(options.key) {
        Some(place) => party.with_keys_kept_in(place),
        None => party,
    });
    if let (Some(known), Some(path)) = (known, &options.seed) {
        // Hashing takes its time: nobody is answered before all are there.
        let planted = seed::plant(&party, &own_call(), known, path).await;
        if let Err(error) = planted {
            party.close().await;
            return Err(error);
        }
    }
    let (clock, random) = (Arc::new(SystemClock), Box::new(OsRandom));
    let started = relying_party_server::start(Arc::clone(&party), clock, admin, random, configuration.settings).await;
    let server = match started {
        Ok(server) => server,
        Err(error) => {
            party.close().await;
            return Err(error.into());
        }
    };
    let resealing = (!keys.older().is_empty()).then(|| tokio::spawn(reseal(Arc::clone(&party))));
    Ok(RunningRelyingParty { party, server, resealing, _folder: folder })
}

async fn open_database(folder: Option<&DataFolder>, keys: &KeyRing) -> Result<Database, RelyingPartyError> {
    let location = match folder {
        None => Location::Memory,
        Some(folder) => Location::File(folder.make_database()?),
    };
    let database = Database::open(&location).await?;
    match database.check_keys(keys).await {
        Ok(()) => Ok(database),
        Err(fault) => {
            database.close().await;
            Err(fault.into())
        }
    }
}

/// The call of the start itself.
fn own_call() -> Call {
    let source = std::net::Ipv4Addr::LOCALHOST.into();
    let origin = Origin { source, request_id: "start".to_owned(), agent: String::new() };
    Call { tenant: TenantName::main(), now: os::now(), origin }
}

/// Seals anew what is still under an older key, while requests are answered.
async fn reseal(party: Arc<RelyingParty>) {
    match party.resume_rotation(&own_call()).await {
        Ok(done) => {
            tracing::info!(devices = done.devices, codes = done.rejected_codes, "sealed anew; older keys can go")
        }
        Err(error) => tracing::error!(%error, "some secrets stay under an older key: keep that one"),
    }
}
