//! The whole idea in one window: the app starts its own relying party, scans its QR code, and signs in with its code.

use std::net::{TcpListener, TcpStream};

use host::os;
use private_desktop::Desktop;

use crate::common::app::App;
use crate::common::{axe, keyring, oath};

/// Opens the view and starts a server, as it is offered.
fn start(app: &App) -> String {
    open(app);
    app.click("party-start");
    app.see("party-running");
    app.text("party-url")
}

fn open(app: &App) {
    app.wait_until("the window to open", |app| app.has("party-button"));
    app.click("party-button");
    app.see("party-view");
}

/// Takes the step of the walk that comes next, and returns what was said of it.
pub(crate) fn take(app: &App, step: &str) -> String {
    app.click_on("[data-testid=walk-next]:not(:disabled)");
    let done = format!("[data-testid=walk-step-{step}][data-done]");
    app.wait_for(&format!("the step {step}"), |app| app.text_of(&done))
}

/// The secret of the one account in the keyring, which only the keyring knows.
fn kept_secret(desktop: &Desktop) -> String {
    let items = keyring::items(desktop);
    let item = items.iter().find(|item| item.secret.contains("try-it-")).expect("the walk kept an account");
    let record: serde_json::Value = serde_json::from_str(&item.secret).unwrap();
    record["secret"].as_str().expect("a record has a secret").to_owned()
}

/// Waits for an instant well inside a step, and compares what is shown then with the independent program.
fn assert_shows_code(app: &App, secret: &str, shown: impl Fn(&App) -> Option<String>) {
    let (now, code) = app.wait_for("an instant inside a step", |app| {
        let now = os::now().0;
        let code = (3..27).contains(&(now % 30)).then(|| shown(app))??;
        (os::now().0 / 30 == now / 30).then_some((now, code))
    });
    assert_eq!(code, oath::totp(secret, "SHA1", 6, 30, now));
}

fn shown_in_walk(app: &App) -> Option<String> {
    let code = app.text_of("[data-testid=walk-code]:not([data-none])")?;
    Some(code.chars().filter(char::is_ascii_digit).collect())
}

#[test]
fn the_app_enrols_at_its_own_relying_party_and_signs_in_with_its_own_codes() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    let url = start(&app);
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");

    assert!(take(&app, "register").contains("POST /api/v1/register → 201"));
    take(&app, "enrol");
    app.see("walk-qr");
    assert!(take(&app, "scan").contains("Read from the picture alone"));
    assert_eq!(keyring::items(&desktop), [], "nothing is kept that was not ticked");
    app.click("walk-tick");
    take(&app, "keep");

    let secret = kept_secret(&desktop);
    assert_shows_code(&app, &secret, shown_in_walk);
    app.click("back-button");
    app.see("party-runs");
    assert_shows_code(&app, &secret, |app| app.rows().into_iter().find(|row| row.title == "Countersign")?.code);
    open(&app);

    assert!(take(&app, "confirm").contains("10 backup codes"));
    assert!(take(&app, "signIn").contains("POST /api/v1/login/verify → 200"));
    assert!(take(&app, "backupCode").contains("9 are left"));
    let refused = take(&app, "again");
    assert!(refused.contains("replayed, used-backup-code") && refused.contains("→ 401"), "{refused}");
    assert_eq!(axe::violations(&app, "walk"), Vec::<String>::new());

    assert_journal_and_users(&app);
    app.click("party-tab-try");
    app.click("walk-end");
    app.see_no("walk-over");
    app.wait_until("the account to be gone", |_| keyring::items(&desktop).is_empty());
    app.click("party-stop");
    app.see("party-start");
    assert!(TcpStream::connect(url.trim_start_matches("http://")).is_err(), "nobody answers any more");
}

fn assert_journal_and_users(app: &App) {
    app.click("party-tab-journal");
    app.wait_until("both rejections", |app| {
        app.texts("party-entry").iter().filter(|text| text.contains("rejected")).count() == 2
    });
    let entries = app.texts("party-entry");
    assert!(entries[0].contains("used-backup-code"), "{entries:#?}");
    assert!(entries.iter().any(|entry| entry.contains("replayed")), "{entries:#?}");
    app.click("party-look");
    app.wait_until("the reason", |app| app.texts("party-entry").join("\n").contains("backup codes, used before"));
    assert_eq!(axe::violations(app, "journal"), Vec::<String>::new());
    app.click("party-tab-users");
    app.wait_until("the user", |app| app.texts("party-user").join("\n").contains("9 backup codes left"));
    app.click_on("[data-testid=party-user] summary");
    assert_eq!(axe::violations(app, "users"), Vec::<String>::new());
}

#[test]
fn a_port_that_is_taken_is_said_and_another_one_works() {
    let desktop = Desktop::start().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let app = App::open(&desktop);
    open(&app);
    app.fill("#party-port", &taken.local_addr().unwrap().port().to_string());
    app.click("party-start");
    assert!(app.text("party-failed").contains("server-address"), "{}", app.text("party-failed"));
    assert_eq!(axe::violations(&app, "failed"), Vec::<String>::new());
    app.fill("#party-port", "0");
    app.click("party-start");
    app.see("party-running");
}

#[test]
fn data_is_kept_only_where_the_keyring_can_hold_its_key() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    desktop.lock_keyring().unwrap();
    open(&app);
    app.click_on("input[name=keep][value=true]");
    app.click("party-start");
    let failed = app.text("party-failed");
    assert!(failed.to_lowercase().contains("locked"), "{failed}");
    desktop.unlock_keyring().unwrap();
    app.click("party-start");
    app.see("party-running");
    assert!(desktop.data_folder().join("countersign/relying-party/relying-party.sqlite").is_file());

    take(&app, "register");
    app.click("party-stop");
    app.click_on("input[name=keep][value=true]");
    app.click("party-start");
    app.see("party-running");
    app.click("party-tab-users");
    app.wait_until("the user of before", |app| app.count("party-user") == 1);
}
