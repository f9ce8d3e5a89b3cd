//! The configuration file: TOML whose values replace those of a profile. What it does not know it refuses.

mod bounds;
mod place;

pub(in crate::relying_party) use place::line_at;

use std::path::{Path, PathBuf};

use ipnet::IpNet;
use relying_party::policy::{NamedThrottle, Policy, Profile, SaidPolicy};
use relying_party_server::Settings;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Why a configuration file is not used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It could not be read.
    #[error("the configuration file {} could not be read: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A line of it is wrong.
    #[error("{}, line {line}: {reason}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

impl ConfigError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "config-unreadable",
            Self::Refused { .. } => "config-refused",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the name of the file, and that you may read it",
            Self::Refused { .. } => "correct this line; docs/relying-party.md lists every key and its range",
        }
    }
}

/// What is decided by, and how the server is reached.
#[derive(Debug)]
pub(super) struct Configuration {
    pub(super) policy: Policy,
    pub(super) settings: Settings,
}

/// The file. Every value may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    profile: Option<Profile>,
    throttle: Option<NamedThrottle>,
    server: ServerSection,
    /// Read here only to find mistakes with their lines; what counts is merged into the profile.
    policy: Policy,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ServerSection {
    trusted_proxies: Option<Vec<IpNet>>,
    allowed_origins: Option<Vec<String>>,
    request_seconds: Option<u64>,
    body_bytes: Option<usize>,
}

/// Reads the file, if there is one. A `profile` that is given wins over the one the file names.
pub(super) fn read(
    path: Option<&Path>,
    profile: Option<Profile>,
    settings: Settings,
) -> Result<Configuration, ConfigError> {
    let Some(path) = path else {
        return Ok(Configuration { policy: profile.unwrap_or(Profile::Rfc).policy(), settings });
    };
    let text =
        std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })?;
    understand(&text, profile, settings).map_err(|Mistake { line, reason }| ConfigError::Refused {
        path: path.to_owned(),
        line,
        reason,
    })
}

/// A line that is wrong.
#[derive(Debug, PartialEq, Eq)]
struct Mistake {
    line: usize,
    reason: String,
}

fn understand(text: &str, profile: Option<Profile>, settings: Settings) -> Result<Configuration, Mistake> {
    let wrong = |error: toml::de::Error| Mistake {
        line: place::line_at(text, error.span().map_or(0, |span| span.start)),
        reason: error.message().lines().next().unwrap_or_default().to_owned(),
    };
    let file: File = toml::from_str(text).map_err(wrong)?;
    let said: Value = toml::from_str(text).map_err(wrong)?;
    let said =
        SaidPolicy { profile: profile.or(file.profile), throttle: file.throttle, policy: said.get("policy").cloned() };
    let policy = said.whole().map_err(|reason| Mistake { line: 1, reason })?;
    let settings = file.server.replace(settings);
    match bounds::check(&policy, &settings) {
        None => Ok(Configuration { policy, settings }),
        Some((key, range)) => {
            Err(Mistake { line: place::line_of(text, key), reason: format!("`{key}` has to be {range}") })
        }
    }
}

/// The policy of a profile with the values that are said, within their ranges; or what is wrong.
pub(crate) fn merged_policy(profile: Profile, said: &Map<String, Value>) -> Result<Policy, String> {
    let policy = profile.policy().with(&Value::Object(said.clone()))?;
    match bounds::check(&policy, &Settings::default()) {
        None => Ok(policy),
        Some((key, range)) => Err(format!("`{key}` has to be {range}")),
    }
}

impl ServerSection {
    fn replace(self, settings: Settings) -> Settings {
        Settings {
            trusted_proxies: self.trusted_proxies.unwrap_or(settings.trusted_proxies),
            allowed_origins: self.allowed_origins.unwrap_or(settings.allowed_origins),
            request_seconds: self.request_seconds.unwrap_or(settings.request_seconds),
            body_bytes: self.body_bytes.unwrap_or(settings.body_bytes),
            ..settings
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
