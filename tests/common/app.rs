//! The real window as a person has it: everything goes in through its controls.
//!
//! Scripts only read the page; what a person does is done with the pointer, the keyboard and the file input.

use std::path::{Path, PathBuf};
use std::time::Duration;

use host::os::{Stopwatch, sleep};
use private_desktop::{Camera, Desktop};
use serde_json::{Value, json};

use super::webdriver::{Element, PATIENCE, PAUSE, Refused, Session, key};

/// What its window is called.
const TITLE: &str = "Countersign";

/// The app.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign-desktop");

/// A running app; it ends when dropped.
pub(crate) struct App {
    session: Session,
    camera: Camera,
}

impl App {
    /// Opens the app on a private desktop.
    pub(crate) fn open(desktop: &Desktop) -> App {
        Self::open_by(desktop, Path::new(PROGRAM))
    }

    /// As [`App::open`], by a script that starts it on a machine on which something is wrong.
    pub(crate) fn open_by(desktop: &Desktop, program: &Path) -> App {
        let session = Session::start(desktop, program);
        App { session, camera: desktop.camera() }
    }

    /// Ends the app as a crash or a shutdown of the machine would: it is not asked.
    pub(crate) fn close(self) {
        self.session.end();
    }

    fn done<T>(&self, result: Result<T, Refused>) -> T {
        result.unwrap_or_else(|error| panic!("{error}\n{}", self.state()))
    }

    /// Runs a script that only reads the page, and returns its answer.
    pub(crate) fn read(&self, script: &str, arguments: &[Value]) -> Value {
        self.done(self.session.execute(script, arguments))
    }

    /// As [`App::read`], for a script that calls back with its answer.
    pub(crate) fn read_later(&self, script: &str) -> Value {
        self.done(self.session.execute_async(script))
    }

    /// Waits until `condition` holds.
    pub(crate) fn wait_until(&self, what: &str, mut condition: impl FnMut(&App) -> bool) {
        self.wait_for(what, |app| condition(app).then_some(()));
    }

    /// Waits until `look` finds something, and returns it.
    pub(crate) fn wait_for<T>(&self, what: &str, mut look: impl FnMut(&App) -> Option<T>) -> T {
        let waited = Stopwatch::start();
        while waited.elapsed() < PATIENCE {
            if let Some(found) = look(self) {
                return found;
            }
            sleep(PAUSE);
        }
        panic!("waited in vain for {what}\n{}", self.state());
    }

    /// Waits for the first element that a CSS selector finds.
    pub(crate) fn select(&self, selector: &str) -> Element {
        self.wait_for(selector, |app| app.select_all(selector).into_iter().next())
    }

    fn select_all(&self, selector: &str) -> Vec<Element> {
        self.done(self.session.find_all(selector))
    }

    /// Waits for the element with this `data-testid`.
    pub(crate) fn see(&self, id: &str) {
        self.select(&by_id(id));
    }

    /// Waits until no element has this `data-testid`.
    pub(crate) fn see_no(&self, id: &str) {
        self.wait_until(&format!("no {id}"), |app| !app.has(id));
    }

