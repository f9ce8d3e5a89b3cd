//! The window locks when nobody uses it, with the session, and before the machine sleeps. What systemd-logind tells comes
//! from a stand-in of its interface: no test can own the real one.

use std::fs::{File, TryLockError};

use private_desktop::{Desktop, Inhibitor, Logind};

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::memory;
use crate::common::webdriver::key;
use crate::lock::PASSWORD;
use crate::memory::{spellings, total};

/// A window whose lock is open.
struct Open {
    app: App,
    offer: Offer,
    desktop: Desktop,
}

impl Open {
    fn on(desktop: Desktop) -> Open {
        let offer = Offer::new("Alder", "mila");
        let app = App::open(&desktop);
        app.see("first-run");
        app.add_by_paste(&desktop, std::slice::from_ref(&offer));
        app.row(&offer.issuer);
        app.set_lock(&mut |_, _| {});
        Open { app, offer, desktop }
    }

    /// From now on it locks after the shortest time there is.
    fn lock_after_a_minute(&self) {
        self.app.click("settings-button");
        self.app.click_on("[data-testid=lock-after] option[value='1']");
        self.app.toast("Saved.");
        self.app.click("back-button");
        self.app.see("account-row");
    }

    fn open_again(&self) {
        self.app.open_lock(PASSWORD);
        self.app.assert_code(&self.offer);
    }
}

#[test]
fn a_window_that_rests_is_locked_and_one_that_is_used_by_key_or_pointer_is_not() {
    let [typed, pointed, rests] = [(); 3].map(|()| Open::on(Desktop::start().unwrap()));
    // The one that is left alone comes last: the others would have been locked before it.
    for window in [&typed, &pointed, &rests] {
        window.lock_after_a_minute();
    }
    let mut turn = 0;
    rests.app.wait_until("the window that rests to be locked", |app| {
        turn += 1;
        typed.app.press(&[if turn % 2 == 0 { key::DOWN } else { key::END }]);
        pointed.app.park_pointer();
        app.is_now_at("store-sealed")
    });
    for window in [&typed, &pointed] {
        assert!(!window.app.is_now_at("store-sealed"), "a window that was used is locked");
        window.app.assert_code(&window.offer);
    }
    rests.open_again();
}

/// A window that listens to logind: its lock was set before, and is opened now.
fn listening() -> (Open, Logind, Inhibitor) {
    let before = Open::on(Desktop::start().unwrap());
    before.app.close();
    let (desktop, offer) = (before.desktop, before.offer);
    let logind = desktop.start_logind().unwrap();
    let app = App::open(&desktop);
    app.open_lock(PASSWORD);
    app.assert_code(&offer);
    logind.next_asker().unwrap();
    let inhibitor = logind.next_inhibitor().unwrap();
    (Open { app, offer, desktop }, logind, inhibitor)
}

#[test]
fn a_window_is_locked_with_its_own_session_and_with_no_other() {
    let (window, logind, _) = listening();
    logind.lock(Logind::OTHER_SESSION).unwrap();
    let mut stranger = window.desktop.command("dbus-send");
    stranger.args(["--system", "--type=signal", Logind::SESSION, "org.freedesktop.login1.Session.Lock"]);
    assert!(stranger.status().unwrap().success());
    // Written, and read back: a lock would have been seen meanwhile.
    window.app.choose_from_menu(&window.offer.issuer, "Pin to the top");
    let row = window.app.in_row(&window.offer.issuer, ".names");
    window.app.wait_until("the pin", |app| app.text_of(&row).is_some_and(|names| names.contains("pinned")));
    window.app.assert_code(&window.offer);
    logind.lock(Logind::SESSION).unwrap();
    window.app.wait_until("the window to be locked", |app| app.is_now_at("store-sealed"));
    window.open_again();
}

#[test]
fn the_machine_waits_for_a_lock_that_takes_long() {
    let (window, logind, inhibitor) = listening();
    let lock_file = window.desktop.data_folder().join("countersign/countersign.lock");
    // A change that does not come to its end holds the last step of locking up.
    window.desktop.hold_keyring(true).unwrap();
    window.app.choose_from_menu(&window.offer.issuer, "Pin to the top");
    window.app.wait_until("the change to be under way", |_| {
        matches!(File::open(&lock_file).unwrap().try_lock(), Err(TryLockError::WouldBlock))
    });
    logind.prepare_for_sleep(true).unwrap();
    window.app.wait_until("the page to be locked", |app| app.is_now_at("store-sealed"));
    assert!(inhibitor.is_held().unwrap(), "the machine may sleep before everything is locked");
    window.desktop.hold_keyring(false).unwrap();
    inhibitor.wait_for_release().unwrap();
}

#[test]
fn once_the_machine_may_sleep_no_secret_is_in_memory_and_after_it_the_next_sleep_waits_too() {
    let (window, logind, mut inhibitor) = listening();
    let secret = spellings(&window.offer.secret);
    let in_memory = || total(&memory::search(&window.desktop, &secret));
    for _ in 0..2 {
        assert_eq!((inhibitor.what.as_str(), inhibitor.mode.as_str()), ("sleep", "delay"));
        assert!(inhibitor.is_held().unwrap());
        window.app.assert_code(&window.offer);
        assert!(in_memory() > 0, "the search finds what is there");
        logind.prepare_for_sleep(true).unwrap();
        inhibitor.wait_for_release().unwrap();
        assert_eq!(in_memory(), 0, "the machine may sleep, and a secret is still in memory");
        logind.prepare_for_sleep(false).unwrap();
        inhibitor = logind.next_inhibitor().unwrap();
        window.app.wait_until("the window to be locked", |app| app.is_now_at("store-sealed"));
        window.open_again();
    }
}
