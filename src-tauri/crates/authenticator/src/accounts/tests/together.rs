//! Several programs at once, each with its own store on the same records and folder.

use super::*;

#[test]
fn programs_that_count_at_once_repeat_and_skip_no_code() {
    let mut desk = Desk::new();
    let id = desk.add(hotp("a", 0)).unwrap().id;
    let programs: Vec<_> = (0..4).map(|_| desk.program(desk.records.clone())).collect();
    let mut counters: Vec<u64> = std::thread::scope(|scope| {
        let count = |program: &AccountStore| -> Vec<u64> {
            (0..50).map(|_| program.advance_hotp(&id, NOW).unwrap().counter).collect()
        };
        let running: Vec<_> = programs.iter().map(|program| scope.spawn(move || count(program))).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    counters.sort_unstable();
    assert_eq!(counters, (0..200).collect::<Vec<_>>());
}

/// The lock that all programs share, held by another one.
fn hold_lock(desk: &Desk) -> std::fs::File {
    let file = std::fs::File::open(desk.folder.path().join("countersign.lock")).unwrap();
    file.lock().unwrap();
    file
}

/// A program that does not wait long for others.
fn impatient(desk: &Desk) -> AccountStore {
    let mut program = desk.program(desk.records.clone());
    program.folder.as_mut().unwrap().patience = std::time::Duration::from_millis(1);
    program
}

#[test]
fn while_another_program_writes_everything_is_read_and_nothing_changed() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    let program = impatient(&desk);
    let held = hold_lock(&desk);
    let (told, loaded) = load(&program);
    assert_eq!((told, loaded.unwrap().warnings), (vec!["a".to_owned(), "total 1".to_owned()], vec![]));
    let busy = program.add(vec![totp("b")], NOW, &mut Counting(50)).unwrap_err();
    assert_eq!((busy.code(), busy.cause().code()), ("store-not-written", "store-busy"));
    assert_eq!(busy.to_string(), "nothing was changed: another Countersign program is writing to the store");
    assert_eq!(program.trash(&id, NOW).unwrap_err().cause().code(), "store-busy");
    drop(held);
    // Whoever waited in vain gets the lock late, and lets it go.
    let patient = desk.program(desk.records.clone());
    assert!(patient.add(vec![totp("b")], NOW, &mut Counting(50)).unwrap()[0].is_ok());
}

#[test]
fn a_loss_is_told_even_while_another_program_writes() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    desk.records.delete(&id).unwrap();
    let program = impatient(&desk);
    let _held = hold_lock(&desk);
    assert_eq!(load(&program).1.unwrap_err().code(), "store-items-missing");
}

#[test]
fn programs_that_edit_different_things_lose_none() {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    let tag = |program: &AccountStore, tag: String| loop {
        let account = program.account(&id).unwrap();
        let tags = Some(account.tags.iter().cloned().chain([tag.clone()]).collect());
        match program.edit(&id, account.revision, AccountChange { tags, ..AccountChange::default() }, NOW) {
            Ok(_) => return,
            Err(error) => assert_eq!(error, StoreError::Conflict { id }),
        }
    };
    std::thread::scope(|scope| {
        for number in 0..4 {
            let program = desk.program(desk.records.clone());
            scope.spawn(move || (0..10).for_each(|turn| tag(&program, format!("{number}-{turn}"))));
        }
    });
    let account = desk.accounts.account(&id).unwrap();
    assert_eq!((account.tags.len(), account.revision), (40, 41));
}

#[test]
fn programs_that_add_and_load_at_once_agree_in_the_end() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for number in 0..4_u8 {
            let program = desk.program(desk.records.clone());
            scope.spawn(move || {
                for turn in 0..10_u8 {
                    let new = totp(&format!("{number}-{turn}"));
                    let results = program.add(vec![new], NOW, &mut Counting(number * 50 + turn)).unwrap();
                    results.into_iter().for_each(|result| drop(result.unwrap()));
                    load(&program).1.unwrap();
                }
            });
        }
    });
    let (told, loaded) = desk.load();
    assert_eq!((told.len(), loaded.unwrap().warnings), (41, vec![]));
    assert_eq!(desk.hint_file().matches('"').count(), 4 * 2 + 40 * 2 + 2, "{}", desk.hint_file());
}
