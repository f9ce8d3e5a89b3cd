//! What the child tells its parent: frames of a kind (one byte), a length (four bytes, little endian) and a body.
//!
//! The parent trusts none of it: lengths, counts and numbers are checked, for a hostile picture may have taken the
//! child over.

use crate::found::{Corners, FoundCode};
use crate::obstacle::{Obstacle, OtherCode, Outline};
use crate::sketch::Sketch;
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

/// The longest body: the largest QR code holds 7,089 digits, and a code's corners take 32 bytes.
const MAX_BODY: usize = 16 << 10;
const CORNER_BYTES: usize = 32;
/// The longest body of a sketch: its width, its height, its pixels.
const MAX_SKETCH_BODY: usize = 8 + Sketch::MOST_PIXELS;

/// One message from the child.
#[derive(Debug, PartialEq)]
pub(crate) enum Frame {
    /// The picture's size as it is shown, in pixels.
    Size { width: u32, height: u32 },
    /// The picture, small; no code is covered in it yet.
    Sketch(Sketch),
    /// The search has taken this step of the ladder; what is told next was found there.
    Step(usize),
    /// How many codewords of the next code had to be corrected, and how sure that leaves it, in bits.
    Checked { wrong: u32, sure_bits: u32 },
    /// A code that no earlier frame has told of.
    Code(FoundCode),
    /// Which places look like a code and were not read so far; replaces what was said before.
    Damaged(Vec<Corners>),
    /// What stood in the way of reading.
    Obstacle(Obstacle),
    /// The picture is not looked at. Always the last frame.
    Refused(Refusal),
    /// The search was stopped because its time was over. Always the last frame.
    Stopped,
    /// The search is through. Always the last frame.
    Done,
}

/// Why the child does not look at a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    UnknownFormat,
    TooManyPixels { width: u32, height: u32 },
    TooMuchMemory,
    Broken,
}

impl Frame {
    /// Writes the frame and flushes it, so that it survives the writer.
    pub(crate) fn write_to(&self, output: &mut impl Write) -> io::Result<()> {
        let (kind, body) = self.to_body();
        let length = u32::try_from(body.len()).map_err(io::Error::other)?;
        output.write_all(&[kind])?;
        output.write_all(&length.to_le_bytes())?;
        output.write_all(&body)?;
        output.flush()
    }

    /// Reads the next frame. An end of the stream, inside a frame or not, and anything malformed are errors.
    pub(crate) fn read_from(input: &mut impl Read) -> io::Result<Frame> {
        let mut head = [0; 5];
        input.read_exact(&mut head)?;
        let [kind, length @ ..] = head;
        let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
        if length > most_of(kind) {
            return Err(malformed());
        }
        let mut body = Zeroizing::new(vec![0; length]);
        input.read_exact(&mut body)?;
        Frame::from_body(kind, &body).ok_or_else(malformed)
    }

    fn to_body(&self) -> (u8, Zeroizing<Vec<u8>>) {
        let (kind, body) = match self {
            Frame::Size { width, height } => (b's', numbers(&[*width, *height])),
            Frame::Sketch(sketch) => (b'p', sketch_body(sketch)),
            Frame::Step(step) => (b't', numbers(&[u32::try_from(*step).unwrap_or(u32::MAX)])),
            Frame::Checked { wrong, sure_bits } => (b'k', numbers(&[*wrong, *sure_bits])),
            Frame::Code(code) => (b'c', code_body(code)),
            Frame::Damaged(places) => (b'd', places_body(places)),
            Frame::Obstacle(obstacle) => (b'o', obstacle_body(obstacle)),
            Frame::Refused(refusal) => (b'r', refusal_body(*refusal)),
            Frame::Stopped => (b'x', Vec::new()),
            Frame::Done => (b'e', Vec::new()),
        };
        (kind, Zeroizing::new(body))
    }

    fn from_body(kind: u8, body: &[u8]) -> Option<Frame> {
        let frame = match kind {
            b's' => Frame::Size { width: number(body, 0)?, height: number(body, 4)? },
            b'p' => Frame::Sketch(sketch_from(body)?),
            b't' => Frame::Step(usize::try_from(number(body, 0)?).ok()?),
            b'k' => Frame::Checked { wrong: number(body, 0)?, sure_bits: number(body, 4)? },
            b'c' => Frame::Code(code_from(body)?),
            b'd' => Frame::Damaged(places_from(body)?),
            b'o' => Frame::Obstacle(obstacle_from(body)?),
            b'r' => Frame::Refused(refusal_from(body)?),
            b'x' => Frame::Stopped,
            b'e' => Frame::Done,
            _ => return None,
        };
        Some(frame)
    }
}

