//! Which generations are kept, and under which numbers.

use std::time::{Duration, SystemTime};

use super::*;

/// The names of the accounts in a generation that is gone back to.
fn names_in(desk: &Desk, number: u64) -> Vec<String> {
    let restored = accounts(SealedFileStore::restore(&desk.path(), PASSWORD, number, rng(6)).unwrap());
    restored.accept_missing().unwrap();
    names(&restored)
}

fn numbers(desk: &Desk) -> Vec<u64> {
    let listed = SealedFileStore::generations(&desk.path(), PASSWORD).unwrap();
    listed.iter().map(|generation| generation.name.number).collect()
}

#[test]
fn a_move_is_one_generation_and_what_was_before_it_can_be_gone_back_to() {
    let (desk, other) = (Desk::new(), Desk::new());
    for number in 0..12 {
        add(&desk.accounts(), &format!("account {number:02}"), 30 + number);
    }
    let (before, there) = (numbers(&desk), numbers(&other));
    let all = names(&desk.accounts());
    assert_eq!(desk.accounts().move_to(&other.accounts()).unwrap().moved.len(), 12);
    assert_eq!(numbers(&desk).iter().filter(|number| before.contains(number)).count(), 10, "{before:?}");
    assert_eq!(numbers(&other).len(), there.len() + 1);
    assert_eq!(names(&other.accounts()), all);
    assert_eq!(names_in(&desk, before[0]), all);
    assert!(names_in(&other, there[0]).is_empty());
}

#[test]
fn several_accounts_that_are_added_at_once_are_one_generation() {
    let desk = Desk::new();
    let new = |name: &str| {
        let secret = Secret::from_bytes(format!("a secret for {name}").into_bytes()).unwrap();
        NewAccount::new("Site".to_owned(), name.to_owned(), secret, Parameters::default())
    };
    let accounts = desk.accounts();
    accounts.add(vec![new("one"), new("two"), new("three")], NOW, &mut Counting(5)).unwrap();
    assert_eq!(desk.kept(), ["generation-0000000001.sealed"]);
    add(&accounts, "four", 6);
    assert_eq!(desk.kept().len(), 2);
}

#[test]
fn what_is_deleted_at_once_is_one_generation() {
    let desk = Desk::new();
    let accounts = desk.accounts();
    add(&accounts, "one", 6);
    add(&accounts, "two", 7);
    let ids = accounts.records().ids().unwrap();
    let before = desk.kept().len();
    accounts.delete_at_once(&ids[0]).unwrap();
    assert_eq!(desk.kept().len(), before + 1);
    // From the trash it is one more: the way there is another.
    accounts.trash(&ids[1], NOW).unwrap();
    accounts.delete(&ids[1]).unwrap();
    assert_eq!(desk.kept().len(), before + 3);
}

#[test]
fn the_last_generation_of_each_of_the_last_days_is_kept_too() {
    let desk = Desk::new();
    let accounts = desk.accounts();
    for number in 0..5 {
        add(&accounts, &format!("account {number}"), 30 + number);
    }
    let today = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW.0);
    for (kept, days_ago) in desk.kept().iter().zip([20, 2, 1, 1, 0]) {
        let file = fs::File::options().write(true).open(desk.beside().join(kept)).unwrap();
        file.set_modified(today - Duration::from_secs(days_ago * 86_400)).unwrap();
    }
    for number in 5..25 {
        add(&accounts, &format!("account {number}"), 30 + number);
    }
    let numbers = numbers(&desk);
    assert_eq!(numbers[..11], (16..27).rev().collect::<Vec<_>>());
    assert_eq!(numbers[11..], [5, 4, 2, 1]);
}

#[test]
fn a_generation_that_was_copied_into_place_is_kept_when_it_is_replaced() {
    let desk = Desk::new();
    for number in 0..12 {
        add(&desk.accounts(), &format!("account {number:02}"), 30 + number);
    }
    let oldest = desk.kept()[0].clone();
    let copied = fs::read(desk.beside().join(&oldest)).unwrap();
    fs::write(desk.path(), &copied).unwrap();
    let was = accounts(desk.open());
    was.accept_missing().unwrap();
    let before = names(&was);
    add(&was, "later", 99);
    for number in 0..8 {
        add(&was, &format!("later still {number}"), 100 + number);
    }
    assert_eq!(fs::read(desk.beside().join(&desk.kept()[1])).unwrap(), copied, "{:?}", desk.kept());
    let numbers = numbers(&desk);
    assert_eq!(numbers.len(), 11);
    assert!(numbers.is_sorted_by(|one, next| one > next), "{numbers:?}");
    assert_eq!(names_in(&desk, numbers[9]), before);
}

#[test]
fn a_first_line_that_was_damaged_is_no_wrong_password() {
    let desk = Desk::new();
    add(&desk.accounts(), "alice", 41);
    let good = fs::read(desk.path()).unwrap();
    for (part, secret) in [("password", PASSWORD.to_owned()), ("recovery-code", desk.code.to_text().to_string())] {
        let slot = format!("\"kind\":\"{part}\"");
        let at = good.windows(slot.len()).position(|found| found == slot.as_bytes()).unwrap();
        for field in ["salt", "nonce", "wrapped"] {
            let name = format!("\"{field}\":\"");
            let digit =
                at + good[at..].windows(name.len()).position(|found| found == name.as_bytes()).unwrap() + name.len();
            let mut bytes = good.clone();
            bytes[digit] = if bytes[digit] == b'0' { b'1' } else { b'0' };
            fs::write(desk.path(), bytes).unwrap();
            let error = desk.error(&secret);
            assert!(
                matches!(&error, SealedFileError::Damaged { opening, .. } if *opening == [GenerationName::from(1)]),
                "{field} {error:?}"
            );
            assert_eq!(desk.error("not the password"), SealedFileError::Slot(SlotError::Wrong));
        }
    }
}

