//! The screen of a Wayland desktop, by a portal that speaks as the specification says: no desktop that has one runs here.

use std::collections::HashMap;
use std::path::PathBuf;

use private_desktop::Services;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::message::Header;
use zbus::names::BusName;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::Desk;
use crate::pictures::{SECRET, address, write_codes};

/// Answers every question with one picture and one code (XDG Desktop Portal, `Screenshot` and `Request`).
struct Portal {
    picture: PathBuf,
    /// 0 for yes, 1 for no.
    answer: u32,
    /// Whether the person is to choose what is in the picture.
    is_interactive: bool,
}

#[zbus::interface(name = "org.freedesktop.portal.Screenshot")]
impl Portal {
    async fn screenshot(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &zbus::Connection,
        _parent_window: &str,
        options: HashMap<String, OwnedValue>,
    ) -> zbus::fdo::Result<OwnedObjectPath> {
        if options["interactive"].downcast_ref() != Ok(self.is_interactive) {
            return Err(zbus::fdo::Error::InvalidArgs("interactive".to_owned()));
        }
        let asker = header.sender().expect("a bus names who calls").trim_start_matches(':').replace('.', "_");
        let token: &str = options["handle_token"].downcast_ref().expect("a text");
        let path = format!("/org/freedesktop/portal/desktop/request/{asker}/{token}");
        let path = OwnedObjectPath::try_from(path).expect("a path of letters");
        let uri = format!("file://{}", self.picture.display()).replace(' ', "%20");
        let results = HashMap::from([("uri", Value::from(uri))]);
        let to = None::<BusName<'_>>;
        bus.emit_signal(to, &path, "org.freedesktop.portal.Request", "Response", &(self.answer, results)).await?;
        Ok(path)
    }
}

fn serve(desk: &Desk, portal: Portal) -> Connection {
    let address = format!("unix:path={}", desk.desktop.folder().join("runtime/bus").display());
    let bus = Builder::address(address.as_str()).unwrap().serve_at("/org/freedesktop/portal/desktop", portal).unwrap();
    bus.name("org.freedesktop.portal.Desktop").unwrap().build().unwrap()
}

#[test]
fn the_portals_picture_is_scanned_and_its_file_is_gone() {
    let desk = Desk::with(Services::BusOnly);
    write_codes(&desk.folder(), "Screenshot from here.png", &[&address("GitHub", "ada", SECRET)]);
    let picture = desk.folder().join("Screenshot from here.png");
    let _serving = serve(&desk, Portal { picture: picture.clone(), answer: 0, is_interactive: false });
    let mut command = desk.command(&["scan", "--screen"]);
    let answer = crate::program::answer(command.env("WAYLAND_DISPLAY", "wayland-0"), b"").exits(0).hides(SECRET);
    assert!(answer.stdout.starts_with("screen: 1 account"), "{answer:?}");
    assert!(!picture.exists());
}

#[test]
fn for_a_part_of_the_screen_the_portal_is_told_to_let_the_person_choose() {
    let desk = Desk::with(Services::BusOnly);
    write_codes(&desk.folder(), "part.png", &[&address("GitHub", "ada", SECRET)]);
    let picture = desk.folder().join("part.png");
    let _serving = serve(&desk, Portal { picture: picture.clone(), answer: 0, is_interactive: true });
    let mut command = desk.command(&["scan", "--screen-part"]);
    let answer = crate::program::answer(command.env("WAYLAND_DISPLAY", "wayland-0"), b"").exits(0).hides(SECRET);
    assert!(answer.stdout.starts_with("part of the screen: 1 account"), "{answer:?}");
    assert!(!picture.exists());
}

#[test]
fn a_no_to_the_portal_is_told() {
    let desk = Desk::with(Services::BusOnly);
    let picture = desk.folder().join("none.png");
    let _serving = serve(&desk, Portal { picture, answer: 1, is_interactive: false });
    let mut command = desk.command(&["scan", "--screen", "--json"]);
    let answer = crate::program::answer(command.env("WAYLAND_DISPLAY", "wayland-0"), b"").exits(13);
    assert_eq!(answer.error()["code"], "screen-declined");
}

#[test]
fn a_wayland_desktop_without_a_portal_says_what_to_do_instead() {
    let desk = Desk::with(Services::BusOnly);
    let mut command = desk.command(&["scan", "--screen", "--json"]);
    let answer = crate::program::answer(command.env("WAYLAND_DISPLAY", "wayland-0"), b"").exits(13);
    let error = answer.error();
    assert_eq!(error["code"], "screen-no-portal");
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("paste")), "{error}");
}
