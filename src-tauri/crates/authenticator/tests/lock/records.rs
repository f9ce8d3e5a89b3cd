//! Records under a lock.

use super::*;

#[test]
fn with_a_lock_the_keyring_holds_no_secret_and_no_name_and_without_it_all_is_as_before() {
    let desk = Desk::new();
    let before = desk.raw_texts();
    let store = desk.store();
    let (turned, _) = turn_on(&store, PASSWORD).unwrap();
    assert_eq!((turned.done, turned.is_finished()), (3, true));
    assert_eq!(desk.sealed(), 3);
    let own = desk.keyring.read_own(OWN).unwrap().unwrap();
    let told = [desk.raw_texts().concat(), own.to_string(), desk.header_text().unwrap()].concat();
    for word in ["alice", "bob", "Site", "AEAQCAIBAEAQCAIB", "0101010101010101", OWN_TEXT] {
        assert!(!told.contains(word), "{word}");
    }
    assert_eq!(names(&desk.accounts_of(store.clone())), ["alice", "bob", "carol"]);
    let turned = store.turn_off().unwrap();
    assert_eq!((turned.done, turned.is_finished()), (3, true));
    assert_eq!(desk.raw_texts(), before);
    assert_eq!((desk.header_text(), desk.header_item()), (None, None));
    desk.has_all(None);
}

#[test]
fn while_it_is_locked_nothing_is_read_and_nothing_is_changed() {
    let (desk, _) = Desk::locked();
    let (before, store) = (desk.raw_texts(), desk.store());
    let id = desk.keyring.ids().unwrap()[0];
    assert_eq!(store.lock_state().unwrap(), LockState::Locked);
    for outcome in [
        store.state(),
        store.ids().map(drop),
        store.read(&id).map(drop),
        store.write(&id, "text"),
        store.delete(&id),
        store.read_own(OWN).map(drop),
        store.write_own(OWN, "text"),
        store.delete_own(OWN),
        store.set_password("another password", &Slots::LEAST),
        store.turn_off().map(drop),
        desk.accounts().load(|_| {}).map(drop),
        desk.accounts().trash(&id, NOW).map(drop),
    ] {
        assert_eq!(code_of(outcome), "lock-locked");
    }
    assert_eq!(desk.raw_texts(), before);
}

#[test]
fn an_opened_lock_is_locked_again_at_once() {
    let (desk, _) = Desk::locked();
    let store = desk.unlocked(PASSWORD);
    let accounts = desk.accounts_of(store.clone());
    assert_eq!(names(&accounts), ["alice", "bob", "carol"]);
    store.lock();
    assert_eq!(code_of(accounts.load(|_| {})), "lock-locked");
    open(&store, PASSWORD).unwrap();
    assert_eq!(names(&accounts), ["alice", "bob", "carol"]);
}

#[test]
fn what_is_added_and_changed_under_a_lock_is_sealed() {
    let (desk, _) = Desk::locked();
    let accounts = desk.accounts_of(desk.unlocked(PASSWORD));
    add(&accounts, "dave", 4);
    let id = desk.keyring.ids().unwrap()[0];
    accounts.trash(&id, NOW).unwrap();
    assert_eq!(desk.sealed(), 4);
    assert_eq!(names(&desk.accounts_of(desk.unlocked(PASSWORD))), ["alice", "bob", "carol", "dave"]);
}

#[test]
fn a_sealed_record_opens_in_its_own_place_alone() {
    let (desk, _) = Desk::locked();
    let ids = desk.keyring.ids().unwrap();
    let other = desk.keyring.read(&ids[1]).unwrap();
    desk.keyring.put(ids[0], other);
    let accounts = desk.accounts_of(desk.unlocked(PASSWORD));
    assert_eq!(code_of(accounts.account(&ids[0])), "record-sealed");
    assert!(accounts.account(&ids[1]).is_ok());
}

