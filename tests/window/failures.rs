//! Every failure that a person can meet, produced for real, and what the window says then: docs/FAILURES.md.

use std::path::{Path, PathBuf};

use private_desktop::{Desktop, Services};

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::keyring;
use crate::common::machine::{MovedClock, OwnDisk};
use crate::common::webdriver::key;
use crate::keeping::proposed;
use crate::lock::PASSWORD;
use crate::tour::dismiss_all;

/// A row of docs/FAILURES.md.
struct Known {
    code: String,
    fact: String,
    remedy: String,
}

impl Known {
    fn named(name: &str) -> Self {
        let page = include_str!("../../docs/FAILURES.md");
        let cells = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
        let row = cells.map(|line| line.split(" | ").collect::<Vec<_>>()).find(|row| row[0] == name);
        let row = row.unwrap_or_else(|| panic!("docs/FAILURES.md has no row {name}"));
        let [code, fact, remedy] = [row[1], row[2], row[3]].map(str::to_owned);
        Self { code, fact, remedy }
    }

    /// Each part of it is to be read in the window, in this order.
    fn is_in(&self, shown: &str) -> bool {
        let shown = plain(shown);
        let is_there = |text: &str| {
            let mut rest = shown.as_str();
            text.split('…').map(plain).all(|part| {
                let found = rest.find(part.as_str());
                rest = found.and_then(|place| rest.get(place + part.len()..)).unwrap_or_default();
                found.is_some()
            })
        };
        [&self.code, &self.fact, &self.remedy].iter().all(|text| is_there(text))
    }
}

