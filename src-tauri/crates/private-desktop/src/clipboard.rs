//! The display's clipboard, reached the way other programs reach it.

use std::path::Path;
use std::process::Stdio;

use crate::process;
use crate::{Desktop, DesktopError};

/// How often the clipboard is looked at before it is given up; each look takes some milliseconds.
const MOST_LOOKS: u32 = 1_000;

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
        let text = self.clipboard("UTF8_STRING")?;
        Ok(text.map(|text| String::from_utf8_lossy(&text).into_owned()))
    }

    /// What the clipboard holds in one form; none when it is empty or has no such form.
    fn clipboard(&self, target: &str) -> Result<Option<Vec<u8>>, DesktopError> {
        let mut xclip = self.command("xclip");
        xclip.args(["-selection", "clipboard", "-out", "-target", target]);
        match process::run(&mut xclip, b"", "xclip") {
            Ok(output) if output.stdout.is_empty() => Ok(None),
            Ok(output) => Ok(Some(output.stdout)),
            Err(DesktopError::Failed { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn put_on_clipboard(&self, target: &str, content: &[u8]) -> Result<(), DesktopError> {
        let mut xclip = self.command("xclip");
        xclip.args(["-selection", "clipboard", "-in", "-target", target]);
        // It stays behind to answer whoever pastes, and ends when it loses the clipboard or the display.
        process::feed(xclip.stdout(Stdio::null()).stderr(Stdio::null()), content, "xclip")?;
        self.wait_for_clipboard(target, content)
    }

    /// The program that was started goes into the background before the clipboard is its own.
    fn wait_for_clipboard(&self, target: &str, content: &[u8]) -> Result<(), DesktopError> {
        for _ in 0..MOST_LOOKS {
            if self.clipboard(target)?.as_deref() == Some(content) {
                return Ok(());
            }
        }
        Err(DesktopError::NotReady { program: "xclip".to_owned(), said: "nothing".to_owned() })
    }
}
