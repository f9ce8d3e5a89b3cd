//! The windows of the display.

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

    pub(crate) fn xdotool(&self, arguments: &[&str]) -> Result<(), DesktopError> {
        process::run(self.command("xdotool").args(arguments), b"", "xdotool").map(drop)
    }
}

/// A pattern for this title and no longer one: a program's hidden leader window bears a name like its own.
fn whole(title: &str) -> String {
    format!("^{title}$")
}
