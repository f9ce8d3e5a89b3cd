use super::*;

#[test]
fn an_edit_changes_what_it_names_and_nothing_else() {
    let mut desk = Desk::new();
    let before = desk.add(totp("a")).unwrap();
    let later = UnixSeconds(NOW.0 + 5);
    let change = AccountChange { name: Some("b".to_owned()), pinned: Some(true), ..AccountChange::default() };
    let after = desk.accounts.edit(&before.id, 1, change, later).unwrap();
    let expected = Account { name: "b".to_owned(), pinned: true, revision: 2, changed_at: later, ..before };
    assert_eq!(after, expected);
    assert_eq!(desk.accounts.account(&after.id), Ok(expected));
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    let mut desk = Desk::new();
    let before = desk.add(totp("a")).unwrap();
    let change = AccountChange { name: Some("a".to_owned()), ..AccountChange::default() };
    assert_eq!(desk.accounts.edit(&before.id, 1, change, UnixSeconds(9)), Ok(before));
}

#[test]
fn an_edit_leaves_an_issuer_or_a_name() {
    let mut desk = Desk::new();
    let before = desk.add(totp("a")).unwrap();
    let blank = || Some(" \t".to_owned());
    let nameless = AccountChange { issuer: blank(), name: blank(), ..AccountChange::default() };
    assert_eq!(desk.accounts.edit(&before.id, 1, nameless, NOW), Err(StoreError::Nameless));
    assert_eq!(desk.accounts.account(&before.id), Ok(before));
}

#[test]
fn an_account_that_came_without_a_name_can_be_edited() {
    let mut desk = Desk::new();
    let before = desk.add(NewAccount { issuer: String::new(), name: String::new(), ..totp("a") }).unwrap();
    let pinned = AccountChange { pinned: Some(true), ..AccountChange::default() };
    assert!(desk.accounts.edit(&before.id, 1, pinned, NOW).unwrap().pinned);
}

#[test]
fn an_edit_takes_no_letter_that_is_not_seen() {
    let mut desk = Desk::new();
    let before = desk.add(totp("a")).unwrap();
    let text = |text: &str| Some(text.to_owned());
    let tags = Some(vec!["wo\u{7}rk".to_owned(), "\u{1b}".to_owned()]);
    let (issuer, name, note) = (text("Ba\u{1b}nk"), text("\u{202e}b\r\n"), text("one\r\ntwo\u{7}"));
    let change = AccountChange { issuer, name, note, tags, ..AccountChange::default() };
    let after = desk.accounts.edit(&before.id, 1, change, NOW).unwrap();
    assert_eq!(after.note, "one\ntwo");
    assert_eq!((after.issuer.as_str(), after.name.as_str(), after.tags), ("Bank", "b", vec!["work".to_owned()]));
}

#[test]
fn an_edit_of_something_changed_since_is_a_conflict_and_loses_nothing() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    let note = |text: &str| AccountChange { note: Some(text.to_owned()), ..AccountChange::default() };
    let other = desk.program(desk.records.clone());
    let theirs = other.edit(&id, 1, note("theirs"), NOW).unwrap();
    assert_eq!(desk.accounts.edit(&id, 1, note("ours"), NOW), Err(StoreError::Conflict { id }));
    assert_eq!(desk.accounts.account(&id), Ok(theirs));
}

#[test]
fn an_edit_that_would_not_fit_leaves_the_account_as_it_was() {
    let mut desk = Desk::new();
    let before = desk.add(totp("a")).unwrap();
    let change = AccountChange { note: Some("x".repeat(3_000)), ..AccountChange::default() };
    assert_eq!(desk.accounts.edit(&before.id, 1, change, NOW).unwrap_err().code(), "account-too-large");
    assert_eq!(desk.accounts.account(&before.id), Ok(before));
}

