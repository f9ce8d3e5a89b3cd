use super::*;

fn warnings(loaded: Result<Loaded, StoreError>) -> Vec<&'static str> {
    loaded.unwrap().warnings.iter().map(LoadWarning::code).collect()
}

#[test]
fn the_first_screenful_comes_before_the_rest_is_even_counted() {
    let mut desk = Desk::new();
    let names: Vec<String> = (0..60).map(|number| format!("{number:02}")).collect();
    desk.add_named(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let (told, loaded) = desk.load();
    assert_eq!(told.iter().position(|word| word == "total 60"), Some(12));
    let entries: Vec<_> = told.into_iter().filter(|word| !word.starts_with("total")).collect();
    assert_eq!(entries, names, "in the order of the list");
    assert_eq!(loaded.unwrap().total, 60);
}

#[test]
fn pinned_accounts_come_first_next_time_and_the_trash_last() {
    let mut desk = Desk::new();
    let ids = desk.add_named(&["a", "b", "c"]);
    desk.accounts.trash(&ids[0], NOW).unwrap();
    desk.accounts.edit(&ids[2], 1, AccountChange { pinned: Some(true), ..AccountChange::default() }, NOW).unwrap();
    desk.load().1.unwrap();
    assert_eq!(desk.load().0, ["c", "b", "a", "total 3"]);
}

#[test]
fn the_list_is_made_anew_from_the_store_alone() {
    let mut desk = Desk::new();
    desk.add_named(&["a", "b"]);
    std::fs::remove_file(desk.folder.path().join("known-records.json")).unwrap();
    assert_eq!(desk.load().0, ["total 2", "a", "b"]);
    assert_eq!(desk.load().0, ["a", "b", "total 2"]);
}

#[test]
fn hints_that_cannot_be_read_are_kept_and_made_anew() {
    let mut desk = Desk::new();
    desk.add_named(&["a"]);
    std::fs::write(desk.folder.path().join("known-records.json"), "garbage").unwrap();
    let (told, loaded) = desk.load();
    assert_eq!(told, ["total 1", "a"]);
    assert_eq!(warnings(loaded), ["known-records-damaged"]);
    let kept = desk.folder.path().join("known-records.damaged-1.json");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "garbage");
    assert_eq!(warnings(desk.load().1), Vec::<&str>::new());
}

#[test]
fn damaged_records_are_told_beside_the_good_ones_and_stay_as_they_are() {
    let mut desk = Desk::new();
    desk.add_named(&["a"]);
    let id = RecordId::random(&mut Counting(77)).unwrap();
    desk.records.put(id, RawRecord::from_bytes(b"\xff garbage".to_vec()));
    let (told, loaded) = desk.load();
    assert_eq!(told, ["a", "total 2", "record-not-text"]);
    assert_eq!(loaded.unwrap().damaged, 1);
    assert_eq!(desk.accounts.raw(&id).unwrap().to_text().as_str(), "\\xff garbage");
}

#[test]
fn one_item_that_the_store_does_not_give_keeps_no_other_away() {
    let mut desk = Desk::new();
    let ids = desk.add_named(&["a", "b", "c"]);
    let bad = ids[1];
    let before = move |asked| {
        if asked == Asked::Read(bad) { Err(StoreError::Platform("no".to_owned())) } else { Ok(()) }
    };
    let accounts = desk.program(Arc::new(Watched { records: desk.records.clone(), before }));
    assert_eq!(load(&accounts).0, ["a", "record-unreadable", "c", "total 3"]);
}

#[test]
fn a_store_that_dies_while_it_is_read_says_so_and_the_hints_stay() {
    let mut desk = Desk::new();
    desk.add_named(&["a", "b", "c"]);
    let before = desk.hint_file();
    for calls in 0..4 {
        let (told, loaded) = load(&desk.program(dying(calls, &desk.records)));
        assert_eq!(loaded.unwrap_err().code(), "store-no-service", "{calls}");
        assert_eq!(told.len(), usize::try_from(calls).unwrap());
        assert_eq!(desk.hint_file(), before);
    }
}

#[test]
fn some_missing_records_are_a_warning_and_stay_remembered() {
    let mut desk = Desk::new();
    let ids = desk.add_named(&["a", "b", "c"]);
    desk.records.delete(&ids[1]).unwrap();
    for _ in 0..2 {
        let (told, loaded) = desk.load();
        assert_eq!(told, ["a", "c", "total 2"]);
        let warning = loaded.unwrap().warnings.remove(0);
        assert_eq!(warning.to_string(), "missing: 1 of the 3 accounts that memory kept (memory answers now)");
    }
    assert!(desk.add(totp("d")).is_ok(), "a warning forbids nothing");
    desk.accounts.accept_missing().unwrap();
    assert_eq!(warnings(desk.load().1), Vec::<&str>::new());
}

#[test]
fn when_all_are_missing_nothing_is_written_until_the_person_goes_on() {
    let mut desk = Desk::new();
    desk.add_named(&["a", "b"]);
    desk.load().1.unwrap();
    let before = desk.hint_file();
    let empty = Arc::new(MemoryStore::named("another keyring"));
    let other = desk.program(empty.clone());
    let missing = StoreError::ItemsMissing {
        provider: "another keyring".to_owned(),
        previous_provider: "memory".to_owned(),
        expected: 2,
        found: 0,
    };
    assert_eq!(load(&other).1, Err(missing.clone()));
    let refused = other.add(vec![totp("c")], NOW, &mut Counting(50)).unwrap_err();
    assert_eq!((refused.code(), refused.cause()), ("store-not-written", &missing));
    assert_eq!((empty.ids(), desk.hint_file()), (Ok(vec![]), before));
    // The store that has them is as good as ever.
    assert_eq!(warnings(desk.load().1), Vec::<&str>::new());
    other.accept_missing().unwrap();
    assert!(other.add(vec![totp("c")], NOW, &mut Counting(50)).unwrap()[0].is_ok());
    assert_eq!(load(&other).0, ["c", "total 1"]);
}

#[test]
fn records_given_up_are_known_again_when_they_are_back() {
    let mut desk = Desk::new();
    let ids = desk.add_named(&["a"]);
    let other = desk.program(Arc::new(MemoryStore::named("another keyring")));
    other.accept_missing().unwrap();
    assert!(desk.hint_file().split_once("given_up").unwrap().1.contains(&ids[0].to_string()));
    assert_eq!(warnings(desk.load().1), Vec::<&str>::new());
    assert!(desk.hint_file().split_once("given_up").unwrap().1.starts_with("\": []"), "{}", desk.hint_file());
}

#[test]
fn what_is_there_is_told_even_when_what_was_there_is_missing() {
    let mut desk = Desk::new();
    desk.add_named(&["a"]);
    let other_records = Arc::new(MemoryStore::named("another keyring"));
    AccountStore::in_memory(other_records.clone()).add(vec![totp("x")], NOW, &mut Counting(90)).unwrap();
    let (told, loaded) = load(&desk.program(other_records));
    assert_eq!(told, ["total 1", "x"]);
    assert_eq!(loaded.unwrap_err().code(), "store-items-missing");
}

#[test]
fn a_load_writes_nothing_when_nothing_has_changed() {
    let mut desk = Desk::new();
    desk.add_named(&["a", "b"]);
    desk.load().1.unwrap();
    let file = desk.folder.path().join("known-records.json");
    let inode = |path: &std::path::Path| std::fs::metadata(path).unwrap().modified().unwrap();
    let before = inode(&file);
    desk.load().1.unwrap();
    assert_eq!(inode(&file), before);
}