    /// Whether an element with this `data-testid` is on the page now.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.count(id) > 0
    }

    /// How many elements with this `data-testid` are on the page now.
    pub(crate) fn count(&self, id: &str) -> usize {
        self.select_all(&by_id(id)).len()
    }

    /// The visible text of the element with this `data-testid`, once it is there.
    pub(crate) fn text(&self, id: &str) -> String {
        self.wait_for(id, |app| app.text_of(&by_id(id)))
    }

    /// The visible text of the first element that a CSS selector finds; none when there is no such element now.
    pub(crate) fn text_of(&self, selector: &str) -> Option<String> {
        let script = "const found = document.querySelector(arguments[0]); return found && found.innerText";
        self.read(script, &[json!(selector)]).as_str().map(str::to_owned)
    }

    /// Waits for the element with this `data-testid` and presses it with the pointer.
    pub(crate) fn click(&self, id: &str) {
        self.click_on(&by_id(id));
    }

    /// Waits for the first element that a CSS selector finds and presses it with the pointer.
    pub(crate) fn click_on(&self, selector: &str) {
        // A list that is just being drawn anew may replace an element between finding and pressing it.
        self.wait_for(&format!("{selector} to be pressed"), |app| {
            let element = app.select_all(selector).into_iter().next()?;
            app.session.click(&element).ok()
        });
    }

    /// As [`App::click`], whatever the driver answers: for what hides the window, and must not be pressed twice.
    pub(crate) fn click_once(&self, id: &str) {
        let _ = self.session.click(&self.select(&by_id(id)));
    }

    /// Waits for the element at this place among those that a CSS selector finds, and presses it with the pointer.
    pub(crate) fn click_nth(&self, selector: &str, place: u64) {
        let place = usize::try_from(place).expect("a page has fewer elements than that");
        self.wait_for(&format!("{selector} to be pressed"), |app| {
            let element = app.select_all(selector).into_iter().nth(place)?;
            app.session.click(&element).ok()
        });
    }

    /// The visible texts of every element with this `data-testid` that is on the page now.
    pub(crate) fn texts(&self, id: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((found) => found.innerText)";
        serde_json::from_value(self.read(script, &[json!(by_id(id))])).unwrap_or_default()
    }

    /// Replaces the content of the field that a CSS selector finds.
    pub(crate) fn fill(&self, selector: &str, text: &str) {
        let field = self.select(selector);
        self.done(self.session.clear(&field));
        self.done(self.session.send_keys(&field, text));
    }

    /// Chooses files for the file input with this `data-testid`, as its dialog would.
    pub(crate) fn choose_files(&self, id: &str, files: &[&Path]) {
        let paths: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
        self.done(self.session.send_keys(&self.select(&by_id(id)), &paths.join("\n")));
    }

    /// Types into whatever has the focus.
    pub(crate) fn type_text(&self, text: &str) {
        let letters: Vec<[char; 1]> = text.chars().map(|letter| [letter]).collect();
        self.done(self.session.keys(letters.iter().map(<[char; 1]>::as_slice)));
    }

    /// Presses keys together, such as [`key::CONTROL`] and `v`.
    pub(crate) fn press(&self, keys: &[char]) {
        self.done(self.session.keys([keys]));
    }

    /// Presses keys that take the page away, and waits for the element with this `data-testid` in the next one.
    pub(crate) fn press_and_follow(&self, keys: &[char], id: &str) {
        // The page may be gone before it has answered.
        let _gone = self.session.keys([keys]);
        self.follow_to(id);
        // The page was gone before it saw the keys let go, and what is typed next would be typed with Control held.
        self.done(self.session.let_go());
        self.press(&[key::CONTROL]);
    }

    /// As [`App::press_and_follow`], by pressing the element with this `data-testid`.
    pub(crate) fn click_and_follow(&self, pressed: &str, id: &str) {
        let _gone = self.session.click(&self.select(&by_id(pressed)));
        self.follow_to(id);
    }

    fn follow_to(&self, id: &str) {
        self.wait_until(&format!("another window with {id}"), |app| app.is_now_at(id));
    }

    /// Goes over to the window that is there now; whether it has the element with this `data-testid`.
    pub(crate) fn is_now_at(&self, id: &str) -> bool {
        // The one before may go at any moment.
        self.session.follow().is_ok() && self.session.find_all(&by_id(id)).is_ok_and(|found| !found.is_empty())
    }

    /// Moves the focus on by keyboard until a control that begins with these words has it.
    pub(crate) fn tab_to_words(&self, words: &str) {
        const MOST_STOPS: usize = 60;
        let script = "return document.activeElement.innerText.trim().startsWith(arguments[0])";
        for _ in 0..MOST_STOPS {
            if self.read(script, &[json!(words)]) == json!(true) {
                return;
            }
            self.press(&[key::TAB]);
        }
        panic!("{words:?} cannot be reached with the Tab key\n{}", self.state());
    }

    /// Whether the element with this `data-testid` has the focus.
    pub(crate) fn has_focus(&self, id: &str) -> bool {
        self.read("return document.activeElement?.dataset?.testid === arguments[0]", &[json!(id)]) == json!(true)
    }

    /// Moves the pointer to a corner where nothing is, so that nothing is drawn as pointed at.
    pub(crate) fn park_pointer(&self) {
        self.done(self.session.point(1, 1));
    }

    /// Turns the wheel, so many pixels, over a place of the window.
    pub(crate) fn turn_wheel(&self, place: (u32, u32), pixels: i32) {
        self.done(self.session.turn_wheel(place, pixels));
    }

    /// Makes the window this large, in pixels.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        self.done(self.session.resize(width, height));
    }

    /// The window as a PNG.
    pub(crate) fn screenshot(&self) -> Vec<u8> {
        // A picture taken right after a change may still show what was there before it.
        let painted = "const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.read_later(painted);
        sleep(Duration::from_millis(500));
        self.read_later(painted);
        self.camera.window(TITLE).unwrap_or_else(|error| panic!("{error}\n{}", self.state()))
    }

    /// What the page shows, for the message of a test that fails; a picture of it is kept.
    fn state(&self) -> String {
        let text = self.session.execute("return document.body.innerText", &[]);
        let picture = self.camera.window(TITLE).ok().and_then(|png| keep_picture(&png));
        format!("the page shows: {text:#?}\na picture of it: {picture:?}")
    }
}

fn by_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

fn keep_picture(png: &[u8]) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("failures");
    std::fs::create_dir_all(&folder).ok()?;
    let name = std::thread::current().name().unwrap_or("window").replace("::", "-");
    let path = folder.join(format!("{name}.png"));
    std::fs::write(&path, png).ok().map(|()| path)
}
