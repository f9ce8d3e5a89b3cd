//! Items that are like an account that is there.

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
    /// what has the same name.
    pub fn duplicate<'all>(&self, item: u32, existing: impl IntoIterator<Item = &'all Account>) -> Option<Duplicate> {
        let of = self.items.iter().find(|other| other.item == item)?;
        let existing = existing.into_iter().filter_map(|account| like_account(&of.account, account));
        let earlier = self.items.iter().take_while(|other| other.item != item);
        let all = existing.chain(earlier.filter_map(|other| like_item(&of.account, other)));
        // The first of the best.
        all.min_by_key(|duplicate| (!duplicate.same, duplicate.in_trash))
    }
}

fn like_account(new: &NewAccount, account: &Account) -> Option<Duplicate> {
    let same = makes_same_codes((&new.secret, &new.parameters), (&account.secret, &account.parameters));
    let in_trash = account.trashed_at.is_some();
    (same || (!in_trash && same_name(new, &account.issuer, &account.name))).then(|| Duplicate {
        same,
        label: account.label(),
        id: Some(account.id),
        in_trash,
    })
}

fn like_item(new: &NewAccount, item: &DraftItem) -> Option<Duplicate> {
    let other = &item.account;
    let same = makes_same_codes((&new.secret, &new.parameters), (&other.secret, &other.parameters));
    (same || same_name(new, &other.issuer, &other.name)).then(|| Duplicate {
        same,
        label: label(&other.issuer, &other.name),
        id: None,
        in_trash: false,
    })
}

/// As a person reads it; two accounts without any name are not alike.
fn same_name(new: &NewAccount, issuer: &str, name: &str) -> bool {
    let folded = |text: &str| text.trim().to_lowercase();
    !(new.issuer.is_empty() && new.name.is_empty())
        && folded(&new.issuer) == folded(issuer)
        && folded(&new.name) == folded(name)
}
