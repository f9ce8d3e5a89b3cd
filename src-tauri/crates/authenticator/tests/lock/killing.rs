//! Programs that are killed, and keyrings that fail, at every change of turning a lock on and off and of changing it.

use super::watched::{Fault, Faulty, run};
use super::*;

const FAULTS: [Fault; 3] = [Fault::Killed, Fault::Once, Fault::FromThenOn];
const OTHER: &str = "another password";

/// Does it at every change there is, each time on a new desk, and looks at what it left. How many changes there are.
fn at_every_change(begin: &Desk, act: fn(&LockableStore), look: impl Fn(&Desk, Fault)) {
    for fault in FAULTS {
        for at in 0_u32.. {
            let desk = begin.copied();
            let faulty = Faulty::new(&desk, fault, at);
            let store = desk.store_over(faulty.clone());
            run(|| act(&store));
            drop(store);
            look(&desk, fault);
            if !faulty.was_reached() {
                assert_eq!(at, 6, "the header twice, three accounts and a secret of the program's own");
                break;
            }
        }
    }
}

/// Nothing is half-way any more, and everything is there.
fn is_whole(desk: &Desk, store: &Arc<LockableStore>) {
    desk.has_all_in(store);
    let status = store.status().unwrap();
    assert!(!status.is_half_way, "{status:?}");
    assert_eq!(desk.sealed(), if status.state == LockState::Off { 0 } else { 3 });
    assert_eq!(desk.header_item(), desk.header_text());
}

#[test]
fn a_lock_that_was_half_set_is_opened_by_its_password_and_set_then() {
    at_every_change(
        &Desk::new(),
        |store| drop(turn_on(store, PASSWORD)),
        |desk, _| {
            let store = desk.store();
            if store.lock_state().unwrap() == LockState::Locked {
                open(&store, PASSWORD).unwrap();
            }
            is_whole(desk, &store);
        },
    );
}

#[test]
fn a_lock_that_was_half_taken_away_is_opened_by_its_password_and_taken_away_then() {
    let act = |store: &LockableStore| {
        open(store, PASSWORD).unwrap();
        drop(store.turn_off());
    };
    at_every_change(&Desk::locked().0, act, |desk, fault| {
        let store = desk.store();
        if store.lock_state().unwrap() == LockState::Locked {
            let was_begun = store.status().unwrap().is_half_way;
            let resumed = open(&store, PASSWORD).unwrap().resumed;
            assert_eq!(resumed.is_some_and(|resumed| resumed.is_finished()), was_begun, "{fault:?}");
            let expected = if was_begun { LockState::Off } else { LockState::Unlocked };
            assert_eq!(store.lock_state().unwrap(), expected);
        }
        is_whole(desk, &store);
    });
}

#[test]
fn a_password_that_was_half_changed_is_the_old_one_or_the_new_one_and_never_none_or_both() {
    let act = |store: &LockableStore| {
        open(store, PASSWORD).unwrap();
        drop(store.set_password(OTHER, &Slots::LEAST));
    };
    let begin = Desk::locked().0;
    for fault in FAULTS {
        for at in 0..2 {
            let desk = begin.copied();
            let faulty = Faulty::new(&desk, fault, at);
            let store = desk.store_over(faulty.clone());
            run(|| act(&store));
            drop(store);
            let opening: Vec<&str> =
                [PASSWORD, OTHER].into_iter().filter(|secret| open(&desk.store(), secret).is_ok()).collect();
            assert_eq!(opening.len(), 1, "{fault:?} {at}");
            let store = desk.unlocked(opening[0]);
            is_whole(&desk, &store);
            assert!(faulty.was_reached() || (at == 1 && opening == [OTHER]));
        }
    }
}

#[test]
fn what_a_keyring_refused_while_the_lock_was_set_is_told_and_sealed_at_the_next_opening() {
    let desk = Desk::new();
    // The header is the first change, and the first record the second.
    let store = desk.store_over(Faulty::new(&desk, Fault::Once, 1));
    let (turned, _) = turn_on(&store, PASSWORD).unwrap();
    assert_eq!((turned.done, turned.left.len(), turned.is_finished()), (2, 1, false));
    assert_eq!(desk.sealed(), 2);
    assert_eq!(names(&desk.accounts_of(store)), ["alice", "bob", "carol"], "what is half-way is read right");
    let resumed = open(&desk.store(), PASSWORD).unwrap().resumed.unwrap();
    assert_eq!((resumed.done, resumed.is_finished()), (1, true));
    assert_eq!(desk.sealed(), 3);
}
