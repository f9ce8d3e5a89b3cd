//! "Scan my screen": what other programs show becomes accounts.

use private_desktop::Desktop;

use crate::common::accounts::Offer;
use crate::common::app::App;
use crate::common::webdriver::key;
use crate::common::{leaks, pictures};

#[test]
fn a_code_that_another_window_shows_behind_ours_is_scanned_by_keyboard_alone() {
    let desktop = Desktop::start().unwrap();
    let offer = Offer::new("Shown", "mila");
    let file = pictures::qr_png(&desktop.folder().join("home"), "code.png", &offer.uri());
    let picture = std::fs::read(&file).unwrap();
    std::fs::remove_file(file).unwrap();

    let app = App::open(&desktop);
    app.see("first-run");
    // Below our window and where it stands: to be seen only while it hides.
    let _window = desktop.show_picture(&picture, (40, 60)).unwrap();
    app.tab_to_words("Scan my screen");
    app.press(&[key::ENTER]);
    assert!(app.text("preview-item").contains("from screen"), "{}", app.text("preview-item"));
    assert_eq!(app.count("problem"), 0);
    assert!(desktop.camera().window("Countersign").is_ok(), "our window is back");
    app.click("add-confirm");
    app.assert_code(&offer);

    let pictures = leaks::files(desktop.folder()).into_iter().filter(|file| is_picture(file));
    assert_eq!(pictures.collect::<Vec<_>>(), Vec::<std::path::PathBuf>::new(), "the picture was kept nowhere");
}

/// By its first bytes.
fn is_picture(file: &std::path::Path) -> bool {
    let begins = std::fs::read(file).unwrap_or_default();
    begins.starts_with(b"\x89PNG") || begins.starts_with(b"BM") || begins.starts_with(b"\xff\xd8\xff")
}

#[test]
fn a_screen_without_a_code_says_so_and_the_window_comes_back() {
    let desktop = Desktop::start().unwrap();
    let light = std::fs::read(pictures::light_png(&desktop.folder().join("home"), "light.png")).unwrap();
    let _window = desktop.show_picture(&light, (40, 60)).unwrap();
    let app = App::open(&desktop);
    app.see("first-run");
    app.press_button_in("first-run", "Scan my screen");
    assert!(app.text("problem").contains("no-code"), "{}", app.text("problem"));
    assert!(desktop.camera().window("Countersign").is_ok(), "our window is back");
}

#[test]
fn a_code_is_scanned_that_a_rectangle_is_dragged_around_while_our_window_is_away() {
    let desktop = Desktop::start().unwrap();
    let folder = desktop.folder().join("home");
    let offers = [Offer::new("Left", "mila"), Offer::new("Right", "mila")];
    let pictures =
        offers.each_ref().map(|offer| std::fs::read(pictures::qr_png(&folder, "code.png", &offer.uri())).unwrap());
    let app = App::open(&desktop);
    app.see("first-run");
    let _left = desktop.show_picture(&pictures[0], (20, 60)).unwrap();
    let _right = desktop.show_picture(&pictures[1], (700, 60)).unwrap();

    std::thread::scope(|scope| {
        // On a busy machine the driver answers only when the window is back.
        scope.spawn(|| app.click_once("scan-screen-part"));
        desktop.wait_for_held_pointer().unwrap();
        desktop.drag((690, 50), (1200, 560)).unwrap();
    });
    assert!(app.text("preview-item").contains("from part of the screen"), "{}", app.text("preview-item"));
    assert_eq!((app.count("preview-item"), app.count("problem")), (1, 0));
    assert!(desktop.camera().window("Countersign").is_ok(), "our window is back");
    app.click("add-confirm");
    app.assert_code(&offers[1]);
    assert_eq!(app.rows().len(), 1);
}
