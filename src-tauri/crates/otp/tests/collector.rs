//! The pictures of an export in any order, repeated, or missing.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use otp::migration::{Added, Batch, Collector, MAX_BATCHES, MigrationAccountError, Progress};
use otp::{KeyUri, Parameters, Secret};

fn account(name: &str) -> KeyUri {
    KeyUri {
        issuer: None,
        label_issuer: None,
        name: name.to_owned(),
        secret: Secret::from_bytes(name.as_bytes().to_vec()).unwrap(),
        parameters: Parameters::default(),
        extra: Vec::new(),
    }
}

fn batch(id: i32, index: u32, total: u32, names: &[&str]) -> Batch {
    Batch { id, index, total, accounts: names.iter().map(|name| Ok(account(name))).collect() }
}

fn names(collector: &Collector) -> Vec<&str> {
    collector.accounts().map(|account| account.as_ref().map_or("?", |account| &account.name)).collect()
}

fn progress(id: i32, have: u32, total: u32, missing: &[u32]) -> Progress {
    Progress { id, have, total, missing: missing.to_vec() }
}

#[test]
fn pictures_come_in_any_order() {
    let mut collector = Collector::new();
    for (index, name) in [(2, "c"), (0, "a"), (1, "b")] {
        assert_eq!(collector.add(batch(7, index, 3, &[name])), Added::New);
    }
    assert_eq!(names(&collector), ["a", "b", "c"]);
    assert_eq!(collector.progress(), [progress(7, 3, 3, &[])]);
    assert!(collector.progress()[0].is_complete());
}

#[test]
fn a_missing_picture_is_named_and_what_came_is_kept() {
    let mut collector = Collector::new();
    collector.add(batch(7, 3, 4, &["d"]));
    collector.add(batch(7, 0, 4, &["a"]));
    assert_eq!(collector.progress(), [progress(7, 2, 4, &[2, 3])]);
    assert!(!collector.progress()[0].is_complete());
    assert_eq!(names(&collector), ["a", "d"]);
}

#[test]
fn a_repeated_picture_changes_nothing() {
    let mut collector = Collector::new();
    assert_eq!(collector.add(batch(7, 0, 2, &["a"])), Added::New);
    assert_eq!(collector.add(batch(7, 0, 2, &["a"])), Added::Repeated);
    assert_eq!(names(&collector), ["a"]);
    assert_eq!(collector.progress(), [progress(7, 1, 2, &[2])]);
}

#[test]
fn two_exports_stay_apart() {
    let mut collector = Collector::new();
    collector.add(batch(7, 0, 2, &["a"]));
    collector.add(batch(8, 1, 2, &["d"]));
    collector.add(batch(7, 1, 2, &["b"]));
    assert_eq!(collector.progress(), [progress(7, 2, 2, &[]), progress(8, 1, 2, &[1])]);
    assert_eq!(names(&collector), ["a", "b", "d"]);
}

#[test]
fn two_exports_of_one_id_lose_nothing() {
    let mut collector = Collector::new();
    collector.add(batch(0, 0, 1, &["a"]));
    assert_eq!(collector.add(batch(0, 0, 1, &["b"])), Added::New);
    assert_eq!(collector.progress(), [progress(0, 1, 1, &[]), progress(0, 1, 1, &[])]);
    assert_eq!(names(&collector), ["a", "b"]);
}

#[test]
fn accounts_that_cannot_be_read_keep_their_place() {
    let mut collector = Collector::new();
    let mut first = batch(7, 0, 1, &["a", "b"]);
    first.accounts.insert(1, Err(MigrationAccountError::Md5));
    collector.add(first);
    assert_eq!(names(&collector), ["a", "?", "b"]);
}

#[test]
fn the_largest_export_names_every_missing_picture() {
    let mut collector = Collector::new();
    collector.add(batch(7, MAX_BATCHES - 1, MAX_BATCHES, &["z"]));
    let missing: Vec<u32> = (1..MAX_BATCHES).collect();
    assert_eq!(collector.progress(), [progress(7, 1, MAX_BATCHES, &missing)]);
}

#[test]
fn an_empty_collector_knows_of_nothing() {
    assert_eq!(Collector::new().progress(), []);
    assert_eq!(names(&Collector::new()), Vec::<&str>::new());
}
