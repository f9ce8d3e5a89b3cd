//! What an answer means.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::OutcomeName;

/// What an answer means, if all that is said here fits it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it means.
    pub is: OutcomeName,
    /// One of these statuses.
    #[serde(default)]
    pub status: Vec<Status>,
    /// These values at these JSON pointers.
    #[serde(default)]
    pub json: BTreeMap<String, Value>,
    /// There is something, other than null, at each of these JSON pointers.
    #[serde(default)]
    pub json_has: Vec<String>,
    /// There is nothing, or null, at each of these JSON pointers.
    #[serde(default)]
    pub json_lacks: Vec<String>,
    /// The `Location` header has this in it.
    #[serde(default)]
    pub location_contains: Option<String>,
    /// The body has this in it.
    #[serde(default)]
    pub body_contains: Option<String>,
    /// The body does not have this in it.
    #[serde(default)]
    pub body_lacks: Option<String>,
}

/// A status such as 401, or a class of them such as `"4xx"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// One status.
    One(u16),
    /// Those that begin with this digit.
    Class(u16),
}

impl Status {
    /// Whether a status is meant.
    pub fn fits(self, status: u16) -> bool {
        match self {
            Self::One(one) => one == status,
            Self::Class(class) => status / 100 == class,
        }
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(status) => serializer.serialize_u16(*status),
            Self::Class(class) => serializer.serialize_str(&format!("{class}xx")),
        }
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StatusVisitor)
    }
}

struct StatusVisitor;

impl Visitor<'_> for StatusVisitor {
    type Value = Status;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a status such as 401 or a class such as \"4xx\"")
    }

    fn visit_i64<E: Error>(self, status: i64) -> Result<Status, E> {
        let status = u16::try_from(status).ok().filter(|status| (100..600).contains(status));
        status.map(Status::One).ok_or_else(|| E::custom("a status is a number from 100 to 599"))
    }

    fn visit_u64<E: Error>(self, status: u64) -> Result<Status, E> {
        self.visit_i64(i64::try_from(status).unwrap_or(0))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Status, E> {
        let class = text.strip_suffix("xx").and_then(|class| class.parse().ok());
        let class = class.filter(|class| (1..6).contains(class));
        class.map(Status::Class).ok_or_else(|| E::custom("a class of statuses is \"1xx\" to \"5xx\""))
    }
}

impl JsonSchema for Status {
    fn schema_name() -> Cow<'static, str> {
        "Status".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A status such as 401, or a class of them such as \"4xx\".",
            "anyOf": [
                { "type": "integer", "minimum": 100, "maximum": 599 },
                { "type": "string", "pattern": "^[1-5]xx$" }
            ]
        })
    }
}
