//! Pictures as a person has them.

use std::path::{Path, PathBuf};

/// Writes a PNG of a QR code that holds `text`.
pub(crate) fn qr_png(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, qr::draw_png(text, 6).expect("the text fits a QR code")).expect("the picture is written");
    path
}
