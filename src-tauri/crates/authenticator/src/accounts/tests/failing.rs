//! A store that fails every so many calls, as a keyring does whose service is started anew again and again.

use super::*;

/// Every `nth` call fails, be it a question or a change.
fn failing(nth: u32, records: &Arc<MemoryStore>) -> Arc<dyn RecordStore> {
    let calls = AtomicU32::new(0);
    let before = move |asked: Asked| {
        if (calls.fetch_add(1, Ordering::SeqCst) + 1).checked_rem(nth) != Some(0) {
            return Ok(());
        }
        let failed = StoreError::NoService { reason: "its service is starting".to_owned() };
        Err(if asked.is_change() { failed.not_written() } else { failed })
    };
    Arc::new(Watched { records: records.clone(), before })
}

/// The names of what is there, as a program sees it whose store fails no more.
fn names(desk: &Desk) -> Vec<String> {
    let (mut told, loaded) = desk.load();
    let loaded = loaded.unwrap();
    assert_eq!((loaded.damaged, loaded.warnings), (0, vec![]));
    told.retain(|word| !word.starts_with("total "));
    told.sort_unstable();
    told
}

#[test]
fn a_store_that_fails_every_nth_call_loses_and_doubles_nothing() {
    for nth in 2..12 {
        let mut desk = Desk::new();
        let program = desk.program(failing(nth, &desk.records));
        let mut expected = Vec::new();
        for number in 0..12 {
            let name = format!("account {number:02}");
            let added = program.add(vec![totp(&name)], NOW, &mut desk.rng);
            let is_told = added.is_ok_and(|results| results.iter().all(Result::is_ok));
            let is_there = names(&desk).contains(&name);
            assert!(!is_told || is_there, "{nth}: {name} is told as added and is not there");
            if is_there {
                expected.push(name);
            }
        }
        assert_eq!(names(&desk), expected, "every {nth}th call fails");
        // An addition asks more than once: where every second call fails, so does every addition.
        assert_eq!(expected.is_empty(), nth == 2, "{nth}");
    }
}

#[test]
fn a_counter_never_repeats_a_code_on_a_store_that_fails_every_nth_call() {
    for nth in 2..12 {
        let mut desk = Desk::new();
        let id = desk.add(hotp("counted", 0)).unwrap().id;
        let program = desk.program(failing(nth, &desk.records));
        let counters: Vec<u64> = (0..40).filter_map(|_| Some(program.advance_hotp(&id, NOW).ok()?.counter)).collect();
        assert!(counters.is_sorted_by(|earlier, later| earlier < later), "{nth}: {counters:?}");
        assert_eq!(names(&desk), ["counted"]);
    }
}

#[test]
fn what_is_changed_on_a_store_that_fails_every_nth_call_is_as_before_or_as_after() {
    for nth in 2..12 {
        let mut desk = Desk::new();
        let ids = desk.add_named(&["a", "b", "c", "d"]);
        let program = desk.program(failing(nth, &desk.records));
        for id in ids.iter().cycle().take(24) {
            let before = desk.accounts.account(id).unwrap();
            let changed = match before.trashed_at {
                None => program.trash(id, NOW),
                Some(_) => program.restore(id, NOW),
            };
            let after = desk.accounts.account(id).unwrap();
            let is_changed = after.trashed_at != before.trashed_at;
            assert!(changed.is_err() || is_changed, "{nth}: told as changed and is not");
        }
        assert_eq!(names(&desk), ["a", "b", "c", "d"]);
    }
}
