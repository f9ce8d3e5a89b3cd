//! The two headers: damaged, missing, older, newer, and of another lock.

use super::*;

/// Where a header is broken.
#[derive(Debug, Clone, Copy)]
enum Place {
    Folder,
    Keyring,
}

impl Desk {
    fn put_header(&self, place: Place, text: Option<&str>) {
        match (place, text) {
            (Place::Folder, Some(text)) => std::fs::write(self.header_file(), text).unwrap(),
            (Place::Folder, None) => std::fs::remove_file(self.header_file()).unwrap(),
            (Place::Keyring, Some(text)) => self.keyring.write_own(HEADER, text).unwrap(),
            (Place::Keyring, None) => self.keyring.delete_own(HEADER).unwrap(),
        }
    }

    fn set_aside(&self) -> usize {
        let names = std::fs::read_dir(self.folder.path()).unwrap();
        names.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("damaged")).count()
    }
}

/// A header with one digit of what is wrapped for the password turned round: it reads, and does not open.
fn with_another_digit(header: &str) -> String {
    let place = header.find(r#""wrapped":""#).unwrap() + 20;
    let digit = if header.as_bytes()[place] == b'0' { "1" } else { "0" };
    [&header[..place], digit, &header[place + 1..]].concat()
}

#[test]
fn a_header_that_is_missing_or_broken_in_one_place_is_mended_from_the_other() {
    for place in [Place::Folder, Place::Keyring] {
        let (desk, _) = Desk::locked();
        let good = desk.header_text().unwrap();
        let cut = good[..good.len() / 2].to_owned();
        let (digit, phase) = (with_another_digit(&good), good.replace(r#""sealed""#, r#""opening""#));
        let later = good.replace(r#""sequence":17"#, r#""sequence":97"#);
        let broken = [None, Some(""), Some("no header"), Some(&*cut), Some(&*digit), Some(&*phase), Some(&*later)];
        for text in broken {
            assert_ne!(text, Some(good.as_str()));
            desk.put_header(place, text);
            assert_eq!(desk.store().lock_state().unwrap(), LockState::Locked);
            desk.has_all(Some(PASSWORD));
            assert_eq!(desk.header_text().as_ref(), Some(&good), "{place:?} {text:?}");
            assert_eq!(desk.header_item().as_ref(), Some(&good), "{place:?} {text:?}");
        }
        assert_eq!(desk.sealed(), 3, "nothing a changed header said was done");
        assert_eq!(desk.set_aside(), 3, "what could not be read is kept");
    }
}

#[test]
fn two_headers_that_cannot_be_read_are_an_error_and_nothing_is_written_over() {
    let (desk, _) = Desk::locked();
    let good = desk.header_text().unwrap();
    for (folder, keyring) in [(Some("broken"), Some("broken too")), (Some("broken"), None), (None, Some("broken"))] {
        desk.put_header(Place::Folder, Some(""));
        desk.put_header(Place::Folder, folder);
        desk.put_header(Place::Keyring, keyring);
        let before = desk.raw_texts();
        let id = desk.keyring.ids().unwrap()[0];
        let store = desk.store();
        for outcome in [
            store.state(),
            store.write(&id, "text"),
            store.read(&id).map(drop),
            open(&store, PASSWORD).map(drop),
            turn_on(&store, PASSWORD).map(drop),
            desk.accounts().load(|_| {}).map(drop),
        ] {
            assert_eq!(code_of(outcome), "lock-header-unreadable");
        }
        assert_eq!((desk.header_text().as_deref(), desk.header_item().as_deref()), (folder, keyring));
        assert_eq!(desk.raw_texts(), before);
    }
    // A copy that was kept elsewhere is enough.
    desk.put_header(Place::Folder, Some(&good));
    desk.has_all(Some(PASSWORD));
    assert_eq!(desk.header_item(), Some(good));
}

#[test]
fn a_header_of_a_newer_version_is_refused_and_kept() {
    for place in [Place::Folder, Place::Keyring] {
        let (desk, _) = Desk::locked();
        let newer = "{\"format\":\"countersign-lock\",\"version\":2,\"all\":\"different\"}\nelse\n";
        desk.put_header(place, Some(newer));
        let before = (desk.header_text(), desk.header_item(), desk.raw_texts());
        for outcome in [desk.store().state(), open(&desk.store(), PASSWORD).map(drop)] {
            assert_eq!(code_of(outcome), "lock-newer");
        }
        assert_eq!((desk.header_text(), desk.header_item(), desk.raw_texts()), before);
    }
}

#[test]
fn a_header_with_both_copies_altered_opens_and_what_it_says_of_the_records_is_not_believed() {
    let (desk, _) = Desk::locked();
    let altered = desk.header_text().unwrap().replace(r#""sealed""#, r#""opening""#);
    desk.put_header(Place::Folder, Some(&altered));
    desk.put_header(Place::Keyring, Some(&altered));
    desk.has_all(Some(PASSWORD));
    assert_eq!((desk.sealed(), desk.header_text() == desk.header_item()), (3, true));
    assert!(!desk.store().status().unwrap().is_half_way);
}

#[test]
fn headers_that_are_gone_from_both_places_leave_the_records_shown_and_kept() {
    let (desk, _) = Desk::locked();
    let good = desk.header_text().unwrap();
    desk.put_header(Place::Folder, None);
    desk.put_header(Place::Keyring, None);
    let before = desk.raw_texts();
    let mut codes = Vec::new();
    let loaded = desk.accounts().load(|progress| {
        if let LoadProgress::Entry(Entry::Damaged(damaged)) = progress {
            codes.push(damaged.reason.code());
        }
    });
    assert_eq!((loaded.unwrap().total, codes), (3, vec!["record-sealed"; 3]));
    assert_eq!(code_of(turn_on(&desk.store(), PASSWORD)), "lock-header-missing");
    add(&desk.accounts(), "dave", 4);
    assert_eq!((desk.raw_texts().len(), desk.sealed()), (4, 3));
    assert!(before.iter().all(|text| desk.raw_texts().contains(text)));
    desk.put_header(Place::Folder, Some(&good));
    let accounts = desk.accounts_of(desk.unlocked(PASSWORD));
    assert_eq!(names(&accounts), ["alice", "bob", "carol", "dave"]);
}

#[test]
fn headers_that_vanish_while_the_lock_is_open_are_put_back() {
    let (desk, _) = Desk::locked();
    let good = desk.header_text();
    let store = desk.unlocked(PASSWORD);
    desk.put_header(Place::Folder, None);
    desk.put_header(Place::Keyring, None);
    let accounts = desk.accounts_of(store.clone());
    add(&accounts, "dave", 4);
    assert_eq!(desk.sealed(), 4, "nothing is written plain under a lock that is open");
    store.state().unwrap();
    assert_eq!((desk.header_text(), desk.header_item()), (good.clone(), good));
    assert_eq!(names(&desk.accounts_of(desk.unlocked(PASSWORD))), ["alice", "bob", "carol", "dave"]);
}

#[test]
fn an_old_copy_of_a_header_brings_the_old_password_back_in_neither_place() {
    for place in [Place::Folder, Place::Keyring] {
        let (desk, _) = Desk::locked();
        let old = desk.header_text().unwrap();
        desk.unlocked(PASSWORD).set_password("another password", &Slots::LEAST).unwrap();
        let new = desk.header_text().unwrap();
        desk.put_header(place, Some(&old));
        assert_eq!(code_of(open(&desk.store(), PASSWORD)), "password-wrong");
        desk.has_all(Some("another password"));
        assert_eq!((desk.header_text(), desk.header_item()), (Some(new.clone()), Some(new)));
    }
}

/// A folder that was brought back from a copy of before, with the same password.
#[test]
fn the_header_of_a_lock_of_before_never_takes_the_place_of_the_one_records_are_sealed_under() {
    for place in [Place::Folder, Place::Keyring] {
        for is_later in [false, true] {
            let (desk, _) = Desk::locked();
            let old = desk.header_text().unwrap();
            desk.unlocked(PASSWORD).turn_off().unwrap();
            let then = if is_later { UnixSeconds(NOW.0 - 1_000) } else { UnixSeconds(NOW.0 + 1_000) };
            let show = |_: &RecoveryCode| Ok::<(), StoreError>(());
            let keyring: Arc<dyn Keyring> = desk.keyring.clone();
            let other = LockableStore::new(keyring, desk.folder.path(), &[OWN], Box::new(Counting(99)));
            other.turn_on(PASSWORD, &Slots::LEAST, then, show).unwrap();
            let new = desk.header_text().unwrap();
            desk.put_header(place, Some(&old));
            desk.has_all(Some(PASSWORD));
            assert_eq!(
                (desk.header_text(), desk.header_item()),
                (Some(new.clone()), Some(new)),
                "{place:?} {is_later}"
            );
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_opens_and_says_that_it_was_not_mended() {
    let (desk, _) = Desk::locked();
    desk.put_header(Place::Folder, None);
    // A folder under the name of the file: nothing can be put there.
    std::fs::create_dir(desk.header_file()).unwrap();
    std::fs::create_dir(desk.folder.path().join("lock-header.new")).unwrap();
    let store = desk.store();
    let unlocked = open(&store, PASSWORD).unwrap();
    assert!(unlocked.unmended.is_some());
    assert_eq!(names(&desk.accounts_of(store)), ["alice", "bob", "carol"]);
}
