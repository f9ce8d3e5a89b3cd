use authenticator::{AccountStore, MemoryStore, NewAccount, Random, RandomError};
use otp::{Parameters, Secret, UnixSeconds};

use super::*;

struct Counting(u8);

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        self.0 += 1;
        bytes.fill(self.0);
        Ok(())
    }
}

fn entries(names: &[(&str, &str)]) -> Vec<Entry> {
    let store = AccountStore::in_memory(std::sync::Arc::new(MemoryStore::new()));
    let new = |((issuer, name), secret): (&(&str, &str), u8)| {
        let secret = Secret::from_bytes(vec![secret; 20]).expect("20 bytes");
        NewAccount::new((*issuer).to_owned(), (*name).to_owned(), secret, Parameters::default())
    };
    let new = names.iter().zip(1..).map(new).collect();
    let added = store.add(new, UnixSeconds(0), &mut Counting(0)).expect("memory works");
    added.into_iter().map(|account| Entry::Account(account.expect("they differ"))).collect()
}

fn found(name: &str, entries: &[Entry]) -> Result<usize, (Exit, usize)> {
    place(find(name, entries, Among::Kept), entries)
}

fn place(found: Result<Found<'_, Entry>, Failure>, entries: &[Entry]) -> Result<usize, (Exit, usize)> {
    let found = found.map_err(|failure| (failure.exit, failure.candidates.len()))?.even_by_part();
    Ok(entries.iter().position(|entry| entry.id() == found.id()).expect("it is one of them"))
}

/// The first of the entries put into the trash.
fn with_first_in_trash(mut entries: Vec<Entry>) -> Vec<Entry> {
    if let Some(Entry::Account(account)) = entries.first_mut() {
        account.trashed_at = Some(UnixSeconds(1));
    }
    entries
}

#[test]
fn issuer_name_and_both_name_an_account() {
    let entries = entries(&[("GitHub", "ada"), ("GitLab", "bob"), ("Bank", "ada lovelace")]);
    for (name, place) in [("GitHub", 0), ("bob", 1), ("GitLab:bob", 1), ("GitLab: bob", 1), (" bank ", 2), ("ADA", 0)] {
        assert_eq!(found(name, &entries), Ok(place), "{name}");
    }
}

#[test]
fn a_part_names_an_account_only_if_it_is_the_only_one() {
    let entries = entries(&[("GitHub", "ada"), ("GitLab", "bob")]);
    assert_eq!(found("lab", &entries), Ok(1));
    assert_eq!(found("git", &entries), Err((Exit::Ambiguous, 2)));
    assert_eq!(found("svn", &entries), Err((Exit::NotFound, 0)));
    assert_eq!(found("", &entries), Err((Exit::NotFound, 0)));
}

#[test]
fn what_is_spelled_out_comes_before_a_part_and_right_case_before_any() {
    let entries = entries(&[("Mail", "ada"), ("Mailbox", "ada2"), ("mail", "eve")]);
    assert_eq!(found("Mail", &entries), Ok(0));
    assert_eq!(found("mail", &entries), Ok(2));
    assert_eq!(found("MAIL", &entries), Err((Exit::Ambiguous, 2)));
}

#[test]
fn the_same_names_twice_are_told_apart_by_id() {
    let entries = entries(&[("GitHub", "ada"), ("GitHub", "ada")]);
    assert_eq!(found("GitHub:ada", &entries), Err((Exit::Ambiguous, 2)));
    let id = entries[1].id().to_string();
    assert_eq!(found(&id, &entries), Ok(1));
    assert_eq!(found(&id[..4], &entries), Ok(1));
    assert_eq!(found(&id[..3], &entries), Err((Exit::NotFound, 0)));
}

#[test]
fn a_part_is_not_enough_for_what_cannot_be_taken_back() {
    let entries = entries(&[("GitHub Enterprise", "ada")]);
    for name in ["GitHub", "github", "ad", "enterprise:ada"] {
        let found = find(name, &entries, Among::Kept).expect("it fits in part");
        assert!(found.is_by_part, "{name}");
        let refused = found.only_in_full(name).expect_err("only a part");
        assert_eq!((refused.exit, refused.candidates.len()), (Exit::NotFound, 1), "{name}");
    }
    let id = entries[0].id().to_string();
    for name in ["github enterprise", "ADA", "GitHub Enterprise:Ada", "github enterprise: ada", &id, &id[..4]] {
        let found = find(name, &entries, Among::Kept).expect("it fits");
        assert!(found.only_in_full(name).is_ok(), "{name}");
    }
}

#[test]
fn what_fits_better_in_the_trash_is_what_was_meant() {
    let entries = with_first_in_trash(entries(&[("GitHub", "ada"), ("GitHub Enterprise", "eve"), ("github", "bob")]));
    let refused = find("GitHub", &entries[..2], Among::Kept).expect_err("it is in the trash");
    assert_eq!((refused.exit, refused.code), (Exit::NotFound, "account-not-found"));
    assert_eq!(refused.message, "\"GitHub\" is in the trash");
    assert!(refused.hint.contains("`countersign restore GitHub`"), "{}", refused.hint);
    assert!(refused.candidates[0].in_trash);
    assert_eq!(found("GitHub", &entries), Err((Exit::NotFound, 1)));
    assert_eq!(found("github", &entries), Ok(2));
    assert_eq!(found("enterprise", &entries), Ok(1));
    assert_eq!(place(find("github", &entries, Among::Trash), &entries), Err((Exit::NotFound, 1)));
    assert_eq!(place(find("GitHub", &entries, Among::Trash), &entries), Ok(0));
}

#[test]
fn an_account_in_the_trash_is_named_by_what_every_shell_takes() {
    let entries = with_first_in_trash(entries(&[("GitHub", "ada l.")]));
    let refused = find("ada l.", &entries, Among::Kept).expect_err("it is in the trash");
    assert!(refused.hint.contains(&format!("`countersign restore {}`", entries[0].id())), "{}", refused.hint);
}

#[test]
fn for_deleting_whole_names_in_any_case_count_alike() {
    let entries = with_first_in_trash(entries(&[("GitHub", "ada"), ("github", "eve"), ("GitHub Enterprise", "bob")]));
    for name in ["GitHub", "github", "GITHUB"] {
        assert_eq!(place(find_to_delete(name, &entries), &entries), Err((Exit::Ambiguous, 2)), "{name}");
    }
    assert_eq!(place(find_to_delete("ada", &entries), &entries), Ok(0));
    assert_eq!(place(find_to_delete(&entries[1].id().to_string(), &entries), &entries), Ok(1));
    assert!(find_to_delete("enterprise", &entries).expect("it fits in part").is_by_part);
}
