//! Which records were there when a program last looked.
//!
//! Only a hint: the keyring alone says what there is. It serves to read the first screenful first, and to notice that
//! another service answers than the one that holds the records. Ids are random and say nothing about an account.

use std::collections::{BTreeMap, HashSet};

use otp::UnixSeconds;
use serde::{Deserialize, Serialize};

use crate::record_id::RecordId;

const FORMAT: u32 = 1;

/// What was known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hints {
    /// Who kept the records; empty when nobody has looked yet.
    pub(crate) provider: String,
    /// Records that were there, in the order of the list.
    pub(crate) records: Vec<RecordId>,
    /// Records that were missing when the person chose to go on without them.
    pub(crate) given_up: Vec<RecordId>,
    /// When records were first seen to have been in the trash for too long.
    pub(crate) overdue: BTreeMap<RecordId, UnixSeconds>,
}

/// The outcome of reading the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HintsFound {
    Readable(Hints),
    /// Not what a program of ours writes.
    Unreadable,
}

#[derive(Serialize, Deserialize)]
struct Text {
    format: u32,
    provider: String,
    records: Vec<String>,
    #[serde(default)]
    given_up: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    overdue: BTreeMap<String, u64>,
}

impl HintsFound {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).ok().and_then(Hints::from_text).map_or(Self::Unreadable, Self::Readable)
    }

    /// The hints, or none when they cannot be read.
    pub(crate) fn or_none(self) -> Hints {
        match self {
            Self::Readable(hints) => hints,
            Self::Unreadable => Hints::default(),
        }
    }
}

impl Hints {
    fn from_text(text: Text) -> Option<Self> {
        if text.format != FORMAT {
            return None;
        }
        let ids = |names: Vec<String>| names.iter().map(|name| name.parse().ok()).collect::<Option<Vec<_>>>();
        let (records, given_up) = (ids(text.records)?, ids(text.given_up)?);
        let overdue = text.overdue.into_iter().map(|(id, since)| Some((id.parse().ok()?, UnixSeconds(since))));
        Some(Self { provider: text.provider, records, given_up, overdue: overdue.collect::<Option<_>>()? })
    }

    pub(super) fn print(&self) -> Vec<u8> {
        let names = |ids: &[RecordId]| ids.iter().map(RecordId::to_string).collect();
        let (records, given_up) = (names(&self.records), names(&self.given_up));
        let overdue = self.overdue.iter().map(|(id, since)| (id.to_string(), since.0)).collect();
        let text = Text { format: FORMAT, provider: self.provider.clone(), records, given_up, overdue };
        serde_json::to_vec_pretty(&text).expect("texts and lists of texts are always JSON")
    }

    /// Remembers a record that was just stored by `provider`.
    pub(crate) fn remember(&mut self, id: RecordId, provider: &str) {
        if self.provider.is_empty() {
            self.provider = provider.to_owned();
        }
        self.given_up.retain(|other| *other != id);
        if !self.records.contains(&id) {
            self.records.push(id);
        }
    }

    /// Forgets a record that was deleted on purpose.
    pub(crate) fn forget(&mut self, id: &RecordId) {
        self.records.retain(|other| other != id);
        self.given_up.retain(|other| other != id);
        self.overdue.remove(id);
    }

    /// The remembered records are just these, in any order.
    pub(crate) fn knows_exactly(&self, present: &[RecordId]) -> bool {
        self.records.iter().collect::<HashSet<_>>() == present.iter().collect()
    }

    /// Remembered records that are not among `present`, in order.
    pub(crate) fn missing(&self, present: &[RecordId]) -> Vec<RecordId> {
        let present: HashSet<_> = present.iter().collect();
        self.records.iter().filter(|id| !present.contains(id)).copied().collect()
    }
}
