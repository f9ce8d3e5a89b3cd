//! Moving between a store like the keyring and a sealed file, both ways.

use std::sync::atomic::{AtomicU32, Ordering};

use authenticator::MemoryStore;

use super::watched::{Asked, Watched};
use super::*;

/// A keyring in memory with a data folder of its own.
struct Keyring {
    records: Arc<MemoryStore>,
    folder: TempDir,
}

impl Keyring {
    fn new() -> Self {
        Self { records: Arc::new(MemoryStore::named("keyring")), folder: tempfile::tempdir().unwrap() }
    }

    fn accounts(&self) -> AccountStore {
        AccountStore::open(self.records.clone(), self.folder.path())
    }
}

/// Whether this is the nth of such questions; counted from one, and never again after it.
fn is_nth(wanted: fn(Asked) -> bool, nth: u32) -> impl Fn(Asked) -> bool + Send + Sync {
    let seen = AtomicU32::new(0);
    move |asked| wanted(asked) && seen.fetch_add(1, Ordering::SeqCst) + 1 == nth
}

/// Ends like a killed program: after so many writes and deletions, nothing happens any more.
fn dying(keyring: &Keyring, changes_left: u32) -> Arc<dyn RecordStore> {
    let changes = AtomicU32::new(0);
    let before = move |asked: Asked| {
        let is_killed = asked.is_change() && changes.fetch_add(1, Ordering::SeqCst) >= changes_left;
        if is_killed { Err(StoreError::Platform("killed".to_owned())) } else { Ok(()) }
    };
    Arc::new(Watched { records: keyring.records.clone(), before })
}

/// Reads back what it was given, and has lost it when it is asked for its state the nth time.
fn losing(nth_state: u32) -> Arc<dyn RecordStore> {
    let records = Arc::new(MemoryStore::new());
    let (is_time, lost) = (is_nth(|asked| asked == Asked::State, nth_state), records.clone());
    let before = move |asked| {
        if is_time(asked) { lost.ids()?.iter().try_for_each(|id| lost.delete(id)) } else { Ok(()) }
    };
    Arc::new(Watched { records, before })
}

/// Damages another file at the nth time that it is read itself.
fn meddling(records: impl RecordStore + 'static, nth_read: u32, file: PathBuf) -> Arc<dyn RecordStore> {
    let is_time = is_nth(|asked| matches!(asked, Asked::Read(_)), nth_read);
    let before = move |asked| {
        if is_time(asked) {
            damage(&file);
        }
        Ok(())
    };
    Arc::new(Watched { records: Arc::new(records), before })
}

#[test]
fn accounts_move_into_a_file_and_back() {
    let (keyring, desk) = (Keyring::new(), Desk::new());
    for (name, seed) in [("alice", 1), ("bob", 2), ("carol", 3)] {
        add(&keyring.accounts(), name, seed);
    }
    let moved = keyring.accounts().move_to(&desk.accounts()).unwrap();
    assert_eq!((moved.moved.len(), moved.kept.len()), (3, 0));
    assert!(names(&keyring.accounts()).is_empty());
    assert_eq!(names(&desk.accounts()), ["alice", "bob", "carol"]);
    add(&keyring.accounts(), "dave", 4);
    desk.accounts().move_to(&keyring.accounts()).unwrap();
    assert!(names(&desk.accounts()).is_empty());
    assert_eq!(names(&keyring.accounts()), ["alice", "bob", "carol", "dave"]);
}

