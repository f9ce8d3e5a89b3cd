//! The form of a sealed file: docs/file-store.md.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sealing::{Nonce, Random, SealingKey, Slots, open_beside, seal_beside};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::error::SealedFileError;
pub(super) use super::records::Records;
use crate::store::RawRecord;

/// What a sealed file is for; it opens as nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The place where accounts are kept.
    Store,
    /// A copy of them, of one moment.
    Backup,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Store => "countersign-store",
            Self::Backup => "countersign-backup",
        }
    }
}

/// Records alone.
const FIRST: u64 = 1;

/// Secrets of the program's own, too. Written only where there are any, so that what has none is read by every version.
const WITH_OWN: u64 = 2;

/// The first line, with its end.
pub(super) const LONGEST_LINE: u64 = 64 * 1024;

/// The whole file, in bytes.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;

/// A sealed file tells no more than this about how much is in it, in bytes.
const PADDED_TO: usize = 4096;

/// The first line: authenticated as it stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    format: String,
    version: u64,
    /// Grows with each write; of a backup, when it was made, in Unix seconds.
    pub(super) generation: u64,
    nonce: Nonce,
    pub(super) slots: Slots,
}

/// As much as every version has.
#[derive(Deserialize)]
struct Preamble {
    format: String,
    version: u64,
}

/// A file that was read and not opened yet.
pub(super) struct Sealed {
    pub(super) header: Header,
    /// The first line as it stood, with its end.
    pub(super) line: Vec<u8>,
    body: Vec<u8>,
}

impl Sealed {
    /// Reads the first line.
    pub(super) fn parse(mut bytes: Vec<u8>, form: Form, path: &Path) -> Result<Self, SealedFileError> {
        let end = bytes.iter().position(|byte| *byte == b'\n').map(|end| end.saturating_add(1));
        let end = end.filter(|end| *end as u64 <= LONGEST_LINE);
        let end = end.ok_or_else(|| SealedFileError::damaged(path, "it does not begin as a sealed file does"))?;
        let body = bytes.split_off(end);
        Ok(Self { header: Header::parse(&bytes, form, path)?, line: bytes, body })
    }

    /// What is in it. Any other key, and any change to any byte of it, is refused.
    pub(super) fn open(&self, key: &SealingKey, path: &Path) -> Result<Records, SealedFileError> {
        let plain = open_beside(key, &self.header.nonce, &self.line, &self.body)
            .map_err(|_| SealedFileError::damaged(path, "it was changed outside the program, or is cut off"))?;
        let records = records(&plain).filter(|records| version_of(records) <= self.header.version);
        records.ok_or_else(|| SealedFileError::damaged(path, "what is sealed in it is not a list of records"))
    }
}

impl Header {
    pub(super) fn parse(line: &[u8], form: Form, path: &Path) -> Result<Self, SealedFileError> {
        let damaged = || SealedFileError::damaged(path, "its first line is not that of a sealed file");
        let preamble: Preamble = serde_json::from_slice(line).map_err(|_| damaged())?;
        if form == Form::Backup && preamble.format == Form::Store.name() {
            return Err(SealedFileError::KeepsAccounts { path: path.to_owned() });
        }
        match preamble.version {
            _ if preamble.format != form.name() => Err(damaged()),
            FIRST | WITH_OWN => serde_json::from_slice(line).map_err(|_| damaged()),
            version if version > WITH_OWN => Err(SealedFileError::Newer { path: path.to_owned(), version }),
            _ => Err(damaged()),
        }
    }
}

/// The version that can hold them.
fn version_of(records: &Records) -> u64 {
    if records.own.is_empty() { FIRST } else { WITH_OWN }
}

