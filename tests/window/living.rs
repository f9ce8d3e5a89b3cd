//! Daily use: copying, finding, changing, throwing away and taking back.

use std::time::Duration;

use private_desktop::Desktop;

use crate::common::accounts::{Offer, let_pass, wait_for_clipboard};
use crate::common::app::App;
use crate::common::oath;
use crate::common::webdriver::key;

fn app_with(desktop: &Desktop, issuers: &[&str]) -> App {
    let app = App::open(desktop);
    let offers: Vec<Offer> = issuers.iter().map(|issuer| Offer::new(issuer, "mila")).collect();
    app.see("first-run");
    app.add_by_paste(desktop, &offers);
    app.wait_until("every account to be listed", |app| app.rows().len() == issuers.len());
    app
}

fn clear_codes_after(app: &App, seconds: &str) {
    app.click("settings-button");
    app.fill("#clipboard-seconds", seconds);
    app.press(&[key::TAB]);
    app.toast("Saved");
    app.click("back-button");
}

#[test]
fn a_copied_code_is_cleared_in_time_even_when_the_window_is_closed() {
    let desktop = Desktop::start().unwrap();
    let app = app_with(&desktop, &["Copied"]);
    clear_codes_after(&app, "5");

    app.click_on(&app.in_row("Copied", ".names"));
    app.toast("Cleared in 5 s");
    let copied = desktop.clipboard_text().unwrap().expect("the code is on the clipboard");
    assert!(copied.len() == 6 && copied.bytes().all(|digit| digit.is_ascii_digit()), "{copied}");
    wait_for_clipboard(&app, &desktop, None);

    app.click_on(&app.in_row("Copied", ".names"));
    app.wait_until("the code to be there again", |_| desktop.clipboard_text().unwrap().is_some());
    let before = desktop.clipboard_text().unwrap();
    app.close();
    assert_eq!(desktop.clipboard_text().unwrap(), before, "closing the window takes nothing away");
    let_pass(Duration::from_secs(7));
    assert_eq!(desktop.clipboard_text().unwrap(), None);
}

#[test]
fn what_was_copied_since_is_left_alone() {
    let desktop = Desktop::start().unwrap();
    let app = app_with(&desktop, &["Copied"]);
    clear_codes_after(&app, "5");
    app.click_on(&app.in_row("Copied", ".names"));
    app.toast("Cleared in 5 s");
    desktop.put_text_on_clipboard("a recipe").unwrap();
    let_pass(Duration::from_secs(7));
    assert_eq!(desktop.clipboard_text().unwrap().as_deref(), Some("a recipe"));
}

#[test]
fn an_account_in_the_trash_can_be_taken_back_at_once_and_later() {
    let desktop = Desktop::start().unwrap();
    let app = app_with(&desktop, &["Keep", "Throw"]);

    app.choose_from_menu("Throw", "Move to trash");
    app.toast("moved to the trash");
    app.wait_until("one row", |app| app.rows().len() == 1);
    app.press_button_in("toast", "Undo");
    app.wait_until("both rows", |app| app.rows().len() == 2);

    app.choose_from_menu("Throw", "Move to trash");
    app.wait_until("one row", |app| app.rows().len() == 1);
    app.close();
    let app = App::open(&desktop);
    app.row("Keep");
    assert_eq!(app.rows().len(), 1, "the trash survives a restart");
    app.click("trash-button");
    app.press_button_in("account-row", "Restore");
    app.see("trash-empty");
    app.click("back-button");
    app.assert_code(&Offer::new("Throw", "mila"));
}

#[test]
fn deleting_for_good_is_asked_for_and_leaves_nothing_in_the_keyring() {
    let desktop = Desktop::start().unwrap();
    let app = app_with(&desktop, &["Keep", "Delete"]);
    app.choose_from_menu("Delete", "Move to trash");
    app.wait_until("one row", |app| app.rows().len() == 1);
    app.click("trash-button");
    app.press_button_in("account-row", "Delete");
    app.click("confirm");
    app.see("trash-empty");
    let items = crate::common::keyring::items(&desktop);
    assert_eq!(items.len(), 1);
    assert!(items[0].secret.contains("Keep"));
}

