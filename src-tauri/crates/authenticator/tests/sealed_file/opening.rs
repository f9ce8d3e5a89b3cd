//! A file that is opened and closed while the program runs, and the secrets of the program's own in it.

use authenticator::{GenerationName, LockableFile, OwnItem, OwnItems, PreparedFile};

use super::*;

const KEY: OwnItem = OwnItem { service: "countersign-backups", name: "key", label: "Countersign backup key" };

#[test]
fn a_closed_file_gives_nothing_out_until_its_password_is_given_and_again_after_it_is_locked() {
    let desk = Desk::new();
    desk.open().write(&first_id(), "{}").unwrap();
    let file = LockableFile::closed(&desk.path());
    let is_closed = |file: &LockableFile| {
        let errors =
            [file.state(), file.ids().map(drop), file.read(&first_id()).map(drop), file.write(&first_id(), "")];
        errors.iter().all(|error| error.as_ref().is_err_and(StoreError::wants_password)) && !file.is_open()
    };
    assert!(is_closed(&file));
    assert_eq!(file.open_with("not the password", rng(3)).unwrap_err(), SealedFileError::Slot(SlotError::Wrong));
    assert!(is_closed(&file));
    file.open_with(PASSWORD, rng(3)).unwrap();
    assert_eq!(file.ids().unwrap(), [first_id()]);
    file.lock();
    assert!(is_closed(&file));
    file.open_with(&desk.code.to_text(), rng(3)).unwrap();
    file.set_password(PASSWORD, "another long password", &Slots::LEAST, rng(4)).unwrap();
    assert_eq!(desk.error(PASSWORD), SealedFileError::Slot(SlotError::Wrong));
    assert!(file.set_password(PASSWORD, "a third long password", &Slots::LEAST, rng(4)).is_err());
}

#[test]
fn that_a_closed_file_is_not_there_is_said_before_anybody_is_asked_for_its_password() {
    let desk = Desk::new();
    fs::remove_file(desk.path()).unwrap();
    let file = LockableFile::closed(&desk.path());
    let errors = [file.state(), file.ids().map(drop), file.read(&first_id()).map(drop)];
    errors.into_iter().for_each(|error| assert_eq!(error.unwrap_err().code(), "store-file-missing"));
}

#[test]
fn what_is_prepared_is_written_only_when_it_is_created() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codes");
    let prepared = PreparedFile::new(&path, PASSWORD, &Slots::LEAST, &mut Counting(1)).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    prepared.create(rng(2)).unwrap();
    assert!(SealedFileStore::open(&path, &prepared.code().to_text(), rng(3)).is_ok());
    assert!(SealedFileStore::open(&path, PASSWORD, rng(3)).is_ok());
    let again = PreparedFile::new(&path, PASSWORD, &Slots::LEAST, &mut Counting(1)).unwrap_err();
    assert_eq!(again.cause().code(), "store-file-exists");
}

#[test]
fn a_secret_of_the_programs_own_is_kept_beside_the_records_and_needs_version_2_only_while_it_is_there() {
    let desk = Desk::new();
    let version = || first_line(&desk.path());
    let store = desk.open();
    store.write(&first_id(), "{}").unwrap();
    assert!(version().contains("\"version\":1,"));
    assert_eq!(store.read_own(KEY).unwrap(), None);
    store.delete_own(KEY).unwrap();
    store.write_own(KEY, "the key").unwrap();
    assert!(version().contains("\"version\":2,"));
    assert_eq!(desk.open().read_own(KEY).unwrap().unwrap().as_str(), "the key");
    assert_eq!(desk.open().ids().unwrap(), [first_id()]);
    store.set_password("another long password", &Slots::LEAST).unwrap();
    assert_eq!(desk.open_with("another long password").read_own(KEY).unwrap().unwrap().as_str(), "the key");
    store.delete_own(KEY).unwrap();
    assert!(version().contains("\"version\":1,"));
}

#[test]
fn going_back_to_a_generation_keeps_the_secrets_of_the_programs_own_as_they_are_now() {
    let desk = Desk::new();
    let store = desk.open();
    store.write(&first_id(), "{}").unwrap();
    store.write_own(KEY, "the key").unwrap();
    let restored = SealedFileStore::restore(&desk.path(), PASSWORD, GenerationName::from(1), rng(5)).unwrap();
    assert_eq!(restored.ids().unwrap(), []);
    assert_eq!(restored.read_own(KEY).unwrap().unwrap().as_str(), "the key");
}

fn first_line(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).lines().next().unwrap().to_owned()
}

#[test]
fn a_recovery_code_that_was_shown_before_opens_the_file_and_its_generations_and_the_old_one_none() {
    let desk = Desk::new();
    add(&desk.accounts(), "alice", 11);
    let file = LockableFile::closed(&desk.path());
    let shown = RecoveryCode::random(&mut Counting(77)).unwrap();
    let closed = file.replace_recovery_code(&shown, &Slots::LEAST).unwrap_err();
    assert_eq!(closed.cause().code(), "store-file-closed");
    assert_eq!(file.prove("not the password", rng(1)), Err(SealedFileError::Slot(SlotError::Wrong)));
    file.prove(PASSWORD, rng(1)).unwrap();
    assert!(!file.is_open(), "asking opens nothing");
    file.open_with(PASSWORD, rng(1)).unwrap();
    assert_eq!(file.replace_recovery_code(&shown, &Slots::LEAST), Ok(Vec::new()));
    assert!(SealedFileStore::open(&desk.path(), &shown.to_text(), rng(3)).is_ok());
    assert!(SealedFileStore::open(&desk.path(), PASSWORD, rng(3)).is_ok());
    assert_eq!(desk.error(&desk.code.to_text()), SealedFileError::Slot(SlotError::Wrong));
    assert!(desk.open().others().unwrap().is_empty(), "the generations open as the file does");
}
