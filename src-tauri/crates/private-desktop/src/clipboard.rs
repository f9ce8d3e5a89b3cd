//! The display's clipboard, reached the way other programs reach it.

use std::path::Path;
use std::process::Stdio;

use crate::process;
use crate::{Desktop, DesktopError};

impl Desktop {
    /// Puts `text` on the clipboard, as another program of this desktop would.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xclip` is not installed.
    pub fn put_text_on_clipboard(&self, text: &str) -> Result<(), DesktopError> {
        self.put_on_clipboard("UTF8_STRING", text.as_bytes())
    }

    /// Puts a PNG picture on the clipboard, as another program of this desktop would.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xclip` is not installed.
    pub fn put_png_on_clipboard(&self, picture: &Path) -> Result<(), DesktopError> {
        self.put_on_clipboard("image/png", &std::fs::read(picture)?)
    }

    /// The text on the clipboard; none when it is empty or holds no text.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xclip` is not installed.
    pub fn clipboard_text(&self) -> Result<Option<String>, DesktopError> {
        let mut xclip = self.command("xclip");
        xclip.args(["-selection", "clipboard", "-out", "-target", "UTF8_STRING"]);
        match process::run(&mut xclip, b"", "xclip") {
            Ok(output) if output.stdout.is_empty() => Ok(None),
            Ok(output) => Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned())),
            Err(DesktopError::Failed { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn put_on_clipboard(&self, target: &str, content: &[u8]) -> Result<(), DesktopError> {
        let mut xclip = self.command("xclip");
        xclip.args(["-selection", "clipboard", "-in", "-target", target]);
        // It stays behind to answer whoever pastes, and ends when it loses the clipboard or the display.
        process::feed(xclip.stdout(Stdio::null()).stderr(Stdio::null()), content, "xclip")
    }
}
