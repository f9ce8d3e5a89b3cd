//! Where the accounts are kept: a sealed file in place of a keyring, and moving between the two.

use std::path::PathBuf;

use private_desktop::{Desktop, Services};

use crate::backups;
use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::keyring;
use crate::common::webdriver::key;
use crate::lock::PASSWORD;
use crate::tour::dismiss_all;

impl App {
    /// Goes through the dialog that makes a sealed file, and returns the recovery code. Each view on the way is handed to
    /// `visit`.
    pub(crate) fn make_file(&self, visit: &mut dyn FnMut(&App, &str)) -> String {
        self.see("file-path");
        visit(self, "file-where");
        self.click("file-continue");
        self.fill("[data-testid=file-password]", PASSWORD);
        self.fill("[data-testid=file-password-again]", PASSWORD);
        visit(self, "file-password");
        self.click("file-continue");
        let code = self.text("recovery-code");
        visit(self, "file-code");
        self.click("recovery-code-kept");
        self.click("file-keep");
        self.see_no("file-store-dialog");
        code
    }

    fn move_to_file(&self) {
        self.click("settings-button");
        self.click("to-file");
        self.make_file(&mut |_, _| {});
        self.click("back-button");
    }
}

/// The views around a sealed file, on a desktop where no keyring answers.
pub(crate) fn views(app: &App, desktop: &Desktop, visit: &mut dyn FnMut(&App, &str)) {
    app.click("offer-file");
    app.make_file(visit);
    app.see("first-run");
    dismiss_all(app);
    visit(app, "file-first-run");
    app.add_by_paste(desktop, &[Offer::new("Harbour Bank", "mila@example.org")]);
    app.click("settings-button");
    app.see("to-keyring");
    dismiss_all(app);
    app.read("document.querySelector('[data-testid=store-section]').scrollIntoView()", &[]);
    visit(app, "settings-store");
    app.click("to-keyring");
    app.see("to-keyring-dialog");
    visit(app, "to-keyring");
    app.press(&[key::ESCAPE]);
    app.see_no("to-keyring-dialog");
    app.click("back-button");
    app.press_and_follow(&[key::CONTROL, 'l'], "store-sealed");
    visit(app, "file-locked");
}

/// Where the window proposes to make a sealed file.
pub(crate) fn proposed(desktop: &Desktop) -> PathBuf {
    desktop.data_folder().join("countersign/accounts.sealed")
}

fn configuration(desktop: &Desktop) -> PathBuf {
    desktop.configuration_folder().join("countersign/settings.json")
}

fn settings(desktop: &Desktop) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(configuration(desktop)).unwrap_or_default()).unwrap_or_default()
}

#[test]
fn without_a_keyring_accounts_are_kept_in_a_sealed_file_that_a_person_chose() {
    let offer = Offer::new("Alder", "mila");
    let desktop = Desktop::start_with(Services::BusOnly).unwrap();
    let app = App::open(&desktop);
    app.see("store-no-service");
    app.click("offer-file");
    app.see("file-path");
    assert!(!proposed(&desktop).exists(), "nothing is made before it is wanted");
    let code = app.make_file(&mut |_, _| {});
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.assert_code(&offer);
    app.close();
    assert_eq!(settings(&desktop)["store"]["file"], proposed(&desktop).display().to_string());

    // The choice is remembered, and the file closed until its password is given.
    let app = App::open(&desktop);
    app.see("store-sealed");
    assert!(app.text("store-sealed").contains("accounts.sealed"), "{}", app.text("store-sealed"));
    app.open_lock("not the password");
    app.wait_until("that the password is wrong", |app| app.text("store-sealed").contains("password-wrong"));
    app.open_lock(PASSWORD);
    app.assert_code(&offer);
    // It is locked as a lock is.
    app.click_and_follow("lock-button", "store-sealed");
    app.open_lock(&code);
    app.assert_code(&offer);
}

#[test]
fn accounts_move_into_a_file_and_back_into_the_keyring() {
    let offer = Offer::new("Alder", "mila");
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.row(&offer.issuer);
    app.move_to_file();
    app.assert_code(&offer);
    assert_eq!(keyring::items(&desktop), [], "what was moved is no longer in the keyring");
    app.close();

    let app = App::open(&desktop);
    app.open_lock(PASSWORD);
    app.assert_code(&offer);
    app.click("settings-button");
    app.click("to-keyring");
    app.click("confirm");
    app.see("to-file");
    app.click("back-button");
    app.assert_code(&offer);
    assert_eq!(keyring::items(&desktop).len(), 1);
    app.close();
    App::open(&desktop).assert_code(&offer);
}

