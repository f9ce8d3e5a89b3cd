//! A bundle as a file. TOML has no null: what is not there is left out.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Scenario;

impl Scenario {
    /// The scenario as a file.
    ///
    /// # Errors
    /// A value of `evidence` or `policy.change` has no form in TOML, such as null.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }
}

/// As the table of a file.
pub(super) fn table(told: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(told).map(without_nulls) {
        Ok(Some(Value::Object(table))) => table,
        _ => Map::new(),
    }
}

fn without_nulls(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) => Some(items.into_iter().filter_map(without_nulls).collect()),
        Value::Object(fields) => {
            let kept = fields.into_iter().filter_map(|(name, value)| Some((name, without_nulls(value)?)));
            Some(Value::Object(kept.collect()))
        }
        other => Some(other),
    }
}
