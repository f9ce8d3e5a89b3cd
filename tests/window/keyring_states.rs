//! A keyring that is locked, absent, killed half-way, replaced, or partly damaged: nothing is lost and everything is said.

use private_desktop::{Desktop, Services};

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::keyring;

/// A desktop on which one account was stored, and the app is closed.
fn desktop_with(offer: &Offer) -> Desktop {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(offer));
    app.row(&offer.issuer);
    app.close();
    desktop
}

#[test]
fn a_locked_keyring_is_named_and_read_once_it_is_unlocked() {
    let offer = Offer::new("Locked", "mila");
    let desktop = desktop_with(&offer);
    desktop.lock_keyring().unwrap();

    let app = App::open(&desktop);
    app.see("store-locked");
    assert!(app.text("store-locked").contains("gnome-keyring"), "{}", app.text("store-locked"));
    app.click("try-again");
    app.see("store-locked");
    desktop.unlock_keyring().unwrap();
    app.click("try-again");
    app.assert_code(&offer);
}

#[test]
fn a_locked_keyring_is_unlocked_from_the_window_by_the_systems_own_prompt() {
    let offer = Offer::new("Locked", "mila");
    let desktop = desktop_with(&offer);
    desktop.lock_keyring().unwrap();

    let app = App::open(&desktop);
    app.see("store-locked");
    app.click("try-again");
    app.see("store-locked");
    assert!(!desktop.has_prompt().unwrap(), "nobody is asked for a password without having wanted it");
    app.click("unlock");
    app.see("unlock-waiting");
    desktop.dismiss_prompt().unwrap();
    app.see_no("unlock-waiting");
    app.see("store-locked");
    app.click("unlock");
    desktop.answer_prompt().unwrap();
    app.assert_code(&offer);
}

#[test]
fn a_keyring_that_is_locked_while_codes_are_shown_takes_no_change_until_it_is_unlocked() {
    let offer = Offer::new("Locked", "mila");
    let desktop = desktop_with(&offer);
    let app = App::open(&desktop);
    app.row(&offer.issuer);
    desktop.lock_keyring().unwrap();
    app.choose_from_menu(&offer.issuer, "Pin to the top");
    app.see("store-banner");
    app.assert_code(&offer);
    desktop.unlock_keyring().unwrap();
    app.press_button_in("store-banner", "Try again");
    app.see_no("store-banner");
    app.choose_from_menu(&offer.issuer, "Pin to the top");
    app.wait_until("the pin", |app| app.text_of(".title .sign").is_some());
}

#[test]
fn without_a_session_bus_the_window_says_how_to_get_a_keyring() {
    for services in [Services::Nothing, Services::BusOnly] {
        let desktop = Desktop::start_with(services).unwrap();
        let app = App::open(&desktop);
        app.see("store-no-service");
        assert!(app.text("store-no-service").contains("gnome-keyring"), "{}", app.text("store-no-service"));
        app.click("try-again");
        app.see("store-no-service");
        assert!(!app.has("first-run"), "nobody is invited to begin anew over what may be there");
    }
}

#[test]
fn a_keyring_that_comes_later_is_found_by_trying_again() {
    let mut desktop = Desktop::start_with(Services::BusOnly).unwrap();
    let app = App::open(&desktop);
    app.see("store-no-service");
    desktop.start_keyring().unwrap();
    app.click("try-again");
    app.see("first-run");
    let offer = Offer::new("Later", "mila");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.assert_code(&offer);
}

#[test]
fn a_keyring_that_does_not_exist_yet_is_made_by_the_systems_own_prompt() {
    let desktop = Desktop::start_with(Services::KeyringWithoutCollection).unwrap();
    let app = App::open(&desktop);
    app.see("store-locked");
    let screen = app.text("store-locked");
    assert!(screen.contains("There is no keyring yet") && screen.contains("Create one"), "{screen}");
    assert!(screen.contains("store-no-default-keyring"), "{screen}");
    app.click("unlock");
    desktop.dismiss_prompt().unwrap();
    app.see_no("unlock-waiting");
    assert!(!app.has("first-run"), "nothing was made, so there is nothing to add to");
    app.click("unlock");
    desktop.choose_password_in_prompt().unwrap();
    let offer = Offer::new("New", "mila");
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.assert_code(&offer);
}

