use super::*;

#[test]
fn each_account_has_its_own_result() {
    let mut desk = Desk::new();
    let too_long = NewAccount { note: "x".repeat(2_000), ..totp("long") };
    let results = desk.accounts.add(vec![totp("a"), too_long, totp("a"), totp("b")], NOW, &mut desk.rng).unwrap();
    let codes: Vec<_> =
        results.iter().map(|result| result.as_ref().map_or_else(StoreError::code, |_| "added")).collect();
    assert_eq!(codes, ["added", "account-too-large", "account-duplicate", "added"]);
    let (told, _) = desk.load();
    assert_eq!(told, ["a", "b", "total 2"]);
}

#[test]
fn a_new_account_is_kept_as_it_was_given() {
    let mut desk = Desk::new();
    let mut new = totp("a");
    new.note = "note".to_owned();
    new.tags = vec!["tag".to_owned()];
    new.pinned = true;
    new.extra = vec![("image".to_owned(), "x".to_owned())];
    let added = desk.add(new.clone()).unwrap();
    assert_eq!((added.revision, added.rank, added.created_at, added.changed_at), (1, 0, NOW, NOW));
    assert_eq!(
        (added.note.clone(), added.tags.clone(), added.pinned, added.extra.clone()),
        (new.note, new.tags, true, new.extra)
    );
    assert_eq!(desk.accounts.account(&added.id), Ok(added));
}

#[test]
fn new_accounts_go_below_all_others() {
    let mut desk = Desk::new();
    let ids = desk.add_named(&["a", "b", "c"]);
    let ranks: Vec<_> = ids.iter().map(|id| desk.accounts.account(id).unwrap().rank).collect();
    assert_eq!(ranks, [0, 1, 2]);
}

#[test]
fn the_same_secret_and_parameters_are_a_duplicate_whatever_the_name() {
    let mut desk = Desk::new();
    let first = desk.add(totp("a")).unwrap();
    let renamed = NewAccount { issuer: "Other".to_owned(), name: "b".to_owned(), ..totp("a") };
    let expected = StoreError::Duplicate { id: first.id, label: "Site: a".to_owned(), in_trash: false };
    assert_eq!(desk.add(renamed), Err(expected));
    let (algorithm, digits, period) = (Algorithm::Sha256, Digits::default(), Period::default());
    let other_codes = NewAccount { parameters: Parameters::Totp { algorithm, digits, period }, ..totp("a") };
    assert!(desk.add(other_codes).is_ok());
    assert!(desk.add(NewAccount { name: "a".to_owned(), ..totp("another secret") }).is_ok());
}

#[test]
fn a_hotp_account_is_the_same_at_any_counter() {
    let mut desk = Desk::new();
    desk.add(hotp("a", 5)).unwrap();
    assert_eq!(desk.add(hotp("a", 0)).unwrap_err().code(), "account-duplicate");
}

#[test]
fn a_duplicate_in_the_trash_is_said_to_be_there() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    desk.accounts.trash(&id, NOW).unwrap();
    let error = desk.add(totp("a")).unwrap_err();
    assert_eq!(error.to_string(), "Site: a is here already, with the same secret, in the trash");
    assert_eq!(error.hint(), "restore it from the trash instead of adding it again");
}

#[test]
fn what_another_program_added_is_noticed_as_a_duplicate() {
    let mut desk = Desk::new();
    desk.add(totp("a")).unwrap();
    let other = desk.program(desk.records.clone());
    let results = other.add(vec![totp("a"), totp("b")], NOW, &mut Counting(100)).unwrap();
    assert_eq!(results[0].as_ref().unwrap_err().code(), "account-duplicate");
    assert_eq!(desk.add(totp("b")).unwrap_err().code(), "account-duplicate");
}

#[test]
fn what_was_deleted_can_be_added_again() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    let other = desk.program(desk.records.clone());
    other.trash(&id, NOW).unwrap();
    other.delete(&id).unwrap();
    assert!(desk.add(totp("a")).is_ok());
}

#[test]
fn a_damaged_record_keeps_nothing_from_being_added() {
    let mut desk = Desk::new();
    desk.records.put(RecordId::random(&mut Counting(200)).unwrap(), RawRecord::from_bytes(b"{".to_vec()));
    assert!(desk.add(totp("a")).is_ok());
}

#[test]
fn nothing_is_added_while_the_store_cannot_be_used() {
    let mut desk = Desk::new();
    desk.records.fail_with(Some(locked()));
    let error = desk.add(totp("a")).unwrap_err();
    assert_eq!((error.code(), error.cause().code()), ("store-not-written", "store-locked"));
    assert_eq!(error.to_string(), "nothing was changed: the keyring (memory) is locked");
    desk.records.unlock().unwrap();
    assert_eq!(desk.records.ids(), Ok(vec![]));
}

#[test]
fn nothing_is_added_without_randomness() {
    let mut desk = Desk::new();
    desk.rng = Counting(u8::MAX);
    assert_eq!(desk.add(totp("a")).unwrap_err().code(), "random-failed");
    assert_eq!(desk.records.ids(), Ok(vec![]));
}

#[test]
fn an_addition_that_dies_half_way_keeps_what_was_written() {
    let desk = Desk::new();
    for calls in 0..6 {
        let dying = desk.program(dying(calls, &desk.records));
        let names = ["a", "b", "c"].map(|name| totp(&format!("{name}{calls}"))).to_vec();
        let start = u8::try_from(calls * 10).unwrap();
        let written = dying.add(names, NOW, &mut Counting(start)).map_or(0, |results| results.iter().flatten().count());
        let present = desk.records.ids().unwrap();
        let (_, loaded) = desk.load();
        let loaded = loaded.unwrap();
        assert_eq!((loaded.total, loaded.warnings), (count(present.len()), vec![]), "{calls} calls, {written} written");
    }
}
