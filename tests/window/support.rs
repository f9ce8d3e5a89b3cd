//! "My code is rejected": from a rejection of the relying party, from a bundle, and from nothing.

use host::os;
use private_desktop::Desktop;
use serde_json::json;

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::axe;
use crate::common::http::Person;
use crate::common::webdriver::key;

/// How slow the clock of the device is, in seconds: 83 minutes, which no time zone is off by.
const SLOW: u64 = 4_980;

/// Starts a relying party in the window, and goes back to the codes.
fn start_relying_party(app: &App) -> String {
    app.wait_until("the window to open", |app| app.has("party-button"));
    app.click("party-button");
    app.click("party-start");
    let url = app.text("party-url");
    app.click("back-button");
    url
}

fn open(app: &App) {
    app.wait_until("the window to open", |app| app.has("support-button"));
    app.click("support-button");
    app.see("support-view");
}

/// Waits for the answer, and holds it against what is true: the clock of the device is off, by so much.
fn assert_names_the_slow_clock(app: &App) {
    let named = "return document.querySelector('[data-testid=case-cause]')?.dataset.kind";
    app.wait_until("the cause", |app| app.read(named, &[]) == "device-clock");
    assert_eq!(app.text("case-off").to_lowercase(), "about 83 minutes behind");
    assert!(app.text("case-person").contains("set date and time to automatic"));
    let drawn = app.read("return document.querySelector('[data-testid=timeline-device]').textContent", &[]);
    assert!(drawn.as_str().is_some_and(|words| words.contains("about 83 minutes behind")), "{drawn}");
    let in_sight = "const seen = (place) => { const box = document.querySelector(place).getBoundingClientRect(); \
                    return box.top >= 0 && box.bottom <= innerHeight; }; \
                    return seen('[data-testid=case-cause]') && seen('[data-testid=timeline]')";
    assert_eq!(app.read(in_sight, &[]), true, "cause and picture are one glance at 900 by 680");
    assert_eq!(axe::violations(app, "answer"), Vec::<String>::new());
}

#[test]
fn a_slow_clock_is_named_written_down_opened_again_and_reproduced() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    let url = start_relying_party(&app);
    open(&app);
    app.see("support-no-rejection");

    let now = os::now().0;
    let person = Person::enrolled(&url, "ada", now);
    let slow = person.code(now - SLOW);
    person.is_rejected(&slow);
    person.is_rejected(&slow);
    app.press_button_in("support-view", "Look again");
    app.wait_until("the rejection", |app| app.texts("support-rejection").iter().any(|text| text.contains("ada")));
    assert_eq!(axe::violations(&app, "rejections"), Vec::<String>::new());
    app.click("support-rejection");
    assert_names_the_slow_clock(&app);
    assert_a_mended_clock_would_have_helped(&app);

    let file = desktop.folder().join("home/case.toml");
    app.click("case-save");
    let shown = app.text("bundle-text");
    assert_eq!(axe::violations(&app, "bundle"), Vec::<String>::new());
    app.fill("[data-testid=bundle-path]", &file.to_string_lossy());
    app.click("bundle-save");
    app.toast("Written");
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written.trim(), shown.trim(), "what is written was seen");
    for private in ["ada", person.secret.as_str(), slow.as_str()] {
        assert!(!written.contains(private), "{private} in {written}");
    }

    app.click("case-close");
    app.click("support-tab-bundle");
    app.choose_files("bundle-input", &[&file]);
    assert_names_the_slow_clock(&app);
    app.click("case-reproduce");
    app.see("reproduction");
    assert!(app.text("reproduction").contains("The same came out here"), "{}", app.text("reproduction"));
    let told = "wrong-code; a code about 83 minutes behind, after another of the same try";
    assert!(app.text("reproduction").contains(told), "{}", app.text("reproduction"));
}

fn assert_a_mended_clock_would_have_helped(app: &App) {
    app.wait_until("the answer as it was", |app| app.text("what-if-answer").contains("No"));
    app.click_on("[data-testid=what-if] input[type=checkbox]");
    app.wait_until("the answer to a mended clock", |app| app.text("what-if-answer").contains("Yes"));
    app.click_on("[data-testid=what-if] input[type=checkbox]");
    app.wait_until("the answer as it was", |app| app.text("what-if-answer").contains("No"));
}

#[test]
fn from_nothing_the_keyboard_alone_gets_to_the_cause_and_no_secret_stays_in_the_page() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    app.wait_until("the window to take keys", |app| app.has("settings-button"));
    let offer = Offer::new("Harbour Bank", "mila");
    let now = os::now().0;
    app.press(&[key::CONTROL, 'd']);
    app.see("support-view");
    app.tab_to_words("A rejection");
    app.press(&[key::END]);
    app.see("typed-case-form");
    app.press(&[key::TAB]);
    assert!(app.has_focus("case-secret"));
    app.type_text(&offer.uri());
    app.press(&[key::TAB]);
    app.type_text(&offer.code_at(now - SLOW));
    app.press(&[key::TAB]);
    app.type_text(&now.to_string());
    app.press(&[key::TAB]);
    app.type_text(&offer.code_at(now - SLOW + 60));
    app.press(&[key::TAB]);
    app.type_text(&(now + 60).to_string());
    app.press(&[key::ENTER]);
    assert_names_the_slow_clock(&app);
    assert!(app.has_focus("case-cause"));

    let page = app.read("return document.documentElement.outerHTML", &[json!(null)]);
    let page = page.as_str().unwrap();
    assert!(!page.contains(&offer.base32()) && !page.contains(&offer.code_at(now - SLOW)));
    app.click("case-close");
    let kept = "return [...document.querySelectorAll('input')].map((input) => input.value).join(' ')";
    let kept = app.read(kept, &[]);
    assert!(!kept.as_str().unwrap().contains(&offer.base32()), "{kept}");
}

#[test]
fn what_is_no_account_and_what_is_no_bundle_is_told() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    open(&app);
    app.see("support-no-party");
    assert_eq!(axe::violations(&app, "no relying party"), Vec::<String>::new());
    app.click("support-tab-typed");
    app.fill("[data-testid=case-secret]", "not!base32");
    app.fill("[data-testid=case-code-0]", "123456");
    app.click("case-explain");
    app.wait_until("the refusal", |app| {
        app.text("typed-case-form").contains("diagnose-not-an-account")
            && !app.text("typed-case-form").contains("not!base32")
    });
    let folder = desktop.folder().join("home");
    let file = folder.join("case.toml");
    std::fs::write(&file, "format = 1\n").unwrap();
    app.click("support-tab-bundle");
    app.choose_files("bundle-input", &[&file]);
    app.wait_until("the refusal", |app| app.text("support-view").contains("file-refused"));
}
