//! Pictures of every view, for the documentation.

use std::path::Path;

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
            app.park_pointer();
            let picture = app.screenshot();
            assert!(picture.len() <= MOST_BYTES, "{view} takes {} bytes", picture.len());
            std::fs::write(folder.join(format!("{view}-{}.png", theme.name())), picture).unwrap();
        });
    }
}
