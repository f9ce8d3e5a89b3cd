use authenticator::{Account, Codes, Entry, HotpCode, LockError, RecordId, StoreError, UnknownFields};
use otp::{Parameters, Secret, UnixSeconds};

use super::Shelf;
use crate::failure::AppError;
use crate::views;

fn account(id: &str) -> Account {
    Account {
        id: id.parse().unwrap(),
        revision: 1,
        issuer: "Alder".to_owned(),
        name: "mila".to_owned(),
        codes: Codes::Made {
            secret: Secret::parse_base32("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").unwrap(),
            parameters: Parameters::default(),
        },
        tags: Vec::new(),
        pinned: false,
        note: String::new(),
        icon: None,
        rank: 0,
        created_at: UnixSeconds(0),
        changed_at: UnixSeconds(0),
        trashed_at: None,
        label_issuer: None,
        extra: Vec::new(),
        unknown: UnknownFields::default(),
    }
}

fn id(letter: char) -> String {
    format!("0{}", letter.to_string().repeat(25))
}

/// As the window locks.
fn lock(shelf: &mut Shelf) {
    shelf.clear();
    shelf.set_state(views::store_state(StoreError::from(LockError::Locked)), Vec::new());
}

#[test]
fn what_is_still_being_read_while_it_is_locked_does_not_come_back() {
    let mut shelf = Shelf::new();
    let reading = shelf.begin_reading();
    shelf.put_read(reading, Entry::Account(account(&id('a'))));
    assert_eq!(shelf.len(), 1);
    lock(&mut shelf);
    assert!(!shelf.lasts(reading));
    shelf.put_read(reading, Entry::Account(account(&id('b'))));
    assert_eq!(shelf.len(), 0);
    let ids: [RecordId; 2] = [id('a').parse().unwrap(), id('b').parse().unwrap()];
    assert!(shelf.codes(&ids, UnixSeconds(0)).is_empty());

    // Once it is opened, a new reading counts.
    let reading = shelf.begin_reading();
    shelf.put_read(reading, Entry::Account(account(&id('a'))));
    assert_eq!(shelf.len(), 1);
}

#[test]
fn what_was_just_written_while_it_is_locked_does_not_come_back() {
    let mut shelf = Shelf::new();
    let era = shelf.era();
    lock(&mut shelf);
    // Whatever the state is by then: a keyring that goes away is told, too.
    shelf.set_state(views::store_state(StoreError::NoAnswer), Vec::new());
    shelf.put_changed(era, account(&id('a')));
    assert_eq!(shelf.len(), 0);
    assert!(shelf.view().accounts.is_empty());
}

#[test]
fn a_code_by_counter_that_was_just_made_while_it_is_locked_is_not_shown() {
    let mut shelf = Shelf::new();
    let era = shelf.era();
    lock(&mut shelf);
    let account = account(&id('a'));
    let (secret, parameters) = account.codes.made().unwrap();
    let code = otp::code_at(secret, parameters, UnixSeconds(0)).unwrap();
    let made = HotpCode { code, counter: 0, account: account.clone() };
    assert_eq!(shelf.show_hotp(era, made.clone()).err(), Some(AppError::UnknownAccount));
    assert_eq!(shelf.len(), 0);

    // Nor once it was opened again, and read.
    let reading = shelf.begin_reading();
    shelf.put_read(reading, Entry::Account(account));
    assert_eq!(shelf.show_hotp(era, made.clone()).err(), Some(AppError::UnknownAccount));
    assert!(shelf.show_hotp(reading, made).is_ok());
}
