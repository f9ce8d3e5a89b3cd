//! Two hundred accounts with long names.

use private_desktop::Desktop;

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::webdriver::key;

const COUNT: usize = 200;

#[test]
fn two_hundred_accounts_with_long_names_are_listed_searched_and_made_codes_of() {
    let desktop = Desktop::start().unwrap();
    let long = "an unusually long name that goes on and on so that no window is ever wide enough for it";
    let offers: Vec<Offer> =
        (0..COUNT).map(|number| Offer::new(&format!("Service {number:03}"), &format!("{long} {number}"))).collect();
    let app = App::open(&desktop);
    app.see("first-run");
    app.add_by_paste(&desktop, &offers);
    app.close();

    let app = App::open(&desktop);
    let all = COUNT.to_string();
    app.wait_until("all to be read", |app| {
        app.text_of("[role=grid]").is_some() && app.read(ROW_COUNT, &[]) == all.as_str()
    });
    app.assert_code(&offers[0]);
    assert_only_visible_rows(&app);
    assert_nothing_wider_than_the_window(&app);

    app.press(&['0']);
    app.fill("[data-testid=search]", "service 137");
    app.wait_until("one to be found", |app| app.rows().len() == 1);
    app.assert_code(&offers[137]);

    app.press(&[key::ESCAPE]);
    app.press(&[key::DOWN]);
    app.press(&[key::END]);
    app.assert_code(&offers[COUNT - 1]);
    assert_only_visible_rows(&app);
}

const ROW_COUNT: &str = "return document.querySelector('[role=grid]').getAttribute('aria-rowcount')";

fn assert_only_visible_rows(app: &App) {
    let rows = app.rows().len();
    assert!((5..40).contains(&rows), "{rows} rows are drawn for a window that shows about eight");
}

fn assert_nothing_wider_than_the_window(app: &App) {
    let overflow = app.read("return document.documentElement.scrollWidth - window.innerWidth", &[]);
    assert!(overflow.as_i64().is_some_and(|pixels| pixels <= 0), "{overflow} pixels too wide");
}
