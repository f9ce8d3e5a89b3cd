//! The search itself, in this process: for measuring and fuzzing. Programs read pictures with a
//! [`Reader`](crate::Reader), whose child can be killed.

use crate::found::{FoundCode, Reading};
use crate::frame::Frame;
use crate::ladder::search;
use crate::limits::Limits;
use crate::picture::{Picture, decode_picture};
use crate::plane::Plane;

/// What a picture's bytes hold; `None` when it is not looked at. `found` hears of each code and of the step of the
/// ladder, counted from 0, that read it.
pub fn read_here(bytes: Vec<u8>, limits: &Limits, found: impl FnMut(&FoundCode, usize)) -> Option<Reading> {
    let picture = decode_picture(bytes, limits).ok()?;
    Some(read(&picture, found))
}

/// What shades of gray hold, row by row; `None` when there are not as many as width times height.
pub fn read_shades(width: usize, height: usize, shades: Vec<u8>) -> Option<Reading> {
    let on_white = Plane::new(width, height, shades)?;
    Some(read(&Picture { on_white, on_black: None }, |_, _| {}))
}

fn read(picture: &Picture, mut found: impl FnMut(&FoundCode, usize)) -> Reading {
    let mut reading = Reading { codes: Vec::new(), damaged: 0, incomplete: None, width: 0, height: 0 };
    let mut step = 0;
    let searched = search(picture, &mut |frame| {
        match frame {
            Frame::Size { width, height } => (reading.width, reading.height) = (width, height),
            Frame::Step(climbed) => step = climbed,
            Frame::Code(code) => {
                found(&code, step);
                reading.codes.push(code);
            }
            Frame::Damaged(count) => reading.damaged = count,
            Frame::Refused(_) | Frame::Done => {}
        }
        Ok(())
    });
    searched.expect("the listener never fails");
    reading
}