#[test]
fn correcting_the_issuer_drops_the_other_one_of_its_label() {
    let mut desk = Desk::new();
    let account = desk.add(NewAccount { label_issuer: Some("Label".to_owned()), ..totp("a") }).unwrap();
    let change = AccountChange { issuer: Some("Right".to_owned()), ..AccountChange::default() };
    let account = desk.accounts.edit(&account.id, 1, change, NOW).unwrap();
    assert_eq!((account.issuer.as_str(), account.label_issuer), ("Right", None));
}

#[test]
fn the_trash_keeps_the_first_date_and_gives_back() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    desk.accounts.trash(&id, NOW).unwrap();
    let trashed = desk.accounts.trash(&id, UnixSeconds(NOW.0 + 99)).unwrap();
    assert_eq!((trashed.trashed_at, trashed.revision), (Some(NOW), 2));
    assert_eq!(desk.accounts.restore(&id, NOW).unwrap().trashed_at, None);
}

#[test]
fn only_the_trash_can_be_deleted_for_good() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    assert_eq!(desk.accounts.delete(&id), Err(StoreError::NotInTrash));
    desk.accounts.trash(&id, NOW).unwrap();
    assert_eq!(desk.accounts.delete(&id), Ok(()));
    assert_eq!(desk.accounts.delete(&id), Err(StoreError::NotFound { id }));
    assert!(!desk.hint_file().contains(&id.to_string()));
}

#[test]
fn what_is_deleted_at_once_was_never_written_into_the_trash() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    let no_write = |asked| if matches!(asked, Asked::Write) { panic!("nothing is written") } else { Ok(()) };
    let program = desk.program(Arc::new(Watched { records: desk.records.clone(), before: no_write }));
    assert_eq!(program.delete_at_once(&id), Ok(()));
    assert_eq!(program.delete_at_once(&id), Err(StoreError::NotFound { id }));
    assert!(!desk.hint_file().contains(&id.to_string()));
}

#[test]
fn a_damaged_record_can_be_deleted_and_one_of_a_newer_version_cannot() {
    let desk = Desk::new();
    let [damaged, newer] = [1, 2].map(|start| RecordId::random(&mut Counting(start)).unwrap());
    desk.records.put(damaged, RawRecord::from_bytes(b"{".to_vec()));
    desk.records.put(newer, RawRecord::from_bytes(br#"{"format":2}"#.to_vec()));
    assert_eq!(desk.accounts.delete(&damaged), Ok(()));
    assert_eq!(desk.accounts.delete(&newer).unwrap_err().code(), "record-newer");
    assert_eq!(desk.accounts.delete_at_once(&newer).unwrap_err().code(), "record-newer");
    assert_eq!(desk.accounts.trash(&newer, NOW).unwrap_err().code(), "record-newer");
    assert_eq!(desk.records.ids(), Ok(vec![newer]));
}

#[test]
fn the_counter_has_moved_before_the_code_is_given() {
    let mut desk = Desk::new();
    // RFC 4226, appendix D.
    let rfc = Secret::from_bytes(b"12345678901234567890".to_vec()).unwrap();
    let id = desk.add(NewAccount { secret: rfc, ..hotp("a", 0) }).unwrap().id;
    for (counter, code) in (0..).zip(["755224", "287082", "359152"]) {
        let made = desk.accounts.advance_hotp(&id, NOW).unwrap();
        assert_eq!((made.code.as_str(), made.counter), (code, counter));
        assert_eq!(made.account.codes.counter(), Some(Counter::new(counter + 1)));
        assert_eq!(desk.accounts.account(&id), Ok(made.account));
    }
}

#[test]
fn no_code_is_given_when_the_counter_could_not_be_stored() {
    let mut desk = Desk::new();
    let id = desk.add(hotp("a", 0)).unwrap().id;
    // It reads, and dies before it writes.
    let error = desk.program(dying(1, &desk.records)).advance_hotp(&id, NOW).unwrap_err();
    assert_eq!((error.code(), error.cause().code()), ("store-not-written", "store-no-service"));
    assert_eq!(desk.accounts.advance_hotp(&id, NOW).unwrap().counter, 0);
}

#[test]
fn a_counter_at_its_end_and_an_account_without_one_are_refused() {
    let mut desk = Desk::new();
    let end = desk.add(hotp("a", u64::MAX)).unwrap().id;
    let by_time = desk.add(totp("b")).unwrap().id;
    assert_eq!(desk.accounts.advance_hotp(&end, NOW).unwrap_err().code(), "code-counter-overflow");
    assert_eq!(desk.accounts.advance_hotp(&by_time, NOW), Err(StoreError::NotHotp));
}

#[test]
fn a_change_says_that_it_did_not_happen() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    desk.records.fail_with(Some(StoreError::NoAnswer));
    let change = AccountChange { note: Some("new".to_owned()), ..AccountChange::default() };
    let errors = [
        desk.accounts.edit(&id, 1, change, NOW).unwrap_err(),
        desk.accounts.trash(&id, NOW).unwrap_err(),
        desk.accounts.restore(&id, NOW).unwrap_err(),
        desk.accounts.delete(&id).unwrap_err(),
        desk.accounts.purge_trash(NOW).unwrap_err(),
        desk.accounts.accept_missing().unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.code(), error.cause().code()), ("store-not-written", "store-no-answer"));
    }
}