#[test]
fn a_move_that_ended_anywhere_lost_nothing_and_the_next_one_ends_it() {
    for (from_left, to_left) in (0..4).flat_map(|from| (0..4).map(move |to| (from, to))) {
        let (keyring, other) = (Keyring::new(), Keyring::new());
        for (name, seed) in [("alice", 1), ("bob", 2), ("carol", 3)] {
            add(&keyring.accounts(), name, seed);
        }
        let from = AccountStore::open(dying(&keyring, from_left), keyring.folder.path());
        let to = AccountStore::open(dying(&other, to_left), other.folder.path());
        let _whatever = from.move_to(&to);
        let mut all = [names(&keyring.accounts()), names(&other.accounts())].concat();
        all.sort();
        all.dedup();
        assert_eq!(all, ["alice", "bob", "carol"], "{from_left} {to_left}");
        let ended = keyring.accounts().move_to(&other.accounts()).unwrap();
        assert!(ended.kept.is_empty(), "{ended:?}");
        assert!(names(&keyring.accounts()).is_empty());
        assert_eq!(names(&other.accounts()), ["alice", "bob", "carol"]);
    }
}

#[test]
fn what_the_other_store_lost_after_it_was_copied_stays_here() {
    for (states, moved) in [(1, 0), (2, 0), (3, 1), (4, 2)] {
        let (keyring, desk) = (Keyring::new(), Desk::new());
        for (name, seed) in [("alice", 1), ("bob", 2), ("carol", 3)] {
            add(&desk.accounts(), name, seed);
        }
        let to = AccountStore::open(losing(states), keyring.folder.path());
        let outcome = desk.accounts().move_to(&to).unwrap();
        assert_eq!((outcome.moved.len(), outcome.kept.len()), (moved, 3 - moved), "{states}");
        assert_eq!(names(&desk.accounts()).len(), 3 - moved, "{states}");
    }
}

/// The name of the file stays, and what is in it does not: as when a disk fails, or another program writes there.
#[test]
fn a_target_that_was_damaged_after_the_copies_gets_nothing_deleted_for_it() {
    let (desk, other) = (Desk::new(), Desk::new());
    add(&desk.accounts(), "alice", 1);
    let target = other.accounts();
    let source = AccountStore::open(meddling(desk.open(), 2, other.path()), &desk.beside());
    let outcome = source.move_to(&target).unwrap();
    assert_eq!((outcome.moved.len(), outcome.kept.len()), (0, 1));
    assert_eq!(names(&desk.accounts()), ["alice"]);
}

#[test]
fn a_damaged_record_moves_as_it_is_and_one_that_a_keyring_cannot_keep_stays() {
    let (keyring, desk) = (Keyring::new(), Desk::new());
    let id = |seed| RecordId::random(&mut Counting(seed)).unwrap();
    keyring.records.put(id(1), RawRecord::from_bytes(b"no account".to_vec()));
    keyring.records.put(id(2), RawRecord::from_bytes(vec![0xff, 0x00]));
    let moved = keyring.accounts().move_to(&desk.accounts()).unwrap();
    assert_eq!((moved.moved.len(), moved.kept.len()), (2, 0));
    assert_eq!(desk.open().read(&id(2)).unwrap(), RawRecord::from_bytes(vec![0xff, 0x00]));
    let back = desk.accounts().move_to(&keyring.accounts()).unwrap();
    assert_eq!(back.moved, [id(1)]);
    assert_eq!((back.kept[0].0, back.kept[0].1.cause().code()), (id(2), "record-not-text"));
    assert_eq!(desk.open().ids().unwrap(), [id(2)]);
}

#[test]
fn what_both_stores_have_otherwise_is_left_in_both() {
    let (keyring, desk) = (Keyring::new(), Desk::new());
    let id = RecordId::random(&mut Counting(1)).unwrap();
    keyring.records.put(id, RawRecord::from_bytes(b"one".to_vec()));
    desk.open().write(&id, "other").unwrap();
    let moved = keyring.accounts().move_to(&desk.accounts()).unwrap();
    assert_eq!(moved.kept, [(id, StoreError::Differs { id })]);
    assert_eq!(desk.open().read(&id).unwrap().to_text().as_str(), "other");
    assert_eq!(keyring.records.read(&id).unwrap().to_text().as_str(), "one");
}
