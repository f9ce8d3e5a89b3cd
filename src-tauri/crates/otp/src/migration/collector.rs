//! Batches in any order, repeated, or missing.

use super::{Batch, MigrationAccountError};
use crate::KeyUri;

/// Puts the pictures of one or several exports together and says which are missing.
///
/// Nothing that came is ever dropped, but for exact repetitions.
#[derive(Debug, Clone, Default)]
pub struct Collector {
    exports: Vec<Export>,
}

/// What [`Collector::add`] made of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It was not here before.
    New,
    /// It was here already; nothing changed.
    Repeated,
}

/// How much of one export is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Names the export.
    pub id: i32,
    /// Pictures that came.
    pub have: u32,
    /// Pictures the export has.
    pub total: u32,
    /// Which are missing, from 1, in order.
    pub missing: Vec<u32>,
}

impl Progress {
    /// Nothing is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }
}

/// The pictures of one export, in order of arrival.
#[derive(Debug, Clone)]
struct Export {
    id: i32,
    total: u32,
    batches: Vec<Batch>,
}

impl Collector {
    /// An empty one.
    #[must_use]
    pub fn new() -> Collector {
        Collector::default()
    }

    /// Takes a batch in. Two exports may bear one id (programs other than Google's write 0), so a picture
    /// whose place is taken by another begins a further export.
    pub fn add(&mut self, batch: Batch) -> Added {
        if self.exports.iter().any(|export| export.batches.contains(&batch)) {
            return Added::Repeated;
        }
        match self.exports.iter_mut().find(|export| export.has_place_for(&batch)) {
            Some(export) => export.batches.push(batch),
            None => self.exports.push(Export { id: batch.id, total: batch.total, batches: vec![batch] }),
        }
        Added::New
    }

    /// How much of each export is here, in order of arrival.
    #[must_use]
    pub fn progress(&self) -> Vec<Progress> {
        self.exports.iter().map(Export::progress).collect()
    }

    /// Every account that came, export by export, in the order of the export.
    pub fn accounts(&self) -> impl Iterator<Item = &Result<KeyUri, MigrationAccountError>> {
        self.exports.iter().flat_map(|export| {
            let mut batches: Vec<&Batch> = export.batches.iter().collect();
            batches.sort_by_key(|batch| batch.index);
            batches.into_iter().flat_map(|batch| &batch.accounts)
        })
    }
}

impl Export {
    fn has_place_for(&self, batch: &Batch) -> bool {
        self.id == batch.id && self.total == batch.total && !self.has(batch.index)
    }

    fn has(&self, index: u32) -> bool {
        self.batches.iter().any(|batch| batch.index == index)
    }

    fn progress(&self) -> Progress {
        let missing: Vec<u32> = (0..self.total).filter(|index| !self.has(*index)).map(|index| index + 1).collect();
        let have = u32::try_from(self.batches.len()).unwrap_or(u32::MAX);
        Progress { id: self.id, have, total: self.total, missing }
    }
}