#[test]
fn an_edit_stays() {
    let desktop = Desktop::start().unwrap();
    let app = app_with(&desktop, &["Before", "Other"]);
    app.choose_from_menu("Before", "Edit");
    app.fill("[data-testid=edit-issuer]", "After");
    app.fill("[data-testid=edit-tags]", "work, shared");
    app.fill("[data-testid=edit-note]", "the blue card");
    app.click_on("[data-testid=edit-dialog] .check input");
    app.click("edit-save");
    app.toast("Saved");
    app.wait_until("the new name", |app| app.rows().iter().any(|row| row.title == "After"));
    app.close();

    let app = App::open(&desktop);
    app.wait_until("the pinned account on top", |app| app.rows().first().is_some_and(|row| row.title == "After"));
    app.click_on("[data-testid=account-row] [data-testid=row-menu-button]");
    app.press_button_in("row-menu", "Edit");
    let field = |id: &str| app.read(&format!("return document.querySelector('[data-testid={id}]').value"), &[]);
    app.see("edit-note");
    assert_eq!(field("edit-note"), "the blue card");
    assert_eq!(field("edit-tags"), "work, shared");
}

#[test]
fn an_edit_that_came_second_is_told_so_and_can_be_saved_over_the_first() {
    let desktop = Desktop::start().unwrap();
    let second = app_with(&desktop, &["Shared"]);
    second.choose_from_menu("Shared", "Edit");
    second.fill("[data-testid=edit-note]", "ours");

    let first = App::open(&desktop);
    first.choose_from_menu("Shared", "Edit");
    first.fill("[data-testid=edit-note]", "theirs");
    first.click("edit-save");
    first.toast("Saved");
    first.close();

    second.click("edit-save");
    second.wait_until("the conflict to be told", |app| {
        app.text_of("[data-testid=edit-dialog] [role=alert]").is_some_and(|text| text.contains("account-conflict"))
    });
    second.click("edit-save");
    second.toast("Saved");
    let items = crate::common::keyring::items(&desktop);
    assert!(items[0].secret.contains("ours"), "the second edit, which was seen and wanted, is kept");
}

#[test]
fn a_counter_moves_on_with_each_code_and_never_back() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    app.paste_text(&desktop, &format!("otpauth://hotp/Token:mila?secret={secret}&issuer=Token&counter=7"));
    app.see("preview-item");
    app.click("add-confirm");
    app.row("Token");
    for counter in [7, 8] {
        app.click_on(&app.in_row("Token", ".next-hotp"));
        let expected = oath::hotp(secret, 6, counter);
        app.wait_until(&format!("the code of counter {counter}"), |app| app.code("Token") == expected);
    }
    app.close();

    let app = App::open(&desktop);
    assert_eq!(app.row("Token").code, None, "a code that was shown is not shown again");
    app.click_on(&app.in_row("Token", ".next-hotp"));
    app.wait_until("the code of counter 9", |app| app.code("Token") == oath::hotp(secret, 6, 9));
    app.close();

    let app = App::open(&desktop);
    app.row("Token");
    app.press(&[key::DOWN]);
    app.wait_until("the row to have the focus", |app| app.has_focus("account-row"));
    app.press(&[key::ENTER]);
    app.toast("New code copied");
    assert_eq!(desktop.clipboard_text().unwrap(), Some(oath::hotp(secret, 6, 10)));
}

#[test]
fn the_window_is_drawn_larger_by_a_key_and_stays_so() {
    let desktop = Desktop::start().unwrap();
    let width = |app: &App| app.read("return window.innerWidth", &[]).as_u64().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    let usual = width(&app);
    app.press(&[key::CONTROL, '+']);
    app.wait_until("110 percent", |app| width(app) * 110 / 100 <= usual + 1 && width(app) < usual);
    app.press(&[key::CONTROL, '0']);
    app.wait_until("the usual size", |app| width(app) == usual);
    app.press(&[key::CONTROL, '+']);
    app.press(&[key::CONTROL, '+']);
    app.wait_until("125 percent", |app| width(app) * 125 / 100 <= usual + 1);
    app.close();

    let app = App::open(&desktop);
    app.see("first-run");
    app.wait_until("125 percent", |app| width(app) * 125 / 100 <= usual + 1);
}

