//! A window of another program, with a picture in it.

use image::RgbImage;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    ConfigureWindowAux, ConnectionExt, CreateGCAux, CreateWindowAux, ImageFormat as Transfer, Pixmap, Screen,
    StackMode, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::{Desktop, DesktopError};

/// A window that shows a picture; it closes when dropped.
#[derive(Debug)]
pub struct ShownPicture {
    _display: RustConnection,
}

/// Rows sent at once: a request may have some 256 KiB.
const ROWS_AT_ONCE: usize = 32;

impl Desktop {
    /// Shows a picture, given as the bytes of its file, in a window without a frame, its top left corner at a place of the
    /// screen; below every other window.
    ///
    /// # Errors
    /// When it is no picture, or the display is gone.
    pub fn show_picture(&self, file: &[u8], place: (i16, i16)) -> Result<ShownPicture, DesktopError> {
        let picture = image::load_from_memory(file).map_err(failed)?.into_rgb8();
        let (display, number) = RustConnection::connect(Some(&self.display())).map_err(failed)?;
        let screen = display.setup().roots.get(number).ok_or_else(|| failed("it has no screen"))?;
        let pixmap = send(&display, screen, &picture)?;
        open_window(&display, screen, pixmap, (place, size(&picture)?))?;
        Ok(ShownPicture { _display: display })
    }
}

fn size(picture: &RgbImage) -> Result<(u16, u16), DesktopError> {
    Ok((u16::try_from(picture.width()).map_err(failed)?, u16::try_from(picture.height()).map_err(failed)?))
}

/// Gives the display the picture, to keep as long as we are connected.
fn send(display: &RustConnection, screen: &Screen, picture: &RgbImage) -> Result<Pixmap, DesktopError> {
    let (width, height) = size(picture)?;
    let depth = screen.root_depth;
    let (pixmap, context) = (display.generate_id().map_err(failed)?, display.generate_id().map_err(failed)?);
    display.create_pixmap(depth, pixmap, screen.root, width, height).map_err(failed)?;
    display.create_gc(context, pixmap, &CreateGCAux::new()).map_err(failed)?;
    // Xvfb with 24 bits of colour takes four bytes a pixel: blue, green, red and one that means nothing.
    let pixels: Vec<u8> = picture.pixels().flat_map(|pixel| [pixel[2], pixel[1], pixel[0], 0]).collect();
    let row_bytes = usize::from(width) * 4;
    for (band, rows) in pixels.chunks(row_bytes * ROWS_AT_ONCE).enumerate() {
        let count = u16::try_from(rows.len() / row_bytes).map_err(failed)?;
        let top = i16::try_from(band * ROWS_AT_ONCE).map_err(failed)?;
        let put = display.put_image(Transfer::Z_PIXMAP, pixmap, context, width, count, 0, top, 0, depth, rows);
        put.map_err(failed)?.check().map_err(failed)?;
    }
    Ok(pixmap)
}

/// The display paints a window's background by itself: nobody has to wait for its events.
fn open_window(
    display: &RustConnection,
    screen: &Screen,
    background: Pixmap,
    ((x, y), (width, height)): ((i16, i16), (u16, u16)),
) -> Result<(), DesktopError> {
    let window = display.generate_id().map_err(failed)?;
    let looks = CreateWindowAux::new().background_pixmap(background).override_redirect(1);
    let (depth, class) = (screen.root_depth, WindowClass::INPUT_OUTPUT);
    let made = display.create_window(depth, window, screen.root, x, y, width, height, 0, class, 0, &looks);
    made.map_err(failed)?.check().map_err(failed)?;
    let below = ConfigureWindowAux::new().stack_mode(StackMode::BELOW);
    display.configure_window(window, &below).map_err(failed)?;
    display.map_window(window).map_err(failed)?;
    // What was asked for is done when this is answered.
    display.sync().map_err(failed)
}

fn failed(said: impl std::fmt::Display) -> DesktopError {
    DesktopError::Failed { program: "the display".to_owned(), said: said.to_string() }
}