#[test]
fn a_record_that_was_changed_outside_is_shown_kept_and_in_nobodys_way() {
    let (desk, _) = Desk::locked();
    let id = desk.keyring.ids().unwrap()[0];
    let text = desk.keyring.read(&id).unwrap().to_text().replace('A', "B");
    desk.keyring.write(&id, &text).unwrap();
    let store = desk.unlocked(PASSWORD);
    let mut codes = Vec::new();
    let loaded = desk.accounts_of(store.clone()).load(|progress| {
        if let LoadProgress::Entry(Entry::Damaged(damaged)) = progress {
            codes.push(damaged.reason.code());
        }
    });
    assert_eq!((loaded.unwrap().total, codes), (3, vec!["record-sealed"]));
    let turned = store.turn_off().unwrap();
    assert_eq!((turned.done, turned.left.len()), (2, 1), "its key is not thrown away");
    assert_eq!(desk.keyring.read(&id).unwrap().to_text().as_str(), text);
    assert_eq!(desk.store().lock_state().unwrap(), LockState::Locked);
    let store = desk.unlocked(PASSWORD);
    desk.accounts_of(store).delete(&id).unwrap();
    let resumed = open(&desk.store(), PASSWORD).unwrap().resumed.unwrap();
    assert!(resumed.is_finished(), "once it was deleted, the lock is gone");
    assert_eq!(names(&desk.accounts()).len(), 2);
}

#[test]
fn what_is_no_text_or_of_a_newer_version_stays_as_it_is_and_is_told() {
    let desk = Desk::new();
    let id = |seed| RecordId::random(&mut Counting(seed)).unwrap();
    desk.keyring.put(id(101), RawRecord::from_bytes(vec![0xff, 0x00]));
    desk.keyring.put(id(102), RawRecord::from_bytes(br#"{"format":9,"sealed":"else"}"#.to_vec()));
    desk.keyring.put(id(103), RawRecord::from_bytes(b"a damaged text".to_vec()));
    let store = desk.store();
    let (turned, _) = turn_on(&store, PASSWORD).unwrap();
    let mut kept = turned.kept.clone();
    kept.sort();
    let mut expected = [id(101), id(102)];
    expected.sort();
    assert_eq!((kept.as_slice(), turned.done, turned.is_finished()), (expected.as_slice(), 4, true));
    assert_eq!(store.read(&id(103)).unwrap().to_text().as_str(), "a damaged text");
    assert!(!desk.raw_texts().concat().contains("a damaged text"));
    let again = desk.unlocked(PASSWORD);
    assert_eq!(code_of(desk.accounts_of(again.clone()).account(&id(102))), "record-newer");
    assert!(again.turn_off().unwrap().is_finished());
    assert_eq!(desk.keyring.read(&id(103)).unwrap().to_text().as_str(), "a damaged text");
}

#[test]
fn the_longest_record_fits_when_it_is_sealed() {
    let desk = Desk::empty();
    let mut long = account("alice", 1);
    long.note = "n".repeat(1_400);
    let accounts = desk.accounts();
    while accounts.add(vec![long.clone()], NOW, &mut Counting(1)).unwrap().remove(0).is_err() {
        long.note.pop();
    }
    turn_on(&desk.store(), PASSWORD).unwrap();
    let text = desk.raw_texts().remove(0);
    assert!(text.len() > 2_300 && text.len() <= authenticator::MAX_STORED_BYTES, "{}", text.len());
    assert!(desk.header_text().unwrap().len() <= authenticator::MAX_STORED_BYTES);
}

#[test]
fn a_lock_over_no_account_at_all_seals_the_first_that_is_added() {
    let desk = Desk::empty();
    let store = desk.store();
    turn_on(&store, PASSWORD).unwrap();
    add(&desk.accounts_of(store), "alice", 1);
    assert_eq!((desk.raw_texts().len(), desk.sealed()), (1, 1));
    assert_eq!(names(&desk.accounts_of(desk.unlocked(PASSWORD))), ["alice"]);
}
