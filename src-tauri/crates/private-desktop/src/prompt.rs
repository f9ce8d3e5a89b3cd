//! The system's prompt for the keyring's password, answered as a person answers it.

use crate::process;
use crate::windows::Held;
use crate::{Desktop, DesktopError, keyring};

impl Desktop {
    /// Waits for the prompt and types the right password.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xdotool` is not installed.
    pub fn answer_prompt(&self) -> Result<(), DesktopError> {
        self.wait_for_prompt()?;
        self.xdotool(&["type", "--delay", "20", keyring::PASSWORD])?;
        self.xdotool(&["key", "Return"])?;
        self.wait_for_its_end()
    }

    /// Waits for the prompt that asks for a new password, and gives one twice.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xdotool` is not installed.
    pub fn choose_password_in_prompt(&self) -> Result<(), DesktopError> {
        self.wait_for_prompt()?;
        self.xdotool(&["type", "--delay", "20", keyring::PASSWORD])?;
        self.xdotool(&["key", "Tab"])?;
        self.xdotool(&["type", "--delay", "20", keyring::PASSWORD])?;
        self.xdotool(&["key", "Return"])?;
        self.wait_for_its_end()
    }

    /// Waits for the prompt and closes it.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xdotool` is not installed.
    pub fn dismiss_prompt(&self) -> Result<(), DesktopError> {
        self.wait_for_prompt()?;
        self.xdotool(&["key", "Escape"])?;
        self.wait_for_its_end()
    }

    /// Whether a prompt is on screen now.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xdotool` is not installed.
    pub fn has_prompt(&self) -> Result<bool, DesktopError> {
        match self.xdotool(&["search", "--onlyvisible", "--class", "gcr-prompter"]) {
            Ok(()) => Ok(true),
            Err(DesktopError::Failed { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Waits until the prompt is on screen and has taken the keyboard for itself: only then it listens.
    fn wait_for_prompt(&self) -> Result<(), DesktopError> {
        let held = Held::of(self)?;
        process::wait_until("gcr-prompter", || Ok(self.has_prompt()? && held.keyboard()?))
    }

    /// Waits until the prompt is gone and has given the keyboard back: the next one would be taken for it.
    fn wait_for_its_end(&self) -> Result<(), DesktopError> {
        let held = Held::of(self)?;
        process::wait_until("the end of gcr-prompter's prompt", || Ok(!self.has_prompt()? && !held.keyboard()?))
    }
}
