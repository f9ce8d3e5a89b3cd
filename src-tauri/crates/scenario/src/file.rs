//! Reading a TOML file so that a mistake in it is told with its line, its key, and what would be right.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

/// A mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}{}: {reason}", key.as_ref().map(|key| format!(", `{key}`")).unwrap_or_default())]
pub struct FileError {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The key, such as `actions.log-in.requests[0].path`; none where the file is no TOML.
    pub key: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// What would be right.
    pub hint: String,
}

impl FileError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        "file-refused"
    }

    /// What would be right.
    pub fn hint(&self) -> &str {
        &self.hint
    }
}

/// A file under its name, to be read and checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    /// The page of the documentation that lists its keys.
    pub(crate) page: &'a str,
}

impl Source<'_> {
    /// What the file says.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, FileError> {
        toml::from_str(self.text).map_err(|error| self.refused(&error))
    }

    /// A mistake that is found after reading, at the value under `key` such as `steps[3].expect`.
    pub(crate) fn mistake(&self, key: &str, reason: impl Into<String>, hint: impl Into<String>) -> FileError {
        FileError {
            file: self.file.to_owned(),
            line: self.line_of(key),
            key: Some(key.to_owned()),
            reason: reason.into(),
            hint: hint.into(),
        }
    }

    fn refused(&self, error: &toml::de::Error) -> FileError {
        let start = error.span().map_or(0, |span| span.start);
        let reason = error.message().lines().next().unwrap_or_default().to_owned();
        // What the whole file lacks stands at none of its keys.
        let lacking = reason.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        let lacking = lacking.filter(|_| start == 0).map(str::to_owned);
        FileError {
            file: self.file.to_owned(),
            line: line_at(self.text, start),
            key: lacking.or_else(|| key_at(self.text, start)),
            hint: hint_for(&reason).unwrap_or_else(|| format!("{} lists every key", self.page)),
            reason,
        }
    }

    /// The line of each entry of an array, in order.
    pub(crate) fn lines_of(&self, array: &str) -> Vec<usize> {
        let Ok(whole) = DeTable::parse(self.text) else { return Vec::new() };
        match whole.get_ref().get(array).map(toml::Spanned::get_ref) {
            Some(DeValue::Array(items)) => items.iter().map(|item| line_at(self.text, item.span().start)).collect(),
            _ => Vec::new(),
        }
    }

    /// The line of a key, or of the nearest table around it.
    fn line_of(&self, key: &str) -> usize {
        let Ok(whole) = DeTable::parse(self.text) else { return 1 };
        let wanted: Vec<String> = key.split(['.', '[']).map(|part| part.trim_end_matches(']').to_owned()).collect();
        line_at(self.text, find(whole.get_ref(), &wanted).unwrap_or(0))
    }
}

/// "Did you mean": the candidate that is nearest to what was written, if one is near.
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distances = candidates.into_iter().map(|candidate| (strsim::jaro_winkler(written, candidate), candidate));
    distances.filter(|(near, _)| *near > 0.75).max_by(|left, right| left.0.total_cmp(&right.0)).map(|(_, best)| best)
}

/// The parser's own message lists what it expects between backquotes: the nearest is offered.
fn hint_for(reason: &str) -> Option<String> {
    let mut quoted = reason.split('`').skip(1).step_by(2);
    let (written, expected) = (quoted.next()?, quoted.collect::<Vec<_>>());
    if !reason.starts_with("unknown ") {
        return None;
    }
    match nearest(written, expected.iter().copied()) {
        Some(best) => Some(format!("did you mean `{best}`?")),
        None if expected.is_empty() => None,
        None => Some(format!("what can stand here: {}", expected.join(", "))),
    }
}

fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count().saturating_add(1)
}

/// The key whose name or value is at this byte.
fn key_at(text: &str, byte: usize) -> Option<String> {
    let whole = DeTable::parse(text).ok()?;
    let mut path = String::new();
    descend(whole.get_ref(), byte, &mut path);
    (!path.is_empty()).then_some(path)
}

/// Goes into the last key that begins at or before the byte and whose value reaches it. A table's own span is that of
/// its header, so what decides is where a table's contents stand.
fn descend(table: &DeTable<'_>, byte: usize, path: &mut String) {
    let entries =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), reach(key.span(), value), value.get_ref()));
    let best = entries.filter(|(_, reach, _)| reach.contains(&byte) || reach.start == byte);
    let Some((key, _, value)) = best.min_by_key(|(_, reach, _)| reach.len()) else { return };
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&key);
    descend_value(value, byte, path);
}

fn descend_value(value: &DeValue<'_>, byte: usize, path: &mut String) {
    match value {
        DeValue::Table(inner) => descend(inner, byte, path),
        DeValue::Array(items) => {
            let holds = |item: &toml::Spanned<DeValue<'_>>| reach(item.span(), item).contains(&byte);
            if let Some((index, item)) = items.iter().enumerate().find(|(_, item)| holds(item)) {
                path.push_str(&format!("[{index}]"));
                descend_value(item.get_ref(), byte, path);
            }
        }
        _ => {}
    }
}

/// From where to where a key and all its value stand.
fn reach(key: Range<usize>, value: &toml::Spanned<DeValue<'_>>) -> Range<usize> {
    let span = value.span();
    let mut whole = key.start.min(span.start)..key.end.max(span.end);
    let mut widen = |other: Range<usize>| whole = whole.start.min(other.start)..whole.end.max(other.end);
    match value.get_ref() {
        DeValue::Table(inner) => inner.iter().for_each(|(key, value)| widen(reach(key.span(), value))),
        DeValue::Array(items) => items.iter().for_each(|item| widen(reach(item.span(), item))),
        _ => {}
    }
    whole
}

/// Where the value under these names begins, or the nearest one around it.
fn find(table: &DeTable<'_>, wanted: &[String]) -> Option<usize> {
    let (first, rest) = wanted.split_first()?;
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == first.as_str())?;
    find_in(value, rest).or(Some(key.span().start))
}

fn find_in(value: &toml::Spanned<DeValue<'_>>, wanted: &[String]) -> Option<usize> {
    let (first, rest) = wanted.split_first()?;
    match value.get_ref() {
        DeValue::Table(inner) => find(inner, wanted),
        DeValue::Array(items) => {
            let item = items.get(first.parse::<usize>().ok()?)?;
            find_in(item, rest).or(Some(item.span().start))
        }
        _ => None,
    }
}
