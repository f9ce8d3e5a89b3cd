//! The windows and the pointer of the display.

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::errors::ReplyError;
use x11rb::protocol::xproto::{ConnectionExt, EventMask, GrabMode, GrabStatus, Window};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::{Desktop, DesktopError, process};

impl Desktop {
    /// Hides the window with this title, as minimizing it would.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xdotool` is not installed, [`DesktopError::Failed`] when there is no such window.
    pub fn hide_window(&self, title: &str) -> Result<(), DesktopError> {
        self.xdotool(&["search", "--onlyvisible", "--name", &whole(title), "windowunmap"])
    }

    /// Shows the window with this title again.
    ///
    /// # Errors
    /// As [`Desktop::hide_window`].
    pub fn show_window(&self, title: &str) -> Result<(), DesktopError> {
        self.xdotool(&["search", "--name", &whole(title), "windowmap"])
    }

    /// Presses the pointer's first button at one place of the screen and lets go of it at another.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xdotool` is not installed.
    pub fn drag(&self, from: (u16, u16), to: (u16, u16)) -> Result<(), DesktopError> {
        let [x, y, to_x, to_y] = [from.0, from.1, to.0, to.1].map(|place| place.to_string());
        let steps = ["mousemove", &x, &y, "mousedown", "1", "mousemove", &to_x, &to_y, "mouseup", "1"];
        self.xdotool(&steps)
    }

    /// Waits for the window with this title, and presses a key in it, such as `Escape`.
    ///
    /// # Errors
    /// As [`Desktop::hide_window`].
    pub fn press_in_window(&self, title: &str, key: &str) -> Result<(), DesktopError> {
        self.wait_for_window(title)?;
        self.xdotool(&["key", key])
    }

    /// Waits for the window with this title and gives it the keyboard.
    fn wait_for_window(&self, title: &str) -> Result<(), DesktopError> {
        self.xdotool(&["search", "--sync", "--onlyvisible", "--name", &whole(title), "windowfocus", "--sync"])
    }

    /// Waits for the system's dialog with this title, and chooses the file or folder with this path, from the root on.
    ///
    /// # Errors
    /// As [`Desktop::hide_window`].
    pub fn choose_in_dialog(&self, title: &str, path: &str) -> Result<(), DesktopError> {
        // The first letter brings up the field for the rest, and is put into it some letters later, over those that are
        // there by then. So all is typed once more over what has arrived.
        self.wait_for_window(title)?;
        self.xdotool(&["type", "--delay", "30", path])?;
        self.xdotool(&["key", "ctrl+a"])?;
        self.xdotool(&["type", "--delay", "30", path])?;
        self.xdotool(&["key", "Return"])
    }

    /// Presses Escape, whichever program has the keyboard.
    ///
    /// # Errors
    /// As [`Desktop::drag`].
    pub fn press_escape(&self) -> Result<(), DesktopError> {
        self.xdotool(&["key", "Escape"])
    }

    /// Waits until a program holds the pointer, wherever it is.
    ///
    /// # Errors
    /// [`DesktopError::NotReady`] when none does for long, [`DesktopError::Failed`] when the display is gone.
    pub fn wait_for_held_pointer(&self) -> Result<(), DesktopError> {
        let held = Held::of(self)?;
        process::wait_until("what should hold the pointer", || held.pointer())
    }

    pub(crate) fn xdotool(&self, arguments: &[&str]) -> Result<(), DesktopError> {
        process::run(self.command("xdotool").args(arguments), b"", "xdotool").map(drop)
    }
}

/// Tells what programs hold for themselves. The display does not say; it refuses to give it to another.
pub(crate) struct Held {
    display: RustConnection,
    root: Window,
}

impl Held {
    /// # Errors
    /// [`DesktopError::Failed`] when the display is gone, here as below.
    pub(crate) fn of(desktop: &Desktop) -> Result<Held, DesktopError> {
        let (display, number) = RustConnection::connect(Some(&desktop.display())).map_err(failed)?;
        let root = display.setup().roots.get(number).ok_or_else(|| failed("it has no screen"))?.root;
        Ok(Held { display, root })
    }

    fn pointer(&self) -> Result<bool, DesktopError> {
        let (mode, none) = (GrabMode::ASYNC, x11rb::NONE);
        self.alone(|display| {
            let no_events = EventMask::NO_EVENT;
            let asked = display.grab_pointer(false, self.root, no_events, mode, mode, none, none, CURRENT_TIME)?;
            let status = asked.reply()?.status;
            display.ungrab_pointer(CURRENT_TIME)?;
            Ok(status)
        })
    }

    /// Whether a program holds the keyboard, as a prompt for a password does so that no other program reads along.
    pub(crate) fn keyboard(&self) -> Result<bool, DesktopError> {
        self.alone(|display| {
            let asked = display.grab_keyboard(false, self.root, CURRENT_TIME, GrabMode::ASYNC, GrabMode::ASYNC)?;
            let status = asked.reply()?.status;
            display.ungrab_keyboard(CURRENT_TIME)?;
            Ok(status)
        })
    }

    /// Whether `take` is refused. No program that wants to hold something at this moment is refused for our question.
    fn alone(
        &self,
        take: impl FnOnce(&RustConnection) -> Result<GrabStatus, ReplyError>,
    ) -> Result<bool, DesktopError> {
        let ask = || {
            self.display.grab_server()?;
            let status = take(&self.display)?;
            self.display.ungrab_server()?;
            self.display.sync()?;
            Ok(status)
        };
        ask().map(|status| status == GrabStatus::ALREADY_GRABBED).map_err(|error: ReplyError| failed(error))
    }
}

fn failed(said: impl std::fmt::Display) -> DesktopError {
    DesktopError::Failed { program: "the display".to_owned(), said: said.to_string() }
}

/// A pattern for this title and no longer one: a program's hidden leader window bears a name like its own.
fn whole(title: &str) -> String {
    format!("^{title}$")
}
