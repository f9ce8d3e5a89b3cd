//! What stands beside a sealed file, whosever it is: nothing there is written over, and nothing is written through it.

use super::*;

/// A second store, with an account.
fn neighbour(desk: &Desk, name: &str) -> PathBuf {
    let path = desk.folder.path().join(name);
    let (store, _) = SealedFileStore::create(&path, PASSWORD, &Slots::LEAST, rng(7)).unwrap();
    add(&accounts(store), "neighbour", 8);
    path
}

#[test]
fn a_store_whose_name_is_that_of_another_and_more_is_left_alone() {
    let desk = Desk::new();
    for name in ["codes.new", "codes.d.new", "codes.sealed", "codes.old"] {
        let path = neighbour(&desk, name);
        add(&desk.accounts(), name, 11);
        let other = SealedFileStore::open(&path, PASSWORD, rng(9)).unwrap();
        assert_eq!(names(&accounts(other)), ["neighbour"], "{name}");
    }
}

#[test]
fn moving_into_a_store_of_such_a_name_loses_nothing() {
    let desk = Desk::new();
    add(&desk.accounts(), "alice", 12);
    let path = neighbour(&desk, "codes.new");
    let other = || accounts(SealedFileStore::open(&path, PASSWORD, rng(9)).unwrap());
    let moved = desk.accounts().move_to(&other()).unwrap();
    assert_eq!((moved.moved.len(), moved.kept.len()), (1, 0));
    assert_eq!(names(&other()), ["alice", "neighbour"]);
    assert!(names(&desk.accounts()).is_empty());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_and_no_permission_is_taken_over() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new();
    let letter = desk.folder.path().join("letter");
    let next = desk.beside().join("next.new");
    fs::write(&letter, "a letter").unwrap();
    symlink(&letter, &next).unwrap();
    add(&desk.accounts(), "alice", 13);
    fs::write(&next, "left by a program that was killed").unwrap();
    fs::set_permissions(&next, fs::Permissions::from_mode(0o666)).unwrap();
    add(&desk.accounts(), "bob", 14);
    assert_eq!(fs::read_to_string(&letter).unwrap(), "a letter");
    assert_eq!(fs::metadata(desk.path()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(&desk.accounts()), ["alice", "bob"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_refused_and_one_that_is_open_to_others_is_closed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new();
    let store = desk.open();
    fs::set_permissions(desk.beside(), fs::Permissions::from_mode(0o777)).unwrap();
    store.write(&first_id(), "{}").unwrap();
    assert_eq!(fs::metadata(desk.beside()).unwrap().permissions().mode() & 0o777, 0o700);
    let before = fs::read(desk.path()).unwrap();
    let elsewhere = desk.folder.path().join("elsewhere");
    fs::rename(desk.beside(), &elsewhere).unwrap();
    symlink(&elsewhere, desk.beside()).unwrap();
    fs::write(elsewhere.join("next.new"), "a letter").unwrap();
    assert_eq!(desk.error(PASSWORD).code(), "store-folder-link");
    assert_eq!(SealedFileStore::look(&desk.path()).unwrap_err().code(), "store-folder-link");
    assert_eq!(store.write(&first_id(), "{}").unwrap_err().cause().code(), "store-folder-link");
    assert_eq!(store.set_password("another password", &Slots::LEAST).unwrap_err().cause().code(), "store-folder-link");
    assert_eq!(fs::read(desk.path()).unwrap(), before);
    assert_eq!(fs::read_to_string(elsewhere.join("next.new")).unwrap(), "a letter");
}

/// Only the superuser can give a file away.
#[cfg(unix)]
#[test]
fn the_superuser_does_not_take_over_what_belongs_to_another_user() {
    for part in ["codes", "codes.d"] {
        let desk = Desk::new();
        let store = desk.open();
        if std::os::unix::fs::chown(desk.folder.path().join(part), Some(12_345), None).is_err() {
            return eprintln!("skipped: only the superuser can give a file away");
        }
        let before = fs::read(desk.path()).unwrap();
        let error = store.write(&first_id(), "{}").unwrap_err();
        assert_eq!(error.cause().code(), "store-file-foreign");
        assert!(error.to_string().contains("12345"), "{error}");
        assert_eq!(desk.error(PASSWORD).code(), "store-file-foreign");
        assert_eq!(fs::read(desk.path()).unwrap(), before);
    }
}
