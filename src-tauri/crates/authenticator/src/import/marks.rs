//! Finds what makes the same codes, without comparing each with each.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use crate::account::Codes;

/// What is known by its codes; the first of several is found.
pub(super) struct Marks<'all, T> {
    places: HashMap<u64, Vec<(&'all Codes, T)>>,
    /// Draws the key of the marks, so that nobody can make two secrets with one mark.
    marker: RandomState,
}

impl<'all, T: Clone> Marks<'all, T> {
    pub(super) fn new() -> Self {
        Self { places: HashMap::new(), marker: RandomState::new() }
    }

    pub(super) fn put(&mut self, codes: &'all Codes, what: T) {
        self.places.entry(self.mark(codes)).or_default().push((codes, what));
    }

    pub(super) fn find(&self, codes: &Codes) -> Option<T> {
        let alike = self.places.get(&self.mark(codes))?.iter().find(|(other, _)| other.are_alike(codes));
        alike.map(|(_, what)| what.clone())
    }

    /// The same for what is alike.
    fn mark(&self, codes: &Codes) -> u64 {
        match codes {
            Codes::Made { secret, parameters } => {
                let (kind, algorithm) = (parameters.kind(), parameters.algorithm());
                let numbers = (parameters.digits(), parameters.period());
                self.marker.hash_one((secret.expose(), kind, algorithm, numbers))
            }
            Codes::Kept(kept) => self.marker.hash_one(kept.address.as_str()),
        }
    }
}
