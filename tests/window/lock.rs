//! The lock in the window: set, locked, opened again, and what is left on the page meanwhile.

use private_desktop::{Desktop, Services};

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::keyring;
use crate::common::webdriver::key;

pub(crate) const PASSWORD: &str = "correct horse battery staple";

impl App {
    /// Sets a lock in the settings, and returns the recovery code that was shown. Each view on the way is handed to `visit`.
    pub(crate) fn set_lock(&self, visit: &mut dyn FnMut(&App, &str)) -> String {
        self.click("settings-button");
        self.click("lock-turn-on");
        self.see("lock-password");
        visit(self, "lock-password");
        self.fill("[data-testid=lock-password]", PASSWORD);
        self.fill("[data-testid=lock-password-again]", PASSWORD);
        self.click("lock-continue");
        let code = self.text("recovery-code");
        visit(self, "lock-code");
        self.click("recovery-code-kept");
        self.click("lock-set");
        self.see("lock-on");
        visit(self, "settings-lock");
        self.click("back-button");
        code
    }

    /// Has a new recovery code made in the settings, by keyboard alone, and returns it. Each view on the way is handed to
    /// `visit`; with `is_kept` it is said to be kept, without it the dialog is closed.
    pub(crate) fn make_new_code(&self, is_kept: bool, visit: &mut dyn FnMut(&App, &str)) -> String {
        self.press(&[key::CONTROL, ',']);
        self.see("lock-new-code");
        self.tab_to_words("New recovery code");
        self.press(&[key::ENTER]);
        self.wait_until("the field for the password", |app| app.has_focus("lock-code-secret"));
        visit(self, "lock-new-code");
        self.type_text(PASSWORD);
        self.press(&[key::ENTER]);
        let code = self.text("recovery-code");
        if is_kept {
            self.wait_until("the dialog to go on", |app| app.has_focus("copy-recovery-code"));
            self.press(&[key::TAB]);
            self.press(&[key::TAB]);
            self.wait_until("the question whether it is kept", |app| app.has_focus("recovery-code-kept"));
            self.press(&[' ']);
            self.tab_to_words("Use the new one");
            self.press(&[key::ENTER]);
            self.toast("The new recovery code opens");
        } else {
            self.press(&[key::ESCAPE]);
        }
        self.see_no("lock-code-dialog");
        self.press(&[key::ESCAPE]);
        self.see("account-row");
        code
    }

    /// Locks the window, and opens it by what does not open it and what does.
    fn assert_opens(&self, offer: &Offer, closed: &[&str], opens: &str) {
        self.press_and_follow(&[key::CONTROL, 'l'], "store-sealed");
        for secret in closed {
            self.open_lock(secret);
            self.wait_until("that it is wrong", |app| app.text("store-sealed").contains("password-wrong"));
        }
        self.open_lock(opens);
        self.assert_code(offer);
    }

    /// Types what opens the lock.
    pub(crate) fn open_lock(&self, secret: &str) {
        self.fill("[data-testid=lock-secret]", secret);
        self.click("lock-open");
    }

    /// Everything in the page, its scripts and data too.
    fn whole_page(&self) -> String {
        self.read("return document.documentElement.outerHTML", &[]).as_str().unwrap_or_default().to_owned()
    }
}

fn sealed(desktop: &Desktop) -> bool {
    keyring::items(desktop).iter().all(|item| item.secret.starts_with(r#"{"format":2,"sealed":""#))
}

#[test]
fn a_window_is_locked_shows_nothing_and_is_opened_again() {
    let offer = Offer::new("Alder", "mila");
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.row(&offer.issuer);
    assert!(!sealed(&desktop));
    let code = app.set_lock(&mut |_, _| {});
    assert!(sealed(&desktop), "what the keyring holds is sealed");
    app.assert_code(&offer);
    let shown = app.code(&offer.issuer);

    app.press_and_follow(&[key::CONTROL, 'l'], "store-sealed");
    let page = app.whole_page();
    for word in [offer.issuer.as_str(), "mila", &shown, &offer.base32()] {
        assert!(!page.contains(word), "{word} is on the page of a locked window");
    }
    app.open_lock("not the password");
    app.wait_until("that the password is wrong", |app| app.text("store-sealed").contains("password-wrong"));
    assert!(app.rows().is_empty());
    app.open_lock(PASSWORD);
    app.assert_code(&offer);
    app.wait_until("the first row to have the focus", |app| app.has_focus("account-row"));

    // And once more, by the button, with the recovery code.
    app.click_and_follow("lock-button", "store-sealed");
    app.open_lock(&code);
    app.assert_code(&offer);
    app.close();

    let app = App::open(&desktop);
    app.see("store-sealed");
    assert!(!app.whole_page().contains(&offer.issuer));
    app.open_lock(PASSWORD);
    app.assert_code(&offer);
    app.click("settings-button");
    app.click("lock-turn-off");
    app.fill("[data-testid=lock-old]", PASSWORD);
    app.click("lock-change-done");
    app.see("lock-turn-on");
    assert!(!sealed(&desktop));
    app.close();
}

#[test]
fn a_window_is_locked_with_the_screen() {
    let offer = Offer::new("Alder", "mila");
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.row(&offer.issuer);
    app.set_lock(&mut |_, _| {});
    app.click_and_follow("lock-button", "store-sealed");
    app.open_lock(PASSWORD);
    app.assert_code(&offer);
    // The screen saver of the session begins, as its own program tells.
    let mut tell = desktop.command("dbus-send");
    tell.args(["--session", "--type=signal", "/org/gnome/ScreenSaver"]);
    tell.args(["org.gnome.ScreenSaver.ActiveChanged", "boolean:true"]);
    app.wait_until("the window to be locked with the screen", |app| {
        assert!(tell.status().is_ok_and(|status| status.success()));
        app.is_now_at("store-sealed")
    });
    app.open_lock(PASSWORD);
    app.assert_code(&offer);
}

#[test]
fn a_new_recovery_code_opens_once_it_is_kept_and_the_old_one_until_then() {
    let offer = Offer::new("Alder", "mila");
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.row(&offer.issuer);
    let old = app.set_lock(&mut |_, _| {});
    let dropped = app.make_new_code(false, &mut |_, _| {});
    app.assert_opens(&offer, &[&dropped], &old);
    let new = app.make_new_code(true, &mut |_, _| {});
    assert_ne!(new, old);
    app.assert_opens(&offer, &[&old], &new);
    app.assert_opens(&offer, &[], PASSWORD);
}

#[test]
fn a_sealed_file_gets_a_new_recovery_code_too() {
    let offer = Offer::new("Alder", "mila");
    let desktop = Desktop::start_with(Services::BusOnly).unwrap();
    let app = App::open(&desktop);
    app.click("offer-file");
    let old = app.make_file(&mut |_, _| {});
    app.see("first-run");
    app.add_by_paste(&desktop, std::slice::from_ref(&offer));
    app.assert_code(&offer);
    let new = app.make_new_code(true, &mut |_, _| {});
    app.assert_opens(&offer, &[&old], &new);
}
