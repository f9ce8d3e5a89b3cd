//! Backups in the window: turned on, made by themselves, and what comes back after the keyring was reset.

use std::path::PathBuf;

use private_desktop::Desktop;

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::webdriver::key;
use crate::common::{keyring, leaks};

pub(crate) const PASSWORD: &str = "a password for backups";

impl App {
    /// Turns backups on in a folder of the home folder, and returns the recovery code that was shown.
    pub(crate) fn turn_on_backups(&self, desktop: &Desktop) -> String {
        self.see("backup-setup-dialog");
        self.fill("[data-testid=backup-folder]", &folder(desktop).display().to_string());
        self.click("backup-continue");
        self.fill("[data-testid=backup-password]", PASSWORD);
        self.fill("[data-testid=backup-password-again]", PASSWORD);
        self.click("backup-continue");
        let code = self.text("recovery-code");
        assert!(files(desktop).is_empty(), "nothing is made before the code was kept");
        self.click("recovery-code-kept");
        self.click("backup-turn-on");
        self.see_no("backup-setup-dialog");
        code
    }
}

pub(crate) fn folder(desktop: &Desktop) -> PathBuf {
    desktop.folder().join("home").join("kept")
}

pub(crate) fn files(desktop: &Desktop) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder(desktop)).into_iter().flatten().flatten().map(|entry| entry.path());
    all.filter(|path| path.extension().is_some_and(|ending| ending == "backup")).collect()
}

fn reset_keyring(desktop: &mut Desktop) {
    desktop.kill_keyring();
    std::fs::remove_dir_all(desktop.data_folder().join("keyrings")).unwrap();
    desktop.start_keyring().unwrap();
}

#[test]
fn after_a_reset_of_the_keyring_the_newest_backup_is_named_and_brings_everything_back() {
    let (first, second) = (Offer::new("Before", "mila"), Offer::new("After", "mila"));
    let mut desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    assert!(!app.has("backup-offer"), "there is nothing to back up yet");
    app.add_by_paste(&desktop, std::slice::from_ref(&first));
    app.row(&first.issuer);
    app.press_button_in("backup-offer", "Set up backups");
    app.turn_on_backups(&desktop);
    app.see_no("backup-offer");
    let before = files(&desktop);
    app.add_by_paste(&desktop, std::slice::from_ref(&second));
    app.row(&second.issuer);
    app.wait_until("a backup of the second account", |_| {
        let now = files(&desktop);
        !now.is_empty() && now != before
    });
    app.close();
    for offer in [&first, &second] {
        assert_eq!(leaks::files_with_secret(&folder(&desktop), &offer.secret), Vec::<PathBuf>::new());
    }

    reset_keyring(&mut desktop);
    let app = App::open(&desktop);
    app.see("store-items-missing");
    let newest = app.text("newest-backup");
    assert!(newest.contains(&files(&desktop)[0].display().to_string()), "{newest}");
    assert_eq!(keyring::items(&desktop), [], "nothing is written over the loss");
    app.click("restore-missing");
    app.fill("[data-testid=restore-secret]", "not the password");
    app.click("restore-open");
    app.wait_until("that the password is wrong", |app| app.text("restore-dialog").contains("password-wrong"));
    app.fill("[data-testid=restore-secret]", PASSWORD);
    app.click("restore-open");
    app.click("restore-compare");
    app.wait_until("both accounts", |app| app.count("restore-record") == 2);
    // Enter works the box that has the focus, and puts nothing back.
    for ticked in ["Put back 1", "Put back 2"] {
        app.press(&[key::ENTER]);
        app.wait_until(ticked, |app| app.text("restore-put-back") == ticked);
    }
    app.click("restore-put-back");
    app.see_no("restore-dialog");
    app.assert_code(&first);
    app.assert_code(&second);

    // And backups go on, though their key was lost with the keyring.
    let before = files(&desktop);
    app.choose_from_menu(&first.issuer, "Pin to the top");
    app.wait_until("another backup", |_| files(&desktop) != before);
    assert!(!app.has("backup-banner"));
}

#[test]
fn a_key_that_a_restore_brings_back_is_missed_no_longer() {
    let offer = Offer::new("Before", "mila");
    let mut desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.row(&offer.issuer);
    app.press_button_in("backup-offer", "Set up backups");
    let code = app.turn_on_backups(&desktop);
    reset_keyring(&mut desktop);
    app.click("settings-button");
    app.click("backup-now");
    app.wait_until("that the key is missed", |app| app.text("backups-state").contains("backup-key-missing"));
    app.click("backups-restore");
    app.fill("[data-testid=restore-secret]", &code);
    app.click("restore-open");
    app.click("restore-compare");
    app.click("restore-put-back");
    app.see_no("restore-dialog");
    let state = app.text("backups-state");
    assert!(state.contains("Everything is in the newest"), "{state}");
    app.click("back-button");
    app.assert_code(&offer);
    assert!(!app.has("backup-banner"), "nothing is wrong any more");
}

