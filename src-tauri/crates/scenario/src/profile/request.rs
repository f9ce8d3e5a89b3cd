//! One request of a profile, and what is taken from its answer.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Rule;

/// A request. `{name}` in a text stands for a value; a field or header with `{name?}` is left out while there is none.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Such as `POST`.
    pub method: String,
    /// From the base address on, such as `/login`. A placeholder in it is percent-encoded, unless it is the whole path.
    pub path: String,
    /// It is only made when there is a value of this name, such as `code`.
    #[serde(default)]
    pub when: Option<String>,
    /// Headers; they win over those of the whole profile.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// A JSON body.
    #[serde(default)]
    pub json: Option<BTreeMap<String, Value>>,
    /// The fields of a form.
    #[serde(default)]
    pub form: Option<BTreeMap<String, String>>,
    /// Any other body; its `Content-Type` is one of the headers.
    #[serde(default)]
    pub body: Option<String>,
    /// How many redirects to the same host are followed, each as a GET.
    #[serde(default)]
    pub redirects: u32,
    /// What is taken from the answer, by the name it is kept under.
    #[serde(default)]
    pub take: BTreeMap<String, Place>,
    /// What the answer means, in order. In a request that is not the last, a rule that fits ends the action.
    #[serde(default)]
    pub outcomes: Vec<Rule>,
}

/// Where in an answer something stands: at most one of `json`, `header`, `cookie`, `field` and `query`, else the body;
/// `between` looks inside that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    /// A JSON pointer (RFC 6901), such as `/session/token`. An array of texts is taken as several.
    pub json: Option<String>,
    /// The name of a header.
    pub header: Option<String>,
    /// The name of a cookie the browser holds after the answer.
    pub cookie: Option<String>,
    /// The name of a form's field (`input`, `textarea`, or `button`) on the page.
    pub field: Option<String>,
    /// The name of a value in the query of the address redirected to.
    pub query: Option<String>,
    /// What stands right before it and right after it. An empty text means the start or the end.
    pub between: Option<[String; 2]>,
    /// With `between`: every such place, as several texts.
    pub all: bool,
    /// Splits what was taken into several texts, at this text; empty ones are dropped.
    pub split: Option<String>,
    /// What is decoded in it. What `field` takes is decoded already.
    pub decode: Option<Decoding>,
}

/// What is decoded in a text that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decoding {
    /// `&amp;` and the like.
    Html,
    /// `%20` and the like.
    Url,
}

impl Place {
    /// Whether it names one place: one source, or the body with `between`.
    pub(crate) fn is_one(&self) -> bool {
        let sources = [&self.json, &self.header, &self.cookie, &self.field, &self.query]
            .map(|source| usize::from(source.is_some()));
        match sources.into_iter().sum() {
            0 => self.between.is_some(),
            1 => true,
            _ => false,
        }
    }
}
