//! The search itself, in this process: for measuring and fuzzing. Programs read pictures with a
//! [`Reader`](crate::Reader), whose child can be killed.

use crate::found::{FoundCode, Reading};
use crate::frame::Frame;
use crate::helper::Helper;
use crate::ladder::search;
use crate::limits::Limits;
use crate::picture::{Picture, decode_picture};
use crate::plane::Plane;
use std::sync::Arc;

/// Lets panics of the decoders pass in silence, which this crate contains, and ends the process at one of its own; for
/// fuzzing, which would otherwise stop at each.
pub fn quiet_panics_of_others() {
    std::panic::set_hook(Box::new(|panic| {
        let is_ours = panic
            .location()
            .is_none_or(|place| place.file().contains("crates/qr/") || place.file().contains("fuzz_targets"));
        if is_ours {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}

/// What happens in a search.
#[derive(Debug)]
pub enum Event<'a> {
    /// The picture is decoded, and the search begins.
    Decoded,
    /// A step of the ladder, counted from 0, is done; what is told next was read by it.
    Step(usize),
    /// A code was read.
    Code {
        /// What it says and where.
        code: &'a FoundCode,
        /// How many of its codewords had to be corrected.
        wrong: u32,
        /// Noise would say as much once in 2 to the power of this.
        sure_bits: u32,
    },
}

/// What a picture's bytes hold; `None` when it is not looked at. `happened` hears of what happens on the way.
pub fn read_here(bytes: Vec<u8>, limits: &Limits, happened: impl FnMut(Event<'_>)) -> Option<Reading> {
    let picture = decode_picture(bytes, limits).ok()?;
    Some(read(picture, happened))
}

/// What shades of gray hold, row by row; `None` when there are not as many as width times height.
pub fn read_shades(width: usize, height: usize, shades: Vec<u8>) -> Option<Reading> {
    let on_white = Plane::new(width, height, shades)?;
    Some(read(Picture { on_white, on_black: None }, |_| {}))
}

fn read(picture: Picture, mut happened: impl FnMut(Event<'_>)) -> Reading {
    let mut reading = Reading::default();
    let mut checked = (0, 0);
    let searched = search(picture, &Helper::default(), Arc::default(), &mut |frame| {
        match frame {
            Frame::Size { width, height } => {
                happened(Event::Decoded);
                (reading.width, reading.height) = (width, height);
            }
            Frame::Step(step) => happened(Event::Step(step)),
            Frame::Checked { wrong, sure_bits } => checked = (wrong, sure_bits),
            Frame::Code(code) => {
                happened(Event::Code { code: &code, wrong: checked.0, sure_bits: checked.1 });
                reading.codes.push(code);
            }
            Frame::Damaged(places) => reading.take_damaged(places),
            Frame::Obstacle(obstacle) => reading.obstacles.push(obstacle),
            Frame::Sketch(_) | Frame::Refused(_) | Frame::Stopped | Frame::Done => {}
        }
        Ok(())
    });
    searched.expect("the listener never fails");
    reading
}
