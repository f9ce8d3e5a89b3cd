//! X11: the root window shows everything that is on its screens.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, Format, ImageFormat, ImageOrder, Screen, Setup, Visualtype, Window};
use x11rb::rust_connection::RustConnection;
use zeroize::Zeroizing;

use super::drag::{self, Area};
use super::{Part, ScreenError, refused, to_png};

/// Bytes asked for at once: a server has to hold an answer as a whole.
const BAND_BYTES: usize = 16 << 20;

pub(super) fn picture(part: Part) -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    let (display, number) = RustConnection::connect(None).map_err(refused)?;
    let setup = display.setup();
    let screen = setup.roots.get(number).ok_or_else(|| refused("it has no screen"))?;
    let form = Form::of(setup, screen).ok_or_else(|| refused("its pixels are of an unknown form"))?;
    let area = match part {
        Part::All => whole(&display, screen.root)?,
        Part::Chosen => drag::area(&display, screen)?,
    };
    let pixels = pixels(&display, screen.root, area, form)?;
    to_png(area.width.into(), area.height.into(), &pixels)
}

fn whole(display: &RustConnection, root: Window) -> Result<Area, ScreenError> {
    let size = display.get_geometry(root).map_err(refused)?.reply().map_err(refused)?;
    Ok(Area { x: 0, y: 0, width: size.width, height: size.height })
}

/// Red, green and blue of an area, row by row.
fn pixels(display: &RustConnection, root: Window, area: Area, form: Form) -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let mut pixels = Zeroizing::new(Vec::with_capacity(width * height * 3));
    let rows_at_once = u16::try_from(BAND_BYTES / form.row_bytes(area.width).max(1)).unwrap_or(u16::MAX).max(1);
    let mut top = 0;
    while top < area.height {
        let rows = rows_at_once.min(area.height - top);
        let y = area.y.saturating_add_unsigned(top);
        form.append(&band(display, root, Area { y, height: rows, ..area })?, area.width, &mut pixels);
        top += rows;
    }
    Ok(pixels)
}

fn band(display: &RustConnection, root: Window, area: Area) -> Result<Zeroizing<Vec<u8>>, ScreenError> {
    let Area { x, y, width, height } = area;
    let asked = display.get_image(ImageFormat::Z_PIXMAP, root, x, y, width, height, !0).map_err(refused)?;
    asked.reply().map(|image| Zeroizing::new(image.data)).map_err(refused)
}

/// How a display writes its pixels (X Window System Protocol, sections 1 and 8).
#[derive(Debug, Clone, Copy)]
struct Form {
    bytes_per_pixel: usize,
    /// Rows are filled up to a multiple of so many bytes.
    row_unit: usize,
    is_big_endian: bool,
    /// Which bits of a pixel are red, green and blue.
    masks: [u32; 3],
}

impl Form {
    fn of(setup: &Setup, screen: &Screen) -> Option<Self> {
        let form = setup.pixmap_formats.iter().find(|form| form.depth == screen.root_depth)?;
        let visuals = screen.allowed_depths.iter().flat_map(|depth| &depth.visuals);
        let visual = visuals.into_iter().find(|visual| visual.visual_id == screen.root_visual)?;
        Self::with(*form, *visual, setup.image_byte_order)
    }

    /// None where pixels are numbers of colours in a table, as they were on small displays once.
    fn with(form: Format, visual: Visualtype, order: ImageOrder) -> Option<Self> {
        let masks = [visual.red_mask, visual.green_mask, visual.blue_mask];
        let is_known = matches!(form.bits_per_pixel, 16 | 24 | 32) && masks.iter().all(|mask| *mask != 0);
        is_known.then_some(Self {
            bytes_per_pixel: usize::from(form.bits_per_pixel / 8),
            row_unit: usize::from(form.scanline_pad / 8).max(1),
            is_big_endian: order == ImageOrder::MSB_FIRST,
            masks,
        })
    }

    fn row_bytes(self, width: u16) -> usize {
        (usize::from(width) * self.bytes_per_pixel).next_multiple_of(self.row_unit)
    }

    /// Appends rows to pixels of red, green and blue, a byte each.
    fn append(self, band: &[u8], width: u16, pixels: &mut Vec<u8>) {
        for row in band.chunks_exact(self.row_bytes(width)) {
            let row = row.chunks_exact(self.bytes_per_pixel).take(width.into());
            pixels.extend(row.flat_map(|pixel| self.colours(pixel)));
        }
    }

    fn colours(self, pixel: &[u8]) -> [u8; 3] {
        let number = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
        let pixel = if self.is_big_endian { pixel.iter().fold(0, number) } else { pixel.iter().rev().fold(0, number) };
        self.masks.map(|mask| shade(pixel, mask))
    }
}

/// A colour of as many bits as the mask has, as one of eight bits.
fn shade(pixel: u32, mask: u32) -> u8 {
    let (value, most) = ((pixel & mask) >> mask.trailing_zeros(), mask >> mask.trailing_zeros());
    u8::try_from(u64::from(value) * 255 / u64::from(most.max(1))).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORANGE: [u8; 3] = [255, 128, 0];

    fn form(bits_per_pixel: u8, masks: [u32; 3], order: ImageOrder) -> Option<Form> {
        let [red_mask, green_mask, blue_mask] = masks;
        let visual = Visualtype { red_mask, green_mask, blue_mask, ..Visualtype::default() };
        Form::with(Format { depth: 24, bits_per_pixel, scanline_pad: 32 }, visual, order)
    }

    fn read(form: Form, width: u16, band: &[u8]) -> Vec<u8> {
        let mut pixels = Vec::new();
        form.append(band, width, &mut pixels);
        pixels
    }

    #[test]
    fn pixels_of_every_usual_form_are_read() {
        let eight = [0xff_0000, 0xff00, 0xff];
        let little = form(32, eight, ImageOrder::LSB_FIRST).unwrap();
        assert_eq!(read(little, 1, &[0, 128, 255, 77]), ORANGE);
        let big = form(32, eight, ImageOrder::MSB_FIRST).unwrap();
        assert_eq!(read(big, 1, &[77, 255, 128, 0]), ORANGE);
        let ten = form(32, [0x3ff << 20, 0x3ff << 10, 0x3ff], ImageOrder::LSB_FIRST).unwrap();
        assert_eq!(read(ten, 1, &(0x3ff << 20 | 514_u32 << 10).to_le_bytes()), ORANGE);
        let sixteen = form(16, [0xf800, 0x7e0, 0x1f], ImageOrder::LSB_FIRST).unwrap();
        assert_eq!(read(sixteen, 1, &[0, 0xf8, 9, 9]), [255, 0, 0]);
    }

    #[test]
    fn what_fills_up_a_row_is_left_out() {
        let packed = form(24, [0xff_0000, 0xff00, 0xff], ImageOrder::LSB_FIRST).unwrap();
        assert_eq!(read(packed, 1, &[0, 128, 255, 9, 1, 2, 3, 9]), [255, 128, 0, 3, 2, 1]);
    }

    #[test]
    fn colours_in_a_table_are_no_pixels() {
        assert!(form(8, [0, 0, 0], ImageOrder::LSB_FIRST).is_none());
        assert!(form(32, [0, 0, 0], ImageOrder::LSB_FIRST).is_none());
    }
}
