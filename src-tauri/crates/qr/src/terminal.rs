//! Payloads to text for a terminal.

use crate::error::DrawError;
use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

/// Light modules around a code (ISO/IEC 18004:2015, 9.1).
const QUIET_ZONE: usize = 4;

/// White behind black, whatever colours the terminal has: cameras want the dark parts dark.
const COLOURS: &str = "\u{1b}[38;5;16;48;5;231m";
const RESET: &str = "\u{1b}[0m";

/// A drawing of half blocks and its width.
pub struct TerminalDrawing {
    /// The lines, each with the codes for its colours. They show what the code holds, so they are wiped.
    pub lines: Zeroizing<String>,
    /// Columns that a line takes.
    pub columns: usize,
}

/// Draws `text` with half blocks, two modules above each other in one character; error correction L, to be small.
///
/// # Errors
/// When `text` is empty or does not fit into a QR code.
pub fn draw_for_terminal(text: &str) -> Result<TerminalDrawing, DrawError> {
    if text.is_empty() {
        return Err(DrawError::Empty);
    }
    let too_long = |_| DrawError::TooLong { bytes: text.len() };
    let code = QrCode::with_error_correction_level(text, EcLevel::L).map_err(too_long)?;
    let side = code.width() + 2 * QUIET_ZONE;
    // 3 bytes a half block, and the colours of each line.
    let room = side.div_ceil(2) * (3 * side + COLOURS.len() + RESET.len() + 1);
    let mut drawing = Zeroizing::new(String::with_capacity(room));
    for top in (0..side).step_by(2) {
        drawing.push_str(COLOURS);
        drawing.extend((0..side).map(|x| half_block(is_dark(&code, x, top), is_dark(&code, x, top + 1))));
        drawing.push_str(RESET);
        drawing.push('\n');
    }
    Ok(TerminalDrawing { lines: drawing, columns: side })
}

fn half_block(upper: bool, lower: bool) -> char {
    match (upper, lower) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}

/// Whether the module at a place, counted from the quiet zone's corner, is dark.
fn is_dark(code: &QrCode, x: usize, y: usize) -> bool {
    let inside = |place: usize| place.checked_sub(QUIET_ZONE).filter(|place| *place < code.width());
    matches!((inside(x), inside(y)), (Some(x), Some(y)) if code[(x, y)] == Color::Dark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_a_square_with_a_quiet_zone() {
        let drawing = draw_for_terminal("otpauth").expect("short");
        let lines: Vec<&str> = drawing.lines.lines().collect();
        let side = 21 + 2 * QUIET_ZONE;
        assert_eq!(drawing.columns, side);
        assert_eq!(lines.len(), side.div_ceil(2));
        for line in &lines {
            let modules = line.strip_prefix(COLOURS).and_then(|line| line.strip_suffix(RESET)).expect("coloured");
            assert_eq!(modules.chars().count(), side);
            assert!(modules.starts_with("    ") && modules.ends_with("    "), "{modules}");
        }
        // The finder patterns' upper edges.
        assert!(lines[2].contains("█▀▀▀▀▀█"), "{}", lines[2]);
    }

    #[test]
    fn what_does_not_fit_is_not_drawn() {
        assert_eq!(draw_for_terminal(&"x".repeat(3_000)).err(), Some(DrawError::TooLong { bytes: 3_000 }));
        assert_eq!(draw_for_terminal("").err(), Some(DrawError::Empty));
    }
}
