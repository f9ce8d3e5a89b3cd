//! Import and export in the window: through the disk and back, with a real keyring.

use std::path::PathBuf;

use private_desktop::Desktop;

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::webdriver::key;
use crate::common::{keyring, leaks};

const PASSWORD: &str = "a password for this file";
/// Of a kind that this version makes no codes for.
const KEPT: &str = "otpauth://yaotp/Yandex:mila?secret=GEZDGNBVGY3TQOJQ&pin_length=4";

fn home(desktop: &Desktop) -> PathBuf {
    desktop.folder().join("home")
}

impl App {
    /// Opens the settings and the dialog for a file, and has it read.
    fn import(&self, path: &str) {
        self.click("settings-button");
        self.read_import(path);
    }

    /// The same from the settings.
    fn read_import(&self, path: &str) {
        self.click("import");
        self.see("import-dialog");
        self.fill("[data-testid=import-path]", path);
        self.click("import-open");
    }

    /// What the four counts say.
    fn import_counts(&self) -> Vec<String> {
        self.see("import-counts");
        let numbers = self.read(
            "return [...document.querySelectorAll('[data-testid=import-counts] .number')].map((one) => one.innerText)",
            &[],
        );
        numbers.as_array().unwrap().iter().map(|number| number.as_str().unwrap().to_owned()).collect()
    }

    /// Exports everything into a sealed file.
    fn export_sealed(&self, path: &str) {
        self.click("settings-button");
        self.click("export");
        self.see("export-dialog");
        self.fill("[data-testid=export-path]", path);
        self.fill("[data-testid=export-password]", PASSWORD);
        self.fill("[data-testid=export-again]", PASSWORD);
        self.click("export-write");
        self.see("exported");
    }
}

/// Every state of the two dialogs, from the settings, for whoever looks at each.
pub(crate) fn tour(app: &App, desktop: &Desktop, visit: &mut dyn FnMut(&App, &str)) {
    let offers = ["Harbour Bank", "Copper Forum", "A shop with a name that is much longer than any line of a list"];
    let lines: Vec<String> = offers.iter().map(|issuer| Offer::new(issuer, "mila@example.com").uri()).collect();
    let list = format!("{}\n{KEPT}\nnot an address\n{}\n", lines.join("\n"), lines[0]);
    let file = home(desktop).join("list.txt");
    std::fs::write(&file, list).unwrap();
    app.read("document.querySelector('[data-testid=exchange]').scrollIntoView()", &[]);
    visit(app, "settings-exchange");
    app.click("import");
    app.see("import-dialog");
    visit(app, "import");
    app.press_button_in("import-dialog", "Cancel");
    app.read_import(&file.display().to_string());
    app.see("import-rows");
    visit(app, "import-preview");
    app.press_button_in("import-dialog", "Cancel");
    app.read_import("/nowhere/list.txt");
    app.wait_until("that it cannot be read", |app| app.text("import-dialog").contains("import-unreadable"));
    visit(app, "import-unreadable");
    app.press_button_in("import-dialog", "Cancel");
    app.click("export");
    app.see("export-dialog");
    visit(app, "export");
    app.click("export-plain");
    app.see("export-warning");
    visit(app, "export-plain");
    app.press_button_in("export-dialog", "Cancel");
}

#[test]
fn a_preview_is_not_applied_by_the_enter_that_follows_the_path() {
    let offer = Offer::new("Looked at", "mila");
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    let file = home(&desktop).join("list.txt");
    std::fs::write(&file, offer.uri()).unwrap();
    app.click("settings-button");
    app.click("import");
    app.fill("[data-testid=import-path]", &file.display().to_string());
    app.press(&[key::ENTER]);
    app.wait_until("the filters to have the focus", |app| {
        app.read("return document.activeElement?.name", &[]) == "rows" && app.has("import-rows")
    });
    let chosen = |app: &App| app.text_of("[data-testid=import-counts] .chosen").unwrap_or_default();
    for next in ["to add", "already here"] {
        app.press(&[key::ENTER]);
        app.press(&[key::RIGHT]);
        app.wait_until("the next filter", |app| chosen(app).contains(next));
    }
    app.press(&[key::ENTER]);
    app.see("import-apply");
    assert!(chosen(&app).contains("already here"), "{}", chosen(&app));
    assert_eq!(keyring::items(&desktop).len(), 0, "nobody has said that it is to be added");
    app.tab_to_words("Add 1");
    app.press(&[key::ENTER]);
    app.see_no("import-dialog");
    app.wait_until("the account", |_| keyring::items(&desktop).len() == 1);
}

