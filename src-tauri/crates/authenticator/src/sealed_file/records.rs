//! What is in a sealed file.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use zeroize::Zeroizing;

use crate::record_id::RecordId;
use crate::store::{OwnItem, RawRecord};

/// The records, by id, and beside them what is the program's own.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Records {
    by_id: BTreeMap<RecordId, RawRecord>,
    /// By service and name: none of it is an account, and no backup has it.
    pub(super) own: BTreeMap<(String, String), Zeroizing<String>>,
}

impl Records {
    /// Nothing.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A secret of the program itself.
    pub(super) fn own(&self, item: OwnItem) -> Option<Zeroizing<String>> {
        self.own.get(&key(item)).cloned()
    }

    /// Keeps one, or none any longer.
    pub(super) fn set_own(&mut self, item: OwnItem, text: Option<&str>) {
        match text {
            Some(text) => self.own.insert(key(item), Zeroizing::new(text.to_owned())),
            None => self.own.remove(&key(item)),
        };
    }
}

fn key(item: OwnItem) -> (String, String) {
    (item.service.to_owned(), item.name.to_owned())
}

impl Deref for Records {
    type Target = BTreeMap<RecordId, RawRecord>;

    fn deref(&self) -> &Self::Target {
        &self.by_id
    }
}

impl DerefMut for Records {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.by_id
    }
}

impl From<BTreeMap<RecordId, RawRecord>> for Records {
    fn from(by_id: BTreeMap<RecordId, RawRecord>) -> Self {
        Self { by_id, own: BTreeMap::new() }
    }
}
