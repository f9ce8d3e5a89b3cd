//! Pictures of every view, for the documentation.

use std::path::Path;

use crate::common::app::App;
use crate::failures::walk;
use crate::tour::{Theme, tour};

/// Larger pictures make a repository slow to clone.
const MOST_BYTES: usize = 150 * 1024;

#[test]
#[ignore = "turned on by `cargo xtask screenshots`: it writes docs/screenshots"]
fn take() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    for theme in [Theme::Light, Theme::Dark] {
        tour(theme, &mut |app, view| {
            save(app, &folder, &format!("{view}-{}", theme.name()));
        });
    }
}

#[test]
#[ignore = "turned on by `cargo xtask screenshots`: it writes docs/screenshots/failures"]
fn take_failures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screenshots/failures");
    walk(&mut |app, name| save(app, &folder, name));
}

fn save(app: &App, folder: &Path, name: &str) {
    std::fs::create_dir_all(folder).unwrap();
    app.park_pointer();
    let picture = app.screenshot();
    assert!(picture.len() <= MOST_BYTES, "{name} takes {} bytes", picture.len());
    std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
}
