//! A policy as people write it: a profile, and the values that replace those of the profile.

use serde::Deserialize;
use serde_json::Value;

use super::{Policy, Profile, ThrottleKind, ThrottlePolicy};

/// A policy as people write it, in a configuration file or a request.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SaidPolicy {
    /// What to start from; [`Profile::Rfc`] without it.
    pub profile: Option<Profile>,
    /// A named way of slowing guesses, instead of the profile's.
    pub throttle: Option<NamedThrottle>,
    /// What replaces the profile's values, by the names of [`Policy`].
    pub policy: Option<Value>,
}

/// The named ways of slowing guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamedThrottle {
    /// The wait doubles with every failure.
    Doubling,
    /// Five in a quarter of an hour.
    #[serde(rename = "five-in-15-minutes")]
    FiveInFifteenMinutes,
}

impl SaidPolicy {
    /// The whole policy.
    ///
    /// # Errors
    /// A value cannot be read, or has no place in a policy; said in words that repeat no value.
    pub fn whole(&self) -> Result<Policy, String> {
        let mut policy = self.profile.unwrap_or(Profile::Rfc).policy();
        if self.throttle == Some(NamedThrottle::FiveInFifteenMinutes) {
            policy.throttle = ThrottlePolicy::five_in_fifteen_minutes();
        }
        match &self.policy {
            None => Ok(policy),
            Some(said) => policy.with(said),
        }
    }
}

impl Policy {
    /// This one with the values that are said: tables are merged, everything else is replaced.
    ///
    /// # Errors
    /// A value cannot be read, or has no place in a policy.
    pub fn with(&self, said: &Value) -> Result<Self, String> {
        let mut whole = serde_json::to_value(self).map_err(|error| error.to_string())?;
        merge(&mut whole, said);
        let changed: Self = serde_json::from_value(whole).map_err(|error| error.to_string())?;
        let was_off = self.throttle.kind == ThrottleKind::Off;
        let is_off =
            [&changed.throttle, &changed.source_throttle].iter().any(|throttle| throttle.kind == ThrottleKind::Off);
        match is_off && !was_off {
            true => Err("the throttle cannot be `off`: only some profiles of other servers have that".to_owned()),
            false => Ok(changed),
        }
    }
}

fn merge(whole: &mut Value, said: &Value) {
    match (whole, said) {
        (Value::Object(whole), Value::Object(said)) => {
            for (key, said) in said {
                merge(whole.entry(key.clone()).or_insert(Value::Null), said);
            }
        }
        (whole, said) => *whole = said.clone(),
    }
}
