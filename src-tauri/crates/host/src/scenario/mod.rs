//! Scenarios on this machine: its clock, its environment, its randomness.

mod in_process;
mod reproduction;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ::scenario::profile::Profile;
use ::scenario::{
    FileError, HttpOptions, HttpTarget, HttpTargetError, MachineTime, Report, Scenario, StepReport, Target, TargetError,
};
use async_trait::async_trait;
use otp::UnixSeconds;
use zeroize::Zeroizing;

pub use in_process::{InProcess, policy};
pub use reproduction::{Difference, Reproduction, carried_in, carried_in_text, reproduce, reproduce_file};

use crate::os::{self, Stopwatch};

/// The clock of this machine.
#[derive(Debug)]
struct SystemTime(Stopwatch);

#[async_trait]
impl MachineTime for SystemTime {
    fn now(&self) -> UnixSeconds {
        os::now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    async fn wait(&self, seconds: u64) {
        os::pause(Duration::from_secs(seconds)).await;
    }
}

/// An HTTP server, asked as its profile says, with the variables of this process's environment. `tag` is a word that
/// is new in every run.
///
/// # Errors
/// There is no usable address, or a variable is missing.
pub fn http_target(profile: Profile, url: Option<String>, tag: String) -> Result<HttpTarget, HttpTargetError> {
    let value = |variable: &String| std::env::var(variable).ok().map(Zeroizing::new);
    let environment: BTreeMap<_, _> =
        profile.environment.iter().filter_map(|(name, variable)| Some((name.clone(), value(variable)?))).collect();
    let time = Arc::new(SystemTime(Stopwatch::start()));
    HttpTarget::new(profile, HttpOptions { url, tag, environment, time })
}

/// Why a scenario was not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A file could not be read.
    #[error("{} could not be read: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// There is a mistake in the scenario or the profile.
    #[error(transparent)]
    File(#[from] FileError),
    /// The profile cannot be used.
    #[error(transparent)]
    Profile(#[from] HttpTargetError),
    /// The relying party in this process did not start.
    #[error(transparent)]
    Target(#[from] TargetError),
}

impl RunError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "file-unreadable",
            Self::File(error) => error.code(),
            Self::Profile(error) => error.code(),
            Self::Target(error) => error.code(),
        }
    }

    /// The remedy.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => "check the name of the file, and that you may read it".to_owned(),
            Self::File(error) => error.hint().to_owned(),
            Self::Profile(error) => error.hint().to_owned(),
            Self::Target(error) => error.hint().to_owned(),
        }
    }
}

/// What scenarios are run against.
#[derive(Debug, Clone, Default)]
pub struct Against {
    /// The profile of an HTTP server; without one our relying party in this process.
    pub profile: Option<PathBuf>,
    /// Its address; wins over the profile's.
    pub url: Option<String>,
}

/// What came of [`run_file`].
#[derive(Debug)]
pub struct Ran {
    /// The report; none where it was stopped.
    pub report: Option<Report>,
    /// Why the target's clock was not brought back to what it was; none where it was, or nobody moves it.
    pub clock_left: Option<TargetError>,
}

/// Runs the scenario in a file until `stop` is ready. `progress` is told of each step when it is done. The target's clock is brought
/// back afterwards, however it ended.
///
/// # Errors
/// A file cannot be read or holds a mistake, or there is nothing to run it against. A scenario that fails is no error.
pub async fn run_file(
    path: &Path,
    against: &Against,
    stop: impl Future<Output = ()>,
    progress: impl FnMut(&StepReport),
) -> Result<Ran, RunError> {
    let (text, file) = (read(path)?, path.display().to_string());
    let scenario = Scenario::parse(&text, &file)?;
    if let Some(path) = &against.profile {
        let profile = Profile::parse(&read(path)?, &path.display().to_string())?;
        let target = http_target(profile, against.url.clone(), new_tag())?;
        let (report, clock_left) = clock_kept(&target, stop, ::scenario::run(&scenario, &target, progress)).await;
        return Ok(Ran { report, clock_left });
    }
    let wrong = |(key, reason): (&str, String)| {
        let hint = "the policies are those of --profile; docs/relying-party.md lists every key of `[policy]`";
        Scenario::mistake(&text, &file, key, &reason, hint)
    };
    let (profile, policy) = policy(&scenario.policy).map_err(wrong)?;
    let target = InProcess::start(profile, policy).await?;
    // Its clock goes with it.
    let report = until(stop, ::scenario::run(&scenario, &target, progress)).await;
    target.stop().await;
    Ok(Ran { report, clock_left: None })
}

/// Does something with a target until `stop` is ready, and brings the target's clock back to what it was before. What
/// was done, none where it was stopped; and why the clock was not brought back.
pub async fn clock_kept<T>(
    target: &dyn Target,
    stop: impl Future<Output = ()>,
    work: impl Future<Output = T>,
) -> (Option<T>, Option<TargetError>) {
    let before = target.note_clock().await;
    let done = until(stop, work).await;
    // A clock that could not be read was not moved either: moving begins with reading, or fails in the same way.
    let left = match before {
        Ok(before) => target.restore_clock(&before).await.err(),
        Err(_) => None,
    };
    (done, left)
}

async fn until<T>(stop: impl Future<Output = ()>, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        () = stop => None,
        done = work => Some(done),
    }
}

fn read(path: &Path) -> Result<String, RunError> {
    std::fs::read_to_string(path).map_err(|error| RunError::Unreadable { path: path.to_owned(), error })
}

/// A word that is new in every run: the time, in base 36.
pub fn new_tag() -> String {
    let mut rest = os::now().0;
    let mut word = Vec::new();
    while rest > 0 {
        word.push(char::from_digit(u32::try_from(rest % 36).unwrap_or(0), 36).unwrap_or('0'));
        rest /= 36;
    }
    word.iter().rev().collect()
}
