//! Users by name, where the service has them by order and by number.

use std::collections::HashMap;

use relying_party::rules::names::UserName;
use relying_party::{Error, Rejection, UserId, UserView};

use crate::pages::trouble::Trouble;
use crate::pages::visit::Visit;

/// The last of all characters: a name with it comes after all that begin like it.
const LAST: char = '\u{10ffff}';

/// A name just before all that begin with `key`.
fn before(key: &str) -> String {
    let mut start: String = key.to_owned();
    let Some(last) = start.pop() else { return start };
    let Some(previous) = u32::from(last).checked_sub(1).and_then(char::from_u32) else { return start };
    let just_before = format!("{start}{previous}{LAST}");
    // Where it would be read as another name, some more are looked through.
    if UserName::new(&just_before).is_some_and(|name| name.key() == just_before) { just_before } else { start }
}

/// At most `most` users whose name begins with `text`, after the name `after` where there is one.
pub(super) async fn beginning_with(
    visit: &Visit,
    text: &str,
    after: &str,
    most: u32,
) -> Result<Vec<UserView>, Trouble> {
    let Some(wanted) = UserName::new(text) else {
        return Ok(if text.trim().is_empty() {
            visit.party.users(&visit.call, after, most).await?
        } else {
            Vec::new()
        });
    };
    let from = if after.is_empty() { before(wanted.key()) } else { after.to_owned() };
    let mut users = visit.party.users(&visit.call, &from, most).await?;
    users.retain(|user| UserName::new(&user.name).is_some_and(|name| name.key().starts_with(wanted.key())));
    Ok(users)
}

/// The user of exactly this name.
pub(super) async fn named(visit: &Visit, text: &str) -> Result<Option<UserView>, Trouble> {
    let Some(wanted) = UserName::new(text) else { return Ok(None) };
    let users = beginning_with(visit, text, "", 1).await?;
    Ok(users.into_iter().find(|user| UserName::new(&user.name).is_some_and(|name| name.key() == wanted.key())))
}

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

#[cfg(test)]
mod tests {
    use super::before;

    #[test]
    fn a_search_begins_just_before_the_first_name_it_wants() {
        assert!(before("ann").as_str() < "ann");
        assert!(before("ann").as_str() > "anm");
        assert_eq!(before(""), "");
    }
}
