//! What was found in a picture.

use crate::obstacle::Obstacle;
use crate::sketch::Sketch;
use crate::text::text_of;
use std::fmt;
use zeroize::Zeroizing;

/// What a picture holds. The four answers: `codes` filled; `codes` empty and `damaged` 0 (no QR code in the picture);
/// `damaged` above 0 (seen and not readable); `incomplete` set (the search did not come to its end).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Each code that was read, in the order found. The same payload at two places is two codes.
    pub codes: Vec<FoundCode>,
    /// How many places look like a QR code and could not be read.
    pub damaged: u32,
    /// Where those places are; as many as the child could tell of.
    pub damaged_at: Vec<Corners>,
    /// What stood in the way: one for each damaged place, or what is wrong with a picture in which no code was seen, as
    /// far as that shows. A search that did not come to its end does not tell.
    pub obstacles: Vec<Obstacle>,
    /// Why the search ended early, if it did; what was found until then is kept.
    pub incomplete: Option<Incomplete>,
    /// Width in pixels, as the picture is shown (after the camera's rotation). 0 when the child ended before it knew.
    pub width: u32,
    /// Height in pixels, as the picture is shown.
    pub height: u32,
    /// The picture, small and with every code painted over, for a reader that was told to make one. None when the
    /// search ended early: what was not looked at to its end may show a code.
    pub sketch: Option<Sketch>,
}

/// Top left, top right, bottom right, bottom left of a code as it is printed, in pixels of the picture as it is shown.
/// A turned code has its top left elsewhere; corners may lie a little outside the picture.
pub type Corners = [(f32, f32); 4];

impl Reading {
    /// Replaces what was said of damaged codes before.
    pub(crate) fn take_damaged(&mut self, places: Vec<Corners>) {
        self.damaged = u32::try_from(places.len()).unwrap_or(u32::MAX);
        self.damaged_at = places;
    }

    /// What may be shown of the picture: nothing of a code.
    pub(crate) fn with_codes_covered(mut self) -> Self {
        let codes = self.codes.iter().map(|code| &code.corners).chain(&self.damaged_at);
        let size = (self.width, self.height);
        self.sketch =
            self.sketch.take().filter(|_| self.incomplete.is_none()).map(|sketch| sketch.covered(size, codes));
        self
    }
}

/// Why a search ended before it was through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomplete {
    /// [`Limits::budget`](crate::Limits::budget) was over.
    TimeOut,
    /// The child ended without saying that it was through.
    Crashed,
}

/// One code and its place.
#[derive(Clone, PartialEq)]
pub struct FoundCode {
    /// The bytes in the code. They may be a secret, so they are wiped.
    pub payload: Zeroizing<Vec<u8>>,
    /// Where it is.
    pub corners: Corners,
}

impl FoundCode {
    /// The payload as text: UTF-8 if it is valid; else Shift JIS if that is what it looks like, which Japanese codes
    /// are in; else ISO 8859-1, which QR codes without a character set are in (ISO/IEC 18004:2015, 7.3.2).
    pub fn text(&self) -> Zeroizing<String> {
        text_of(&self.payload)
    }
}

impl fmt::Debug for FoundCode {
    /// Without the payload.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FoundCode")
            .field("bytes", &self.payload.len())
            .field("corners", &self.corners)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(payload: &[u8]) -> FoundCode {
        FoundCode { payload: Zeroizing::new(payload.to_vec()), corners: [(0.0, 0.0); 4] }
    }

    #[test]
    fn text_is_utf8_when_it_can_be() {
        assert_eq!(code("Grüße".as_bytes()).text().as_str(), "Grüße");
    }

    #[test]
    fn other_bytes_are_read_as_latin_1() {
        assert_eq!(code(b"Gr\xfc\xdfe").text().as_str(), "Grüße");
    }

    #[test]
    fn debug_shows_no_payload() {
        let shown = format!("{:?}", code(b"otpauth"));
        assert!(!shown.contains("otpauth") && shown.contains("bytes: 7"), "{shown}");
    }
}