/// As it is read: whatever letters a style makes of it, and wherever lines end.
fn plain(text: &str) -> String {
    text.replace('`', "").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Waits until the window says all of it.
fn says(app: &App, name: &str) {
    let known = Known::named(name);
    app.wait_until(&format!("the window to say what docs/FAILURES.md says of {name}"), |app| {
        app.text_of("body").is_some_and(|shown| known.is_in(&shown))
    });
}

type Visit<'test> = &'test mut dyn FnMut(&App, &str);

/// Produces one failure after the other, holds the window to the page, and hands it to `visit`.
pub(crate) fn walk(visit: Visit<'_>) {
    let mut see = |app: &App, name: &str| {
        says(app, name);
        visit(app, name);
    };
    keyrings(&mut see);
    record_damaged(&mut see);
    sealed_files(&mut see);
    disks(&mut see);
    clocks(&mut see);
    two_windows(&mut see);
}

fn with_account(desktop: &Desktop) -> App {
    let app = App::open(desktop);
    app.see("first-run");
    add(&app, desktop, &Offer::new("Harbour Bank", "mila@example.org"));
    app
}

fn add(app: &App, desktop: &Desktop, offer: &Offer) {
    app.add_by_paste(desktop, std::slice::from_ref(offer));
    app.row(&offer.issuer);
    app.press_button_in("backup-offer", "Later");
    dismiss_all(app);
}

fn keyrings(see: Visit<'_>) {
    let absent = Desktop::start_with(Services::BusOnly).unwrap();
    see(&App::open(&absent), "keyring-absent");

    let mut desktop = Desktop::start().unwrap();
    with_account(&desktop).close();
    desktop.lock_keyring().unwrap();
    let app = App::open(&desktop);
    see(&app, "keyring-locked");
    desktop.unlock_keyring().unwrap();
    app.click("try-again");
    app.row("Harbour Bank");

    desktop.kill_keyring();
    app.choose_from_menu("Harbour Bank", "Pin to the top");
    app.see("store-banner");
    dismiss_all(&app);
    see(&app, "keyring-died");
    app.close();

    std::fs::remove_dir_all(desktop.data_folder().join("keyrings")).unwrap();
    desktop.start_keyring().unwrap();
    see(&App::open(&desktop), "keyring-lost-its-items");
}

fn record_damaged(see: Visit<'_>) {
    let desktop = Desktop::start().unwrap();
    let app = with_account(&desktop);
    app.add_by_paste(&desktop, &[Offer::new("Delta Payroll", "mila@example.org")]);
    app.close();
    let item = keyring::items(&desktop).into_iter().find(|item| item.secret.contains("Delta Payroll")).unwrap();
    keyring::store(&desktop, &item.attributes, "{\"format\": 1, \"issuer\": \"Delta Payr");
    let app = App::open(&desktop);
    app.row("Harbour Bank");
    app.press_button_in("account-row", "Details");
    see(&app, "record-damaged");
}

/// A window over a sealed file with one account, made where no keyring answers.
fn in_a_file(desktop: &Desktop, app: &App, file: Option<&Path>) {
    app.click("offer-file");
    app.see("file-path");
    if let Some(file) = file {
        app.fill("[data-testid=file-path]", &file.display().to_string());
    }
    app.make_file(&mut |_, _| {});
    app.see("first-run");
    add(app, desktop, &Offer::new("Harbour Bank", "mila@example.org"));
}

fn sealed_files(see: Visit<'_>) {
    let desktop = Desktop::start_with(Services::BusOnly).unwrap();
    let app = App::open(&desktop);
    in_a_file(&desktop, &app, None);
    app.choose_from_menu("Harbour Bank", "Pin to the top");
    app.wait_until("the pin", |app| app.text_of(".title .sign").is_some());
    app.close();

    let file = proposed(&desktop);
    let whole = std::fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    std::fs::write(&file, &damaged).unwrap();
    let app = App::open(&desktop);
    app.open_lock(PASSWORD);
    app.see("generation-offer");
    see(&app, "file-damaged");
    app.click("restore-generation");
    app.assert_code(&Offer::new("Harbour Bank", "mila@example.org"));
    let kept = std::fs::read(PathBuf::from(format!("{}.d/unreadable.sealed", file.display()))).unwrap();
    assert_eq!(kept, damaged, "what could not be read is kept");
    app.close();

    let newer = String::from_utf8_lossy(&whole).replacen("\"version\":1", "\"version\":99", 1);
    std::fs::write(&file, newer).unwrap();
    let app = App::open(&desktop);
    app.see("store-failed");
    see(&app, "file-newer");
}

fn disks(see: Visit<'_>) {
    for (what, name) in [("full", "disk-full"), ("read-only", "folder-read-only")] {
        let desktop = Desktop::start_with(Services::BusOnly).unwrap();
        let Some(disk) = OwnDisk::new(&desktop) else {
            println!("{name} ... ignored, no program may mount a disk of its own here");
            continue;
        };
        let app = App::open_by(&desktop, &disk.program);
        in_a_file(&desktop, &app, Some(&disk.file()));
        disk.becomes(what);
        app.choose_from_menu("Harbour Bank", "Edit");
        app.see("edit-dialog");
        app.fill("[data-testid=edit-note]", "Ask at the desk");
        app.click("edit-save");
        see(&app, name);
        app.press(&[key::ESCAPE]);
        app.assert_code(&Offer::new("Harbour Bank", "mila@example.org"));
    }
}

fn clocks(see: Visit<'_>) {
    const TWO_HOURS: i64 = 7_200;
    const TWENTY_YEARS: i64 = 20 * 365 * 86_400;
    let desktop = Desktop::start().unwrap();
    with_account(&desktop).close();
    let clock = MovedClock::new(&desktop);
    let app = App::open_by(&desktop, &clock.program);
    app.row("Harbour Bank");
    assert!(!app.has("store-warning"));
    clock.move_by(TWO_HOURS);
    see(&app, "clock-jumped");
    clock.move_by(0);
    app.see_no("store-warning");
    clock.move_by(-TWENTY_YEARS);
    see(&app, "clock-before-2020");
}

fn two_windows(see: Visit<'_>) {
    let desktop = Desktop::start().unwrap();
    let first = with_account(&desktop);
    let edit = |app: &App, note: &str| {
        app.fill("[data-testid=edit-note]", note);
        app.click("edit-save");
    };
    first.choose_from_menu("Harbour Bank", "Edit");
    first.see("edit-dialog");
    let second = App::open(&desktop);
    second.row("Harbour Bank");
    second.choose_from_menu("Harbour Bank", "Edit");
    edit(&second, "The second window was first");
    second.see_no("edit-dialog");
    second.close();
    edit(&first, "The first window was second");
    see(&first, "two-windows");
    let kept = keyring::items(&desktop).into_iter().any(|item| item.secret.contains("The second window was first"));
    assert!(kept, "the change that was stored stays");
}

#[test]
fn every_failure_has_a_face_and_says_what_the_page_says() {
    let mut seen = Vec::new();
    walk(&mut |_, name| seen.push(name.to_owned()));
    assert!(seen.len() >= 10, "{seen:?}");
}
