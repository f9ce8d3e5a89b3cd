//! Looks for a secret where it must not be.

use std::path::{Path, PathBuf};

/// The files below `folder` that hold the secret raw, in hex, or in base32 (in any case, with or without spaces).
pub(crate) fn files_with_secret(folder: &Path, secret: &[u8]) -> Vec<PathBuf> {
    let needles = [secret.to_vec(), hex(secret), base32(secret)];
    files(folder).into_iter().filter(|file| holds(file, &needles)).collect()
}

/// Every file below `folder`; sockets and pipes are none.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files(&entry.path())),
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
    found
}

fn holds(file: &Path, needles: &[Vec<u8>; 3]) -> bool {
    // A file may go away between listing and reading.
    let content = std::fs::read(file).unwrap_or_default();
    let [raw, hex, base32] = needles;
    let folded: Vec<u8> = content.to_ascii_lowercase();
    let dense: Vec<u8> = folded.iter().copied().filter(|byte| !matches!(byte, b' ' | b'-')).collect();
    contains(&content, raw) || contains(&folded, hex) || contains(&dense, base32)
}

fn contains(content: &[u8], needle: &[u8]) -> bool {
    content.windows(needle.len()).any(|part| part == needle)
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

/// RFC 4648 base32 in lower case without padding, written here so that the judge shares no code with the judged.
pub(crate) fn base32(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    let value = |group: &[u8]| (0..5).fold(0, |value, bit| value << 1 | group.get(bit).copied().unwrap_or(0));
    bits.chunks(5).map(|group| LETTERS[usize::from(value(group))]).collect()
}

#[test]
fn a_secret_is_found_in_every_spelling() {
    let folder = tempfile::tempdir().unwrap();
    let secret = b"Hello!\xDE\xAD\xBE\xEF";
    assert_eq!(base32(secret), b"jbswy3dpehpk3pxp");
    let spellings: [&[u8]; 5] = [
        b"xx Hello!\xDE\xAD\xBE\xEF yy",
        b"48656C6c6f21deadbeef",
        b"=JBSWY3DPEHPK3PXP&",
        b"jbsw y3dp ehpk 3pxp",
        b"nothing",
    ];
    for (number, spelling) in spellings.iter().enumerate() {
        std::fs::write(folder.path().join(number.to_string()), spelling).unwrap();
    }
    assert_eq!(files_with_secret(folder.path(), secret).len(), 4);
}