fn most_of(kind: u8) -> usize {
    if kind == b'p' { MAX_SKETCH_BODY } else { MAX_BODY }
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "malformed frame")
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn number(body: &[u8], at: usize) -> Option<u32> {
    let bytes = body.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*bytes))
}

fn code_body(code: &FoundCode) -> Vec<u8> {
    let mut body = Vec::with_capacity(CORNER_BYTES + code.payload.len());
    body.extend(corner_bytes(&code.corners));
    body.extend_from_slice(&code.payload);
    body
}

fn code_from(body: &[u8]) -> Option<FoundCode> {
    let corners = corners_from(body)?;
    let payload = Zeroizing::new(body.get(CORNER_BYTES..)?.to_vec());
    Some(FoundCode { payload, corners })
}

/// As many places as fit; nobody looks for more.
fn places_body(places: &[Corners]) -> Vec<u8> {
    places.iter().take(MAX_BODY / CORNER_BYTES).flat_map(corner_bytes).collect()
}

fn places_from(body: &[u8]) -> Option<Vec<Corners>> {
    body.chunks(CORNER_BYTES).map(corners_from).collect()
}

fn corner_bytes(corners: &Corners) -> impl Iterator<Item = u8> + use<> {
    let coordinates = corners.map(|(x, y)| [x, y]).into_iter().flatten();
    coordinates.flat_map(f32::to_le_bytes)
}

fn corners_from(body: &[u8]) -> Option<Corners> {
    let mut corners = [(0.0, 0.0); 4];
    for (corner, at) in corners.iter_mut().zip((0..CORNER_BYTES).step_by(8)) {
        *corner = (coordinate(body, at)?, coordinate(body, at + 4)?);
    }
    Some(corners)
}

fn sketch_body(sketch: &Sketch) -> Vec<u8> {
    let mut body = numbers(&[sketch.width(), sketch.height()]);
    body.extend_from_slice(sketch.pixels());
    body
}

fn sketch_from(body: &[u8]) -> Option<Sketch> {
    let pixels = Zeroizing::new(body.get(8..)?.to_vec());
    Sketch::new(number(body, 0)?, number(body, 4)?, pixels)
}

/// A kind, a number that goes with it, and corners where there are some.
fn obstacle_body(obstacle: &Obstacle) -> Vec<u8> {
    let (kind, number) = match obstacle {
        Obstacle::TooDark => (0, 0),
        Obstacle::TooBlurred { .. } => (1, 0),
        Obstacle::TooSmall { tenths, .. } => (2, *tenths),
        Obstacle::Unreadable { .. } => (3, 0),
        Obstacle::OtherCode { kind: OtherCode::Aztec, .. } => (4, 0),
        Obstacle::OtherCode { kind: OtherCode::DataMatrix, .. } => (4, 1),
        Obstacle::OtherCode { kind: OtherCode::Bars, .. } => (4, 2),
    };
    let mut body = numbers(&[kind, number]);
    body.extend(obstacle.corners().iter().flat_map(outline_bytes));
    body
}

fn obstacle_from(body: &[u8]) -> Option<Obstacle> {
    let corners = || outline_from(body.get(8..)?);
    let obstacle = match (number(body, 0)?, number(body, 4)?) {
        (0, _) => Obstacle::TooDark,
        (1, _) => Obstacle::TooBlurred { corners: corners() },
        (2, tenths) => Obstacle::TooSmall { tenths, corners: corners()? },
        (3, _) => Obstacle::Unreadable { corners: corners()? },
        (4, 0) => Obstacle::OtherCode { kind: OtherCode::Aztec, corners: corners()? },
        (4, 1) => Obstacle::OtherCode { kind: OtherCode::DataMatrix, corners: corners()? },
        (4, 2) => Obstacle::OtherCode { kind: OtherCode::Bars, corners: corners()? },
        _ => return None,
    };
    Some(obstacle)
}

fn outline_bytes(outline: &Outline) -> Vec<u8> {
    outline.iter().flat_map(|(x, y)| [x.to_le_bytes(), y.to_le_bytes()]).flatten().collect()
}

fn outline_from(body: &[u8]) -> Option<Outline> {
    let mut outline = [(0, 0); 4];
    for (corner, at) in outline.iter_mut().zip((0..CORNER_BYTES).step_by(8)) {
        *corner = (number(body, at)?.cast_signed(), number(body, at + 4)?.cast_signed());
    }
    Some(outline)
}

