//! The ways in, and what is said when nothing comes of them.

use private_desktop::Desktop;

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::pictures;

#[test]
fn a_picture_on_the_clipboard_is_pasted() {
    let desktop = Desktop::start().unwrap();
    let offer = Offer::new("Pasted", "mila");
    let picture = pictures::qr_png(&desktop.folder().join("home"), "screen.png", &offer.uri());
    desktop.put_png_on_clipboard(&picture).unwrap();

    let app = App::open(&desktop);
    app.see("first-run");
    app.press(&[crate::common::webdriver::key::CONTROL, 'v']);
    app.see("preview-item");
    app.click("add-confirm");
    app.assert_code(&offer);
}

#[test]
fn several_pictures_are_read_at_once_and_each_that_gives_nothing_says_why() {
    let desktop = Desktop::start().unwrap();
    let folder = desktop.folder().join("home");
    let offers = [Offer::new("First", "mila"), Offer::new("Second", "mila")];
    let address = pictures::qr_png(&folder, "poster.png", "https://example.org/menu");
    let broken = folder.join("notes.png");
    std::fs::write(&broken, "not a picture at all").unwrap();
    let blank = pictures::blank_png(&folder, "blank.png");
    let good = offers.clone().map(|offer| pictures::qr_png(&folder, &format!("{}.png", offer.issuer), &offer.uri()));

    let app = App::open(&desktop);
    app.see("first-run");
    app.choose_files("file-input", &[&good[0], &address, &broken, &good[1], &blank]);
    app.wait_until("all five to be read", |app| app.count("preview-item") == 2 && app.count("problem") == 3);
    let said = app.texts("problem").join("\n");
    for words in ["poster.png", "notes.png", "blank.png"] {
        assert!(said.contains(words), "{said}");
    }
    // What the code holds is said and never opened.
    assert!(said.contains("web address"), "{said}");
    app.click("add-confirm");
    offers.iter().for_each(|offer| app.assert_code(offer));
}

#[test]
fn what_is_there_already_is_pointed_out_and_not_added_twice() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    let offer = Offer::new("Twice", "mila");
    app.add_by_picture(&desktop, &offer);

    app.paste_text(&desktop, &offer.uri());
    assert!(app.text("preview-item").contains("already have"), "{}", app.text("preview-item"));
    assert_eq!(app.text_of("[data-testid=add-confirm]:disabled").as_deref(), Some("Add"));
    app.press(&[crate::common::webdriver::key::ESCAPE]);

    // The same name with another secret may be right: the person decides.
    let renewed = Offer { secret: vec![0xA5; 20], ..offer };
    app.paste_text(&desktop, &renewed.uri());
    assert!(app.text("preview-item").contains("another secret"), "{}", app.text("preview-item"));
    app.click_on("[data-testid=preview-item] input[type=checkbox]");
    app.click("add-confirm");
    app.wait_until("both to be listed", |app| app.rows().len() == 2);
}

#[test]
fn what_is_in_the_trash_is_taken_out_of_it_instead_of_being_added() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    let offer = Offer::new("Thrown away", "mila");
    app.add_by_picture(&desktop, &offer);
    app.choose_from_menu("Thrown away", "Move to trash");
    app.see("first-run");
    app.paste_text(&desktop, &offer.uri());
    app.click("restore-duplicate");
    app.wait_until("it to be out of the trash", |app| app.text("preview-item").contains("out of the trash"));
    app.press(&[crate::common::webdriver::key::ESCAPE]);
    app.see_no("add-dialog");
    app.assert_code(&offer);
}

#[test]
fn which_line_of_a_pasted_text_is_wrong_is_told_and_seen() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    let mut lines: Vec<String> =
        (0..8).map(|number| Offer::new(&format!("Good {number}"), "mila").uri().to_string()).collect();
    lines.push("otpauth://totp/Broken".to_owned());
    app.paste_text(&desktop, &lines.join("\n"));
    app.wait_until("the line to be named", |app| app.text("problem").contains("line 9"));
    let seen = "const box = document.querySelector('[data-testid=problem]').getBoundingClientRect();
        return box.top >= 0 && box.bottom <= window.innerHeight";
    app.wait_until("the problem to be in view", |app| app.read(seen, &[]) == serde_json::json!(true));
}

#[test]
fn a_secret_is_checked_while_it_is_typed() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    let offer = Offer::new("Typed", "mila");
    app.press_button_in("first-run", "Type it in");
    app.fill("[data-testid=typed-issuer]", &offer.issuer);
    app.fill("[data-testid=typed-name]", &offer.name);

    app.fill("[data-testid=typed-secret]", "01189998819991197253");
    app.wait_until("the secret to be refused", |app| app.text_of("#typed-secret-says .wrong").is_some());
    app.fill("[data-testid=typed-secret]", &offer.base32().to_lowercase());
    app.wait_until("the secret to be read", |app| {
        app.text_of("#typed-secret-says").is_some_and(|text| text.contains("160 bits"))
    });
    app.click("typed-continue");
    app.see("preview-item");
    app.click("add-confirm");
    app.assert_code(&offer);
}

#[test]
fn the_example_shows_what_a_code_looks_like() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.click("try-example");
    app.see("preview-item");
    app.wait_until("Enter to add it", |app| app.has_focus("add-confirm"));
    app.press(&[crate::common::webdriver::key::ENTER]);
    app.wait_until("its code", |app| app.rows().iter().any(|row| row.code.is_some()));
}

#[test]
fn what_is_not_confirmed_is_not_kept() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.paste_text(&desktop, &Offer::new("Unwanted", "mila").uri());
    app.see("preview-item");
    app.press(&[crate::common::webdriver::key::ESCAPE]);
    app.see_no("add-dialog");
    app.see("first-run");
    assert_eq!(crate::common::keyring::items(&desktop), []);
}