#[test]
fn codes_go_on_when_the_keyring_dies_and_a_change_says_that_it_did_not_happen() {
    let offer = Offer { period: 10, ..Offer::new("Orphan", "mila") };
    let mut desktop = desktop_with(&offer);
    let app = App::open(&desktop);
    app.assert_code(&offer);
    let before = app.code(&offer.issuer);

    desktop.kill_keyring();
    app.wait_until("the next code", |app| app.code(&offer.issuer) != before);
    app.assert_code(&offer);
    app.choose_from_menu(&offer.issuer, "Move to trash");
    app.see("store-banner");
    assert!(app.text("store-banner").contains("codes below go on"), "{}", app.text("store-banner"));
    app.wait_until("a word that nothing was changed", |app| {
        app.texts("toast").iter().any(|text| text.contains("nothing was changed"))
    });
    app.assert_code(&offer);

    desktop.start_keyring().unwrap();
    app.press_button_in("store-banner", "Try again");
    app.see_no("store-banner");
    app.assert_code(&offer);
    app.choose_from_menu(&offer.issuer, "Move to trash");
    app.see("first-run");
}

#[test]
fn accounts_that_are_not_where_they_were_are_missed_and_nothing_is_written_over_them() {
    let offer = Offer::new("Missed", "mila");
    let mut desktop = desktop_with(&offer);
    desktop.kill_keyring();
    let keyrings = desktop.data_folder().join("keyrings");
    let aside = desktop.data_folder().join("keyrings-aside");
    std::fs::rename(&keyrings, &aside).unwrap();
    desktop.start_keyring().unwrap();

    let app = App::open(&desktop);
    app.see("store-items-missing");
    assert!(!app.has("first-run"));
    assert_eq!(keyring::items(&desktop), []);
    app.close();

    desktop.kill_keyring();
    std::fs::remove_dir_all(&keyrings).unwrap();
    std::fs::rename(&aside, &keyrings).unwrap();
    desktop.start_keyring().unwrap();
    App::open(&desktop).assert_code(&offer);
}

#[test]
fn a_person_may_knowingly_start_without_the_missing_accounts() {
    let mut desktop = desktop_with(&Offer::new("Missed", "mila"));
    desktop.kill_keyring();
    std::fs::remove_dir_all(desktop.data_folder().join("keyrings")).unwrap();
    desktop.start_keyring().unwrap();

    let app = App::open(&desktop);
    app.press_button_in("store-items-missing", "Start without them");
    app.click("confirm");
    app.see("first-run");
    let offer = Offer::new("New", "mila");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.close();
    App::open(&desktop).assert_code(&offer);
}

#[test]
fn a_damaged_record_is_shown_and_kept_beside_the_good_ones() {
    let good = Offer::new("Good", "mila");
    let bad = Offer::new("Bad", "mila");
    let desktop = desktop_with(&good);
    let app = App::open(&desktop);
    app.row(&good.issuer);
    app.add_by_paste(&desktop, std::slice::from_ref(&bad));
    app.close();

    let item = keyring::items(&desktop).into_iter().find(|item| item.secret.contains("Bad")).unwrap();
    let half = item.secret.get(..item.secret.len() / 2).unwrap();
    keyring::store(&desktop, &item.attributes, half);

    let app = App::open(&desktop);
    app.assert_code(&good);
    app.row("A damaged record");
    app.press_button_in("account-row", "Details");
    app.click("show-raw-text");
    assert_eq!(app.text("damaged-text").trim(), half.trim());
    app.close();
    let kept = keyring::items(&desktop).into_iter().any(|item| item.secret == half);
    assert!(kept, "nothing is written over what could not be read");
}
