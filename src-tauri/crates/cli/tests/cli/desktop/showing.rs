//! `show`: a secret only when asked for.

use std::os::unix::fs::PermissionsExt;

use super::Desk;
use crate::pictures::{SECRET, address};
use crate::program::answer;

#[test]
fn details_hold_no_secret() {
    let desk = Desk::with_account();
    let answer = desk.run("show github").exits(0).hides(SECRET);
    assert!(answer.stdout.contains("by time (TOTP), SHA1, 6 digits, every 30 s"), "{answer:?}");
    let json = desk.run("show github --json").exits(0).hides(SECRET).json();
    assert_eq!((&json["uri"], &json["secret"]), (&serde_json::Value::Null, &serde_json::Value::Null));
}

#[test]
fn nothing_is_revealed_without_a_yes() {
    let desk = Desk::with_account();
    for what in ["--uri", "--secret", "--qr", "--png a.png", "--raw"] {
        let answer = desk.run(&format!("show github {what}")).exits(12).hides(SECRET);
        assert_eq!(answer.stdout, "");
        assert!(answer.stderr.starts_with("code:    answer-needed\n"), "{answer:?}");
    }
    assert!(!desk.folder().join("a.png").exists());
}

#[test]
fn the_address_and_the_secret_are_what_was_stored() {
    let desk = Desk::with_account();
    let uri = format!("{}&algorithm=SHA1&digits=6&period=30", address("GitHub", "ada", SECRET));
    assert_eq!(desk.run("show github --uri --yes").exits(0).stdout, format!("{uri}\n"));
    let json = desk.run("show github --uri --secret --yes --json").exits(0).json();
    assert_eq!((&json["uri"], &json["secret"]), (&uri.into(), &"GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".into()));
}

#[test]
fn a_png_can_be_scanned_and_is_never_written_over_something() {
    let desk = Desk::with_account();
    desk.run("show github --png a.png --yes").exits(0);
    let mode = std::fs::metadata(desk.folder().join("a.png")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(desk.run("add a.png").exits(0).stdout.contains("is here already as GitHub: ada"));
    assert_eq!(desk.run("show github --png a.png --yes --json").exits(1).error()["code"], "output-file");
    let piped = desk.command(&["show", "github", "--png", "-", "--yes"]).output().unwrap();
    let scanned = answer(&mut desk.command(&["scan", "-"]), &piped.stdout).exits(0);
    assert!(scanned.stdout.contains("GitHub: ada"), "{scanned:?}");
}

#[test]
fn a_code_drawn_in_the_terminal_can_be_scanned() {
    let desk = Desk::with_account();
    let drawing = desk.run("show github --qr --yes").exits(0).stdout;
    let picture = photograph(&drawing);
    picture.save(desk.folder().join("photo.png")).unwrap();
    assert!(desk.run("scan photo.png").exits(0).stdout.contains("GitHub: ada"));
}

/// The drawing as a camera sees it: half blocks of 4 pixels, dark where the drawing's colours say black.
fn photograph(drawing: &str) -> image::GrayImage {
    const COLOURS: &str = "\u{1b}[38;5;16;48;5;231m";
    let lines: Vec<Vec<char>> = drawing
        .lines()
        .map(|line| line.strip_prefix(COLOURS).unwrap().strip_suffix("\u{1b}[0m").unwrap().chars().collect())
        .collect();
    let (width, height) = (u32::try_from(lines[0].len()).unwrap(), u32::try_from(lines.len()).unwrap());
    image::GrayImage::from_fn(width * 4, height * 8, |x, y| {
        let letter = lines[(y / 8) as usize][(x / 4) as usize];
        let upper = y % 8 < 4;
        let dark = letter == '█' || (letter == '▀' && upper) || (letter == '▄' && !upper);
        image::Luma([if dark { 0 } else { 255 }])
    })
}

#[test]
fn what_is_in_the_trash_is_still_shown() {
    let desk = Desk::with_account();
    desk.run("remove github").exits(0);
    assert!(desk.run("show github").exits(0).stdout.contains("in trash  since "));
    desk.run("show nobody").exits(3);
}
