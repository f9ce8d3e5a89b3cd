//! A private desktop for tests and measurements: its own display, session bus, keyring and folders.
//!
//! Nothing of the person's own desktop is touched, several private desktops run side by side, and everything
//! a desktop started ends with it. Linux only: it stands on Xvfb, dbus-daemon and gnome-keyring; elsewhere the crate is empty.
#![cfg(target_os = "linux")]

mod camera;
mod clipboard;
mod desktop;
mod keyring;
mod logind;
mod process;
mod prompt;
mod shown;
mod windows;

pub use camera::Camera;
pub use desktop::{Desktop, Services};
pub use logind::{Inhibitor, Logind};
pub use process::Process;
pub use shown::ShownPicture;

/// Why a private desktop, or something on it, did not come up.
#[derive(Debug, thiserror::Error)]
pub enum DesktopError {
    /// A program is not installed.
    #[error("`{program}` is not installed; on Debian: apt-get install {package}")]
    Missing {
        /// The program.
        program: String,
        /// The Debian package that brings it.
        package: &'static str,
    },
    /// A program ended, or stayed silent, before it was ready.
    #[error("`{program}` did not become ready: {said}")]
    NotReady {
        /// The program.
        program: String,
        /// What it said on its way out.
        said: String,
    },
    /// A program that should answer at once failed.
    #[error("`{program}` failed: {said}")]
    Failed {
        /// The program.
        program: String,
        /// What it said.
        said: String,
    },
    /// A file or a pipe of the desktop failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Time enough for anything here even on a busy machine, in seconds.
const PATIENCE_SECONDS: u64 = 60;
