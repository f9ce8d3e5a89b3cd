//! What is known of the outside pictures, compared as their own `score.py` does.

use serde_json::{Map, Value};
use std::path::Path;

/// Expectations, and what other readers read.
pub(crate) struct Expected {
    pictures: Map<String, Value>,
    peers: Map<String, Value>,
}

/// One picture's result.
pub(crate) struct Score {
    pub(crate) right: usize,
    /// How many codes the picture has.
    pub(crate) codes: usize,
    /// Texts that belong to no code, as far as anybody else has read it.
    pub(crate) unconfirmed: usize,
}

impl Expected {
    pub(crate) fn load(folder: &Path) -> Self {
        let object = |name: &str| {
            let text = std::fs::read_to_string(folder.join(name)).expect("the folder of outside pictures is whole");
            serde_json::from_str(&text).expect("expectations are JSON")
        };
        Expected { pictures: object("expected.json"), peers: object("peers.json") }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.pictures.keys()
    }

    pub(crate) fn codes(&self) -> usize {
        self.pictures.values().map(total).sum()
    }

    /// Each reader's name and how many codes it reads.
    pub(crate) fn peers(&self) -> impl Iterator<Item = (&str, usize)> {
        let readers = self.peers.iter().filter(|(name, _)| !name.starts_with("codes"));
        readers.map(|(name, sets)| (name.as_str(), number(&sets["all"])))
    }

    pub(crate) fn score(&self, name: &str, found: &[String]) -> Score {
        let picture = &self.pictures[name];
        let found = found.iter().map(|text| plain(text));
        let codes = total(picture);
        let Some(wanted) = picture["codes"].as_array() else {
            let confirmed =
                picture["confirmed"].as_object().map(|texts| texts.keys().map(|text| plain(text)).collect());
            let confirmed: Vec<String> = confirmed.unwrap_or_default();
            let (good, other): (Vec<_>, Vec<_>) = found.partition(|text| confirmed.contains(text));
            return Score { right: good.len().min(codes), codes, unconfirmed: other.len() };
        };
        let all: Vec<Vec<String>> = wanted.iter().map(alternatives).collect();
        let mut open = all.clone();
        let mut unconfirmed = 0;
        for text in found {
            match open.iter().position(|code| code.contains(&text)) {
                Some(hit) => _ = open.remove(hit),
                None => unconfirmed += usize::from(!all.iter().any(|code| code.contains(&text))),
            }
        }
        Score { right: all.len() - open.len(), codes, unconfirmed }
    }
}

fn total(picture: &Value) -> usize {
    number(&picture["total"])
}

fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
}

fn alternatives(code: &Value) -> Vec<String> {
    code.as_array().into_iter().flatten().filter_map(Value::as_str).map(plain).collect()
}

/// Line ends do not matter.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim_matches(['\r', '\n', '\0']).to_owned()
}
