//! Payloads to pictures.

use crate::error::DrawError;
use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;
use std::io::Cursor;

/// Light modules around a code (ISO/IEC 18004:2015, 9.1).
const QUIET_ZONE: usize = 4;
/// Above this many bytes a code is drawn with less error correction, so that its modules stay large.
const LONG: usize = 300;
const MAX_MODULE_PIXELS: u32 = 64;

/// Draws `text` as an SVG picture: one path, one unit a module, black on white, no style attribute (so that a strict
/// content security policy lets it through) and no size (so that the page decides). Error correction M, or L when the
/// text is long.
///
/// # Errors
/// When `text` is empty or does not fit into a QR code.
pub fn draw_svg(text: &str) -> Result<String, DrawError> {
    let drawing = Drawing::of(text)?;
    let side = drawing.side();
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d=""##
    );
    for (x, y, length) in drawing.dark_runs() {
        // Writing to a String cannot fail.
        let _always_written = write!(svg, "M{x} {y}h{length}v1h-{length}z");
    }
    svg.push_str(r#""/></svg>"#);
    Ok(svg)
}

/// Draws `text` as a PNG picture, black on white, with edges of `module_pixels` pixels (1 to 64) a module. Error
/// correction as in [`draw_svg`].
///
/// # Errors
/// When `text` is empty or does not fit into a QR code, or `module_pixels` is out of range.
pub fn draw_png(text: &str, module_pixels: u32) -> Result<Vec<u8>, DrawError> {
    if !(1..=MAX_MODULE_PIXELS).contains(&module_pixels) {
        return Err(DrawError::ModuleSize { module_pixels });
    }
    let drawing = Drawing::of(text)?;
    let pixels = module_pixels * u32::try_from(drawing.side()).expect("a code has at most 177 modules a side");
    let image = GrayImage::from_fn(pixels, pixels, |x, y| {
        let module = |pixel: u32| usize::try_from(pixel / module_pixels).unwrap_or(usize::MAX);
        Luma([if drawing.is_dark(module(x), module(y)) { 0 } else { u8::MAX }])
    });
    let mut png = Cursor::new(Vec::new());
    image.write_to(&mut png, ImageFormat::Png).expect("a gray picture of a valid size can be written to memory");
    Ok(png.into_inner())
}

/// A code's modules and its quiet zone.
struct Drawing {
    width: usize,
    modules: Vec<Color>,
}

impl Drawing {
    fn of(text: &str) -> Result<Self, DrawError> {
        if text.is_empty() {
            return Err(DrawError::Empty);
        }
        let level = if text.len() > LONG { EcLevel::L } else { EcLevel::M };
        let code =
            QrCode::with_error_correction_level(text, level).map_err(|_| DrawError::TooLong { bytes: text.len() })?;
        Ok(Drawing { width: code.width(), modules: code.into_colors() })
    }

    fn side(&self) -> usize {
        self.width + 2 * QUIET_ZONE
    }

    /// Whether the module at a place, counted from the quiet zone's corner, is dark.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let (Some(x), Some(y)) = (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) else {
            return false;
        };
        x < self.width && self.modules.get(y * self.width + x) == Some(&Color::Dark)
    }

    /// Dark modules beside each other in a row: place of the first, and how many.
    fn dark_runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for (y, x) in (0..self.side()).flat_map(|y| (0..self.side()).map(move |x| (y, x))) {
            if !self.is_dark(x, y) {
                continue;
            }
            match runs.last_mut() {
                Some((start, row, length)) if *row == y && *start + *length == x => *length += 1,
                _ => runs.push((x, y, 1)),
            }
        }
        runs
    }
}
