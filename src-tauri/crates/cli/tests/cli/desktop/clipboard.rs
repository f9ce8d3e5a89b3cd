//! `code --copy`, and what is read from the clipboard.

use private_desktop::Services;

use super::Desk;
use crate::pictures::{SECRET, address, write_blank, write_codes};

#[test]
fn a_copied_code_is_on_the_clipboard_and_not_on_the_screen() {
    let desk = Desk::with_account();
    let answer = desk.run("code github --at 59 --copy").exits(0);
    assert_eq!(answer.stdout, "");
    assert_eq!(answer.stderr, "copied: GitHub: ada; leaves the clipboard in 30 s\n");
    assert_eq!(desk.desktop.clipboard_text().unwrap().as_deref(), Some("287082"));
    let json = desk.run("code github --at 59 --copy --json").exits(0).json();
    assert_eq!((&json["code"], &json["clearsIn"]), (&"287082".into(), &30.into()));
}

#[test]
fn a_code_that_cannot_be_copied_is_printed_so_that_no_counter_is_lost() {
    let desk = Desk::with(Services::Keyring);
    desk.add(&format!("otpauth://hotp/Bank:ada?secret={SECRET}&counter=0"));
    let mut command = desk.command(&["code", "bank", "--copy"]);
    let answer = crate::program::answer(command.env_remove("DISPLAY"), b"").exits(11);
    assert_eq!(answer.stdout, "755224\n");
    assert!(answer.stderr.starts_with("code:    clipboard-unavailable\nmessage: not copied, but printed: "));
}

#[test]
fn a_picture_on_the_clipboard_is_scanned() {
    let desk = Desk::with(Services::Nothing);
    write_codes(&desk.folder(), "a.png", &[&address("GitHub", "ada", SECRET)]);
    desk.desktop.put_png_on_clipboard(&desk.folder().join("a.png")).unwrap();
    let answer = desk.run("scan --clipboard").exits(0).hides(SECRET);
    assert!(answer.stdout.starts_with("clipboard: 1 account"), "{answer:?}");
    write_blank(&desk.folder(), "blank.png");
    desk.desktop.put_png_on_clipboard(&desk.folder().join("blank.png")).unwrap();
    desk.run("scan --clipboard").exits(5);
}

#[test]
fn addresses_on_the_clipboard_are_scanned() {
    let desk = Desk::with(Services::Nothing);
    assert_eq!(desk.run("scan --clipboard --json").exits(13).error()["code"], "clipboard-empty");
    desk.desktop.put_text_on_clipboard(&address("GitHub", "ada", SECRET)).unwrap();
    assert!(desk.run("scan --clipboard").exits(0).stdout.contains("GitHub: ada"));
}