#[test]
fn a_backup_that_cannot_be_made_is_told_in_the_window_until_one_was_made() {
    let offer = Offer::new("Kept", "mila");
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.row(&offer.issuer);
    app.press_button_in("backup-offer", "Set up backups");
    let code = app.turn_on_backups(&desktop);
    let aside = desktop.folder().join("home").join("disk-taken-out");
    std::fs::rename(folder(&desktop), &aside).unwrap();
    app.choose_from_menu(&offer.issuer, "Pin to the top");
    assert!(app.text("backup-banner").contains("backup-folder-missing"), "{}", app.text("backup-banner"));
    app.assert_code(&offer);
    std::fs::rename(&aside, folder(&desktop)).unwrap();
    app.press_button_in("backup-banner", "Try again");
    app.see_no("backup-banner");
    app.click("settings-button");
    assert!(app.text("backups-state").contains("1 account"), "{}", app.text("backups-state"));
    let page = app.read("return document.documentElement.outerHTML", &[]).to_string();
    assert!(!page.contains(&code) && !page.contains(PASSWORD), "what opens backups stays in the page");
}

#[test]
fn another_password_opens_the_backups_that_are_there_and_the_next() {
    const NEW: &str = "another password for backups";
    let offer = Offer::new("Kept", "mila");
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.row(&offer.issuer);
    app.press_button_in("backup-offer", "Set up backups");
    app.turn_on_backups(&desktop);
    app.click("settings-button");
    app.click("backup-change-password");
    for (old, new) in [("not the password", "not-wanted-at-all"), (PASSWORD, NEW)] {
        app.fill("[data-testid=backup-old]", old);
        app.fill("[data-testid=backup-new]", new);
        app.fill("[data-testid=backup-new-again]", new);
        app.click("backup-password-done");
        if old != PASSWORD {
            app.wait_until("that it is wrong", |app| app.text("backup-password-dialog").contains("password-wrong"));
        }
    }
    app.see_no("backup-password-dialog");
    let before = files(&desktop);
    app.click("back-button");
    app.choose_from_menu(&offer.issuer, "Pin to the top");
    app.wait_until("another backup", |_| files(&desktop) != before);
    app.click("settings-button");
    app.click("backups-restore");
    app.fill("[data-testid=restore-secret]", PASSWORD);
    app.click("restore-open");
    app.wait_until("that the old one opens none", |app| app.text("restore-dialog").contains("password-wrong"));
    app.fill("[data-testid=restore-secret]", NEW);
    app.click("restore-open");
    let all = files(&desktop).len();
    app.wait_until("all of them", |app| app.count("restore-backup") == all);
    assert!(!app.text("restore-dialog").contains("another password"), "{}", app.text("restore-dialog"));
}

#[test]
fn a_message_covers_nothing_of_the_offer_below_it() {
    /// Those whose middle is something else's, or outside the window.
    const COVERED: &str =
        "return document.querySelector('[data-testid=toast]') && [...document.querySelectorAll('[data-testid=backup-offer] button')].filter((button) => {
        const box = button.getBoundingClientRect();
        return !button.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }).map((button) => button.innerText)";
    let desktop = Desktop::start().unwrap();
    for (width, height) in [(900, 680), (320, 360)] {
        let app = App::open(&desktop);
        app.resize(width, height);
        app.add_by_paste(
            &desktop,
            &[Offer::new("First", &width.to_string()), Offer::new("Second", &width.to_string())],
        );
        app.see("backup-offer");
        // It stands for some seconds, and is looked for and measured at one go.
        let covered = app.wait_for("a message", |app| Some(app.read(COVERED, &[])).filter(|found| !found.is_null()));
        assert_eq!(covered, serde_json::json!([]), "at {width} x {height}");
    }
}

#[test]
fn an_offer_of_backups_that_was_put_off_is_not_made_again_at_once() {
    let offer = Offer::new("Alone", "mila");
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.press_button_in("backup-offer", "Later");
    app.see_no("backup-offer");
    app.close();
    let app = App::open(&desktop);
    app.row(&offer.issuer);
    app.click("settings-button");
    app.see("backups-turn-on");
    app.click("back-button");
    app.row(&offer.issuer);
    assert!(!app.has("backup-offer"));
}

#[test]
fn a_folder_is_chosen_in_the_systems_own_dialog() {
    const TITLE: &str = "A folder for backups";
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.click("settings-button");
    app.click("backups-turn-on");
    let value = |app: &App| app.read("return document.querySelector('[data-testid=backup-folder]').value", &[]);
    app.click("backup-folder-choose");
    desktop.press_in_window(TITLE, "Escape").unwrap();
    app.wait_until("the dialog to be closed", |app| {
        app.text_of("[data-testid=backup-folder-choose]:not(:disabled)").is_some()
    });
    assert_eq!(value(&app), "");
    let chosen = desktop.folder().join("home").display().to_string();
    app.click("backup-folder-choose");
    desktop.choose_in_dialog(TITLE, &chosen).unwrap();
    app.wait_until("the folder", |app| value(app) == chosen.as_str());
}
