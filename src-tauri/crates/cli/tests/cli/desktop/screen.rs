//! What is on the screen.

use std::process::{Child, Stdio};

use private_desktop::{Services, ShownPicture};
use serde_json::json;

use super::Desk;
use crate::pictures::{OTHER_SECRET, SECRET, address, png, write_page};
use crate::program::{Answer, PROGRAM};

#[test]
fn codes_that_other_programs_show_are_scanned_with_their_places() {
    let desk = Desk::with(Services::Nothing);
    assert_eq!(desk.run("scan --screen --json").exits(7).error()["code"], "picture-too-dark");
    let page = show_page(&desk);
    assert_eq!(desk.run("scan --screen --json").exits(5).error()["code"], "no-code");
    drop(page);
    let shown = [("GitHub", "ada", SECRET, (40, 60)), ("GitLab", "bob", OTHER_SECRET, (700, 500))];
    let windows = shown.map(|(issuer, name, secret, place)| {
        desk.desktop.show_picture(&png(&address(issuer, name, secret)), place).unwrap()
    });
    let answer = desk.run("scan --screen").exits(0).hides(SECRET).hides(OTHER_SECRET);
    assert!(answer.stdout.starts_with("screen: 2 accounts (picture of 1280 x 900 pixels)\n"), "{answer:?}");
    // Four modules of four pixels are around each code.
    for line in ["  - GitHub: ada", "      at 56,76, ", "  - GitLab: bob", "      at 716,516, "] {
        assert!(answer.stdout.contains(line), "{line}: {answer:?}");
    }
    drop(windows);
    let _page = show_page(&desk);
    desk.run("scan --screen").exits(5);
}

/// Something light without a code on the screen, which is black and empty otherwise.
fn show_page(desk: &Desk) -> ShownPicture {
    write_page(&desk.folder(), "page.png", &[]);
    let page = std::fs::read(desk.folder().join("page.png")).unwrap();
    desk.desktop.show_picture(&page, (20, 20)).unwrap()
}

#[test]
fn a_code_on_the_screen_is_stored_like_any_other() {
    let desk = Desk::start();
    let _window = desk.desktop.show_picture(&png(&address("GitHub", "ada", SECRET)), (300, 200)).unwrap();
    desk.run("add --screen").exits(0).hides(SECRET);
    assert_eq!(desk.accounts()[0]["issuer"], "GitHub");
}

/// Two codes on the screen, and a scan of a part of it that is under way.
fn scan_of_a_part(desk: &Desk) -> (Vec<ShownPicture>, Child) {
    let shown = [("GitHub", "ada", SECRET, (40, 60)), ("GitLab", "bob", OTHER_SECRET, (700, 500))];
    let show = |(issuer, name, secret, place)| desk.desktop.show_picture(&png(&address(issuer, name, secret)), place);
    let windows = shown.map(|shown| show(shown).unwrap());
    let mut command = desk.command(&["scan", "--screen-part", "--json"]);
    let scan = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    desk.desktop.wait_for_held_pointer().unwrap();
    (windows.into(), scan)
}

#[test]
fn of_two_codes_on_the_screen_the_one_is_scanned_that_a_rectangle_is_dragged_around() {
    let desk = Desk::with(Services::Nothing);
    let (_windows, scan) = scan_of_a_part(&desk);
    desk.desktop.drag((1100, 880), (690, 490)).unwrap();
    let answer = Answer::from(scan.wait_with_output().unwrap()).exits(0).hides(OTHER_SECRET);
    let source = &answer.json()["sources"][0];
    assert_eq!(
        (&source["source"], &source["width"], &source["height"]),
        (&json!("part of the screen"), &json!(411), &json!(391))
    );
    assert_eq!(source["finds"].as_array().map(Vec::len), Some(1));
    assert_eq!(source["finds"][0]["accounts"][0]["name"], "bob");
    // Where it is in the part: ten pixels and the four light modules of four pixels around a code.
    let corner: Vec<f64> = serde_json::from_value(source["finds"][0]["corners"][0].clone()).unwrap();
    assert!(corner.iter().all(|place| (place - 26.0).abs() < 2.0), "{corner:?}");
}

#[test]
fn escape_ends_the_choice_of_a_part_and_frees_the_pointer() {
    let desk = Desk::with(Services::Nothing);
    let (_windows, scan) = scan_of_a_part(&desk);
    desk.desktop.press_escape().unwrap();
    let answer = Answer::from(scan.wait_with_output().unwrap()).exits(13);
    assert_eq!(answer.error()["code"], "screen-not-chosen");
}

/// Every file that is written is empty under this limit, or the program is ended.
const WRITES_NO_FILE: &str = "ulimit -f 0; exec \"$@\"";

#[test]
fn a_picture_of_the_screen_is_written_to_no_file() {
    let desk = Desk::with(Services::Nothing);
    let _window = desk.desktop.show_picture(&png(&address("GitHub", "ada", SECRET)), (300, 200)).unwrap();
    let limited = |program: &[&str]| {
        let mut command = desk.desktop.command("sh");
        command.args(["-c", WRITES_NO_FILE, "sh"]).args(program).current_dir(desk.folder());
        command
    };
    let scan = crate::program::answer(&mut limited(&[PROGRAM, "scan", "--screen"]), b"").exits(0);
    assert!(scan.stdout.starts_with("screen: 1 account"), "{scan:?}");
    let copy = limited(&["cp", PROGRAM, "copy"]).output().unwrap();
    assert!(!copy.status.success(), "the limit stops what does write");
}

#[test]
fn without_a_screen_it_is_said() {
    let desk = Desk::with(Services::Nothing);
    let mut command = desk.command(&["scan", "--screen", "--json"]);
    let answer = crate::program::answer(command.env_remove("DISPLAY"), b"").exits(13);
    assert_eq!(answer.error()["code"], "screen-none");
}
