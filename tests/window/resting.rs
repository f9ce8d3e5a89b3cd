//! A window nobody looks at costs nothing.

use std::time::Duration;

use private_desktop::Desktop;

use crate::common::accounts::{Offer, let_pass};
use crate::common::app::App;
use crate::common::processes::processor_ticks;

/// In twelve seconds, in which each code is replaced at least once.
const MOST_TICKS: u64 = 5;

fn ticks_in(desktop: &Desktop, seconds: u64) -> u64 {
    let before = processor_ticks(desktop);
    let_pass(Duration::from_secs(seconds));
    processor_ticks(desktop) - before
}

#[test]
fn a_hidden_window_uses_no_processor_time_and_shows_the_right_code_when_it_is_back() {
    let desktop = Desktop::start().unwrap();
    let app = App::open(&desktop);
    let offers: Vec<Offer> =
        (0..8).map(|number| Offer { period: 10, ..Offer::new(&format!("Service {number}"), "mila") }).collect();
    app.add_by_paste(&desktop, &offers);
    app.assert_code(&offers[0]);
    let before = app.code(&offers[0].issuer);
    desktop.hide_window("Countersign").unwrap();
    app.wait_until("the page to know", |app| app.read("return document.hidden", &[]) == true);
    // What the web view tidies up by itself comes to an end; what the app did with each new code would not.
    let used: Vec<u64> = (0..6).map(|_| ticks_in(&desktop, 12)).take_while(|used| *used > MOST_TICKS).collect();
    assert!(used.len() < 6, "hundredths of a second in each twelve seconds: {used:?}");

    desktop.show_window("Countersign").unwrap();
    app.wait_until("the codes of now", |app| app.code(&offers[0].issuer) != before);
    offers.iter().for_each(|offer| app.assert_code(offer));
}
