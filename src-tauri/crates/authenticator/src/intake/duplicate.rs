//! Items that are like an account that is there.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use otp::{Parameters, Secret};

use super::{Draft, DraftItem};
use crate::account::{Account, NewAccount, label, makes_same_codes};
use crate::record_id::RecordId;

/// What an item is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The same secret and parameters: adding it adds nothing, and is refused. Otherwise only issuer and name are the
    /// same, as after setting an account up anew: a person has to say whether both are wanted.
    pub same: bool,
    /// The account it is like.
    pub label: String,
    /// That account's id; none for an earlier item of the draft.
    pub id: Option<RecordId>,
    /// That account is in the trash.
    pub in_trash: bool,
}

impl Draft {
    /// What an item is like: an account of `existing`, or an earlier item of the draft. What is the same comes before
    /// what has the same name. For many items, [`duplicates`](Draft::duplicates) looks only once.
    pub fn duplicate<'all>(&self, item: u32, existing: impl IntoIterator<Item = &'all Account>) -> Option<Duplicate> {
        let of = self.items.iter().find(|other| other.item == item)?;
        let mut index = Index::default();
        existing.into_iter().for_each(|account| index.put_account(account));
        self.items.iter().take_while(|other| other.item != item).for_each(|other| index.put_item(other));
        index.like(&of.account)
    }

    /// What each item is like, in the order of the [`items`](Draft::items); see [`duplicate`](Draft::duplicate).
    pub fn duplicates<'all>(&self, existing: impl IntoIterator<Item = &'all Account>) -> Vec<Option<Duplicate>> {
        let mut index = Index::default();
        existing.into_iter().for_each(|account| index.put_account(account));
        let mut duplicates = Vec::with_capacity(self.items.len());
        for item in &self.items {
            duplicates.push(index.like(&item.account));
            index.put_item(item);
        }
        duplicates
    }
}

/// Finds what is alike without comparing each with each. The first of several is found.
#[derive(Default)]
struct Index<'all> {
    /// By a mark of secret and parameters, without the trash.
    codes: HashMap<u64, Other<'all>>,
    trashed_codes: HashMap<u64, Other<'all>>,
    /// By issuer and name, without the trash.
    names: HashMap<(String, String), Other<'all>>,
    /// Draws the key of the marks, so that nobody can make two secrets with one mark.
    marker: RandomState,
}

#[derive(Clone, Copy)]
enum Other<'all> {
    Account(&'all Account),
    Item(&'all DraftItem),
}

impl<'all> Index<'all> {
    fn put_account(&mut self, account: &'all Account) {
        let other = Other::Account(account);
        let mark = account.codes.made().map(|(secret, parameters)| self.mark(secret, parameters));
        if account.trashed_at.is_some() {
            mark.map(|mark| self.trashed_codes.entry(mark).or_insert(other));
            return;
        }
        mark.map(|mark| self.codes.entry(mark).or_insert(other));
        self.names.entry(folded(&account.issuer, &account.name)).or_insert(other);
    }

    fn put_item(&mut self, item: &'all DraftItem) {
        let NewAccount { issuer, name, secret, parameters, .. } = &item.account;
        self.codes.entry(self.mark(secret, parameters)).or_insert(Other::Item(item));
        self.names.entry(folded(issuer, name)).or_insert(Other::Item(item));
    }

    fn like(&self, new: &NewAccount) -> Option<Duplicate> {
        let mark = self.mark(&new.secret, &new.parameters);
        let with_mark = [&self.codes, &self.trashed_codes].into_iter().filter_map(|codes| codes.get(&mark));
        let same = with_mark
            .copied()
            .find(|other| other.codes().is_some_and(|codes| makes_same_codes((&new.secret, &new.parameters), codes)));
        same.map(|other| other.duplicate(true)).or_else(|| self.like_by_name(new))
    }

    /// Two accounts without any name are not alike.
    fn like_by_name(&self, new: &NewAccount) -> Option<Duplicate> {
        let has_name = !(new.issuer.is_empty() && new.name.is_empty());
        let other = self.names.get(&folded(&new.issuer, &new.name)).filter(|_| has_name)?;
        Some(other.duplicate(false))
    }

    /// The same for what [`makes_same_codes`], and for nothing else that anybody will find.
    fn mark(&self, secret: &Secret, parameters: &Parameters) -> u64 {
        let (kind, algorithm) = (parameters.kind(), parameters.algorithm());
        self.marker.hash_one((secret.expose(), kind, algorithm, parameters.digits(), parameters.period()))
    }
}

impl Other<'_> {
    fn codes(&self) -> Option<(&Secret, &Parameters)> {
        match self {
            Self::Account(account) => account.codes.made(),
            Self::Item(item) => Some((&item.account.secret, &item.account.parameters)),
        }
    }

    fn duplicate(&self, same: bool) -> Duplicate {
        match self {
            Self::Account(account) => {
                let (id, in_trash) = (Some(account.id), account.trashed_at.is_some());
                Duplicate { same, label: account.label(), id, in_trash }
            }
            Self::Item(DraftItem { account, .. }) => {
                Duplicate { same, label: label(&account.issuer, &account.name), id: None, in_trash: false }
            }
        }
    }
}

/// Issuer and name as a person reads them.
fn folded(issuer: &str, name: &str) -> (String, String) {
    let folded = |text: &str| text.trim().to_lowercase();
    (folded(issuer), folded(name))
}
