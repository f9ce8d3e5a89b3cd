//! The harness itself, proven with the plainest window.

use std::path::Path;

use private_desktop::{Desktop, Services};

use crate::common::app::App;

fn bare_window() -> std::path::PathBuf {
    let app = Path::new(env!("CARGO_BIN_EXE_countersign-desktop"));
    app.with_file_name("examples").join("bare_window")
}

#[test]
fn a_bare_window_is_driven_and_nothing_of_it_is_left() {
    let desktop = Desktop::start_with(Services::Nothing).unwrap();
    let app = App::open_program(&desktop, &bare_window());
    app.wait_until("its few words", |app| app.text_of("p").is_some_and(|text| text == "A few words in a window."));
    assert!(app.screenshot().starts_with(b"\x89PNG"));
    app.close();
}
