//! What going back to a generation changes, and what it must not: a counter that moved has used up the codes below it.

use std::path::Path;

use super::SealedFileStore;
use super::error::SealedFileError;
use super::format::Records;
use super::generation_name::GenerationName;
use super::generations::{Opener, found};
use super::place::Place;
use crate::record;
use crate::record_id::RecordId;
use crate::store::{RawRecord, StoreError};

/// What going back to a generation changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoingBack {
    /// How many accounts are in the generation, in the trash or damaged ones too.
    pub records: u32,
    /// In the file as it is now, and not in the generation. None where the file cannot be opened.
    pub lost: Vec<RecordId>,
    /// In both, with a counter that has moved since: it stays where it is now.
    pub counters: Vec<RecordId>,
    /// Whether the file as it is now can be compared at all.
    pub is_compared: bool,
}

impl SealedFileStore {
    /// What [`restore`](Self::restore) would change now. Writes nothing.
    ///
    /// # Errors
    /// As `restore`.
    pub fn going_back(path: &Path, secret: &str, name: impl Into<GenerationName>) -> Result<GoingBack, StoreError> {
        let place = Place::of(path);
        let mut opener = Opener::new(secret);
        let (_, _, mut records) = found(&place, name.into(), &mut opener)?;
        let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
        let current = match place.read() {
            Ok(sealed) => opener.open(&sealed, &place.path).map(|(_, current)| current),
            Err(SealedFileError::Damaged { .. } | SealedFileError::Missing { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let is_compared = current.is_some();
        let current = current.unwrap_or_default();
        let lost = current.keys().filter(|id| !records.contains_key(id)).copied().collect();
        Ok(GoingBack { records: count, lost, counters: keep_counters(&mut records, &current), is_compared })
    }
}

/// Takes the higher counter of the two, and says for which accounts that is the one of now.
pub(super) fn keep_counters(records: &mut Records, current: &Records) -> Vec<RecordId> {
    let mut kept = Vec::new();
    for (id, raw) in records.iter_mut() {
        let ahead = current.get(id).and_then(|now| with_counter_of(id, raw, now));
        if let Some(text) = ahead {
            *raw = RawRecord::Text(text);
            kept.push(*id);
        }
    }
    kept
}

fn with_counter_of(id: &RecordId, raw: &RawRecord, now: &RawRecord) -> Option<zeroize::Zeroizing<String>> {
    let (mut account, now) = (record::parse(id, raw).ok()?, record::parse(id, now).ok()?);
    let (before, ahead) = (account.codes.counter_mut()?, now.codes.counter()?);
    if ahead.value() <= before.value() {
        return None;
    }
    *before = ahead;
    account.revision = now.revision.wrapping_add(1);
    record::print(&account).ok()
}
