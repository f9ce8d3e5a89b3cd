//! A picture of all screens, or of a part of them. It stays in memory, and goes on by pipe to the child that reads pictures; only Wayland's
//! portal makes a file on the way.

#[cfg(target_os = "linux")]
mod drag;
#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(target_os = "linux")]
mod portal;
#[cfg(target_os = "linux")]
mod x11;

#[cfg(target_os = "linux")]
use self as system;
#[cfg(not(target_os = "linux"))]
use other as system;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use zeroize::Zeroizing;

/// How much of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All there is.
    All,
    /// What the person drags a rectangle around. Under Wayland the desktop asks in its own way; Windows and macOS have
    /// none here.
    Chosen,
}

/// Why there is no picture of the screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScreenError {
    /// Neither a display nor a Wayland session.
    #[error("this program was not started from a desktop, so there is no screen to look at")]
    NoScreen,
    /// The display server, or the system, gave none.
    #[error("the system gave no picture of the screen: {0}")]
    Refused(String),
    /// Wayland, and no portal that takes pictures.
    #[error("this desktop offers no way to look at its screen: {0}")]
    NoPortal(String),
    /// The person, or a setting, said no.
    #[error("the desktop was asked for a picture of the screen, and the answer was no")]
    Declined,
    /// The person dragged no rectangle.
    #[error("no part of the screen was chosen")]
    NotChosen,
    /// A part was asked for where only the whole is to be had.
    #[error("on this system a part of the screen cannot be chosen")]
    WholeOnly,
}

impl ScreenError {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoScreen => "screen-none",
            Self::Refused(_) => "screen-refused",
            Self::NoPortal(_) => "screen-no-portal",
            Self::Declined => "screen-declined",
            Self::NotChosen => "screen-not-chosen",
            Self::WholeOnly => "screen-whole-only",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoScreen => "take a screenshot where the code is shown, and use its file",
            Self::Refused(_) if cfg!(target_os = "macos") => {
                "allow Countersign under System Settings, Privacy & Security, Screen Recording; then start it again"
            }
            Self::Refused(_) => "take a screenshot with the system's own program, and paste it or use its file",
            Self::NoPortal(_) => {
                "take a screenshot with the desktop's own program, and paste it or use its file; or install the desktop's part of xdg-desktop-portal"
            }
            Self::Declined => {
                "ask again and allow it, or take a screenshot with the desktop's own program and paste it"
            }
            Self::NotChosen => "drag a rectangle around the QR code, or scan the whole screen",
            Self::WholeOnly => {
                "scan the whole screen, or take a screenshot of the part with the system's own program and paste it"
            }
        }
    }
}

/// The screens as they are now, as the bytes of a PNG file. May ask the person, and waits for the answer.
///
/// # Errors
/// When the system, or the person, gives no picture.
pub fn capture(part: Part) -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    system::picture(part)
}

/// Under Wayland an X display shows X programs only.
#[cfg(target_os = "linux")]
fn picture(part: Part) -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    let is_set = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    if is_set("WAYLAND_DISPLAY") {
        portal::screenshot(part)
    } else if is_set("DISPLAY") {
        x11::picture(part)
    } else {
        Err(ScreenError::NoScreen)
    }
}

/// Pixels of three bytes, row by row, as a PNG that is made quickly rather than small: nobody keeps it.
fn to_png(width: u32, height: u32, pixels: &[u8]) -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    let mut png = Zeroizing::new(Vec::with_capacity(pixels.len() / 4));
    let encoder = PngEncoder::new_with_quality(&mut *png, CompressionType::Fast, FilterType::Up);
    encoder.write_image(pixels, width, height, ExtendedColorType::Rgb8).map_err(refused)?;
    Ok(png)
}

fn refused(error: impl std::fmt::Display) -> ScreenError {
    ScreenError::Refused(error.to_string())
}
