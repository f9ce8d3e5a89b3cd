//! The system's prompt for the keyring's password, answered as a person answers it.

use crate::process;
use crate::{Desktop, DesktopError, keyring};

/// How long the prompt takes from being on screen to listening, in milliseconds.
const BREATH: std::time::Duration = std::time::Duration::from_millis(700);

impl Desktop {
    /// Waits for the prompt and types the right password.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xdotool` is not installed.
    pub fn answer_prompt(&self) -> Result<(), DesktopError> {
        self.wait_for_prompt()?;
        self.xdotool(&["type", "--delay", "20", keyring::PASSWORD])?;
        self.xdotool(&["key", "Return"])
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
        self.xdotool(&["key", "Return"])
    }

    /// Waits for the prompt and closes it.
    ///
    /// # Errors
    /// [`DesktopError::Missing`] when `xdotool` is not installed.
    pub fn dismiss_prompt(&self) -> Result<(), DesktopError> {
        self.wait_for_prompt()?;
        self.xdotool(&["key", "Escape"])
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

    fn wait_for_prompt(&self) -> Result<(), DesktopError> {
        process::wait_until("gcr-prompter", || self.has_prompt())?;
        process::pause(BREATH);
        Ok(())
    }
}
