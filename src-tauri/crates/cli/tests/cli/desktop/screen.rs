//! What is on the screen.

use private_desktop::{Services, ShownPicture};

use super::Desk;
use crate::pictures::{OTHER_SECRET, SECRET, address, png, write_page};

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

#[test]
fn without_a_screen_it_is_said() {
    let desk = Desk::with(Services::Nothing);
    let mut command = desk.command(&["scan", "--screen", "--json"]);
    let answer = crate::program::answer(command.env_remove("DISPLAY"), b"").exits(13);
    assert_eq!(answer.error()["code"], "screen-none");
}
