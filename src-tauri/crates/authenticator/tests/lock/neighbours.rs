//! Two programs, moving, and backups.

use authenticator::{Backups, SealedFileStore};

use super::*;

#[test]
fn a_program_that_was_open_when_another_one_set_a_lock_needs_the_password_from_then_on() {
    let desk = Desk::new();
    let (store, other) = (desk.store(), desk.store());
    let accounts = desk.accounts_of(store.clone());
    assert_eq!(names(&accounts), ["alice", "bob", "carol"]);
    turn_on(&other, PASSWORD).unwrap();
    let id = desk.keyring.ids().unwrap()[0];
    assert_eq!(code_of(accounts.account(&id)), "lock-locked");
    let refused = accounts.add(vec![account("dave", 4)], NOW, &mut Counting(4));
    assert_eq!(code_of(refused), "lock-locked");
    assert_eq!(desk.sealed(), 3);
    open(&store, PASSWORD).unwrap();
    add(&accounts, "dave", 4);
    assert_eq!(desk.sealed(), 4);
}

#[test]
fn a_program_that_was_open_when_another_one_took_the_lock_away_writes_plain_from_then_on() {
    let (desk, _) = Desk::locked();
    let (store, locked) = (desk.unlocked(PASSWORD), desk.accounts());
    assert_eq!(code_of(locked.load(|_| {})), "lock-locked");
    desk.unlocked(PASSWORD).turn_off().unwrap();
    add(&desk.accounts_of(store), "dave", 4);
    assert_eq!((desk.raw_texts().len(), desk.sealed()), (4, 0));
    assert_eq!(names(&locked), ["alice", "bob", "carol", "dave"], "and one that was locked reads again");
}

#[test]
fn a_program_that_was_open_when_another_one_changed_the_password_goes_on() {
    let (desk, _) = Desk::locked();
    let store = desk.unlocked(PASSWORD);
    desk.unlocked(PASSWORD).set_password("another password", &Slots::LEAST).unwrap();
    add(&desk.accounts_of(store), "dave", 4);
    assert_eq!(desk.sealed(), 4);
    assert_eq!(names(&desk.accounts_of(desk.unlocked("another password"))).len(), 4);
}

#[test]
fn a_program_that_was_open_when_the_lock_became_another_one_needs_the_new_password() {
    let (desk, _) = Desk::locked();
    let store = desk.unlocked(PASSWORD);
    desk.unlocked(PASSWORD).turn_off().unwrap();
    let keyring: Arc<dyn Keyring> = desk.keyring.clone();
    let other = LockableStore::new(keyring, desk.folder.path(), &[OWN], Box::new(Counting(99)));
    turn_on(&other, "another password").unwrap();
    let id = desk.keyring.ids().unwrap()[0];
    assert_eq!(code_of(store.read(&id)), "lock-locked");
    assert_eq!(code_of(store.write(&id, "text")), "lock-locked");
    desk.has_all(Some("another password"));
}

#[test]
fn accounts_move_out_of_a_lock_plain_and_into_it_sealed() {
    let (desk, _) = Desk::locked();
    let path = desk.folder.path().join("codes");
    let (file, _) = SealedFileStore::create(&path, PASSWORD, &Slots::LEAST, Box::new(Counting(5))).unwrap();
    let beside = file.folder().to_owned();
    let in_file = AccountStore::open(Arc::new(file), &beside);
    let in_keyring = desk.accounts_of(desk.unlocked(PASSWORD));
    assert_eq!(in_keyring.move_to(&in_file).unwrap().moved.len(), 3);
    assert_eq!((names(&in_file).len(), desk.raw_texts().len()), (3, 0));
    assert_eq!(in_file.move_to(&in_keyring).unwrap().moved.len(), 3);
    assert_eq!((names(&in_keyring).len(), desk.sealed()), (3, 3));
}

#[test]
fn a_backup_of_locked_accounts_is_put_back_with_and_without_the_lock() {
    let (desk, _) = Desk::locked();
    let folder = desk.folder.path().join("backups");
    let backups = Backups::in_folder(&folder);
    let accounts = desk.accounts_of(desk.unlocked(PASSWORD));
    let made = backups.make(&accounts, "backup password", &Slots::LEAST, NOW, &mut Counting(6)).unwrap();
    let locked = desk.accounts();
    let refused = backups.make(&locked, "backup password", &Slots::LEAST, NOW, &mut Counting(6));
    assert_eq!(code_of(refused), "lock-locked");
    let contents = Backups::open(&made.backup.path, "backup password").unwrap();
    let ids: Vec<RecordId> = contents.entries().map(|entry| entry.id()).collect();
    for id in &ids {
        desk.keyring.delete(id).unwrap();
    }
    let put = accounts.put_back(&contents, &ids, NOW).unwrap();
    assert!(put.iter().all(|one| one.result.is_ok()), "{put:?}");
    assert_eq!((names(&accounts).len(), desk.sealed()), (3, 3));
    let other = Desk::empty();
    other.accounts().put_back(&contents, &ids, NOW).unwrap();
    assert_eq!((names(&other.accounts()).len(), other.sealed()), (3, 0));
}
