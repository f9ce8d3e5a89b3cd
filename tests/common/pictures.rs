//! Pictures as a person has them.

use std::path::{Path, PathBuf};

/// Writes a PNG of a QR code that holds `text`.
pub(crate) fn qr_png(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, qr::draw_png(text, 6).expect("the text fits a QR code")).expect("the picture is written");
    path
}

/// Writes a PNG of nothing at all: grey and as small as a PNG can be.
pub(crate) fn blank_png(folder: &Path, name: &str) -> PathBuf {
    const GREY: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\
        \0\0\0\x0aIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";
    let path = folder.join(name);
    std::fs::write(&path, GREY).expect("the picture is written");
    path
}
