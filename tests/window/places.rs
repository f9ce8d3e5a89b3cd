//! Several codes in one picture, and one export in several pictures.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use otp::migration::print_migration_uris;
use private_desktop::Desktop;
use serde_json::Value;

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::webdriver::key;
use crate::common::{keyring, pictures};

const NAMES: [&str; 9] = ["Amber", "Birch", "Cedar", "Dune", "Ember", "Fern", "Grove", "Heron", "Iris"];
/// The one of them whose code is scribbled over.
const DAMAGED: usize = 4;

#[test]
fn of_nine_codes_in_a_screenshot_the_eight_good_ones_are_added_and_the_damaged_one_is_told_about() {
    let desktop = Desktop::start().unwrap();
    let offers = NAMES.map(|name| Offer::new(name, "mila"));
    let texts = offers.each_ref().map(Offer::uri);
    let screenshot = pictures::screenshot_png(&desktop.folder().join("home"), "Screenshot.png", &texts);
    let app = App::open(&desktop);
    app.see("first-run");
    read_to_the_end(&app, &screenshot);
    assert_eq!((app.count("preview-item"), app.count("problem")), (8, 1));

    assert_numbers(&app);
    assert_outlines(&app);
    assert_sketch_shows_no_code(&app);
    for offer in &offers {
        let page = app.read("return document.documentElement.outerHTML", &[]);
        assert!(!page.as_str().unwrap().contains(&offer.base32()), "the page holds no secret");
    }

    app.click("add-confirm");
    app.see_no("add-dialog");
    let good = offers.iter().enumerate().filter(|(place, _)| *place != DAMAGED);
    good.for_each(|(_, offer)| app.assert_code(offer));
    assert_eq!(app.rows().len(), 8);
    assert_eq!(keyring::items(&desktop).len(), 8);
}

/// Chooses a picture, again if need be: a busy machine may not read all of it in the time it has.
pub(crate) fn read_to_the_end(app: &App, picture: &Path) {
    app.wait_until("the picture to be read to its end", |app| {
        app.choose_files("file-input", &[picture]);
        app.wait_until("the button", |app| app.text_of("[data-testid=add-confirm]:not(:disabled)").is_some());
        let is_through = !app.text("add-dialog").contains("time-out");
        if !is_through {
            app.press(&[key::ESCAPE]);
            app.see_no("add-dialog");
        }
        is_through
    });
}

/// In the list the codes have the numbers of their places, counted row by row.
fn assert_numbers(app: &App) {
    let listed = app.read(
        "return [...document.querySelectorAll('[data-testid=preview-item]')].map((item) =>
           [item.querySelector('[data-testid=place]').textContent, item.querySelector('.input').value])",
        &[],
    );
    let listed: Vec<(String, String)> = serde_json::from_value(listed).unwrap();
    let all = NAMES.iter().enumerate().filter(|(place, _)| *place != DAMAGED);
    let expected: Vec<_> = all.map(|(place, name)| (format!("Code {}", place + 1), (*name).to_owned())).collect();
    assert_eq!(listed, expected);
    let problem = app.text("problem");
    assert!(problem.contains("cannot be read") && problem.contains("damaged-code"), "{problem}");
    let number =
        app.read("return document.querySelector('[data-testid=problem] [data-testid=place]').textContent", &[]);
    assert_eq!(number, format!("Code {}", DAMAGED + 1));
}

/// In the picture each outline is around its code.
fn assert_outlines(app: &App) {
    let outlines = app.read(
        "return [...document.querySelectorAll('[data-testid=draft-picture] polygon')].map((outline) => ({
           points: outline.getAttribute('points').split(' ').map((point) => point.split(',').map(Number)),
           unread: outline.classList.contains('unread') }))",
        &[],
    );
    let outlines = outlines.as_array().unwrap();
    assert_eq!(outlines.len(), 9);
    for (place, outline) in outlines.iter().enumerate() {
        assert_eq!(outline["unread"], place == DAMAGED);
        let (left, top) = pictures::place_of(place);
        let points: Vec<(f64, f64)> = serde_json::from_value(outline["points"].clone()).unwrap();
        // Four modules of four pixels are around each code, and none is wider than 240 pixels.
        let around = |value: f64, from: u32| (f64::from(from) + 8.0..f64::from(from) + 240.0).contains(&value);
        assert!(points.iter().all(|(x, y)| around(*x, left) && around(*y, top)), "{place}: {points:?}");
    }
}

/// Our own reader finds nothing in what the page has of the picture.
fn assert_sketch_shows_no_code(app: &App) {
    app.see("draft-sketch");
    let address = app.read("return document.querySelector('[data-testid=draft-sketch]').src", &[]);
    let data = address.as_str().and_then(|address| address.strip_prefix("data:image/png;base64,")).unwrap();
    let png = STANDARD.decode(data).unwrap();
    let program = env!("CARGO_BIN_EXE_countersign-desktop").into();
    let limits = qr::Limits { budget: std::time::Duration::from_secs(60), ..qr::Limits::default() };
    let reading = qr::Reader::new(program, limits).read(&png).unwrap();
    assert_eq!((reading.codes.len(), reading.damaged, reading.width), (0, 0, 640), "{reading:?}");
}

/// The addresses of an export of so many accounts, ten in each.
fn export(accounts: usize) -> Vec<String> {
    let uris = (0..accounts).map(|number| {
        let offer = Offer::new("Site", &format!("mila{number}"));
        otp::parse_uri(&offer.uri()).unwrap().uri
    });
    let printed = print_migration_uris(&uris.collect::<Vec<_>>(), 7).unwrap();
    printed.iter().map(|text| text.to_string()).collect()
}

#[test]
fn an_export_is_put_together_from_a_file_the_clipboard_and_the_screen() {
    let desktop = Desktop::start().unwrap();
    let parts = export(21);
    let folder = desktop.folder().join("home");
    let first = pictures::qr_png(&folder, "first.png", &parts[0]);
    let app = App::open(&desktop);
    app.see("first-run");

    app.choose_files("file-input", &[&first]);
    assert!(app.text("batch").contains("1 of 3 pictures of this export read, still missing 2 and 3"));
    desktop.put_text_on_clipboard(&parts[2]).unwrap();
    app.press(&[key::CONTROL, 'v']);
    let is_said =
        |words: &'static str| move |app: &App| app.text_of("[data-testid=batch]").unwrap_or_default().contains(words);
    app.wait_until("the third", is_said("2 of 3 pictures of this export read, still missing 2."));

    // What is here may be added before the rest comes, and the rest is still known.
    app.wait_until("eleven accounts", |app| app.count("preview-item") == 11);
    app.click("add-confirm");
    app.wait_until("them to be stored", |_| keyring::items(&desktop).len() == 11);
    assert!(app.text("batch").contains("still missing 2."));

    let second = std::fs::read(pictures::qr_png(&folder, "second.png", &parts[1])).unwrap();
    let _window = desktop.show_picture(&second, (10, 10)).unwrap();
    app.press_button_in("add-dialog", "Scan my screen");
    app.wait_until("all three", is_said("All 3 pictures of this export are read"));
    app.click("add-confirm");
    app.see_no("add-dialog");
    app.wait_until("all of it", |_| keyring::items(&desktop).len() == 21);
    assert_eq!(app.read("return document.querySelectorAll('dialog').length", &[]), Value::from(0));
}
