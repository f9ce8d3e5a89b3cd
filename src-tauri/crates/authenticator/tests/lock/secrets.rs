//! What opens a lock, and what does not.

use super::*;

const OTHER: &str = "another password";

#[test]
fn the_password_and_the_recovery_code_open_it_and_nothing_else_does() {
    let (desk, code) = Desk::locked();
    desk.has_all(Some(PASSWORD));
    desk.has_all(Some(&code.to_lowercase().replace('-', " ")));
    assert_eq!(code_of(open(&desk.store(), "wrong password")), "password-wrong");
    let last = if code.ends_with('0') { '1' } else { '0' };
    let mistyped = [code.get(..code.len() - 1).unwrap(), &last.to_string()].concat();
    assert_eq!(code_of(open(&desk.store(), &mistyped)), "recovery-code-mistyped");
    desk.has_all(Some(PASSWORD));
}

#[test]
fn a_password_may_have_any_letters_in_whatever_form_and_two_hundred_of_them() {
    let long = "\u{dc}ber-Ma\u{df} \u{1f511} \u{c5}ngstr\u{f6}m ".chars().cycle().take(200).collect::<String>();
    for (password, typed) in [("caf\u{e9} cr\u{e8}me", "cafe\u{301} cre\u{300}me".to_owned()), (&long, long.clone())] {
        let desk = Desk::new();
        turn_on(&desk.store(), password).unwrap();
        desk.has_all(Some(&typed));
    }
    let desk = Desk::new();
    assert_eq!(code_of(turn_on(&desk.store(), "seven c")), "password-too-short");
    assert_eq!((desk.sealed(), desk.header_text(), desk.header_item()), (0, None, None));
}

#[test]
fn another_password_opens_and_the_old_one_does_not_and_no_record_is_touched() {
    let (desk, code) = Desk::locked();
    let before = desk.raw_texts();
    desk.unlocked(PASSWORD).set_password(OTHER, &Slots::LEAST).unwrap();
    assert_eq!(desk.raw_texts(), before);
    assert_eq!(code_of(open(&desk.store(), PASSWORD)), "password-wrong");
    desk.has_all(Some(OTHER));
    desk.has_all(Some(&code));
    // A forgotten password is set anew with the code.
    desk.unlocked(&code).set_password(PASSWORD, &Slots::LEAST).unwrap();
    desk.has_all(Some(PASSWORD));
    assert_eq!(code_of(desk.unlocked(PASSWORD).set_password("short", &Slots::LEAST)), "password-too-short");
    desk.has_all(Some(PASSWORD));
}

#[test]
fn another_recovery_code_opens_once_it_was_shown_and_the_old_one_does_not() {
    let (desk, old) = Desk::locked();
    let store = desk.unlocked(PASSWORD);
    let refused = store.set_recovery_code(&Slots::LEAST, |_| Err(StoreError::Busy));
    assert_eq!(refused, Err(StoreError::Busy));
    desk.has_all(Some(&old));
    let mut new = String::new();
    let shown = store.set_recovery_code(&Slots::LEAST, |code| {
        code.to_text().as_str().clone_into(&mut new);
        Ok::<(), StoreError>(())
    });
    shown.unwrap();
    desk.has_all(Some(&new));
    assert_eq!(code_of(open(&desk.store(), &old)), "password-wrong");
    desk.has_all(Some(PASSWORD));
}

#[test]
fn a_recovery_code_that_was_shown_before_takes_the_place_of_the_old_one_beside_another_password() {
    let (desk, old) = Desk::locked();
    let shown = RecoveryCode::random(&mut Counting(77)).unwrap();
    let store = desk.unlocked(PASSWORD);
    // While it was looked at, another program changed the password: that stays.
    desk.unlocked(PASSWORD).set_password(OTHER, &Slots::LEAST).unwrap();
    let before = desk.raw_texts();
    store.replace_recovery_code(&shown, &Slots::LEAST).unwrap();
    assert_eq!(desk.raw_texts(), before, "no record is touched");
    desk.has_all(Some(&shown.to_text()));
    desk.has_all(Some(OTHER));
    for closed in [PASSWORD, &old] {
        assert_eq!(code_of(open(&desk.store(), closed)), "password-wrong");
    }
    store.lock();
    let refused = store.replace_recovery_code(&RecoveryCode::random(&mut Counting(78)).unwrap(), &Slots::LEAST);
    assert_eq!(code_of(refused), "lock-locked");
    desk.has_all(Some(&shown.to_text()));
}

#[test]
fn a_recovery_code_that_could_not_be_shown_leaves_no_lock() {
    let desk = Desk::new();
    let outcome = desk.store().turn_on(PASSWORD, &Slots::LEAST, NOW, |_| Err(StoreError::Busy));
    assert_eq!(outcome.unwrap_err(), StoreError::Busy);
    assert_eq!((desk.sealed(), desk.header_text(), desk.header_item()), (0, None, None));
    desk.has_all(None);
}

#[test]
fn wrong_tries_make_the_next_one_wait_in_a_new_program_too_and_destroy_nothing() {
    let (desk, _) = Desk::locked();
    let before = desk.raw_texts();
    let mut now = NOW;
    for _ in 0..3 {
        assert_eq!(code_of(desk.store().open_with("wrong password", now)), "password-wrong");
    }
    assert_eq!(code_of(desk.store().open_with(PASSWORD, now)), "lock-too-soon", "also the right one waits");
    for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
        now.0 += wait;
        assert_eq!(code_of(desk.store().open_with("wrong password", now)), "password-wrong", "{wait}");
        assert_eq!(code_of(desk.store().open_with("wrong password", UnixSeconds(now.0))), "lock-too-soon");
    }
    now.0 += 60;
    desk.store().open_with(PASSWORD, now).unwrap();
    assert_eq!(desk.raw_texts(), before);
    assert_eq!(code_of(desk.store().open_with("wrong password", now)), "password-wrong", "the right one ended it");
    desk.has_all(Some(PASSWORD));
}

#[test]
fn whoever_is_asked_for_the_password_once_more_proves_it() {
    let (desk, code) = Desk::locked();
    let store = desk.unlocked(PASSWORD);
    store.prove(PASSWORD, NOW).unwrap();
    store.prove(&code, NOW).unwrap();
    assert_eq!(code_of(store.prove(OTHER, NOW)), "password-wrong");
    assert_eq!(store.lock_state().unwrap(), LockState::Unlocked);
}

#[test]
fn what_is_not_there_is_not_opened_and_what_is_there_is_not_made_again() {
    let desk = Desk::new();
    assert_eq!(code_of(open(&desk.store(), PASSWORD)), "lock-not-on");
    assert_eq!(code_of(desk.store().turn_off()), "lock-not-on");
    turn_on(&desk.store(), PASSWORD).unwrap();
    let header = desk.header_text();
    assert_eq!(code_of(turn_on(&desk.store(), OTHER)), "lock-already-on");
    assert_eq!(code_of(turn_on(&desk.unlocked(PASSWORD), OTHER)), "lock-already-on");
    assert_eq!(desk.header_text(), header);
}
