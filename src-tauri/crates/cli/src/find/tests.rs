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
    let found = find(name, entries, Among::Kept).map_err(|failure| (failure.exit, failure.candidates.len()))?;
    Ok(entries.iter().position(|entry| entry.id() == found.id()).expect("it is one of them"))
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
