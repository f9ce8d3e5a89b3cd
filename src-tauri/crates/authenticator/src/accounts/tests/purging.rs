use super::*;

const DAY: u64 = 86_400;
const MONTH: UnixSeconds = UnixSeconds(NOW.0 + TRASH_SECONDS);

fn later(time: UnixSeconds, seconds: u64) -> UnixSeconds {
    UnixSeconds(time.0 + seconds)
}

/// A desk with one account that was put into the trash at `NOW`.
fn desk_with_trash() -> (Desk, RecordId) {
    let mut desk = Desk::new();
    let id = desk.add(totp("a")).unwrap().id;
    desk.accounts.trash(&id, NOW).unwrap();
    (desk, id)
}

#[test]
fn the_trash_is_emptied_after_thirty_days_and_a_second_look_three_days_later() {
    let mut desk = Desk::new();
    let ids = desk.add_named(&["old", "young", "kept"]);
    desk.accounts.trash(&ids[0], NOW).unwrap();
    desk.accounts.trash(&ids[1], later(NOW, 1)).unwrap();
    for time in [UnixSeconds(MONTH.0 - 1), MONTH, later(MONTH, 3 * DAY - 1)] {
        assert_eq!(desk.accounts.purge_trash(time), Ok(vec![]), "{time:?}");
        desk.load().1.unwrap();
    }
    // By a program that has seen none of them yet.
    assert_eq!(desk.program(desk.records.clone()).purge_trash(later(MONTH, 3 * DAY)), Ok(vec![ids[0]]));
    assert_eq!(desk.accounts.purge_trash(UnixSeconds(0)), Ok(vec![]));
    desk.load().1.unwrap();
    assert_eq!(desk.load().0, ["kept", "young", "total 2"]);
}

#[test]
fn a_clock_that_was_ahead_once_deletes_nothing() {
    let (desk, _) = desk_with_trash();
    let years_ahead = later(NOW, 1_000 * DAY);
    assert_eq!(desk.accounts.purge_trash(years_ahead), Ok(vec![]));
    assert_eq!(desk.accounts.purge_trash(later(NOW, DAY)), Ok(vec![]));
    assert!(!desk.hint_file().contains("overdue"), "the first look is forgotten: {}", desk.hint_file());
    assert_eq!(desk.accounts.purge_trash(later(years_ahead, 3 * DAY)), Ok(vec![]));
}

#[test]
fn a_clock_that_goes_back_begins_the_wait_anew() {
    let (desk, id) = desk_with_trash();
    assert_eq!(desk.accounts.purge_trash(later(MONTH, 100 * DAY)), Ok(vec![]));
    assert_eq!(desk.accounts.purge_trash(later(MONTH, DAY)), Ok(vec![]));
    assert_eq!(desk.accounts.purge_trash(later(MONTH, 3 * DAY)), Ok(vec![]));
    assert_eq!(desk.accounts.purge_trash(later(MONTH, 4 * DAY)), Ok(vec![id]));
}

#[test]
fn a_look_at_an_earlier_stay_in_the_trash_does_not_count() {
    let (desk, id) = desk_with_trash();
    assert_eq!(desk.accounts.purge_trash(MONTH), Ok(vec![]));
    desk.accounts.restore(&id, MONTH).unwrap();
    desk.accounts.trash(&id, MONTH).unwrap();
    let again = later(MONTH, TRASH_SECONDS);
    assert_eq!(desk.accounts.purge_trash(again), Ok(vec![]));
    assert_eq!(desk.accounts.purge_trash(later(again, 3 * DAY)), Ok(vec![id]));
}

#[test]
fn what_another_program_restored_is_not_purged() {
    let (desk, id) = desk_with_trash();
    assert_eq!(desk.accounts.purge_trash(MONTH), Ok(vec![]));
    desk.program(desk.records.clone()).restore(&id, NOW).unwrap();
    assert_eq!(desk.accounts.purge_trash(later(MONTH, 3 * DAY)), Ok(vec![]));
    assert!(desk.accounts.account(&id).is_ok());
}

#[test]
fn without_a_data_folder_one_look_is_enough() {
    let accounts = AccountStore::in_memory(Arc::new(MemoryStore::new()));
    let id = accounts.add(vec![totp("a")], NOW, &mut Counting(0)).unwrap().remove(0).unwrap().id;
    accounts.trash(&id, NOW).unwrap();
    assert_eq!(accounts.purge_trash(UnixSeconds(MONTH.0 - 1)), Ok(vec![]));
    assert_eq!(accounts.purge_trash(MONTH), Ok(vec![id]));
}
