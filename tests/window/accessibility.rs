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