#[test]
fn what_is_added_goes_where_another_program_chose_that_accounts_are_kept() {
    let (first, second) = (Offer::new("Alder", "mila"), Offer::new("Birch", "mila"));
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&first));
    app.row(&first.issuer);
    app.move_to_file();
    let in_file = std::fs::read(configuration(&desktop)).unwrap();
    app.click("settings-button");
    app.click("to-keyring");
    app.click("confirm");
    app.see("to-file");
    app.click("back-button");
    app.row(&first.issuer);

    // As the command line does, while the window is open and looks elsewhere.
    app.paste_text(&desktop, &second.uri());
    app.wait_until("what was pasted", |app| app.count("preview-item") == 1);
    std::fs::write(configuration(&desktop), in_file).unwrap();
    app.click_and_follow("add-confirm", "store-sealed");
    assert_eq!(keyring::items(&desktop).len(), 1, "nothing more came into a place that nobody looks into");
    app.open_lock(PASSWORD);
    app.see("first-run");
    app.wait_until("why it was not added", |app| {
        app.texts("store-warning").join(" ").contains("store-chosen-elsewhere")
    });
    app.add_by_paste(&desktop, std::slice::from_ref(&second));
    app.assert_code(&second);
    assert_eq!(keyring::items(&desktop).len(), 1);

    // The other way round it needs no change to be noticed.
    std::fs::remove_file(configuration(&desktop)).unwrap();
    desktop.hide_window("Countersign").unwrap();
    desktop.show_window("Countersign").unwrap();
    app.wait_until("another window with the account of the keyring", |app| app.is_now_at("account-row"));
    app.assert_code(&first);
}

#[test]
fn backups_go_on_in_a_sealed_file_and_back_in_the_keyring() {
    let offer = Offer::new("Alder", "mila");
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.press_button_in("backup-offer", "Set up backups");
    app.turn_on_backups(&desktop);
    app.move_to_file();
    let mut before = backups::files(&desktop);
    let mut another = |words: &str| {
        app.choose_from_menu(&offer.issuer, words);
        app.wait_until("another backup", |_| {
            let now = backups::files(&desktop);
            !now.is_empty() && now != before
        });
        before = backups::files(&desktop);
        assert!(!app.has("backup-banner"));
    };
    another("Pin to the top");
    app.click("settings-button");
    app.wait_until("backups to be on", |app| app.text("backups-state").contains("Everything is in the newest"));
    app.click("to-keyring");
    app.click("confirm");
    app.see("to-file");
    app.click("back-button");
    another("Unpin");
}

/// So many that a move of them can be killed in its middle.
const MANY: usize = 60;

#[test]
fn a_move_that_was_killed_is_ended_when_the_file_is_opened_the_next_time_and_says_so() {
    let offers: Vec<Offer> = (0..MANY).map(|number| Offer::new(&format!("Site{number:02}"), "mila")).collect();
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, &offers);
    app.row(&offers[0].issuer);
    app.click("settings-button");
    app.click("to-file");
    app.see("file-path");
    app.click("file-continue");
    app.fill("[data-testid=file-password]", PASSWORD);
    app.fill("[data-testid=file-password-again]", PASSWORD);
    app.click("file-continue");
    app.click("recovery-code-kept");
    app.click_once("file-keep");
    app.wait_until("the move to begin", |_| settings(&desktop)["store"]["moving"] == "to-file");
    app.close();
    assert_eq!(settings(&desktop)["store"]["moving"], "to-file", "the move was too quick to be killed in its middle");
    assert!(!keyring::items(&desktop).is_empty());

    let app = App::open(&desktop);
    app.open_lock(PASSWORD);
    app.see("move-banner");
    let said = app.text("move-banner");
    assert!(said.contains("was cut off, and is done now") && said.contains("Nothing was lost"), "{said}");
    assert_eq!(keyring::items(&desktop), []);
    assert!(settings(&desktop)["store"]["moving"].is_null());
    app.assert_code(&offers[0]);
    app.click("settings-button");
    assert!(app.text("store-section").contains(&format!("{MANY} accounts")), "{}", app.text("store-section"));
    app.click("back-button");
    app.click("move-read");
    app.see_no("move-banner");
}
