//! Finds things in an answer.

use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

use super::client::Response;
use super::html;
use crate::profile::{Decoding, Place, Rule};
use crate::{Cookies, OutcomeName, Taken};

/// An answer, the address it came from, and the cookies there are after it.
pub(super) struct Seen<'a> {
    pub(super) response: &'a Response,
    pub(super) url: &'a Url,
    pub(super) cookies: &'a Cookies,
}

impl Seen<'_> {
    /// What stands at a place; none where nothing does.
    pub(super) fn take(&self, place: &Place) -> Option<Taken> {
        let mut texts = self.source(place)?;
        let is_list = texts.len() != 1 || place.all || place.split.is_some() || self.is_array(place);
        if let Some([before, after]) = &place.between {
            texts = texts.iter().flat_map(|text| between(text, before, after, place.all)).collect();
        }
        if let Some(separator) = place.split.as_ref().filter(|separator| !separator.is_empty()) {
            let split = |text: &Zeroizing<String>| -> Vec<_> { text.split(separator.as_str()).map(owned).collect() };
            texts = texts.iter().flat_map(split).collect();
        }
        let decode = |text: Zeroizing<String>| place.decode.map_or(text.clone(), |decoding| decoded(&text, decoding));
        let mut texts: Vec<_> = texts.into_iter().map(decode).map(|text| owned(text.trim())).collect();
        texts.retain(|text| !text.is_empty());
        match is_list {
            true if texts.is_empty() => None,
            true => Some(Taken::List(texts)),
            false => texts.into_iter().next().map(Taken::Text),
        }
    }

    /// One text at a place.
    pub(super) fn text(&self, place: &Place) -> Option<Zeroizing<String>> {
        match self.take(place)? {
            Taken::Text(text) => Some(text),
            Taken::List(texts) => texts.into_iter().next(),
        }
    }

    fn is_array(&self, place: &Place) -> bool {
        place.json.as_ref().is_some_and(|pointer| self.response.json().pointer(pointer).is_some_and(Value::is_array))
    }

    fn source(&self, place: &Place) -> Option<Vec<Zeroizing<String>>> {
        let one = |text: &str| vec![owned(text)];
        if let Some(pointer) = &place.json {
            return texts_of(self.response.json().pointer(pointer)?);
        }
        if let Some(name) = &place.header {
            return self.response.header(name).map(one);
        }
        if let Some(name) = &place.cookie {
            return self.cookies.value(name).map(one);
        }
        if let Some(name) = &place.field {
            return html::field(&self.response.body, name).map(|value| vec![Zeroizing::new(value)]);
        }
        if let Some(name) = &place.query {
            let address = self.response.header("location").and_then(|location| self.url.join(location).ok());
            let address = address.unwrap_or_else(|| self.url.clone());
            return address.query_pairs().find(|(found, _)| found == name).map(|(_, value)| one(&value));
        }
        Some(vec![self.response.body.clone()])
    }

    /// What the first rule that fits says.
    pub(super) fn judge<'r>(&self, rules: impl IntoIterator<Item = &'r Rule>) -> Option<OutcomeName> {
        rules.into_iter().find(|rule| self.fits(rule)).map(|rule| rule.is)
    }

    fn fits(&self, rule: &Rule) -> bool {
        let Rule { status, json, json_has, json_lacks, location_contains, body_contains, body_lacks, .. } = rule;
        let body = &self.response.body;
        let location = self.response.header("location").unwrap_or_default();
        let value = if json.is_empty() && json_has.is_empty() && json_lacks.is_empty() {
            Value::Null
        } else {
            self.response.json()
        };
        let is_there = |pointer: &String| value.pointer(pointer).is_some_and(|found| !found.is_null());
        (status.is_empty() || status.iter().any(|status| status.fits(self.response.status)))
            && json.iter().all(|(pointer, wanted)| value.pointer(pointer) == Some(wanted))
            && json_has.iter().all(is_there)
            && !json_lacks.iter().any(is_there)
            && location_contains.as_ref().is_none_or(|text| location.contains(text.as_str()))
            && body_contains.as_ref().is_none_or(|text| body.contains(text.as_str()))
            && body_lacks.as_ref().is_none_or(|text| !body.contains(text.as_str()))
    }
}

fn texts_of(value: &Value) -> Option<Vec<Zeroizing<String>>> {
    match value {
        Value::Null | Value::Object(_) => None,
        Value::Array(items) => Some(items.iter().filter_map(texts_of).flatten().collect()),
        Value::String(text) => Some(vec![owned(text)]),
        other => Some(vec![Zeroizing::new(other.to_string())]),
    }
}

/// What stands between two texts; an empty one is the start or the end.
fn between(text: &str, before: &str, after: &str, all: bool) -> Vec<Zeroizing<String>> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some((_, from)) = rest.split_once(before) {
        let (inner, next) = if after.is_empty() {
            (from, "")
        } else {
            let Some(split) = from.split_once(after) else { break };
            split
        };
        found.push(owned(inner));
        // Without a text before it there is one such place only.
        if !all || before.is_empty() {
            break;
        }
        rest = next;
    }
    found
}

fn decoded(text: &str, decoding: Decoding) -> Zeroizing<String> {
    Zeroizing::new(match decoding {
        Decoding::Html => html::decode(text),
        Decoding::Url => percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned(),
    })
}

fn owned(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}
