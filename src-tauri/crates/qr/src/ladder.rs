//! Looks at a picture in several ways and collects what they see.

use crate::found::FoundCode;
use crate::frame::Frame;
use crate::picture::Picture;
use crate::sight::{Sight, look_at_shades};
use std::io;

/// Searches a picture and tells of each code as it is found.
///
/// # Errors
/// When nobody listens any more.
pub(crate) fn search(picture: Picture, tell: &mut impl FnMut(Frame) -> io::Result<()>) -> io::Result<()> {
    let plane = &picture.on_white;
    let size = |length| u32::try_from(length).unwrap_or(u32::MAX);
    tell(Frame::Size { width: size(plane.width()), height: size(plane.height()) })?;
    let mut damaged = 0;
    for Sight { corners, payload } in look_at_shades(plane) {
        match payload {
            Some(payload) => tell(Frame::Code(FoundCode { payload, corners }))?,
            None => damaged += 1,
        }
    }
    tell(Frame::Damaged(damaged))?;
    tell(Frame::Done)
}
