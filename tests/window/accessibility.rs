//! What a machine can judge of accessibility, in every view and both themes.

use crate::common::axe;
use crate::tour::{Theme, tour};

fn assert_every_view_accessible(theme: Theme) {
    let mut found = Vec::new();
    tour(theme, &mut |app, view| found.extend(axe::violations(app, view)));
    assert!(found.is_empty(), "{}: {found:#?}", theme.name());
}

#[test]
fn axe_finds_no_violation_in_any_light_view() {
    assert_every_view_accessible(Theme::Light);
}

#[test]
fn axe_finds_no_violation_in_any_dark_view() {
    assert_every_view_accessible(Theme::Dark);
}

#[test]
fn axe_sees_what_is_broken() {
    let desktop = private_desktop::Desktop::start_with(private_desktop::Services::Nothing).unwrap();
    let app = crate::common::app::App::open(&desktop);
    app.see("store-no-service");
    app.read("document.querySelector('main').append(new Image())", &[]);
    let found = axe::violations(&app, "broken");
    assert!(found.iter().any(|violation| violation.starts_with("broken: image-alt")), "{found:#?}");
}
