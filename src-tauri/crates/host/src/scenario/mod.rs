//! Scenarios on this machine: its clock, its environment, its randomness.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ::scenario::profile::Profile;
use ::scenario::{HttpOptions, HttpTarget, HttpTargetError, MachineTime};
use async_trait::async_trait;
use otp::UnixSeconds;
use zeroize::Zeroizing;

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