#[test]
fn a_sealed_export_brings_back_what_was_deleted_and_is_taken_back_in_one_step() {
    let (first, second) = (Offer::new("Stays", "mila"), Offer::new("Goes", "mila"));
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, &[first.clone(), second.clone()]);
    app.row(&second.issuer);
    let file = home(&desktop).join("codes.backup");
    app.export_sealed(&file.display().to_string());
    assert!(app.text("exported").contains("2 accounts"), "{}", app.text("exported"));
    app.press_button_in("export-dialog", "Close");
    for offer in [&first, &second] {
        assert_eq!(leaks::files_with_secret(&home(&desktop), &offer.secret), Vec::<PathBuf>::new());
    }

    app.click("back-button");
    app.choose_from_menu(&second.issuer, "Move to trash");
    app.click("trash-button");
    app.press_button_in("account-row", "Delete");
    app.press_button_in("delete-dialog", "Delete for good");
    app.wait_until("it to be gone from the keyring", |_| keyring::items(&desktop).len() == 1);
    app.click("back-button");

    app.import(&file.display().to_string());
    app.fill("[data-testid=import-secret]", "not the password");
    app.click("import-open");
    app.wait_until("that the password is wrong", |app| app.text("import-dialog").contains("password-wrong"));
    app.fill("[data-testid=import-secret]", PASSWORD);
    app.click("import-open");
    assert_eq!(app.import_counts(), ["2", "1", "1", "0"]);
    app.click("import-apply");
    app.toast("1 account added.");
    app.see_no("import-dialog");
    app.click("back-button");
    app.assert_code(&second);

    app.click("settings-button");
    assert!(app.text("last-import").contains("codes.backup"), "{}", app.text("last-import"));
    app.click("undo-import");
    app.see_no("last-import");
    app.click("back-button");
    app.wait_until("the one that stays", |app| app.rows().len() == 1);
    app.assert_code(&first);
    assert_eq!(keyring::items(&desktop).len(), 2, "taken back into the trash, and not destroyed");
}

#[test]
fn a_list_with_a_bad_line_and_one_without_codes_is_added_and_written_again_to_the_letter() {
    let offer = Offer::new("Listed", "mila");
    let desktop = Desktop::start().unwrap();
    let list = format!("# mine\n{}\nnot an address\n\n{KEPT}\n", offer.uri());
    let file = home(&desktop).join("list.txt");
    std::fs::write(&file, list).unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.import(&file.display().to_string());
    assert_eq!(app.import_counts(), ["3", "2", "0", "1"]);
    let rows = app.texts("import-row").join("\n");
    assert!(rows.contains("not-an-account") && rows.contains("Cannot be shown yet, kept unchanged"), "{rows}");
    let cut = "return [...document.querySelectorAll('[data-testid=import-row]')]
        .filter((row) => row.scrollHeight > row.clientHeight + 1).map((row) => row.innerText)";
    assert_eq!(app.read(cut, &[]), serde_json::json!([]), "a reason that is cut off cannot be read");
    app.click("import-apply");
    app.wait_until("what came of it", |app| app.text("import-dialog").contains("This is what came of"));
    app.press_button_in("import-dialog", "Close");
    app.click("back-button");
    app.assert_code(&offer);
    let kept = app.row("Yandex");
    assert_eq!(kept.code, None);
    app.wait_until("that it has no codes", |app| {
        app.text_of(&format!("[data-id='{}']", kept.id)).is_some_and(|text| text.contains("Cannot be shown yet"))
    });

    let out = home(&desktop).join("out.txt");
    app.click("settings-button");
    app.click("export");
    app.click("export-plain");
    app.see("export-warning");
    app.fill("[data-testid=export-path]", &out.display().to_string());
    app.fill("[data-testid=export-knowingly]", "plain");
    app.click("export-write");
    app.see("exported");
    let written = std::fs::read_to_string(&out).unwrap();
    assert!(written.contains(&format!("{KEPT}\n")) && written.contains(&offer.base32()), "{}", written.lines().count());
    app.press_button_in("export-dialog", "Close");
    app.read_import(&out.display().to_string());
    assert_eq!(app.import_counts(), ["2", "0", "2", "0"]);
}

#[test]
fn two_hundred_rows_are_read_and_added_by_keys_alone() {
    let desktop = Desktop::start().unwrap();
    let long = "a name that goes on and on so that no window is ever wide enough for it";
    let offers = (0..200).map(|number| Offer::new(&format!("Service {number:03}"), &format!("{long} {number}")));
    let file = home(&desktop).join("many.txt");
    std::fs::write(&file, offers.map(|offer| offer.uri() + "\n").collect::<String>()).unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.click("settings-button");
    app.tab_to_words("Import…");
    app.press(&[key::ENTER]);
    app.see("import-dialog");
    app.type_text(&file.display().to_string());
    app.press(&[key::ENTER]);
    assert_eq!(app.import_counts(), ["200", "200", "0", "0"]);
    let overflow = app.read("return document.documentElement.scrollWidth - window.innerWidth", &[]);
    assert!(overflow.as_i64().is_some_and(|pixels| pixels <= 0), "{overflow} pixels too wide");
    app.tab_to_words("Add 200");
    app.press(&[key::ENTER]);
    app.see_no("import-dialog");
    app.wait_until("all of them", |_| keyring::items(&desktop).len() == 200);
}
