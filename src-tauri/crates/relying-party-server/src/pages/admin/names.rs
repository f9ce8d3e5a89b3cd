//! What users are called, where there is only their number.

use std::collections::HashMap;

use relying_party::{Error, Rejection, UserId};

use crate::pages::trouble::Trouble;
use crate::pages::visit::Visit;

/// What users are called; those that are deleted are left out.
pub(super) async fn of_ids(
    visit: &Visit,
    ids: impl Iterator<Item = UserId>,
) -> Result<HashMap<UserId, String>, Trouble> {
    let mut names = HashMap::new();
    for id in ids {
        if names.contains_key(&id) {
            continue;
        }
        match visit.party.user(&visit.call, &id).await {
            Ok(user) => drop(names.insert(id, user.name)),
            Err(Error::Rejected(Rejection::NotFound)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(names)
}