/// A whole file, under a nonce that was never used before.
pub(super) fn seal(
    form: Form,
    records: &Records,
    key: &SealingKey,
    slots: &Slots,
    generation: u64,
    rng: &mut dyn Random,
) -> Result<Vec<u8>, SealedFileError> {
    let (format, nonce) = (form.name().to_owned(), Nonce::random(rng)?);
    let header = Header { format, version: version_of(records), generation, nonce, slots: slots.clone() };
    let mut file = serde_json::to_vec(&header).expect("texts, numbers and lists of them are always JSON");
    file.push(b'\n');
    let body = seal_beside(key, &nonce, &file, &body(records))?;
    file.extend_from_slice(&body);
    if file.len() as u64 > LARGEST { Err(SealedFileError::TooLarge) } else { Ok(file) }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'text> {
    #[serde(borrow)]
    records: Vec<Line<'text>>,
    /// From version 2 on.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    own: Vec<Own<'text>>,
}

/// A secret of the program itself. No part of it has to be escaped.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own<'text> {
    service: &'text str,
    name: &'text str,
    item: &'text str,
}

/// Base64 needs no escapes, so nothing is copied on the way in or out that would have to be wiped.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'text> {
    id: &'text str,
    /// What is kept under the id: one item, or each of several that differ.
    #[serde(borrow)]
    items: Vec<&'text str>,
}

fn body(records: &Records) -> Zeroizing<Vec<u8>> {
    let encoded: Vec<(String, Vec<Zeroizing<String>>)> =
        records.iter().map(|(id, raw)| (id.to_string(), encode(raw))).collect();
    let line = |(id, items): &(String, Vec<Zeroizing<String>>)| -> usize {
        64 + id.len() + items.iter().map(|item| item.len().saturating_add(4)).sum::<usize>()
    };
    let own: Vec<(&(String, String), Zeroizing<String>)> =
        records.own.iter().map(|(key, text)| (key, Zeroizing::new(STANDARD.encode(text.as_bytes())))).collect();
    let own_bytes: usize = own.iter().map(|((service, name), item)| 64 + service.len() + name.len() + item.len()).sum();
    // As long as it will get, so that no outgrown copy is left behind in memory.
    let capacity = encoded
        .iter()
        .map(line)
        .sum::<usize>()
        .saturating_add(own_bytes)
        .saturating_add(64)
        .next_multiple_of(PADDED_TO);
    let mut body = Zeroizing::new(Vec::with_capacity(capacity));
    let lines = encoded.iter().map(|(id, items)| Line { id, items: items.iter().map(|item| item.as_str()).collect() });
    let own = own.iter().map(|((service, name), item)| Own { service, name, item }).collect();
    serde_json::to_writer(&mut *body, &Body { records: lines.collect(), own }).expect("lists of texts are always JSON");
    let padded = body.len().next_multiple_of(PADDED_TO);
    body.resize(padded, b' ');
    body
}

fn encode(raw: &RawRecord) -> Vec<Zeroizing<String>> {
    let one = |bytes: &[u8]| Zeroizing::new(STANDARD.encode(bytes));
    match raw {
        RawRecord::Text(text) => vec![one(text.as_bytes())],
        RawRecord::Bytes(bytes) => vec![one(bytes)],
        RawRecord::Copies(copies) => copies.iter().map(|copy| one(copy)).collect(),
    }
}

fn records(plain: &[u8]) -> Option<Records> {
    let body: Body<'_> = serde_json::from_slice(plain).ok()?;
    let mut records = Records::new();
    for Line { id, items } in body.records {
        let items = items.iter().map(|item| STANDARD.decode(item).map(Zeroizing::new));
        let items = items.collect::<Result<Vec<_>, _>>().ok()?;
        if records.insert(id.parse().ok()?, RawRecord::from_copies(items)).is_some() {
            return None;
        }
    }
    for Own { service, name, item } in body.own {
        let text = Zeroizing::new(String::from_utf8(STANDARD.decode(item).ok()?).ok()?);
        if records.own.insert((service.to_owned(), name.to_owned()), text).is_some() {
            return None;
        }
    }
    Some(records)
}

#[cfg(test)]
mod tests;