#[test]
fn what_was_typed_into_an_edit_is_not_thrown_away_by_one_escape() {
    let desktop = Desktop::start().unwrap();
    let app = app_with(&desktop, &["Kept"]);
    app.choose_from_menu("Kept", "Edit");
    app.fill("[data-testid=edit-note]", "a long note");
    app.press(&[key::ESCAPE]);
    app.wait_until("the question", |app| app.has_focus("edit-keep"));
    app.press(&[key::ESCAPE]);
    app.wait_until("the note to have the focus again", |app| app.has_focus("edit-note"));
    app.press(&[key::ESCAPE]);
    app.click("edit-discard");
    app.see_no("edit-dialog");
}

#[test]
fn settings_and_theme_survive_a_restart() {
    let desktop = Desktop::start().unwrap();
    let background = |app: &App| app.read("return getComputedStyle(document.documentElement).backgroundColor", &[]);
    let app = App::open(&desktop);
    app.see("first-run");
    app.click("settings-button");
    app.click_on("input[name=theme][value=light]");
    app.toast("Saved");
    let light = background(&app);
    app.click_on("input[name=theme][value=dark]");
    app.wait_until("dark colours", |app| background(app) != light);
    let dark = background(&app);
    app.fill("#clipboard-seconds", "45");
    app.press(&[key::TAB]);
    app.wait_until("both to be stored", |_| {
        let files = crate::common::leaks::files(&desktop.configuration_folder());
        files.iter().any(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains("45")))
    });
    app.close();

    let app = App::open(&desktop);
    app.see("first-run");
    assert_eq!(background(&app), dark);
    app.click("settings-button");
    app.see("back-button");
    assert_eq!(app.read("return document.querySelector('#clipboard-seconds').value", &[]), "45");
}

#[test]
fn a_person_with_a_keyboard_alone_can_do_it_all() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    let offer = Offer::new("Keys", "mila");

    app.press(&[key::CONTROL, 'n']);
    app.see("add-dialog");
    app.tab_to_words("Type it in");
    app.press(&[key::ENTER]);
    app.see("typed-form");
    app.type_text(&offer.issuer);
    app.press(&[key::TAB]);
    app.type_text(&offer.name);
    app.press(&[key::TAB]);
    app.type_text(&offer.base32());
    app.wait_until("the secret to be read", |app| {
        app.text_of("#typed-secret-says").is_some_and(|text| text.contains("160 bits"))
    });
    app.press(&[key::ENTER]);
    app.see("preview-item");
    app.tab_to_words("Add 1 account");
    app.press(&[key::ENTER]);
    app.see_no("add-dialog");

    app.assert_code(&offer);
    app.wait_until("the new row to have the focus", |app| app.has_focus("account-row"));
    app.press(&[key::ENTER]);
    app.toast("Copied");
    assert!(desktop.clipboard_text().unwrap().is_some_and(|code| code.len() == 6));

    app.press(&[key::F2]);
    app.see("edit-dialog");
    app.press(&[key::ESCAPE]);
    app.see_no("edit-dialog");
    app.press(&[key::DELETE]);
    app.see("first-run");
    app.press(&[key::CONTROL, 'z']);
    app.row(&offer.issuer);

    app.press(&['k']);
    app.wait_until("the search to have the letter", |app| {
        app.read("return document.querySelector('[data-testid=search]').value", &[]) == "k"
    });
    app.press(&[key::DOWN]);
    app.wait_until("the row found to have the focus", |app| app.has_focus("account-row"));
    app.press(&[key::ESCAPE]);
    app.press(&[key::CONTROL, ',']);
    app.see("back-button");
    app.press(&[key::ESCAPE]);
    app.row(&offer.issuer);
}