#[test]
fn a_recovery_code_that_could_not_be_shown_is_not_the_one_that_opens() {
    let desk = Desk::new();
    let before = fs::read(desk.path()).unwrap();
    let shown = desk.open().set_recovery_code(&Slots::LEAST, |_| Err(StoreError::Busy));
    assert_eq!(shown, Err(StoreError::Busy));
    assert_eq!(fs::read(desk.path()).unwrap(), before);
    let path = desk.folder.path().join("new");
    let made = SealedFileStore::create_and_show(&path, PASSWORD, &Slots::LEAST, rng(4), |_, _| Err(StoreError::Busy));
    assert_eq!(made.unwrap_err(), StoreError::Busy);
    assert!(!path.exists());
    SealedFileStore::create(&path, PASSWORD, &Slots::LEAST, rng(4)).unwrap();
}

/// Two accounts with counters, of which one moves on, and one account that is added later.
#[test]
fn going_back_says_what_it_leaves_out_and_no_counter_goes_back() {
    let desk = Desk::new();
    let accounts = desk.accounts();
    let hotp = |name: &str, counter: u64| {
        let secret = Secret::from_bytes(format!("a secret for {name}").into_bytes()).unwrap();
        let (algorithm, digits) = (otp::Algorithm::Sha1, otp::Digits::new(6).unwrap());
        let parameters = Parameters::Hotp { algorithm, digits, counter: otp::Counter::new(counter) };
        NewAccount::new("Site".to_owned(), name.to_owned(), secret, parameters)
    };
    let added = accounts.add(vec![hotp("moves", 5), hotp("stays", 7)], NOW, &mut Counting(5)).unwrap();
    let ids: Vec<_> = added.into_iter().map(|account| account.unwrap().id).collect();
    for _ in 0..3 {
        accounts.advance_hotp(&ids[0], NOW).unwrap();
    }
    add(&accounts, "later", 6);
    // Both were added at once: one is generation 2, which nobody keeps, and both are 3.
    let change = SealedFileStore::going_back(&desk.path(), PASSWORD, 3).unwrap();
    assert_eq!((change.records, change.lost.len(), change.counters.as_slice()), (2, 1, &ids[..1]));
    let restored = super::accounts(SealedFileStore::restore(&desk.path(), PASSWORD, 3, rng(6)).unwrap());
    restored.give_up(&change.lost).unwrap();
    assert_eq!(names(&restored), ["moves", "stays"]);
    let counters = ids.iter().map(|id| restored.advance_hotp(id, NOW).unwrap().counter);
    assert_eq!(counters.collect::<Vec<_>>(), [8, 7]);
}

#[test]
fn what_was_missing_before_going_back_is_still_told() {
    let desk = Desk::new();
    add(&desk.accounts(), "alice", 1);
    add(&desk.accounts(), "bob", 2);
    // An older file in the place of the newer one: bob is missing.
    fs::copy(desk.beside().join(&desk.kept()[1]), desk.path()).unwrap();
    let change = SealedFileStore::going_back(&desk.path(), PASSWORD, 2).unwrap();
    assert_eq!((change.records, change.lost.len()), (1, 0));
    let restored = accounts(SealedFileStore::restore(&desk.path(), PASSWORD, 2, rng(6)).unwrap());
    restored.give_up(&change.lost).unwrap();
    let warnings = restored.load(|_| {}).unwrap().warnings;
    assert_eq!(warnings.iter().map(authenticator::LoadWarning::code).collect::<Vec<_>>(), ["store-some-items-missing"]);
}

/// As two machines leave them that share a folder.
#[test]
fn of_two_generations_with_one_number_each_can_be_gone_back_to() {
    let desk = Desk::new();
    for (name, seed) in [("one", 30), ("two", 31), ("three", 32)] {
        add(&desk.accounts(), name, seed);
    }
    fs::copy(desk.beside().join(&desk.kept()[2]), desk.beside().join("generation-0000000002-2.sealed")).unwrap();
    let listed = SealedFileStore::generations(&desk.path(), PASSWORD).unwrap();
    let named: Vec<String> = listed.iter().map(|generation| generation.name.to_string()).collect();
    assert_eq!(named, ["4", "3", "2-2", "2", "1"]);
    let go = |name: &str| SealedFileStore::going_back(&desk.path(), PASSWORD, name.parse::<GenerationName>().unwrap());
    assert_eq!((go("2").unwrap().records, go("2-2").unwrap().records), (1, 2));
    assert_eq!(go("2-3").unwrap_err().cause().code(), "store-no-generation");
    fs::write(desk.path(), "").unwrap();
    assert!(matches!(desk.error(PASSWORD), SealedFileError::Damaged { opening, .. }
        if opening.iter().map(ToString::to_string).collect::<Vec<_>>() == ["3", "2-2", "2", "1"]));
    let restored = SealedFileStore::restore(&desk.path(), PASSWORD, GenerationName { number: 2, which: 2 }, rng(6));
    let restored = accounts(restored.unwrap());
    restored.accept_missing().unwrap();
    assert_eq!(names(&restored), ["one", "two"]);
}
