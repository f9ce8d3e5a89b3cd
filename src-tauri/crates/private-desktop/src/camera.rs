//! Pictures of the windows of the display, as a person sees them.

use image::RgbImage;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, ImageFormat as Transfer, MapState, Window};
use x11rb::rust_connection::RustConnection;

use crate::{Desktop, DesktopError};

/// Takes pictures of what stands on a desktop's display. It needs no permission of the window, and shows what was
/// painted and not what a web view would paint for a picture.
#[derive(Debug, Clone)]
pub struct Camera {
    display: String,
}

impl Desktop {
    /// A camera for this display.
    #[must_use]
    pub fn camera(&self) -> Camera {
        Camera { display: self.display() }
    }
}

impl Camera {
    /// The window with this title as a PNG. Whatever stands before it is in the picture.
    ///
    /// # Errors
    /// [`DesktopError::Failed`] when no such window is to be seen, or the display is gone.
    pub fn window(&self, title: &str) -> Result<Vec<u8>, DesktopError> {
        let (display, screen) = RustConnection::connect(Some(&self.display)).map_err(failed)?;
        let root = display.setup().roots.get(screen).ok_or_else(|| failed("it has no screen"))?.root;
        let window = shown_window(&display, root, title)?.ok_or_else(|| failed(format!("no window \"{title}\"")))?;
        picture(&display, window)
    }
}

/// The window with this title that is on screen: a program's hidden leader may bear the name too.
fn shown_window(display: &RustConnection, root: Window, title: &str) -> Result<Option<Window>, DesktopError> {
    let [name, utf8] = ["_NET_WM_NAME", "UTF8_STRING"].map(|atom| display.intern_atom(false, atom.as_bytes()));
    let (name, utf8) = (name.map_err(failed)?.reply().map_err(failed)?, utf8.map_err(failed)?.reply().map_err(failed)?);
    for window in display.query_tree(root).map_err(failed)?.reply().map_err(failed)?.children {
        let said = display.get_property(false, window, name.atom, utf8.atom, 0, 256).map_err(failed)?;
        let state = display.get_window_attributes(window).map_err(failed)?;
        // A window may be gone since it was listed.
        let (Ok(said), Ok(state)) = (said.reply(), state.reply()) else { continue };
        if said.value == title.as_bytes() && state.map_state == MapState::VIEWABLE {
            return Ok(Some(window));
        }
    }
    Ok(None)
}

fn picture(display: &RustConnection, window: Window) -> Result<Vec<u8>, DesktopError> {
    let size = display.get_geometry(window).map_err(failed)?.reply().map_err(failed)?;
    let (width, height) = (size.width, size.height);
    let taken = display.get_image(Transfer::Z_PIXMAP, window, 0, 0, width, height, !0).map_err(failed)?;
    let pixels = taken.reply().map_err(failed)?.data;
    // Xvfb with 24 bits of colour gives four bytes a pixel: blue, green, red and one that means nothing.
    let colours = pixels.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3).rev().copied()).collect();
    let picture =
        RgbImage::from_raw(width.into(), height.into(), colours).ok_or_else(|| failed("a strange picture"))?;
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive);
    picture.write_with_encoder(encoder).map_err(failed)?;
    Ok(png)
}

fn failed(said: impl std::fmt::Display) -> DesktopError {
    DesktopError::Failed { program: "the display".to_owned(), said: said.to_string() }
}