fn coordinate(body: &[u8], at: usize) -> Option<f32> {
    Some(f32::from_bits(number(body, at)?)).filter(|coordinate| coordinate.is_finite())
}

fn refusal_body(refusal: Refusal) -> Vec<u8> {
    match refusal {
        Refusal::UnknownFormat => numbers(&[0]),
        Refusal::TooManyPixels { width, height } => numbers(&[1, width, height]),
        Refusal::TooMuchMemory => numbers(&[2]),
        Refusal::Broken => numbers(&[3]),
    }
}

fn refusal_from(body: &[u8]) -> Option<Refusal> {
    let refusal = match number(body, 0)? {
        0 => Refusal::UnknownFormat,
        1 => Refusal::TooManyPixels { width: number(body, 4)?, height: number(body, 8)? },
        2 => Refusal::TooMuchMemory,
        3 => Refusal::Broken,
        _ => return None,
    };
    Some(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> FoundCode {
        let corners = [(0.5, 1.0), (9.0, 1.0), (9.0, 9.0), (-1.0, 9.0)];
        FoundCode { payload: Zeroizing::new(b"\x00payload\xff".to_vec()), corners }
    }

    const OUTLINE: Outline = [(0, 1), (9, 1), (9, 9), (-1, 9)];

    #[test]
    fn every_frame_is_read_as_it_was_written() {
        let frames = [
            Frame::Size { width: 3840, height: 2160 },
            Frame::Step(11),
            Frame::Checked { wrong: 3, sure_bits: 240 },
            Frame::Code(code()),
            Frame::Sketch(Sketch::new(3, 2, vec![0, 50, 100, 150, 200, 255].into()).expect("six pixels")),
            Frame::Damaged(vec![code().corners; 3]),
            Frame::Damaged(Vec::new()),
            Frame::Obstacle(Obstacle::TooDark),
            Frame::Obstacle(Obstacle::TooBlurred { corners: None }),
            Frame::Obstacle(Obstacle::TooBlurred { corners: Some(OUTLINE) }),
            Frame::Obstacle(Obstacle::TooSmall { tenths: 13, corners: OUTLINE }),
            Frame::Obstacle(Obstacle::Unreadable { corners: OUTLINE }),
            Frame::Obstacle(Obstacle::OtherCode { kind: OtherCode::Aztec, corners: OUTLINE }),
            Frame::Obstacle(Obstacle::OtherCode { kind: OtherCode::DataMatrix, corners: OUTLINE }),
            Frame::Obstacle(Obstacle::OtherCode { kind: OtherCode::Bars, corners: OUTLINE }),
            Frame::Refused(Refusal::UnknownFormat),
            Frame::Refused(Refusal::TooManyPixels { width: 1, height: u32::MAX }),
            Frame::Refused(Refusal::TooMuchMemory),
            Frame::Refused(Refusal::Broken),
            Frame::Stopped,
            Frame::Done,
        ];
        let mut stream = Vec::new();
        for frame in &frames {
            frame.write_to(&mut stream).expect("a Vec takes everything");
        }
        let mut stream = stream.as_slice();
        for frame in frames {
            assert_eq!(Frame::read_from(&mut stream).expect("a whole frame"), frame);
        }
        assert!(Frame::read_from(&mut stream).is_err());
    }

    #[test]
    fn a_cut_frame_is_an_error() {
        let mut stream = Vec::new();
        Frame::Code(code()).write_to(&mut stream).expect("a Vec takes everything");
        for length in 0..stream.len() {
            assert!(Frame::read_from(&mut &stream[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn malformed_frames_are_errors() {
        let endless = [b'c', 0xff, 0xff, 0xff, 0xff];
        let unknown = [b'?', 0, 0, 0, 0];
        let short = [b's', 4, 0, 0, 0, 1, 0, 0, 0];
        let mut nowhere = Vec::new();
        let corners = [(f32::NAN, 0.0); 4];
        Frame::Code(FoundCode { corners, ..code() }).write_to(&mut nowhere).expect("a Vec takes everything");
        let cut_place = [b'd', 4, 0, 0, 0, 1, 0, 0, 0];
        let few_pixels = [&[b'p', 10, 0, 0, 0][..], &numbers(&[2, 2]), &[0, 0]].concat();
        for stream in [&endless[..], &unknown[..], &short[..], &nowhere[..], &cut_place[..], &few_pixels[..]] {
            assert!(Frame::read_from(&mut &*stream).is_err());
        }
    }
}
