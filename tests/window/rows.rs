//! What rows do when the list moves: by the wheel, by a key, by another order.

use private_desktop::Desktop;

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::webdriver::key;

/// How far, in seconds, each ring on screen is from the beginning of a step of thirty seconds.
const RINGS: &str = "return [...document.querySelectorAll('.arcs')].map((arcs) => {
    const start = (arcs.getAnimations()[0].startTime + Date.now() - performance.now()) / 1000 % 30;
    return Math.min(start, 30 - start);
})";

const COUNT: &str = "return document.querySelector('[role=grid]').getAttribute('aria-rowcount')";

const SCROLLED: &str = "return document.querySelector('.scroller').scrollTop";

fn app_with_many(desktop: &Desktop) -> App {
    let offers: Vec<Offer> = (0..14).map(|number| Offer::new(&format!("Service {number:02}"), "mila")).collect();
    let app = App::open(desktop);
    app.see("first-run");
    app.add_by_paste(desktop, &offers);
    app.close();
    let app = App::open(desktop);
    app.assert_code(&offers[0]);
    app.wait_until("all to be read", |app| app.read(COUNT, &[]) == "14");
    app
}

fn assert_rings_tell_the_time(app: &App) {
    app.wait_until("every ring to stand at the time that is left", |app| {
        let rings = app.read(RINGS, &[]);
        let rings = rings.as_array().unwrap();
        rings.len() >= 6 && rings.iter().all(|away| away.as_f64().is_some_and(|away| away < 1.0))
    });
}

#[test]
fn the_wheel_moves_the_list() {
    let desktop = Desktop::start().unwrap();
    let app = app_with_many(&desktop);
    app.turn_wheel((400, 400), 300);
    app.wait_until("the list to have moved", |app| app.read(SCROLLED, &[]).as_f64().is_some_and(|top| top > 50.0));
}

#[test]
fn a_row_that_moves_keeps_the_focus_and_its_ring_the_time() {
    let desktop = Desktop::start().unwrap();
    let app = app_with_many(&desktop);
    assert_rings_tell_the_time(&app);
    app.choose_from_menu("Service 05", "Pin to the top");
    app.wait_until("the row to be on top", |app| app.rows().first().is_some_and(|row| row.title == "Service 05"));
    assert_rings_tell_the_time(&app);
    let focused = "return document.activeElement.textContent";
    app.wait_until("the row to have the focus", |app| app.read(focused, &[]).to_string().contains("Service 05"));
}

#[test]
fn arrows_lead_into_the_list_from_the_start() {
    let desktop = Desktop::start().unwrap();
    let app = app_with_many(&desktop);
    app.press(&[key::DOWN]);
    app.wait_until("a row to have the focus", |app| app.has_focus("account-row"));
    // And from the button that the way back from the settings leads to.
    app.press(&[key::CONTROL, ',']);
    app.see("back-button");
    app.press(&[key::ESCAPE]);
    app.wait_until("the button to have the focus", |app| app.has_focus("settings-button"));
    app.press(&[key::DOWN]);
    app.wait_until("a row to have the focus", |app| app.has_focus("account-row"));
}