#[test]
fn without_its_folder_nothing_is_changed_and_everything_is_read() {
    let records = Arc::new(MemoryStore::new());
    AccountStore::in_memory(records.clone()).add(vec![totp("a")], NOW, &mut Counting(0)).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let accounts = AccountStore::open(records.clone(), &file.path().join("below-a-file"));
    let (told, loaded) = load(&accounts);
    assert_eq!(told, ["total 1", "a"]);
    assert_eq!(loaded.unwrap().warnings.iter().map(LoadWarning::code).collect::<Vec<_>>(), ["data-folder-unusable"]);
    let id = records.ids().unwrap()[0];
    let error = accounts.trash(&id, NOW).unwrap_err();
    assert_eq!((error.code(), error.cause().code()), ("store-not-written", "data-folder-failed"));
}

/// Ends the program as a kill would, before or after a record is gone.
fn killed_in_delete(records: &Arc<MemoryStore>, is_gone: bool) -> Arc<dyn RecordStore> {
    let below = records.clone();
    let before = move |asked| {
        let Asked::Delete(id) = asked else { return Ok(()) };
        if is_gone {
            below.delete(&id)?;
        }
        panic!("killed")
    };
    Arc::new(Watched { records: records.clone(), before })
}

#[test]
fn a_program_that_is_killed_while_it_deletes_leaves_no_account_to_be_missed() {
    for is_gone in [true, false] {
        let mut desk = Desk::new();
        let ids = desk.add_named(&["kept", "deleted"]);
        desk.accounts.trash(&ids[1], NOW).unwrap();
        let program = desk.program(killed_in_delete(&desk.records, is_gone));
        let killed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| program.delete(&ids[1])));
        assert!(killed.is_err());
        drop(program);
        let (told, loaded) = load(&desk.program(desk.records.clone()));
        assert_eq!((told.len(), loaded.unwrap().warnings), (if is_gone { 2 } else { 3 }, vec![]), "{is_gone}");
        assert_eq!(desk.hint_file().contains(&ids[1].to_string()), !is_gone, "what is there is remembered again");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_deleted_where_that_cannot_be_written_down() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    desk.accounts.trash(&id, NOW).unwrap();
    // In the way of the new list, as a full disk would be.
    std::fs::create_dir(desk.folder.path().join("known-records.json.new")).unwrap();
    let refused = desk.accounts.delete(&id).unwrap_err();
    assert_eq!((refused.code(), refused.cause().code()), ("store-not-written", "data-folder-failed"));
    assert_eq!(desk.records.ids().unwrap(), [id]);
}
