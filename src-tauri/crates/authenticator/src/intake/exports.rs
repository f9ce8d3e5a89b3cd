//! Which pictures of Google's exports are here. Their accounts are items of the draft and are not kept again: a mark
//! is enough to know a picture that comes twice.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash, Hasher};

use otp::migration::{Batch, Progress};

use super::MAX_EXPORTS;

/// The exports that pictures came from, in order of arrival.
#[derive(Debug, Default)]
pub(crate) struct Exports {
    exports: Vec<Export>,
    /// Draws the key of the marks, so that nobody can make two pictures with one mark.
    marker: RandomState,
}

#[derive(Debug)]
struct Export {
    id: i32,
    total: u32,
    /// The mark of each picture, by its place.
    pictures: HashMap<u32, u64>,
}

/// What [`Exports::take`] made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    New,
    /// It was here already.
    Repeated,
    /// It would begin one export too many.
    Full,
}

impl Exports {
    /// Takes a picture in. Two exports may bear one id (programs other than Google's write 0), so a picture whose place
    /// is taken by another begins a further export.
    pub(crate) fn take(&mut self, batch: &Batch) -> Taken {
        let mark = self.mark(batch);
        let of_its_name = || |export: &&mut Export| export.id == batch.id && export.total == batch.total;
        if self.exports.iter_mut().filter(of_its_name()).any(|export| export.pictures.get(&batch.index) == Some(&mark))
        {
            return Taken::Repeated;
        }
        let mut with_place = self.exports.iter_mut().filter(of_its_name());
        if let Some(export) = with_place.find(|export| !export.pictures.contains_key(&batch.index)) {
            export.pictures.insert(batch.index, mark);
            return Taken::New;
        }
        if self.exports.len() >= MAX_EXPORTS {
            return Taken::Full;
        }
        let pictures = HashMap::from([(batch.index, mark)]);
        self.exports.push(Export { id: batch.id, total: batch.total, pictures });
        Taken::New
    }

    /// How much of each export is here.
    pub(crate) fn progress(&self) -> Vec<Progress> {
        self.exports.iter().map(Export::progress).collect()
    }

    fn mark(&self, batch: &Batch) -> u64 {
        let mut hasher = self.marker.build_hasher();
        for account in &batch.accounts {
            match account {
                Ok(uri) => (true, uri.print().as_str()).hash(&mut hasher),
                Err(error) => (false, error.to_string()).hash(&mut hasher),
            }
        }
        hasher.finish()
    }
}

impl Export {
    fn progress(&self) -> Progress {
        let missing = (0..self.total).filter(|index| !self.pictures.contains_key(index));
        let have = u32::try_from(self.pictures.len()).unwrap_or(u32::MAX);
        Progress { id: self.id, have, total: self.total, missing: missing.map(|index| index + 1).collect() }
    }
}
